"""Work that comes again by the clock (`crm.desk.periodic`), and the mail that it sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """How one periodic job last went: one row a job, written over each time."""

    name = models.SlugField(max_length=40, unique=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    failed = models.BooleanField(_("went wrong"), default=False)
    said = models.CharField(_("what it said"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DigestMail(models.Model):
    """That a person was sent the summary of their desk on a day, so that nobody gets two."""

    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="digest_mails")
    day = models.DateField(_("day"))
    is_sent = models.BooleanField(_("the mail server took it"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_mail_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
