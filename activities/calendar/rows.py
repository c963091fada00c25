"""What activities and projects put into the calendar: the first two sources, and what has no day of its own."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _

from activities.calendar.clashes import too_close
from activities.calendar.months import Entry, Month
from activities.calendar.sources import Found, Question
from activities.models import Activity, ActivityOrganisation, DatePrecision, Project, ProjectStage
from activities.policies import can_log

MOST_LONG = 200
"""So many activities of several days are read; a month with more is read day by day."""
MOST_STAGES = 200
MOST_UNDATED = 12


def mine(user) -> Q:
    """Activities that the person keeps or goes to."""
    return Q(owner=user) | Q(Exists(Activity.staff.through.objects.filter(activity=OuterRef("pk"), user=user)))


def narrowed(rows: QuerySet[Activity], question: Question) -> QuerySet[Activity]:
    """Only the activities that the filters of the page leave."""
    if question.whose:
        rows = rows.filter(mine(question.user) if question.whose == "me" else question.kept_by())
    if question.projects is not None:
        rows = rows.filter(project__in=question.projects.order_by().values("pk"))
    if question.partners is not None:
        partners = question.partners.order_by().values("pk")
        took_part = ActivityOrganisation.objects.filter(activity=OuterRef("pk"), organisation__in=partners)
        rows = rows.filter(Q(Exists(took_part)) | Q(lead_organisation__in=partners))
    if question.type is not None:
        rows = rows.filter(type=question.type)
    return rows.filter(status=Activity.Status.PLANNED) if question.planned_only else rows


def of_activities(question: Question) -> Found:
    """Activities on the days asked for: of those of one day the first of each day, of those of several days all. Four queries."""
    visible = Activity.objects.visible_to(question.user).current().filter(date_precision=DatePrecision.DAY)
    rows = narrowed(visible, question).order_by()
    one_day = rows.filter(Q(date_to__isnull=True) | Q(date_to=F("date_from")), date_from__range=(question.first, question.last))
    in_order = [F("starts_at").asc(nulls_first=True), F("title").asc(), F("pk").asc()]
    numbered = one_day.annotate(nth=Window(RowNumber(), partition_by="date_from", order_by=in_order), that_day=Window(Count("pk"), partition_by="date_from"))
    firsts = list(numbered.filter(nth__lte=question.per_day).values_list("pk", "date_from", "that_day"))
    left_out = {day: number - question.per_day for _key, day, number in firsts if number > question.per_day}
    long = rows.filter(date_to__gt=F("date_from"), date_to__gte=question.first, date_from__lte=question.last)
    keys = [key for key, _day, _number in firsts] + list(long.order_by("date_from", "pk").values_list("pk", flat=True)[:MOST_LONG])
    found = list(Activity.objects.filter(pk__in=keys).select_related("type").only(*COLUMNS))
    planned = [activity.pk for activity in found if activity.status == Activity.Status.PLANNED]
    close = too_close(question.user, planned)
    may_log = can_log(question.user)
    return Found(tuple(entry_of(activity, question.today, may_log=may_log, is_close=activity.pk in close) for activity in found), left_out)


COLUMNS = ("title", "status", "date_from", "date_to", "starts_at", "ends_at", "is_training", "type__label")


def entry_of(activity: Activity, today: date, *, may_log: bool = False, is_close: bool = False) -> Entry:
    """An activity of a known day as the calendar shows it."""
    is_planned = activity.status == Activity.Status.PLANNED
    return Entry(
        kind="activity",
        key=activity.pk,
        title=activity.title,
        href=activity.get_absolute_url(),
        first=activity.date_from,
        last=activity.date_to or activity.date_from,
        label=activity.type.label,
        status=str(activity.get_status_display()),
        starts=activity.starts_at,
        ends=activity.ends_at,
        reference=activity.reference,
        is_planned=is_planned,
        is_cancelled=activity.status == Activity.Status.CANCELLED,
        is_training=activity.is_training,
        may_be_held=is_planned and may_log and activity.date_from <= today,
        is_close=is_close,
    )


def of_stages(question: Question) -> Found:
    """The days on which stages of projects end, as it was or as it is planned. One query."""
    if question.type is not None or question.partners is not None:
        return Found()
    projects = Project.objects.visible_to(question.user).current().filter(question.kept_by())
    if question.projects is not None:
        projects = projects.filter(pk__in=question.projects.order_by().values("pk"))
    ends = Coalesce("actual_to", "planned_to")
    stages = ProjectStage.objects.filter(project__in=projects.order_by().values("pk"), skipped_because="").annotate(ends_on=ends)
    stages = stages.filter(ends_on__range=(question.first, question.last))
    if question.planned_only:
        stages = stages.filter(actual_to__isnull=True)
    rows = stages.select_related("project").order_by("ends_on", "pk")[:MOST_STAGES]
    return Found(
        tuple(
            Entry(
                kind="stage",
                key=stage.pk,
                title=stage.project.title,
                href=stage.project.get_absolute_url(),
                first=stage.ends_on,
                last=stage.ends_on,
                label=_("{stage} ends").format(stage=stage.get_stage_display()),
                status=_("Planned") if stage.actual_to is None else "",
                reference=stage.project.reference,
                is_planned=stage.actual_to is None,
                is_training=stage.project.is_training,
            )
            for stage in rows
        )
    )


@dataclass(frozen=True)
class SomeTime:
    """Activities of which only the month, only the year or nothing is known; `is_more`: there are others."""

    words: str
    activities: tuple[Activity, ...]
    is_more: bool


def some_time(question: Question, month: Month) -> list[SomeTime]:
    """What lies in the month on a day that is not known; planned ones also of the year and of no date at all. One query."""
    of_month = Q(date_precision=DatePrecision.MONTH) & (
        Q(date_from__range=(month.first, month.last)) | Q(date_to__gte=month.first, date_from__lt=month.first)
    )  # fmt: skip
    planned = Q(status=Activity.Status.PLANNED)
    of_year = Q(date_precision=DatePrecision.YEAR, date_from=date(month.year, 1, 1)) & planned
    undated = Q(date_from__isnull=True) & planned
    visible = Activity.objects.visible_to(question.user).current().filter(of_month | of_year | undated)
    rows = narrowed(visible, question).select_related("type").order_by(F("date_from").desc(nulls_last=True), "pk")
    found = list(rows[: 3 * MOST_UNDATED])
    words = {
        DatePrecision.MONTH: _("Some time in {month}").format(month=month),
        DatePrecision.YEAR: _("Some time in {year}").format(year=month.year),
        DatePrecision.UNKNOWN: _("Planned, date not known"),
    }
    groups = ((text, [activity for activity in found if activity.date_precision == precision]) for precision, text in words.items())
    return [SomeTime(text, tuple(group[:MOST_UNDATED]), len(group) > MOST_UNDATED) for text, group in groups if group]
