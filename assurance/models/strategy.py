"""The involvement strategy: its objectives, how each is measured, and how far it has come."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Strategy(models.Model):
    """The organisation's strategy for involving people, with its dates. What is published shows on the public page."""

    title = models.CharField(_("title"), max_length=200)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    url = models.URLField(_("where it is published"), max_length=500, blank=True, default="")
    source = models.CharField(_("source"), max_length=400, blank=True, default="")
    published_at = models.DateTimeField(_("progress published"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-valid_from", "pk"]
        verbose_name_plural = "strategies"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")), name="strategy_ends_after_start",
                violation_error_message="The strategy must end on or after the day it starts.", violation_error_code="valid_to",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assurance:strategy_detail", args=[self.pk])


class Ending(models.Model):
    """What can be ended with a day and a reason; progress and readings of before stay."""

    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_because = models.CharField(_("ended because"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_because="") | Q(ended_on__isnull=False) & ~Q(ended_because=""), name="%(class)s_ends_with_reason",
                violation_error_message="Say on which day it ends, and why.", violation_error_code="ended_because",
            )
        ]  # fmt: skip


class Objective(Ending):
    """One core element of the strategy, with its owner and what was said of its progress."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="objectives")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it means"), blank=True, default="", max_length=3000)
    owner_role = models.CharField(_("owner's role"), max_length=150, blank=True, default="")
    progress = models.TextField(_("progress, in words for the public"), blank=True, default="", max_length=2000)
    progress_on = models.DateField(_("as at"), null=True, blank=True)

    class Meta(Ending.Meta):
        ordering = ["number"]
        constraints = [
            *Ending.Meta.constraints,
            models.UniqueConstraint(
                fields=["strategy", "number"], name="objective_number_once", violation_error_message="This number is taken.", violation_error_code="number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('assurance:strategy_detail', args=[self.strategy_id])}#objective-{self.number}"


class Measure(Ending):
    """How an objective is measured: computed from the records (`computed_by`), or readings that somebody writes down."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="measures")
    text = models.CharField(_("what is measured"), max_length=300)
    computed_by = models.CharField(_("computed from the records"), max_length=40, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=50, blank=True, default="")
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(_("target day"), null=True, blank=True)

    class Meta(Ending.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class MeasureReading(models.Model):
    """What a measure stood at on a day, with the source."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("as at"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    source = models.CharField(_("source"), max_length=300)
    read_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "on"], name="measure_reading_once", violation_error_message="There is a reading for this day.", violation_error_code="on"
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="measure_reading_has_source", violation_error_message="Say where the number comes from.",
                violation_error_code="source",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.value:g} ({self.on:%d %B %Y})"


class ObjectiveLink(models.Model):
    """That an activity serves an objective, and how."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="links")
    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="objective_links")
    note = models.CharField(_("how it serves the objective"), max_length=300, blank=True, default="")
    linked_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "activity"], name="objective_link_once", violation_error_message="This activity is already linked.",
                violation_error_code="activity",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.activity} → {self.objective}"
