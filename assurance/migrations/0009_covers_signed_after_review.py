from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

WORDS_OF_EARLIER_REVIEWS = "UPDATE assurance_papercover SET reviewed_text = text, reviewed_boxes = boxes WHERE verdict <> ''"
VERDICTS = [("adequate", "Adequate"), ("conditions", "Adequate with conditions"), ("not_adequate", "Not adequate")]


class Migration(migrations.Migration):
    """A cover is signed after a review of exactly its words, or with a reason. Covers that were signed before this rule stay as they are."""

    dependencies = [("assurance", "0008_history_of_rules")]

    operations = [
        migrations.AddField(
            model_name="papercover",
            name="reviewed_text",
            field=models.TextField(blank=True, default="", max_length=6000, verbose_name="words that the reviewer read"),
        ),
        migrations.AddField(
            model_name="papercover",
            name="reviewed_boxes",
            field=models.JSONField(blank=True, default=dict, verbose_name="other boxes that the reviewer read"),
        ),
        migrations.AddField(
            model_name="papercover",
            name="stale_verdict",
            field=models.CharField(blank=True, choices=VERDICTS, default="", max_length=12, verbose_name="verdict on earlier words"),
        ),
        migrations.AddField(
            model_name="papercover",
            name="unreviewed_because",
            field=models.TextField(blank=True, default="", max_length=1000, verbose_name="why it is signed without a review"),
        ),
        migrations.RunSQL(WORDS_OF_EARLIER_REVIEWS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="papercover",
            constraint=models.CheckConstraint(
                condition=Q(verdict="") | Q(reviewed_text=F("text"), reviewed_boxes=F("boxes")),
                name="cover_verdict_is_on_these_words",
                violation_error_message="The verdict is on other words. Have these words reviewed.",
                violation_error_code="verdict",
            ),
        ),
        AddConstraintNotValid(
            model_name="papercover",
            constraint=models.CheckConstraint(
                condition=~Q(state="frozen") | Q(verdict__in=["adequate", "conditions"]) | (Q(verdict="") & ~Q(unreviewed_because="")),
                name="cover_signed_after_review",
                violation_error_message="Have these words reviewed, or say why they are signed without a review.",
                violation_error_code="unreviewed_because",
            ),
        ),
    ]
