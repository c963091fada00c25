"""Work that comes again, what is still to be completed, and what partners correct."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """Activities that belong together because they come again. Who may see it follows from its activities."""

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        FORTNIGHT = "fortnight", _("Every two weeks")
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every three months")
        OTHER = "other", _("No fixed rhythm")

    name = models.CharField(_("name of the series"), max_length=200)
    every = models.CharField(_("how often"), max_length=9, choices=Every.choices, default=Every.OTHER)
    created_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="series_has_name", violation_error_message="Give the series a name.", violation_error_code="name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CompletionWaiver(models.Model):
    """A question about an activity that was waved away for good: the list "complete this" asks it no more."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="waivers")
    prompt = models.SlugField(_("question"), max_length=40)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "prompt"], name="completion_waiver_once")]

    def __str__(self) -> str:
        return self.prompt


class Correction(models.Model):
    """What a partner says is wrong in the note of an activity; staff take it up or say why not."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for us")
        TAKEN_UP = "taken_up", _("Taken up")
        NOT_TAKEN_UP = "not_taken_up", _("Not taken up")

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="corrections")
    organisation = models.ForeignKey("partners.Organisation", verbose_name=_("partner"), on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField(_("what should be corrected"), max_length=3000)
    sent_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("sent"), db_default=Now(), editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("our answer"), max_length=1000, blank=True, default="")
    answered_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="correction_says_something", violation_error_message="Write what should be corrected.",
                violation_error_code="text",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="correction_answered_on_a_day",
                violation_error_message="An answered correction has the day of its answer.",
                violation_error_code="state",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_taken_up") | ~Q(answer=""), name="correction_refused_with_reason",
                violation_error_message="Say why it is not taken up. The partner reads it.", violation_error_code="answer",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text if len(self.text) <= 120 else self.text[:117].rstrip() + "…"


class LogDraft(models.Model):
    """A form that somebody began and did not save yet, kept so that any device can bring it back. Only its writer ever sees it.

    `data` is `{"pairs": [[name, value], …], "labels": {value: words}}`: the fields as the browser sent them, without files.
    """

    class Form(models.TextChoices):
        LOG = "log", _("Log an activity")
        STALL = "stall", _("Stall")

    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="log_drafts")
    key = models.UUIDField(_("key of the form"))
    form = models.CharField(max_length=5, choices=Form.choices, default=Form.LOG)
    title = models.CharField(_("what it is about"), max_length=200, blank=True, default="")
    data = models.JSONField(default=dict)
    problem = models.CharField(_("why it was not saved"), max_length=300, blank=True, default="")
    written_at = models.DateTimeField(_("written"), null=True, blank=True)
    changed_at = models.DateTimeField(_("kept"), db_default=Now())

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="log_draft_once")]

    def __str__(self) -> str:
        return self.title or str(self.get_form_display())


class CalendarFeed(models.Model):
    """A secret address that a calendar program reads. Only the hash of its token is kept; it dies when it is revoked or its person leaves."""

    class Scope(models.TextChoices):
        MINE = "mine", _("My activities")
        TEAM = "team", _("My team’s activities")
        ALL = "all", _("Everything that all staff may see")

    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="calendar_feeds")
    scope = models.CharField(_("what it holds"), max_length=4, choices=Scope.choices, default=Scope.MINE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    last_read_on = models.DateField(_("last read"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_scope_display())
