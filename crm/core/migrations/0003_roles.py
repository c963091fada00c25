from django.db import migrations

ROLES = [
    "engagement_officer",
    "communications_editor",
    "assurance_lead",
    "board_secretary",
    "ig_lead",
    "colleague",
    "partner",
    "auditor",
    "administrator",
]


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.bulk_create([Group(name=name) for name in ROLES], ignore_conflicts=True)


def unmake_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    """The roles, as groups (crm.core.roles says what each may do)."""

    dependencies = [("core", "0002_history"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make_roles, unmake_roles)]
