from django.db import models


class ContactDay(models.Model):
    """A held activity with an organisation and its day, copied by triggers so that "last contact" reads one row of an index.

    Who may see the activity is asked of the activity itself. No foreign keys: a row here keeps nothing from being removed.
    """

    activity_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    on_date = models.DateField(null=True)
    """First day; NULL when it is not known."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity_id", "organisation_id"], name="contact_day_once")]
        indexes = [models.Index(models.F("organisation_id"), models.F("on_date").desc(nulls_last=True), name="contact_day_newest")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.on_date}"
