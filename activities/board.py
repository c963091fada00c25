"""The board over all projects: stage, slippage, what closes next, what is planned, promises overdue, and the load of each team."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

import django_filters
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Least
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities import policies
from activities.filters import FoundFilter
from activities.lists import keeper
from activities.models import Activity, Commitment, Project, ProjectStage, Stage
from activities.rules_projects import ORDER, closings_of, slip_of
from crm.core.forms import ListFilterSet
from crm.core.tables import Column, RecordList, register
from partners.filters import KEEPERS, KeeperFilter, TrainingFilter

LOAD_DAYS = 28
"""Planned work is counted for the next four weeks, today included."""
OPEN = [(value, label) for value, label in Stage.choices if value != Stage.CLOSED]


class StageFilter(django_filters.ChoiceFilter):
    """One stage, or every stage but closed."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Stage"), choices=Stage.choices, empty_label=gettext_lazy("All open"))

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(stage=value) if value else queryset.exclude(stage=Stage.CLOSED)


class BoardFilter(ListFilterSet):
    """Filters of the board."""

    q = FoundFilter("project")
    stage = StageFilter()
    late = django_filters.ChoiceFilter(
        label=gettext_lazy("Plan"), choices=[("yes", gettext_lazy("Late now"))], empty_label=gettext_lazy("Any"), method="is_late"
    )
    owner = django_filters.ModelChoiceFilter(label=gettext_lazy("Owner"), queryset=KEEPERS, empty_label=gettext_lazy("Anybody"))
    keeper = KeeperFilter(label=gettext_lazy("Team"))
    training = TrainingFilter()

    def is_late(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(late_since__isnull=False)


def _number_of_stage() -> Case:
    """The place of a stage in the order of stages, as `activities.rules_projects.ORDER`."""
    return Case(*(When(stage=code, then=Value(number)) for code, number in ORDER.items()), output_field=IntegerField())


def board_rows(user) -> QuerySet[Project]:
    """Projects in use with what the board sorts by and shows. Two queries: the rows, and their stages."""
    today = timezone.localdate()
    planned = Activity.objects.visible_to(user).current().filter(project=OuterRef("pk"), status=Activity.Status.PLANNED, date_from__gte=today)
    promises = Commitment.objects.visible_to(user).current().filter(project=OuterRef("pk"), state=Commitment.State.OPEN, due_on__lt=today)
    stages = ProjectStage.objects.filter(project=OuterRef("pk"), skipped_because="", actual_to__isnull=True)
    now, closed = OuterRef("stage_number"), ORDER[Stage.CLOSED]
    stages = stages.annotate(number=_number_of_stage())
    to_start = Case(When(number__gt=now, actual_from__isnull=True, then=F("planned_from")))
    awaited = stages.filter(Q(number__gt=now) | Q(number=now, number__lt=closed)).annotate(due=Least(to_start, F("planned_to")))
    closing = stages.filter(Q(number=now, number__lt=closed) | Q(number__gt=now, stage=Stage.CONSULTATION), planned_to__isnull=False)
    return (
        Project.objects.visible_to(user)
        .current()
        .select_related("team", "owner")
        .prefetch_related("stages")
        .annotate(stage_number=_number_of_stage())
        .annotate(
            late_since=Subquery(awaited.filter(due__lt=today).order_by("due").values("due")[:1]),
            closes_on=Subquery(closing.order_by("planned_to").values("planned_to")[:1]),
            next_on=Subquery(planned.order_by("date_from", "pk").values("date_from")[:1]),
            next_activity=Subquery(planned.order_by("date_from", "pk").values(row=JSONObject(pk="pk", title="title"))[:1]),
            overdue=Coalesce(Subquery(promises.order_by().values("project").annotate(number=Count("pk")).values("number")), 0),
        )
    )


def _slip(project: Project):
    return slip_of(project.stage, project.stages.all(), timezone.localdate())


def _slip_words(project: Project) -> str:
    slip = _slip(project)
    return f"{slip.words}: {slip.why}" if slip else ""


def _closings(project: Project):
    return closings_of(project.stage, project.stages.all())


def _closing_words(project: Project) -> str:
    return "; ".join(f"{closing.label} {closing.on.isoformat()}" for closing in _closings(project))


def _next_words(project: Project) -> str:
    return f"{project.next_on.isoformat()} {project.next_activity['title']}" if project.next_activity else ""


board_records = register(
    RecordList(
        kind="project_board",
        title=gettext_lazy("Board of projects"),
        noun=("project", "projects"),
        queryset=board_rows,
        columns=(
            Column("title", gettext_lazy("Project"), sort=("title",), link=True),
            Column("stage", gettext_lazy("Stage"), value="get_stage_display", sort=("stage_number", "title"), is_tag=True),
            Column(
                "slip", gettext_lazy("Against the plan"), value=_slip, sort=("late_since", "title"),
                template="activities/board/slip.html", export=_slip_words,
            ),
            Column(
                "closes", gettext_lazy("Closes"), value=_closings, sort=("closes_on", "title"),
                template="activities/board/closes.html", export=_closing_words,
            ),
            Column("next", gettext_lazy("Next planned"), value="next_on", sort=("next_on", "title"), template="activities/board/next.html", export=_next_words),
            Column(
                "overdue", gettext_lazy("Promises overdue"), value=lambda project: project.overdue or None, sort=("overdue", "title"),
                template="activities/board/overdue.html",
            ),
            Column("keeper", gettext_lazy("Team and owner"), value=keeper),
        ),
        filterset_class=BoardFilter,
        default_sort="stage",
        empty_text=gettext_lazy("The board shows where each project stands against its plan. Start a project and give its stages dates."),
        first_step=("/desk/projects/new/", gettext_lazy("Start a project"), "keep_projects"),
        template="activities/project_board.html",
        may_open=policies.can_read_notes,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Load:
    """What one team has in hand; each number has the address of its rows ("" for records of no team)."""

    team: str
    projects: int
    planned: int
    projects_address: str
    planned_address: str


def load_of_teams(user) -> list[Load]:
    """Open projects and activities planned in the next four weeks, by team; the busiest first. Two queries."""
    today = timezone.localdate()
    last = today + timedelta(days=LOAD_DAYS - 1)
    projects = Project.objects.visible_to(user).current().exclude(stage=Stage.CLOSED)
    soon = Activity.objects.visible_to(user).current().filter(status=Activity.Status.PLANNED, date_from__range=(today, last))
    names: dict[int | None, str] = {}
    counts: list[dict[int | None, int]] = []
    for rows in (projects, soon):
        found = list(rows.order_by().values("team_id", "team__name").annotate(number=Count("pk")))
        names |= {row["team_id"]: row["team__name"] or _("No team") for row in found}
        counts.append({row["team_id"]: row["number"] for row in found})
    loads = [_load(key, name, *(count.get(key, 0) for count in counts), today, last) for key, name in names.items()]
    return sorted(loads, key=lambda load: (-load.planned, -load.projects, load.team))


def _load(team_id: int | None, name: str, projects: int, planned: int, first: date, last: date) -> Load:
    if team_id is None:
        return Load(name, projects, planned, "", "")
    window = {"status": Activity.Status.PLANNED.value, "since": first.isoformat(), "until": last.isoformat(), "keeper": team_id}
    return Load(name, projects, planned, f"/desk/projects/board/?keeper={team_id}", f"/desk/activities/?{urlencode(window)}")


def finding_of(loads: list[Load]) -> str:
    """The title of the chart: what it shows, in one sentence."""
    whole = sum(load.planned for load in loads)
    if not whole:
        return _("No activity is planned in the next four weeks")
    top = loads[0]
    if len(loads) == 1:
        return ngettext("%(n)s activity is planned in the next four weeks", "%(n)s activities are planned in the next four weeks", whole) % {"n": f"{whole:,}"}
    if loads[1].planned == top.planned:
        return _("{n} activities are planned in the next four weeks, no team has most").format(n=f"{whole:,}")
    return _("{team} has most in the next four weeks: {n} of {whole} planned activities").format(team=top.team, n=f"{top.planned:,}", whole=f"{whole:,}")


BAR_WIDTH, ROW_HEIGHT = 300, 44


def bars_of(loads: list[Load]) -> list[dict]:
    """Numbers of the chart: one bar a team, the longest 300 wide, rows 44 apart."""
    most = max((load.planned for load in loads), default=0) or 1
    return [
        {
            "team": load.team,
            "number": f"{load.planned:,}",
            "text_y": index * ROW_HEIGHT + 14,
            "bar_y": index * ROW_HEIGHT + 20,
            "number_y": index * ROW_HEIGHT + 33,
            "width": round(load.planned / most * BAR_WIDTH),
            "number_x": round(load.planned / most * BAR_WIDTH) + 6,
        }
        for index, load in enumerate(loads)
    ]
