"""How assurance stands now: what a quarter's decisions lack, feedback, papers, reach. Every number names its method."""

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from activities.models import Activity, ParticipationCount
from assurance.models import Decision, InvolvementAssessment, PaperCover, Response
from assurance.readiness import Readiness, readiness, with_paper_facts
from assurance.rules.paper_gate import REASONS_FOR_NOBODY
from crm.core.financial_year import FinancialYear, Quarter

LACKS = ("assessment", "involvement", "cover", "feedback")
MOST_ROWS = 12


@dataclass(frozen=True)
class Feedback:
    """Of the decisions taken in one year: how many people were told of, and the median days until then.

    `days` rests on the `timed` ones, those whose day of decision is recorded; None without any.
    """

    days: float | None
    timed: int
    told: int
    not_told: int


@dataclass(frozen=True)
class Papers:
    """Covers signed in one year, and how many of them a reviewer found adequate, with or without conditions."""

    signed: int
    adequate: int

    @property
    def share(self) -> int | None:
        """Per cent, None without any signed cover."""
        return round(100 * self.adequate / self.signed) if self.signed else None


@dataclass(frozen=True)
class Reach:
    """Activities held in one year that involve people, and how many of them counted who took part."""

    held: int
    counted: int


def decided_or_due() -> Coalesce:
    """The day of a decision: taken, its meeting's, or expected."""
    return Coalesce(F("decided_on"), F("meeting__on"), F("expected_on"))


def in_period(decisions: QuerySet[Decision], period: Quarter | FinancialYear) -> QuerySet[Decision]:
    """Decisions taken or due in a quarter or a year."""
    return decisions.annotate(day=decided_or_due()).filter(day__range=(period.starts_on, period.ends_on))


def undated(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions of which no day is recorded: they belong to no quarter and to no year."""
    return decisions.filter(decided_on=None, meeting=None, expected_on=None)


def told(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions that were taken and of which people were told: those that `lacking(…, "feedback")` leaves out."""
    return with_paper_facts(decisions).filter(Q(told_on__isnull=False) | Q(has_response=True), state=Decision.State.TAKEN)


def lacking(decisions: QuerySet[Decision], what: str) -> QuerySet[Decision]:
    """Decisions that lack one of `LACKS`: the list of decisions and the desk ask the same."""
    return with_paper_facts(decisions).filter(_lack(what))


def _lack(what: str) -> Q:
    mine: dict[str, Any] = {"decision": OuterRef("pk")}
    return {
        "assessment": ~Q(Exists(InvolvementAssessment.objects.filter(**mine))),
        "involvement": Q(involved_in_time=False) & ~Q(newest_outcome__in=REASONS_FOR_NOBODY) | Q(involved_in_time=False, newest_outcome__isnull=True),
        "cover": ~Q(Exists(PaperCover.objects.filter(**mine, state=PaperCover.State.FROZEN))),
        "feedback": Q(state=Decision.State.TAKEN, told_on__isnull=True, has_response=False),
    }[what]


def counts_of(decisions: QuerySet[Decision], quarter: Quarter) -> dict[str, int]:
    """`total` and how many lack each of `LACKS`. One query."""
    rows = with_paper_facts(in_period(decisions, quarter).order_by())
    flags = {f"no_{what}": Case(When(_lack(what), then=1), default=None) for what in LACKS}
    return rows.annotate(**flags).aggregate(total=Count("pk"), **{what: Count(f"no_{what}") for what in LACKS})


def coming(decisions: QuerySet[Decision], quarter: Quarter, today: date) -> list[tuple[Decision, Readiness]]:
    """Decisions of the quarter not yet taken, soonest paper first, each with its readiness. One query."""
    rows = with_paper_facts(in_period(decisions, quarter)).filter(state__in=[Decision.State.ANTICIPATED, Decision.State.UNDER_WAY])
    ordered = rows.select_related("body", "meeting__body", "owner", "team").order_by(F("paper_deadline").asc(nulls_last=True), "day", "pk")
    return [(decision, readiness(decision, today)) for decision in ordered[:MOST_ROWS]]


def feedback_of(decisions: QuerySet[Decision], year: FinancialYear) -> Feedback:
    """Told on the day written down, otherwise when the first response was published. One query."""
    first = Response.objects.current().filter(decision=OuterRef("pk"), published_at__isnull=False).order_by().values("decision")
    published = Subquery(first.annotate(first=Min(TruncDate("published_at"))).values("first"), output_field=DateField())
    taken = in_period(decisions, year).filter(state=Decision.State.TAKEN).order_by()
    days = list(taken.annotate(first_told=Coalesce(F("told_on"), published)).values_list("decided_on", "first_told"))
    waits = [max((first_told - decided).days, 0) for decided, first_told in days if decided and first_told]
    number_told = sum(first_told is not None for _decided, first_told in days)
    return Feedback(median(waits) if waits else None, timed=len(waits), told=number_told, not_told=len(days) - number_told)


def papers_of(decisions: QuerySet[Decision], year: FinancialYear) -> Papers:
    """One query."""
    signed = PaperCover.objects.filter(decision__in=decisions, state=PaperCover.State.FROZEN, signed_at__date__range=(year.starts_on, year.ends_on))
    found = signed.order_by().aggregate(signed=Count("pk"), adequate=Count("pk", filter=Q(verdict__in=["adequate", "conditions"])))
    return Papers(**found)


def reach_of(user, year: FinancialYear) -> Reach:
    """One query."""
    held = Activity.objects.visible_to(user).current().real().filter(status=Activity.Status.HELD, date_from__range=(year.starts_on, year.ends_on))
    counted = Exists(ParticipationCount.objects.filter(activity=OuterRef("pk")))
    return Reach(**held.exclude(level="inform").order_by().aggregate(held=Count("pk"), counted=Count("pk", filter=Q(counted))))
