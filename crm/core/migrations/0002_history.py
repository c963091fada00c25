from django.db import migrations

from crm.core.operations import TrackHistory


class Migration(migrations.Migration):
    """Record every change of the shared tables."""

    dependencies = [("core", "0001_initial")]

    operations = [
        TrackHistory("core_team"),
        TrackHistory("core_user", ignored=("last_login",), masked=("password",)),
        TrackHistory("core_user_groups", parent=("core_user", "user_id")),
        TrackHistory("core_user_user_permissions", parent=("core_user", "user_id")),
        TrackHistory("core_attachment"),
        TrackHistory("core_importbatch"),
        TrackHistory("core_accessgrant"),
        TrackHistory("core_referenceredirect"),
        TrackHistory("core_restrictedperiod"),
    ]
