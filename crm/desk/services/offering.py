"""Which decisions and projects an activity that is being written down may belong to, each with the reason. Nothing is chosen for anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from activities.models import Activity, ActivityOrganisation, Project
from activities.models.projects import Stage
from activities.rules import day_text
from assurance.models import Decision
from assurance.services.evidence import MOST_SUGGESTIONS, OPEN_STATES, Suggestion, decisions_that_could_use
from partners.models import Organisation

LATELY = timedelta(days=180)
MOST_PROJECTS = 3


@dataclass(frozen=True)
class ProjectOffer:
    """A project that this may belong to, and why it is offered."""

    project: Project
    reason: str


def decisions_for(user, *, project: Project | None, organisations: Iterable[Organisation] = (), today: date) -> list[Suggestion]:
    """Decisions not yet taken that this could be evidence for: of the same project or one's own, and those its partners were met for lately.

    At most five. Two queries.
    """
    training = bool(project and project.is_training)
    found = decisions_that_could_use(Activity(project=project, is_training=training), user)
    keys = [organisation.pk for organisation in organisations]
    if not keys or len(found) >= MOST_SUGGESTIONS:
        return found
    for_it = Q(activity__project=OuterRef("project_id")) | Q(activity__evidence_items__uses__decision=OuterRef("pk"))
    rows = _met_lately(Decision.objects.visible_to(user).current().filter(state__in=OPEN_STATES, is_training=training), for_it, keys, user, today)
    there = {item.decision.pk for item in found}
    for decision in rows.exclude(pk__in=there).order_by("-met_on", "pk")[: MOST_SUGGESTIONS - len(found)]:
        is_open = decision.options_fixed_on is None or decision.options_fixed_on > today
        reason = (
            _("{partner} was met for it on {day}, options still open") if is_open else _("{partner} was met for it on {day}, options fixed, not yet decided")
        )
        found.append(Suggestion(decision, reason.format(partner=decision.met_whom, day=day_text(decision.met_on))))
    return found


def projects_for(user, *, organisations: Iterable[Organisation], chosen: Project | None = None, today: date) -> list[ProjectOffer]:
    """Running projects that the same partners were met for lately, the latest first; not the one that is chosen. One query."""
    keys = [organisation.pk for organisation in organisations]
    if not keys:
        return []
    rows = Project.objects.visible_to(user).current().real().exclude(stage=Stage.CLOSED).exclude(pk=chosen.pk if chosen else 0)
    rows = _met_lately(rows, Q(activity__project=OuterRef("pk")), keys, user, today).order_by("-met_on", "pk")[:MOST_PROJECTS]
    return [ProjectOffer(project, _("{partner} was met for it on {day}").format(partner=project.met_whom, day=day_text(project.met_on))) for project in rows]


def last_project(user) -> Project | None:
    """The project of what the person logged last, if it is still running. One query."""
    logged = Activity.objects.visible_to(user).filter(created_by=user, project__isnull=False, is_training=False).order_by("-pk")
    rows = Project.objects.visible_to(user).current().exclude(stage=Stage.CLOSED)
    return rows.filter(pk=Subquery(logged.values("project_id")[:1])).first()


def _met_lately(rows, for_it: Q, organisations: list[int], user, today: date):
    """Those rows for which one of the organisations was met in the last half year, with `met_on` and `met_whom`."""
    links = ActivityOrganisation.objects.filter(
        for_it, organisation_id__in=organisations, activity__in=Activity.objects.visible_to(user).current(), activity__status=Activity.Status.HELD,
        activity__date_from__range=(today - LATELY, today),
    ).order_by("-activity__date_from", "-pk")  # fmt: skip
    latest = {
        "met_on": Subquery(links.values("activity__date_from")[:1]),
        "met_whom": Subquery(links.annotate(whom=F("organisation__name")).values("whom")[:1]),
    }
    return rows.annotate(**latest).filter(met_on__isnull=False)
