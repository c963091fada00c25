from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file somebody gave us: its type is found by its content, it is served only as a download, by policy."""

    class ScanState(models.TextChoices):
        CLEAN = "clean", _("Checked, no virus found")
        NOT_SCANNED = "not_scanned", _("No scanner configured")
        QUARANTINED = "quarantined", _("Kept back: a virus was found")

    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/", max_length=255)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type, by content"), max_length=120)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.NOT_SCANNED)
    uploaded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_sha256_is_hex"),
            models.CheckConstraint(
                condition=Q(size__gt=0), name="attachment_not_empty", violation_error_message="The file is empty.", violation_error_code="file"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A long list on its way into a file: who asked, for what, how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being written")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="exports")
    kind = models.CharField(_("list"), max_length=40)
    file_format = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "Excel")])
    query = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="exports/%Y/%m/", null=True, blank=True)
    message = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-id"], name="export_of_user")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.file_format}"


class SavedView(models.Model):
    """A filter of a list kept under a name, for one person or for a team."""

    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey("core.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views")
    kind = models.CharField(_("list"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "name"], name="saved_view_once", violation_error_message="You already have a view with this name.")
        ]

    def __str__(self) -> str:
        return self.name
