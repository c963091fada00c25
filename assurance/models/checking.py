"""What a person makes of a computed check, and what is to be done about what is missing."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assurance.models.decisions import Decision
from assurance.models.rules_as_data import Criterion
from assurance.models.years import FrameworkYear


class CheckReview(models.Model):
    """A named person confirms a computed check or says otherwise, with the reason. Both views are kept; the newest counts.

    `check` is a code of `assurance.rules.checks` (`gunning:1`); `found` and `sentence` are what the software said at that moment.
    """

    class View(models.TextChoices):
        YES = "yes", _("Yes, the records show it")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        NOT_APPLICABLE = "not_applicable", _("It does not arise here")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="check_reviews")
    check_code = models.CharField(max_length=40)
    found = models.CharField(max_length=20)
    sentence = models.TextField()
    view = models.CharField(_("your view"), max_length=14, choices=View.choices)
    reason = models.TextField(_("reason"), blank=True, default="", max_length=2000)
    is_override = models.BooleanField(default=False)
    reviewer = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reviewer_role = models.CharField(_("reviewer's role"), max_length=150)
    reviewed_on = models.DateField(_("reviewed on"))

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision", "check_code", "-id"], name="check_review_of_decision")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_override=False) | ~Q(reason=""), name="check_override_says_why",
                violation_error_message="Say why you see it differently from what was found.", violation_error_code="reason",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.check_code}: {self.get_view_display()}"


class Action(models.Model):
    """An internal task that follows from a check, a review or a gap, with an owner and a date.

    It belongs to a decision or to a framework's year. `raised_by_code` names what it came from (`gunning:3`, `pcei:D1`).
    """

    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="actions")
    framework_year = models.ForeignKey(FrameworkYear, null=True, blank=True, on_delete=models.CASCADE, related_name="actions")
    criterion = models.ForeignKey(Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    raised_by_code = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField(_("what is recommended"), max_length=1000)
    owner = models.ForeignKey("core.User", verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_role = models.CharField(_("owner's role"), max_length=150, blank=True, default="")
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.TextField(_("what was done"), blank=True, default="", max_length=1000)
    created_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["decision"], name="action_of_decision"),
            models.Index(fields=["framework_year"], name="action_of_year"),
            models.Index(fields=["owner", "due_on"], name="action_open_of_owner", condition=Q(done_on__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, framework_year=None) | Q(decision=None, framework_year__isnull=False), name="action_of_one"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="action_says_what", violation_error_message="Say what is to be done.", violation_error_code="text"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_role=""), name="action_has_owner", violation_error_message="Name an owner.",
                violation_error_code="owner",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(done_note=""), name="action_done_says_what",
                violation_error_message="Say what was done.", violation_error_code="done_note",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else self.text[:77].rstrip() + "…"
