"""Requests for information, and what was given or kept back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class InformationRequest(models.Model):
    """A request under the Freedom of Information Act 2000. The requester is not named here: their letter is kept where requests are answered."""

    class State(models.TextChoices):
        OPEN = "open", _("Being answered")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Outcome(models.TextChoices):
        ALL = "all", _("All given")
        PART = "part", _("Part given, part kept back")
        NONE = "none", _("Kept back")
        NOT_HELD = "not_held", _("Not held")

    local_reference = models.CharField(_("your reference"), max_length=50, unique=True)
    subject = models.CharField(_("what it is about"), max_length=200)
    question = models.TextField(_("what was asked, without the name of the person"), max_length=5000)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer due on"))
    words = models.CharField(_("words to search for"), max_length=300, blank=True, default="")
    from_on = models.DateField(_("records from"), null=True, blank=True)
    to_on = models.DateField(_("records until"), null=True, blank=True)
    also_hide = models.TextField(_("words hidden besides, one a line"), max_length=5000, blank=True, default="", db_default="")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True, default="")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    disclosure_text = models.TextField(_("what the disclosure log says"), blank=True, default="", max_length=3000)
    disclosed_at = models.DateTimeField(_("entered in the disclosure log"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("received_on")), name="information_request_due_after_receipt",
                violation_error_message="The answer must be due on or after the day the request came.", violation_error_code="due_on",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(outcome="") & Q(answered_on__isnull=False)), name="information_request_answered_says_how",
                violation_error_message="Say the outcome and the day.", violation_error_code="outcome",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.local_reference} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("desk:information_request_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """What a conflict and a notice call it: the organisation's own reference."""
        return self.local_reference


class InformationRequestItem(models.Model):
    """One record found for a request, and whether it is given, given in part or kept back under which exemption."""

    class Treatment(models.TextChoices):
        UNDECIDED = "undecided", _("Not decided yet")
        RELEASE = "release", _("Give")
        PART = "part", _("Give in part")
        WITHHOLD = "withhold", _("Keep back")
        OUT = "out", _("Not about this")

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("kind of record"), max_length=40)
    record_key = models.BigIntegerField()
    treatment = models.CharField(_("what is done with it"), max_length=9, choices=Treatment.choices, default=Treatment.UNDECIDED)
    exemption = models.CharField(_("exemption"), max_length=20, blank=True, default="")
    reason = models.CharField(_("why"), max_length=500, blank=True, default="")
    hidden_fields = ArrayField(models.CharField(max_length=60), default=list, db_default=[], blank=True, verbose_name=_("parts kept back"))
    decided_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "record_key"]
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "record_key"], name="information_request_item_once"),
            models.CheckConstraint(
                condition=~Q(treatment__in=["part", "withhold"]) | (~Q(exemption="") & ~Q(reason="")), name="information_request_kept_back_says_why",
                violation_error_message="Name the exemption and say why it applies.", violation_error_code="exemption",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}:{self.record_key}"
