from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One uploaded file on its way into records: previewed, then imported, perhaps rolled back.

    `rows` = `made` + `matched` + `parked`. The preview writes nothing but this row and its `ImportRow`s, and is bound
    to the file by `sha256`.
    """

    class State(models.TextChoices):
        PREVIEWING = "previewing", _("Being read")
        PREVIEWED = "previewed", _("Previewed, nothing imported yet")
        IMPORTING = "importing", _("Being imported")
        IMPORTED = "imported", _("Imported")
        ROLLED_BACK = "rolled_back", _("Rolled back")
        REFUSED = "refused", _("Refused")

    kind = models.CharField(_("kind of file"), max_length=20)
    file = models.FileField(upload_to="imports/%Y/%m/", null=True, blank=True)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREVIEWING)
    message = models.CharField(max_length=500, blank=True, default="")
    rows = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    parked = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(_("kept at roll-back"), default=0)
    created_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    imported_at = models.DateTimeField(null=True, blank=True)
    rolled_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["previewing", "refused"]) | Q(rows=F("made") + F("matched") + F("parked")),
                name="import_rows_add_up",
                violation_error_message="Rows made, matched and parked must add up to the rows of the file.",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What happened, or will happen, to one row of the file."""

    class Outcome(models.TextChoices):
        MAKE = "make", _("Make")
        MATCH = "match", _("Match")
        PARK = "park", _("Park")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="row_set")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(max_length=5, choices=Outcome.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    label = models.CharField(max_length=300, blank=True, default="")
    raw = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    object_id = models.BigIntegerField(null=True, blank=True)
    changed = models.BooleanField(default=False)
    kept = models.BooleanField(_("kept at roll-back: edited since"), default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(condition=~Q(outcome="park") | ~Q(reason=""), name="import_park_needs_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"
