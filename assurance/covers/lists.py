"""The list of covers: what its page, saved views and exports show."""

from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.models import Decision, PaperCover
from assurance.rules.paper_gate import HOLDING_VERDICTS
from crm.core.forms import ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.tables import Column, RecordList, register
from partners.models import Body

NOT_REVIEWED, CHANGED, ADEQUATE, WITHOUT = "none", "changed", "either", "without"
REVIEWED = "reviewed"
REVIEWS = {
    NOT_REVIEWED: Q(verdict="", stale_verdict="", unreviewed_because=""),
    CHANGED: ~Q(stale_verdict="") & Q(unreviewed_because=""),
    WITHOUT: ~Q(unreviewed_because=""),
    ADEQUATE: Q(verdict__in=HOLDING_VERDICTS),
}
STATES = {
    PaperCover.State.DRAFT: Q(state=PaperCover.State.DRAFT),
    PaperCover.State.REVIEW: Q(state=PaperCover.State.REVIEW, verdict=""),
    REVIEWED: Q(state=PaperCover.State.REVIEW) & ~Q(verdict=""),
    PaperCover.State.FROZEN: Q(state=PaperCover.State.FROZEN),
}


class CoverFilter(ListFilterSet):
    """Filters of the list of covers."""

    q = WordsFilter(("decision__title", "text"))
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), method="of_state", widget=forms.CheckboxSelectMultiple,
        choices=[*PaperCover.State.choices[:2], (REVIEWED, _("Reviewed")), *PaperCover.State.choices[2:]],
    )  # fmt: skip
    verdict = django_filters.ChoiceFilter(
        label=_("Reviewer’s verdict"), method="of_verdict", empty_label=_("Any"),
        choices=[
            (NOT_REVIEWED, _("Not reviewed")), (CHANGED, _("Changed since its review")), (WITHOUT, _("Signed without a review")),
            (ADEQUATE, _("Adequate, with or without conditions")), *PaperCover.Verdict.choices,
        ],
    )  # fmt: skip
    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=Body.objects.all(), field_name="meeting__body", empty_label=_("Any"))
    since = SinceFilter("meeting__on", label=_("Meeting from"))
    until = UntilFilter("meeting__on", label=_("Meeting until"))
    signed_since = SinceFilter("signed_at__date", label=_("Signed from"))
    signed_until = UntilFilter("signed_at__date", label=_("Signed until"))
    training = django_filters.ChoiceFilter(
        label=_("Training examples"), choices=[("no", _("Without")), ("only", _("Only"))], method="of_training", empty_label=_("With")
    )

    class Meta:
        model = PaperCover
        fields: list[str] = []

    def of_verdict(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(REVIEWS.get(value, Q(verdict=value)))

    def of_training(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(decision__is_training=value == "only")

    def of_state(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(reduce(or_, (STATES[state] for state in value))) if value else queryset


def _covers(user) -> QuerySet[PaperCover]:
    return PaperCover.objects.filter(decision__in=Decision.objects.visible_to(user)).select_related("decision", "meeting__body", "written_by")


def _title(cover: PaperCover) -> str:
    return str(_("{decision}, cover {number}").format(decision=cover.decision, number=cover.number))


def _reference(cover: PaperCover) -> str:
    training = f" · {_('Training example')}" if cover.decision.is_training else ""
    return f"{cover.decision.reference}{training}"


cover_records = register(
    RecordList(
        kind="cover",
        title=_("Covers of papers"),
        noun=("cover", "covers"),
        queryset=_covers,
        columns=(
            Column("cover", _("Cover"), value=_title, sort=("decision_id", "number"), link=True, note=_reference),
            Column("state", _("State"), value="step", sort=("state",), is_tag=True),
            Column("verdict", _("Reviewer’s verdict"), value="review_in_words", is_tag=True),
            Column("meeting", _("Meeting"), value="meeting", sort=("meeting__on",)),
            Column("signed", _("Signed"), value="signed_at", sort=("signed_at",)),
            Column("role", _("Signed by (role)"), value="signed_role"),
        ),
        filterset_class=CoverFilter,
        default_sort="-cover",
        template="assurance/list.html",
        empty_text=_("The cover of a paper says how people were involved. Write one from the page of a decision."),
        first_step=("/desk/forward-plan/", _("See the forward plan"), ""),
        actions=(("/desk/forward-plan/", _("Forward plan"), ""), ("/desk/cover-templates/", _("Templates"), "keep_meetings")),
        may_open=policies.can_open,
    )
)
