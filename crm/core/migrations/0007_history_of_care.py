from django.db import migrations

from crm.core.operations import TrackHistory


class Migration(migrations.Migration):
    """Record what is done about care cases, but never the words themselves."""

    dependencies = [("core", "0006_care_and_digest")]

    operations = [
        TrackHistory("core_carecontact"),
        TrackHistory("core_carecase", masked=("texts",)),
        TrackHistory("core_carestep", parent=("core_carecase", "case_id")),
    ]
