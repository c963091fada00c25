"""How a colleague who plans a change tells the engagement team at the start, with an account or by a signed link."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assurance.models.decisions import Decision


class ColleagueLink(models.Model):
    """A link that lets one colleague without an account announce a change and complete its cover. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(_("their role"), max_length=150)
    email = models.EmailField(_("their e-mail address"), max_length=254)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="colleague_links")
    expires_on = models.DateField(_("works until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    created_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=""), name="colleague_link_has_role", violation_error_message="Say their role.", violation_error_code="role"
            )
        ]

    def __str__(self) -> str:
        return self.role


class PlannedChange(models.Model):
    """That somebody announced a change they plan: the decision it became, who they are, and who of the engagement team took it up."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="announcement")
    announced_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(ColleagueLink, null=True, blank=True, on_delete=models.PROTECT, related_name="announcements")
    role = models.CharField(_("role of who plans it"), max_length=150)
    wants = models.TextField(_("what help is wanted"), blank=True, default="", max_length=2000)
    announced_at = models.DateTimeField(db_default=Now(), editable=False)
    taken_up_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_up_at = models.DateTimeField(_("taken up"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-id"], name="planned_change_waiting", condition=Q(taken_up_at__isnull=True))]
        constraints = [models.CheckConstraint(condition=Q(announced_by__isnull=False) | Q(link__isnull=False), name="planned_change_has_announcer")]

    def __str__(self) -> str:
        return str(self.decision)
