"""What the public may know of the records: one frozen dataclass a kind, filled through `.public()` and nothing else.

Raw notes, people, owners and sources have no field here, so no template can show them. A lead organisation or a
project is named only if it is public itself.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity, Project, Stage
from assurance.models import Response
from crm.core.financial_year import FinancialYear
from crm.core.models import Visibility
from crm.core.templatetags.kit import partial_date
from partners.models import Organisation

INVOLVEMENT_WORK = "/our-involvement-work/"
JOIN_IN_TYPES = ("survey", "phone-line", "mailbox", "consultation", "online-forum", "panel")
"""Types of activity that people take part in from where they are, for as long as they run."""


@dataclass(frozen=True)
class PublicProject:
    """A published project. `address` is that of its public page."""

    reference: str
    title: str
    address: str
    purpose: str
    context: str
    can_influence: str
    cannot_influence: str
    audiences: str
    methods: str
    stage: str
    stage_is_closed: bool
    contact: str
    lead: str
    is_training: bool


@dataclass(frozen=True)
class PublicActivity:
    """A published activity, planned or held, without what was noted on the day. `day` is None when the date is not known."""

    reference: str
    title: str
    type: str
    address: str
    day: datetime.date | None
    date_text: str
    is_planned: bool
    is_cancelled: bool
    where: str
    lead: str
    audience: str
    summary: str
    could_influence: str
    adjustments: str
    project_title: str
    project_address: str
    is_training: bool


@dataclass(frozen=True)
class PublicResponse:
    """An approved and published answer to what people said. Dates are local days."""

    reference: str
    you_said: str
    answer: str
    we_did: str
    considered_by: str
    considered_on: datetime.date | None
    will_do_by: datetime.date | None
    published_on: datetime.date
    project_title: str
    project_address: str
    is_training: bool


@dataclass(frozen=True)
class PublicPartner:
    """An organisation that agreed to be named."""

    name: str
    types: str
    website: str
    is_training: bool


@dataclass(frozen=True)
class Figure:
    """A number of the year with the method of counting it."""

    number: int
    what: str
    method: str


def projects() -> QuerySet[Project]:
    """Published projects, newest first."""
    return Project.objects.public().prefetch_related(Prefetch("lead_organisation", Organisation.objects.public())).order_by("-published_at", "-pk")


def activities() -> QuerySet[Activity]:
    """Published activities, newest first, undated ones last in the order of their references."""
    named = (Prefetch("lead_organisation", Organisation.objects.public()), Prefetch("project", Project.objects.public()))
    return Activity.objects.public().select_related("type", "place").prefetch_related(*named).order_by(F("date_from").desc(nulls_last=True), "pk")


def upcoming(on: datetime.date) -> QuerySet[Activity]:
    """Planned published activities with a known date that are not over on the day `on`; the soonest first."""
    planned = activities().filter(status=Activity.Status.PLANNED, date_from__isnull=False)
    return planned.filter(_not_over(on)).order_by("date_from", "starts_at", "pk")


def open_now(on: datetime.date) -> QuerySet[Activity]:
    """Surveys, phone lines and the like that people can join on the day `on`; the one that closes first comes first."""
    running = activities().exclude(status=Activity.Status.CANCELLED).filter(type__code__in=JOIN_IN_TYPES, date_from__lte=on, date_precision="day")
    return running.filter(_not_over(on)).annotate(closes=Coalesce("date_to", "date_from")).order_by("closes", "pk")


def _not_over(on: datetime.date) -> Q:
    return Q(date_to__gte=on) | Q(date_to__isnull=True, date_from__gte=on)


def responses() -> QuerySet[Response]:
    """Published responses, newest first. One whose decision has since been kept to some people is not shown."""
    opened = Response.objects.public().filter(decision__visibility__in=[Visibility.ORGANISATION, Visibility.SHARED])
    return opened.select_related("decision").order_by("-published_at", "-pk")


def partners() -> QuerySet[Organisation]:
    """Organisations in the public directory that have not closed, by name."""
    return Organisation.objects.public().filter(closed_on__isnull=True).prefetch_related("types").order_by("name", "pk")


def describe_project(project: Project) -> PublicProject:
    """The public side of a row of `projects()`."""
    return PublicProject(
        reference=project.reference,
        title=project.title,
        address=f"{INVOLVEMENT_WORK}{project.reference}/",
        purpose=project.purpose,
        context=project.context,
        can_influence=project.can_influence,
        cannot_influence=project.cannot_influence,
        audiences=project.audiences,
        methods=project.methods,
        stage=project.get_stage_display(),
        stage_is_closed=project.stage == Stage.CLOSED,
        contact=project.contact,
        lead=project.lead_organisation.name if project.lead_organisation else "",
        is_training=project.is_training,
    )


def describe_activity(activity: Activity) -> PublicActivity:
    """The public side of a row of `activities()`."""
    project = activity.project
    place = [activity.venue, activity.place.name if activity.place and activity.place.name not in activity.venue else ""]
    return PublicActivity(
        reference=activity.reference,
        title=activity.title,
        type=activity.type.label,
        address=f"{INVOLVEMENT_WORK}{activity.reference}/",
        day=activity.date_from,
        date_text=date_words(activity),
        is_planned=activity.status == Activity.Status.PLANNED,
        is_cancelled=activity.status == Activity.Status.CANCELLED,
        where=", ".join(part for part in (*place, activity.get_how_display()) if part),
        lead=activity.lead_organisation.name if activity.lead_organisation else activity.lead_text,
        audience=activity.audience,
        summary=activity.summary,
        could_influence=activity.could_influence,
        adjustments=activity.adjustments_offered,
        project_title=project.title if project else "",
        project_address=f"{INVOLVEMENT_WORK}{project.reference}/" if project else "",
        is_training=activity.is_training,
    )


def date_words(activity: Activity) -> str:
    """`Tue 14 July 2026, 14:00 to 15:00`, `June 2020`, or what the source says when the date is not known."""
    if activity.date_from is None:
        return activity.date_note or _("Date not known")
    words = partial_date(activity.date_from, activity.date_precision)
    if activity.date_to and activity.date_to != activity.date_from:
        words = _("{start} to {end}").format(start=words, end=partial_date(activity.date_to, activity.date_precision))
    if activity.starts_at:
        hours = f"{activity.starts_at:%H:%M}"
        hours = _("{start} to {end}").format(start=hours, end=f"{activity.ends_at:%H:%M}") if activity.ends_at else hours
        words = f"{words}, {hours}"
    return words


def describe_responses(found: Sequence[Response]) -> list[PublicResponse]:
    """The public side of rows of `responses()`. One more query: the decision stays inside, its project is named if public."""
    open_projects = {
        project.pk: project for project in projects().filter(pk__in=[response.decision.project_id for response in found if response.decision.project_id])
    }
    described = []
    for response in found:
        project = open_projects.get(response.decision.project_id or 0)
        described.append(
            PublicResponse(
                reference=response.reference,
                you_said=response.you_said,
                answer=response.get_answer_display(),
                we_did=response.we_did,
                considered_by=response.considered_by,
                considered_on=response.considered_on,
                will_do_by=response.will_do_by,
                published_on=timezone.localdate(response.published_at),
                project_title=project.title if project else "",
                project_address=f"{INVOLVEMENT_WORK}{project.reference}/" if project else "",
                is_training=response.is_training,
            )
        )
    return described


def describe_partner(organisation: Organisation) -> PublicPartner:
    """The public side of a row of `partners()`. Its address, mailbox and phone are not published."""
    types = ", ".join(kind.label for kind in organisation.types.all())
    return PublicPartner(name=organisation.name, types=types, website=organisation.website, is_training=organisation.is_training)


def financial_year(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of the financial year of `day` (1 April to 31 March)."""
    year = FinancialYear.of(day)
    return year.starts_on, year.ends_on


def figures(first: datetime.date, last: datetime.date) -> list[Figure]:
    """Numbers of the days from `first` to `last`, training examples left out. Meetings and organisations, never people: nothing to suppress."""
    held = Activity.objects.public().real().filter(status=Activity.Status.HELD, date_from__range=(first, last))
    answered = responses().filter(is_training=False).filter(published_at__date__range=(first, last))
    return [
        Figure(held.count(), _("involvement activities"), _("Published activities that began in these dates, counted once each; undated ones are left out.")),
        Figure(
            held.exclude(project=None).values("project").order_by().distinct().count(),
            _("pieces of work they belong to"),
            _("Projects with at least one of those activities."),
        ),
        Figure(answered.count(), _("answers to what people said"), _("“You said, we did” answers published in these dates.")),
        Figure(partners().filter(is_training=False).count(), _("partners in our public list"), _("Organisations that agreed to be named, today.")),
    ]
