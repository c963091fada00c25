"""The list of covers: what its page, saved views and exports show."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.models import Decision, PaperCover
from crm.core.forms import ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.tables import Column, RecordList, register
from partners.models import Body

NOT_REVIEWED = "none"


class CoverFilter(ListFilterSet):
    """Filters of the list of covers."""

    q = WordsFilter(("decision__title", "text"))
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=PaperCover.State.choices, widget=forms.CheckboxSelectMultiple)
    verdict = django_filters.ChoiceFilter(
        label=_("Reviewer’s verdict"), choices=[(NOT_REVIEWED, _("Not reviewed")), *PaperCover.Verdict.choices], method="of_verdict", empty_label=_("Any")
    )
    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=Body.objects.all(), field_name="meeting__body", empty_label=_("Any"))
    since = SinceFilter("meeting__on", label=_("Meeting from"))
    until = UntilFilter("meeting__on", label=_("Meeting until"))

    class Meta:
        model = PaperCover
        fields: list[str] = []

    def of_verdict(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(verdict="" if value == NOT_REVIEWED else value)


def _covers(user) -> QuerySet[PaperCover]:
    return PaperCover.objects.filter(decision__in=Decision.objects.visible_to(user)).select_related("decision", "meeting__body", "written_by")


def _verdict(cover: PaperCover) -> str:
    return str(cover.get_verdict_display() or _("Not reviewed"))


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
            Column("state", _("State"), value="get_state_display", sort=("state",), is_tag=True),
            Column("verdict", _("Reviewer’s verdict"), value=_verdict, is_tag=True),
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
