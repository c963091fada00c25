from django.db import migrations, models


class Migration(migrations.Migration):
    """The accessible page of a final annual report beside its Word file, each with its hash."""

    dependencies = [("assurance", "0006_paper_returns")]

    operations = [
        migrations.AddField(model_name="annualreport", name="page_file", field=models.FileField(blank=True, null=True, upload_to="annual-reports/")),
        migrations.AddField(
            model_name="annualreport",
            name="page_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="hash of the web page"),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="word_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="hash of the Word file"),
        ),
    ]
