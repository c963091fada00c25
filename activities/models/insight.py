from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.models import Record, RecordQuerySet, record_constraints


class Theme(models.Model):
    """A topic of the one codebook over meetings, mail and surveys."""

    name = models.CharField(_("theme"), max_length=100, unique=True)
    source = models.CharField(max_length=300, blank=True, default="")
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Insight(Record):
    """One thing learned, in a short paraphrase. The voice is a community, never a person."""

    reference_prefix = "INS"
    colleague_paths = ("activity__project__owner_id",)

    class Sentiment(models.TextChoices):
        POSITIVE = "positive", _("Positive")
        NEGATIVE = "negative", _("Negative")
        MIXED = "mixed", _("Mixed")
        NEUTRAL = "neutral", _("Neutral")
        SUGGESTION = "suggestion", _("Suggestion")

    class Strength(models.TextChoices):
        ONE = "one", _("One voice")
        SEVERAL = "several", _("Several")
        CONSENSUS = "consensus", _("Strong agreement")
        DIVIDED = "divided", _("Opinions divided")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        VALIDATED = "validated", _("Checked: no personal data, true to the source")
        PUBLISHABLE = "publishable", _("May be published")

    paraphrase = models.TextField(_("what people said"), max_length=1000)
    activity = models.ForeignKey(
        "activities.Activity", verbose_name=_("where it was heard"), null=True, blank=True, on_delete=models.PROTECT, related_name="insights"
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="insights")
    sentiment = models.CharField(_("sentiment"), max_length=10, choices=Sentiment.choices, blank=True, default="")
    strength = models.CharField(_("how strong"), max_length=9, choices=Strength.choices, blank=True, default="")
    service = models.CharField(_("service"), max_length=150, blank=True, default="")
    place = models.ForeignKey("partners.Place", verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(
        "partners.Community", verbose_name=_("community voiced"), null=True, blank=True, on_delete=models.PROTECT, related_name="insights"
    )
    quote = models.TextField(_("quote, with consent and without names"), max_length=1000, blank=True, default="")
    quote_consent = models.BooleanField(_("consent to quote was given"), default=False)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.DRAFT)
    checked_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    heard_on = models.DateField(_("heard on"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = [F("heard_on").desc(nulls_last=True), "-pk"]
        verbose_name_plural = "insight"
        indexes = [
            models.Index(F("heard_on").desc(nulls_last=True), F("id").desc(), name="insight_newest"),
            models.Index(fields=["activity"], name="insight_of_activity"),
        ]
        constraints = [
            *record_constraints("insight"),
            models.CheckConstraint(
                condition=~Q(paraphrase=""), name="insight_says_something", violation_error_message="Write what people said.",
                violation_error_code="paraphrase",
            ),
            models.CheckConstraint(
                condition=Q(quote="") | Q(quote_consent=True), name="insight_quote_needs_consent",
                violation_error_message="A quote needs consent. Record the consent or take the quote out.", violation_error_code="quote",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.paraphrase if len(self.paraphrase) <= 120 else self.paraphrase[:117].rstrip() + "…"

    def get_absolute_url(self) -> str:
        return reverse("activities:insight_detail", args=[self.pk])


class Commitment(Record):
    """A promise made to somebody outside: to whom, by when, and how it ended."""

    reference_prefix = "COM"
    colleague_paths = ("project__owner_id", "owner_id")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        NOT_KEPT = "not_kept", _("Not kept")

    text = models.TextField(_("what we promised"), max_length=1000)
    made_to = models.CharField(_("to whom"), max_length=250, blank=True, default="")
    organisation = models.ForeignKey(
        "partners.Organisation", verbose_name=_("partner"), null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    activity = models.ForeignKey("activities.Activity", verbose_name=_("activity"), null=True, blank=True, on_delete=models.PROTECT, related_name="commitments")
    project = models.ForeignKey("activities.Project", verbose_name=_("project"), null=True, blank=True, on_delete=models.PROTECT, related_name="commitments")
    made_in_public = models.BooleanField(_("made in public"), default=False)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    proof = models.TextField(_("how it was kept, or why not"), max_length=1000, blank=True, default="")
    source = models.CharField(_("source"), max_length=300, blank=True, default="")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="commitment_due"),
            models.Index(fields=["organisation", "state"], name="commitment_of_organisation"),
        ]
        constraints = [
            *record_constraints("commitment"),
            models.CheckConstraint(
                condition=~Q(text=""), name="commitment_says_something", violation_error_message="Write what was promised.",
                violation_error_code="text",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True) | (~Q(state="open") & Q(closed_on__isnull=False) & ~Q(proof="")),
                name="commitment_closed_with_proof",
                violation_error_message="Say how the promise was kept, or why not, and when.",
                violation_error_code="proof",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(made_on__isnull=True) | Q(due_on__gte=F("made_on")), name="commitment_due_after_made",
                violation_error_message="The promise must be due on or after the day it was made.", violation_error_code="due_on",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text if len(self.text) <= 120 else self.text[:117].rstrip() + "…"

    def get_absolute_url(self) -> str:
        return reverse("activities:commitment_detail", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < timezone.localdate()
