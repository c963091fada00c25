"""The list of the register of duties: one row a version, those in force first."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.models import DutyVersion
from assurance.models.rules_as_data import CONFIDENCE
from crm.core.forms import ListFilterSet, WordsFilter
from crm.core.forms.filters import DateBox
from crm.core.tables import Column, RecordList, register

STANDING = {0: _("In force"), 1: _("Not yet in force"), 2: _("No longer in force")}


def versions_for_list(user) -> QuerySet[DutyVersion]:
    """All versions with `standing` today, a key of `STANDING`. Duties are no secret: whoever may open the list sees all."""
    today = timezone.localdate()
    standing = Case(When(Q(valid_from__gt=today), then=Value(1)), When(Q(valid_to__lt=today), then=Value(2)), default=Value(0), output_field=IntegerField())
    return DutyVersion.objects.select_related("duty").annotate(standing=standing)


class DutyFilter(ListFilterSet):
    """Filters of the register."""

    q = WordsFilter(("duty__key", "duty__name", "statute", "binds", "trigger", "evidence"))
    on = django_filters.DateFilter(label=_("In force on"), method="in_force_on", widget=DateBox)
    standing = django_filters.ChoiceFilter(label=_("Today"), choices=[(str(key), words) for key, words in STANDING.items()], empty_label=_("Any"))
    confidence = django_filters.ChoiceFilter(label=_("How sure"), choices=CONFIDENCE, empty_label=_("Any"))

    class Meta:
        model = DutyVersion
        fields: list[str] = []

    def in_force_on(self, queryset: Any, name: str, value: date) -> QuerySet:
        return queryset.in_force(value)


def _address(version: DutyVersion) -> str:
    return reverse("assurance:duty_detail", args=[version.duty.key])


def _key(version: DutyVersion) -> str:
    return version.duty.key


def _standing(version: Any) -> str:
    return str(STANDING[version.standing])


duty_records = register(
    RecordList(
        kind="duty",
        title=_("Register of duties"),
        noun=("version of a duty", "versions of duties"),
        queryset=versions_for_list,
        columns=(
            Column("duty", _("Duty"), value="duty.name", sort=("duty__name", "valid_from"), link=_address, note=_key),
            Column("statute", _("Law or guidance"), sort=("statute",)),
            Column("from", _("In force from"), value="valid_from", sort=("valid_from",)),
            Column("until", _("Until"), value="valid_to", sort=("valid_to",)),
            Column("standing", _("Today"), value=_standing, sort=("standing", "duty__name")),
            Column("confidence", _("How sure"), value="get_confidence_display", sort=("confidence", "duty__name")),
            Column("source", _("Source")),
        ),
        filterset_class=DutyFilter,
        default_sort="standing",
        template="assurance/rules/duty_list.html",
        empty_text=_("What law and guidance ask of us, each with its dates and its source. “manage.py load_reference” fills the register."),
        first_step=("/desk/duties/new/", _("Add a duty"), "keep_frameworks"),
        actions=(("/desk/duties/new/", _("Add a duty"), "keep_frameworks"), ("/desk/frameworks/load/", _("Load a file"), "keep_frameworks")),
        may_open=policies.can_read_frameworks,
    )
)
