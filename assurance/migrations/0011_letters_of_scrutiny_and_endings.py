import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ENDED = Q(ended_on__isnull=True, ended_because="") | Q(ended_on__isnull=False) & ~Q(ended_because="")


def letter(name: str, words: str) -> migrations.AddField:
    column = models.ForeignKey(
        "core.Attachment", verbose_name=words, null=True, blank=True, on_delete=django.db.models.deletion.PROTECT, related_name="+"
    )  # fmt: skip
    return migrations.AddField("scrutiny", name, column)


def endings(model: str) -> list[migrations.operations.base.Operation]:
    """A day and a reason; rows of before have neither."""
    return [
        migrations.AddField(model, "ended_on", models.DateField("ended on", null=True, blank=True)),
        migrations.AddField(model, "ended_because", models.CharField("ended because", max_length=300, blank=True, default="", db_default="")),
        migrations.AddConstraint(
            model,
            models.CheckConstraint(
                condition=ENDED, name=f"{model}_ends_with_reason",
                violation_error_message="Say on which day it ends, and why.", violation_error_code="ended_because",
            ),
        ),
    ]  # fmt: skip


class Migration(migrations.Migration):
    """A committee's letters, and how objectives and measures end: columns that come empty."""

    dependencies = [("assurance", "0010_one_version_of_a_duty_a_day"), ("core", "__first__")]

    operations = [letter("letter", "our letter"), letter("reply_letter", "its reply, as it came"), *endings("objective"), *endings("measure")]
