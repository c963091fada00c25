"""Duties, frameworks and scales: dated data loaded from files, because the law changes under us and the code must not."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

CONFIDENCE = [("S", _("found in a source")), ("K", _("general knowledge, to be checked")), ("P", _("partly found in a source"))]


class DatedQuerySet(QuerySet):
    """Rows with `valid_from` and `valid_to`, both days included; None is open."""

    def in_force(self, on: date | Any) -> Self:
        """What held on that day, or on the day that an `OuterRef` names."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


class Duty(models.Model):
    """A legal or guidance obligation by its stable key (`icb-involve`)."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("duty"), max_length=150)
    is_edited = models.BooleanField(_("changed here since the file was loaded"), default=False, db_default=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:duty_detail", args=[self.key])


class DutyVersion(models.Model):
    """What a duty asked between two dates. What held on a past date is what a past record is judged by."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="versions")
    statute = models.CharField(_("law or guidance"), max_length=200)
    binds = models.CharField(_("binds"), max_length=200)
    trigger = models.TextField(_("when it applies"))
    evidence = models.TextField(_("what shows that it was met"))
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    succeeded_by = models.ForeignKey(Duty, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=400)
    confidence = models.CharField(_("how sure"), max_length=1, choices=CONFIDENCE)
    is_edited = models.BooleanField(_("changed here since the file was loaded"), default=False, db_default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["duty", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["duty", "valid_from"], name="duty_version_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="duty_version_ends_after_start",
                violation_error_message="The last day is before the first.",
                violation_error_code="valid_to",
            ),
            ExclusionConstraint(
                name="duty_versions_do_not_overlap",
                expressions=[
                    ("duty", RangeOperators.EQUAL),
                    (Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Another version of this duty is in force on some of these days. A duty has one version a day: change the dates.",
                violation_error_code="valid_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} ({self.statute})"


class RatingScale(models.Model):
    """The words, and perhaps scores, that a framework judges by; without values the verdict is a narrative.

    `values` is a list of `{"code", "label", "score"}`; `bands` turns a total into words: `{"least", "label"}`, highest first.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=150)
    values = models.JSONField(default=list)
    bands = models.JSONField(default=list, blank=True)
    is_edited = models.BooleanField(_("changed here since the file was loaded"), default=False, db_default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:scale_detail", args=[self.key])


class Framework(models.Model):
    """A scheme of scrutiny, for each decision or for a year, with its dates."""

    class Use(models.TextChoices):
        DECISION = "decision", _("For each decision")
        YEAR = "year", _("For a year")

    class ScoredBy(models.TextChoices):
        CRITERION = "criterion", _("Each criterion")
        DOMAIN = "domain", _("Each domain")

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("framework"), max_length=200)
    use = models.CharField(max_length=8, choices=Use.choices)
    scored_by = models.CharField(_("judged by"), max_length=9, choices=ScoredBy.choices, default=ScoredBy.CRITERION, db_default=ScoredBy.CRITERION)
    scale = models.ForeignKey(RatingScale, null=True, blank=True, on_delete=models.PROTECT, related_name="frameworks")
    is_historical = models.BooleanField(_("historical"), default=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, default="")
    source = models.CharField(_("source"), max_length=400)
    confidence = models.CharField(_("how sure"), max_length=1, choices=CONFIDENCE)
    position = models.PositiveSmallIntegerField(default=100)
    assurance_body = models.CharField(_("who scrutinises"), max_length=200, blank=True, default="", db_default="")
    succeeded_by = models.ForeignKey("self", verbose_name=_("followed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    most_items = models.PositiveSmallIntegerField(_("most items of evidence for a criterion"), null=True, blank=True)
    in_year_only = models.BooleanField(_("evidence must be live in the year"), default=False, db_default=False)
    own_site_only = models.BooleanField(_("links must be on our own site, or signposted from it"), default=False, db_default=False)
    is_edited = models.BooleanField(_("changed here since the file was loaded"), default=False, db_default=False)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:framework_detail", args=[self.key])


class Criterion(models.Model):
    """One question of a framework, named with it: `pcei:D1`."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=12)
    domain = models.CharField(_("domain"), max_length=150, blank=True, default="")
    short = models.CharField(_("in short"), max_length=120)
    text = models.TextField(_("criterion"))
    evidence = models.TextField(_("evidence that counts"), blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_edited = models.BooleanField(_("changed here since the file was loaded"), default=False, db_default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["framework__position", "position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="criterion_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.short}"

    def is_asked_on(self, day: date) -> bool:
        """Whether it holds on that day; the same rule as `in_force` of the queryset."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
