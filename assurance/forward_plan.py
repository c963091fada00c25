"""The forward plan: decisions ahead, meeting by meeting, with how ready their papers are. And the list of meetings."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.filters import OWNERS
from assurance.models import BodyMeeting, Decision
from assurance.readiness import Readiness, lacking, papers_by_meeting, readiness, with_paper_facts
from assurance.rules.paper_gate import days_in_words
from crm.core.financial_year import FinancialYear
from crm.core.forms import ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.models import Team
from crm.core.tables import Column, Grouping, RecordList, register
from partners.filters import TrainingFilter
from partners.models import Body

AHEAD = (Decision.State.ANTICIPATED, Decision.State.UNDER_WAY)


def decisions_ahead(user) -> QuerySet[Decision]:
    """Visible decisions not yet taken, each with what `readiness` reads. One query."""
    rows = Decision.objects.visible_to(user).current().filter(state__in=AHEAD)
    return with_paper_facts(rows).select_related("body", "meeting__body", "owner", "team")


class ForwardPlanFilter(ListFilterSet):
    """Filters of the forward plan."""

    q = WordsFilter(("title", "proposal"))
    body = django_filters.ModelChoiceFilter(label=_("Decided by"), queryset=Body.objects.all(), empty_label=_("Any"))
    team = django_filters.ModelChoiceFilter(label=_("Team"), queryset=Team.objects.all(), empty_label=_("Any"))
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=OWNERS, empty_label=_("Anybody"))
    quarter = django_filters.ChoiceFilter(label=_("Quarter"), method="in_quarter", empty_label=_("Any"))
    gaps = django_filters.ChoiceFilter(label=_("Papers"), choices=[("only", _("Only those with gaps"))], method="with_gaps", empty_label=_("All"))
    training = TrainingFilter()

    class Meta:
        model = Decision
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.filters["quarter"].extra["choices"] = quarters()

    def in_quarter(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        year, _space, quarter = value.partition(" Q")
        first = FinancialYear.parse(year).starts_on
        months = [(first.month - 1 + 3 * (int(quarter) - 1) + offset) % 12 + 1 for offset in range(3)]
        calendar_year = first.year + (1 if int(quarter) == 4 else 0)
        on_meeting = Q(meeting__on__year=calendar_year, meeting__on__month__in=months)
        expected = Q(meeting__isnull=True, expected_on__year=calendar_year, expected_on__month__in=months)
        return queryset.filter(on_meeting | expected)

    def with_gaps(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return lacking(queryset)


def quarters() -> list[tuple[str, str]]:
    """The quarters of this financial year and the next: `2026/27 Q1`, April to June."""
    this = FinancialYear.of(timezone.localdate())
    following = FinancialYear(this.first + 1)
    months = (_("April to June"), _("July to September"), _("October to December"), _("January to March"))
    return [(f"{year.label} Q{number}", f"{year.label} Q{number}, {words}") for year in (this, following) for number, words in enumerate(months, 1)]


def ready(decision: Any) -> Readiness:
    """How ready the paper is today; computed once a row."""
    if not hasattr(decision, "paper_readiness"):
        decision.paper_readiness = readiness(decision, timezone.localdate())
    return decision.paper_readiness


def _deadline(decision: Any) -> str:
    return ready(decision).days


def _missing(decision: Any) -> str:
    return ready(decision).missing_in_short or str(_("Nothing"))


def _held(decision: Any) -> str:
    return ready(decision).gate


def _bar(decision: Any) -> str:
    return ready(decision).bar


def _keeper(decision: Decision) -> str:
    return str(decision.owner or decision.team or "")


def _meeting_words(decision: Decision) -> str:
    if decision.meeting is not None:
        return str(decision.meeting)
    return f"{decision.body}, {_('no meeting yet')}" if decision.body else str(_("No meeting yet"))


def _meetings_ahead(rows: QuerySet[Decision]) -> dict[int | None, dict[str, Any]]:
    """What stands above the papers of each meeting, and above those without one. Two queries."""
    today, papers = timezone.localdate(), papers_by_meeting(rows)
    meetings = BodyMeeting.objects.filter(pk__in=[key for key in papers if key]).select_related("body")
    found: dict[int | None, dict[str, Any]] = {
        meeting.pk: {
            "meeting": meeting,
            "days": days_in_words(meeting.on, today),
            "paper_days": days_in_words(meeting.paper_due_on, today),
            "is_past": meeting.on < today,
        }
        for meeting in meetings
    }
    found.setdefault(None, {})
    return {key: about | dict(zip(("papers", "ready"), papers.get(key, (0, 0)), strict=True)) for key, about in found.items()}


def plan_columns(user) -> tuple[Column, ...]:
    """The same for everybody; whoever may send papers back has the link for it beside the gate."""
    gate_cell = "assurance/meetings/gate_return_cell.html" if user.has_right("return_papers") else "assurance/meetings/gate_cell.html"
    return (
        Column("title", _("Decision"), sort=("title",), link=True),
        Column("meeting", _("Meeting"), value=_meeting_words, sort=("meeting__on", "meeting_id", "paper_deadline")),
        Column("paper", _("Paper due"), value="paper_deadline", sort=("paper_deadline",), note=_deadline),
        Column("readiness", _("Readiness"), value=_bar, template="assurance/meetings/readiness_cell.html"),
        Column("gate", _("Two-week gate"), value=_held, is_tag=True, template=gate_cell),
        Column("missing", _("What is missing"), value=_missing),
        Column("owner", _("Owner"), value=_keeper),
    )


forward_plan_records = register(
    RecordList(
        kind="forward_plan",
        title=_("Forward plan"),
        noun=("decision ahead", "decisions ahead"),
        queryset=decisions_ahead,
        columns=plan_columns,
        filterset_class=ForwardPlanFilter,
        default_sort="meeting",
        grouping=Grouping("meeting", lambda decision: decision.meeting_id, _meetings_ahead, "assurance/meetings/group.html"),
        template="assurance/meetings/forward_plan.html",
        empty_text=_("Decisions that are still ahead stand here, by the meeting that takes them, with what their papers lack."),
        first_step=("/desk/decisions/new/", _("Open a decision"), "keep_decisions"),
        actions=(("/desk/meetings/", _("Meetings"), ""), ("/desk/covers/", _("Covers"), "")),
        may_open=policies.can_open,
    )
)


class MeetingFilter(ListFilterSet):
    """Filters of the list of meetings."""

    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=Body.objects.all(), empty_label=_("Any"))
    since = SinceFilter("on", label=_("From"))
    until = UntilFilter("on", label=_("Until"))

    class Meta:
        model = BodyMeeting
        fields: list[str] = []


def _meetings(user) -> QuerySet[BodyMeeting]:
    """Meetings with how many of their decisions the reader sees."""
    visible = Q(decisions__in=Decision.objects.visible_to(user).current())
    return BodyMeeting.objects.select_related("body").annotate(number=Count("decisions", filter=visible, distinct=True))


def _where(meeting: BodyMeeting) -> str:
    return str(_("In public") if meeting.in_public else _("In private"))


def _address(name: str) -> Callable[[Any], str]:
    return lambda record: reverse(f"assurance:{name}", args=[record.pk])


meeting_records = register(
    RecordList(
        kind="meeting",
        title=_("Meetings"),
        noun=("meeting", "meetings"),
        queryset=_meetings,
        columns=(
            Column("body", _("Body"), value="body", sort=("body__name", "on"), link=_address("meeting_detail")),
            Column("on", _("Day"), value="on", sort=("on",)),
            Column("paper", _("Papers due"), value="paper_due_on", sort=("paper_due_on",)),
            Column("where", _("Held"), value=_where),
            Column("number", _("Decisions"), value="number", is_number=True),
        ),
        filterset_class=MeetingFilter,
        default_sort="-on",
        template="assurance/list.html",
        empty_text=_("Meetings of the Board, its committees and other deciding bodies, with the day their papers are due."),
        first_step=("/desk/meetings/new/", _("Note a meeting"), "keep_meetings"),
        actions=(("/desk/meetings/new/", _("Note a meeting"), "keep_meetings"), ("/desk/forward-plan/", _("Forward plan"), "")),
        may_open=policies.can_open,
    )
)
