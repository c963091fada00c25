"""Tables that the work needs but that are no records of the team: submissions, grants, redirects, pauses, history."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """A form that was sent, by the key it carried: the second press finds the record the first one made."""

    key = models.UUIDField(unique=True)
    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.key)


class AccessGrant(models.Model):
    """A restricted record opened for a while by somebody who gave a reason."""

    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="access_grants")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "kind", "object_id"], name="access_grant_lookup")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="access_grant_needs_reason",
                violation_error_message="Say why you need to see this.",
                violation_error_code="reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.kind} {self.object_id}"


class ReferenceRedirect(models.Model):
    """A reference that was printed somewhere and now leads to another record, after a merge."""

    old_reference = models.CharField(max_length=20, unique=True)
    new_reference = models.CharField(max_length=20)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(old_reference=F("new_reference")), name="redirect_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.old_reference} → {self.new_reference}"


class RestrictedPeriod(models.Model):
    """A pre-election or other pause in which no new consultation starts unless essential."""

    name = models.CharField(_("name"), max_length=150)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    note = models.TextField(_("what it means"), blank=True, default="")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="restricted_period_ends_after_start",
                violation_error_message="The period must end on or after the day it starts.",
                violation_error_code="ends_on",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One line of history, written by the database itself (`crm.core.operations`). Read-only; nothing may change it.

    `values` is `{"before": {...}, "after": {...}}` with only the changed columns for an update. It and `salt` are empty
    after a lawful erasure; `digest` (SHA-256 of salt and values) stays.
    """

    at = models.DateTimeField()
    table_name = models.TextField()
    record_key = models.TextField()
    parent = models.TextField()
    operation = models.TextField()
    values = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    actor = models.TextField()
    action = models.TextField()
    reason = models.TextField()
    request = models.TextField()

    class Meta:
        managed = False
        db_table = '"audit"."event"'
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.table_name} {self.record_key} {self.operation}"
