from django.db import migrations

from crm.core.operations import TrackHistory


def retrack(table: str, parent: tuple[str, str]) -> list:
    """The same triggers, now naming the record whose history page shows these rows too."""
    before = TrackHistory(table)
    return [migrations.RunSQL(before.backwards(), before.forwards()), TrackHistory(table, parent=parent)]


class Migration(migrations.Migration):
    """The history of a duty shows its versions, that of a framework its criteria."""

    dependencies = [("assurance", "0007_annual_report_files")]

    operations = [
        *retrack("assurance_dutyversion", ("assurance_duty", "duty_id")),
        *retrack("assurance_criterion", ("assurance_framework", "framework_id")),
    ]
