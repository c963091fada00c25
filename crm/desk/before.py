"""Before the meeting: what we should know about each partner and person, for all of them at once.

Every question goes through `visible_to`; what the reader may not see is left out and not counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from activities.corrections import corrections_waiting
from activities.models import Activity, Commitment, ContactDay, Correction, DatePrecision, Insight
from activities.rules import date_text, state_words
from assurance.models import Decision, EvidenceUse, Response
from crm.core.models import Team
from partners.models import Organisation, Person, RoleHolding
from partners.querysets import in_force

CONTACTS = 5
POINTS = 5
COMING = 4
PROMISES = 10
QUOTED = 400


@dataclass(frozen=True)
class Met:
    """One meeting in words. `said` is the beginning of the note."""

    activity: Activity
    date_words: str
    said: str = ""


@dataclass(frozen=True)
class Told:
    """One thing they told us, the answers it got and the decisions that use it."""

    insight: Insight
    answers: tuple[Response, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Brief:
    """One partner's or person's page, as one reader may see it.

    Attributes:
        last: The newest of `contacts`; its next steps come first.
        promises: (promise, state in words), overdue first; at most ten, `more_promises` counts the others.
        decisions: Decisions that use their meetings as evidence, beside those that use a point.
        holders: Roles that are held today; `expected` are the people who come to the meeting.
    """

    subject: Organisation | Person
    is_person: bool
    contacts: tuple[Met, ...] = ()
    promises: tuple[tuple[Commitment, str], ...] = ()
    more_promises: int = 0
    told: tuple[Told, ...] = ()
    decisions: tuple[Decision, ...] = ()
    corrections: tuple[Correction, ...] = ()
    holders: tuple[RoleHolding, ...] = ()
    coming: tuple[Met, ...] = ()
    expected: frozenset[int] = field(default_factory=frozenset)

    @property
    def last(self) -> Met | None:
        return self.contacts[0] if self.contacts else None


def briefs_for(user, organisations: Sequence[Organisation], people: Sequence[Person], *, today: date, besides: Iterable[int] = ()) -> list[Brief]:
    """One page each, partners first. The caller took them from `visible_to`.

    Args:
        people: Those who hold a role today at one of the partners stand on its page and get none of their own.
        besides: Keys of the meetings that are being prepared: not "coming" once more.

    Cost: at most thirteen queries, for one partner as for twenty.
    """
    rows = list(_with_keys(user, organisations, today))
    holders = _holders(user, organisations, people, today)
    placed = {holding.person_id for row in rows for holding in holders["organisation", row.pk]}
    alone = list(_people_with_keys(user, [person for person in people if person.pk not in placed], today))
    activities = _activities(user, [*rows, *alone])
    told, decisions = _told(user, rows)
    promises, corrections = _promises(user, rows), _corrections(user, rows)
    expected, left_out = frozenset(person.pk for person in people), set(besides)
    found = []
    for row in [*rows, *alone]:
        is_person = isinstance(row, Person)
        open_ones = [] if is_person else promises[row.pk]
        found.append(
            Brief(
                subject=row,
                is_person=is_person,
                contacts=tuple(_met(activities[key]) for key in row.contact_keys if key in activities),
                promises=tuple((item, state_words(item)) for item in open_ones[:PROMISES]),
                more_promises=max(0, len(open_ones) - PROMISES),
                told=() if is_person else tuple(told[key] for key in row.point_keys if key in told),
                decisions=() if is_person else _affected(row, told, decisions),
                corrections=() if is_person else tuple(corrections[row.pk]),
                holders=tuple(holders["person" if is_person else "organisation", row.pk]),
                coming=tuple(_met(activities[key]) for key in row.coming_keys if key in activities and key not in left_out)[: COMING - 1],
                expected=expected,
            )
        )
    return found


def _met(activity: Activity) -> Met:
    said = activity.summary or activity.heard
    return Met(activity, date_text(activity), said if len(said) <= QUOTED else f"{said[:QUOTED].rstrip()}…")


def _planned(user, today: date) -> QuerySet[Activity]:
    rows = Activity.objects.visible_to(user).current().filter(status=Activity.Status.PLANNED, date_from__gte=today)
    return rows.order_by("date_from", "starts_at", "pk")


def _with_keys(user, organisations: Iterable[Organisation], today: date) -> QuerySet[Organisation]:
    """Each partner with the keys of its newest contacts, newest points and next meetings. One query."""
    seen = Activity.objects.visible_to(user).current()
    newest = ContactDay.objects.filter(organisation_id=OuterRef("pk"), activity_id__in=seen.values("pk"))
    newest = newest.order_by(F("on_date").desc(nulls_last=True), "-activity_id").values("activity_id")[:CONTACTS]
    points = Insight.objects.visible_to(user).current().filter(activity__in=seen, activity__organisation_links__organisation=OuterRef("pk"))
    points = points.order_by(F("heard_on").desc(nulls_last=True), "-pk").values("pk")[:POINTS]
    coming = _planned(user, today).filter(organisation_links__organisation=OuterRef("pk")).values("pk")[:COMING]
    rows = Organisation.objects.filter(pk__in=[item.pk for item in organisations]).order_by("name", "pk")
    return rows.annotate(contact_keys=ArraySubquery(newest), point_keys=ArraySubquery(points), coming_keys=ArraySubquery(coming))


def _people_with_keys(user, people: Iterable[Person], today: date) -> QuerySet[Person]:
    held = Activity.objects.visible_to(user).current().filter(status=Activity.Status.HELD, person_links__person=OuterRef("pk"))
    held = held.order_by(F("date_from").desc(nulls_last=True), "-pk").values("pk")[:CONTACTS]
    coming = _planned(user, today).filter(person_links__person=OuterRef("pk")).values("pk")[:COMING]
    rows = Person.objects.filter(pk__in=[item.pk for item in people]).order_by("name", "pk")
    return rows.annotate(contact_keys=ArraySubquery(held), coming_keys=ArraySubquery(coming))


def _activities(user, rows: Iterable) -> dict[int, Activity]:
    keys = {key for row in rows for key in [*row.contact_keys, *row.coming_keys]}
    return Activity.objects.visible_to(user).select_related("type").in_bulk(keys)


def _told(user, rows: Iterable[Organisation]) -> tuple[dict[int, Told], dict[int, list[Decision]]]:
    """What they said with what came of it, by key; and the decisions that use their meetings, by key of the meeting. Three queries."""
    rows = list(rows)
    insights = Insight.objects.visible_to(user).in_bulk({key for row in rows for key in row.point_keys})
    decisions = Decision.objects.visible_to(user).current()
    answered: dict[int, list[Response]] = defaultdict(list)
    responses = Response.objects.visible_to(user).current().filter(approved_on__isnull=False, decision__in=decisions)
    links = Response.insights.through.objects.filter(insight__in=insights, response__in=responses).select_related("response__decision")
    for link in links.order_by("-response__approved_on", "-response__pk"):
        answered[link.insight_id].append(link.response)
    by_insight: dict[int, list[Decision]] = defaultdict(list)
    by_activity: dict[int, list[Decision]] = defaultdict(list)
    meetings = {key for row in rows for key in row.contact_keys}
    uses = EvidenceUse.objects.filter(state=EvidenceUse.State.LINKED, decision__in=decisions).select_related("item", "decision").order_by("decision_id", "pk")
    for use in uses.filter(item__insight__in=insights) | uses.filter(item__activity__in=meetings):
        known = by_insight[use.item.insight_id] if use.item.insight_id else by_activity[use.item.activity_id]
        if use.decision not in known:
            known.append(use.decision)
    told = {key: Told(insight, tuple(answered[key]), tuple(by_insight[key])) for key, insight in insights.items()}
    return told, by_activity


def _affected(row: Organisation, told: dict[int, Told], by_activity: dict[int, list[Decision]]) -> tuple[Decision, ...]:
    """Decisions that use a meeting with them, each once, without those that stand beside a point already."""
    beside = {decision for key in row.point_keys if key in told for decision in told[key].decisions}
    return tuple(dict.fromkeys(decision for key in row.contact_keys for decision in by_activity.get(key, []) if decision not in beside))


def _promises(user, rows: Iterable[Organisation]) -> dict[int, list[Commitment]]:
    """Open promises by partner; what is overdue or due first comes first, what has no date last."""
    found: dict[int, list[Commitment]] = defaultdict(list)
    open_ones = Commitment.objects.visible_to(user).current().filter(organisation__in=[row.pk for row in rows], state=Commitment.State.OPEN)
    for item in open_ones.select_related("owner").order_by(F("due_on").asc(nulls_last=True), "pk"):
        found[item.organisation_id].append(item)
    return found


def _corrections(user, rows: Iterable[Organisation]) -> dict[int, list[Correction]]:
    found: dict[int, list[Correction]] = defaultdict(list)
    for item in corrections_waiting(user).filter(organisation__in=[row.pk for row in rows]).select_related("activity"):
        found[item.organisation_id].append(item)
    return found


def _holders(user, organisations: Iterable[Organisation], people: Iterable[Person], today: date) -> dict[tuple[str, int], list[RoleHolding]]:
    """Roles held today at these partners or by these people, of people and partners that the reader sees. One query."""
    found: dict[tuple[str, int], list[RoleHolding]] = defaultdict(list)
    if not user.has_right("see_contacts"):
        return found
    rows = RoleHolding.objects.filter(in_force(day=today), person__in=Person.objects.visible_to(user).current())
    rows = rows.filter(organisation__in=Organisation.objects.visible_to(user)).select_related("person", "organisation").order_by("person__name", "pk")
    keys = [item.pk for item in organisations]
    for holding in rows.filter(organisation__in=keys) | rows.filter(person__in=[person.pk for person in people]):
        found["organisation", holding.organisation_id].append(holding)
        found["person", holding.person_id].append(holding)
    return found


def meetings_of_day(user, day: date, *, team: Team | None = None) -> QuerySet[Activity]:
    """What is planned, was held or was called off on a day, the person's own or a team's, in the order of the clock."""
    there = Activity.staff.through.objects.filter(activity=OuterRef("pk"))
    mine = Q(owner=user) | Exists(there.filter(user=user))
    if team is not None:
        mine = Q(team=team) | Q(owner__team=team) | Exists(there.filter(user__team=team))
    on_that_day = Q(date_from=day) | Q(date_from__lt=day, date_to__gte=day)
    rows = Activity.objects.visible_to(user).current().filter(on_that_day, mine, date_precision=DatePrecision.DAY)
    return rows.order_by(F("starts_at").asc(nulls_first=True), "pk")
