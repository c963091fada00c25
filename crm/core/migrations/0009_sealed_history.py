from django.db import migrations

from crm.core.migrations import _sealing


class Migration(migrations.Migration):
    """Seal history in a chain of hashes, so that a change behind the product's back can be found and named."""

    dependencies = [("core", "0008_periodic_jobs")]

    operations = [migrations.RunSQL(_sealing.FORWARDS, _sealing.BACKWARDS)]
