from django.db import migrations, models


class Migration(migrations.Migration):
    """What the person who answers a request hides besides names, addresses and numbers; requests of before hide nothing more."""

    dependencies = [("assurance", "0011_letters_of_scrutiny_and_endings")]

    operations = [
        migrations.AddField(
            "informationrequest",
            "also_hide",
            models.TextField("words hidden besides, one a line", max_length=5000, blank=True, default="", db_default=""),
        )
    ]
