"""What was written or received and needs care: a person at risk, a complaint, somebody's clinical story.

The words move here at once, so that search, lists, packs and exports cannot hold them.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Matter(models.TextChoices):
    """What kind of care is needed; it decides whom to ring."""

    SAFEGUARDING = "safeguarding", _("Somebody may be at risk (safeguarding)")
    COMPLAINT = "complaint", _("A complaint")
    PALS = "pals", _("Somebody needs help with their own care (PALS)")
    PRIVATE = "private", _("Private or clinical details about a person")


class CareContact(models.Model):
    """Whom to ring about a matter. A number that nobody entered shows as a gap."""

    matter = models.CharField(_("for"), max_length=12, choices=Matter.choices)
    name = models.CharField(_("team or role"), max_length=150)
    phone = models.CharField(_("telephone"), max_length=60, blank=True, default="")
    hours = models.CharField(_("when they answer"), max_length=150, blank=True, default="")
    note = models.CharField(_("what to know"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class CareCaseQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CareCaseQuerySet":
        """Cases that the person opened, those of teams they lead, and all for who handles them. Nobody else, whatever their role."""
        if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_staff_member:
            return self.none()
        if user.has_right("handle_care"):
            return self.all()
        return self.filter(Q(opened_by=user) | Q(team_id__in=user.led_team_ids))


class CareCase(models.Model):
    """One line of the register: what was set apart, from where, and how it was handed over.

    `texts` holds the words by field of the source; the source keeps a sentence that says where they are.
    """

    matter = models.CharField(_("what it is"), max_length=12, choices=Matter.choices)
    source_kind = models.CharField(max_length=20, blank=True, default="")
    source_id = models.BigIntegerField(null=True, blank=True)
    texts = models.JSONField(default=dict)
    opened_by = models.ForeignKey("core.User", verbose_name=_("set apart by"), on_delete=models.PROTECT, related_name="care_cases")
    team = models.ForeignKey("core.Team", verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("set apart"), db_default=Now(), editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    is_training = models.BooleanField(_("training example"), default=False, db_default=False, editable=False)

    objects = CareCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["source_kind", "source_id"], name="care_case_of_record"),
            models.Index(fields=["opened_by", "-id"], name="care_case_of_opener"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("desk:care_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """`CARE-3`; care cases are outside search, so the reference alone tells nothing."""
        return f"CARE-{self.pk}"


class CareStep(models.Model):
    """What was done about a case: who was rung, to whom it was handed over, when."""

    class Kind(models.TextChoices):
        RUNG = "rung", _("Rang")
        HANDED_OVER = "handed_over", _("Handed over to")
        NOTE = "note", _("Noted")
        CLOSED = "closed", _("Closed")

    case = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("what was done"), max_length=12, choices=Kind.choices)
    whom = models.CharField(_("whom (a team or role)"), max_length=150, blank=True, default="")
    note = models.CharField(_("what was agreed"), max_length=500, blank=True, default="")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["rung", "handed_over"]) | ~Q(whom=""),
                name="care_step_names_whom",
                violation_error_message="Say who was rung, or to whom it was handed over.",
                violation_error_code="whom",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["note", "closed"]) | ~Q(note=""),
                name="care_step_says_something",
                violation_error_message="Write what was agreed.",
                violation_error_code="note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.whom}".strip()
