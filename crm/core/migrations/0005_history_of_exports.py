from django.db import migrations

from crm.core.operations import TrackHistory


class Migration(migrations.Migration):
    """Record who took which list away. How far the file is leaves no line."""

    dependencies = [("core", "0004_search_of_few")]

    operations = [TrackHistory("core_export", ignored=("rows_done", "rows_total", "state", "message", "file", "finished_at"))]
