"""How ready the papers of many decisions are, read at once: for the forward plan, a meeting's page and the desk.

It counts what every member of staff may see: involvement kept to a team or to named people does not make a paper ready,
because no cover could speak of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Coalesce, JSONObject, TruncMonth, TruncYear

from activities.models import Activity
from assurance.models import Decision, EvidenceUse, ImpactAssessment, InvolvementAssessment, PaperCover, PaperReturn, Response, TimelinePlacing
from assurance.models.papers import review_words
from assurance.querysets import OPEN_TO_STAFF
from assurance.rules.paper_gate import HOLDING_VERDICTS, NOT_READY, REASONS_FOR_NOBODY, PaperFacts, Part, days_in_words, gate, parts
from assurance.rules.placing import WHILE_OPEN

COVER_STATES = dict(PaperCover.State.choices)
OUTCOMES = dict(InvolvementAssessment.Outcome.choices)


@dataclass(frozen=True)
class Readiness:
    """What the record of one decision holds for its paper, in words.

    Attributes:
        gate: "Gate: not ready", "Gate: nothing missing", "Gate not open yet", "No paper date"; "" once the decision was taken.
        due_on: The day on which the paper is due: the decision's own, otherwise its meeting's.
        cover: pk, number, state, verdict, stale_verdict and unreviewed_because of the newest cover; None without one.
    """

    facts: PaperFacts
    parts: tuple[Part, ...]
    gate: str
    due_on: date | None
    days: str
    cover: dict[str, Any] | None

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part.missing for part in self.parts if not part.found)

    @property
    def missing_in_short(self) -> str:
        """`Involvement assessment; EHIA; Cover`, for lists."""
        return "; ".join(part.short for part in self.parts if not part.found)

    @property
    def found(self) -> int:
        return sum(part.found for part in self.parts)

    @property
    def bar(self) -> str:
        """`4 of 7`, for the bar and beside it."""
        return f"{self.found} of {len(self.parts)}"

    @property
    def passes_the_gate(self) -> bool:
        """Nothing is missing that the gate asks for, whether or not its day has come."""
        return all(part.found for part in self.parts if part.holds_the_gate)

    @property
    def is_held_at_the_gate(self) -> bool:
        return self.gate == NOT_READY

    @property
    def assessed_as(self) -> str:
        return str(OUTCOMES.get(self.facts.outcome, "No assessment"))

    @property
    def cover_words(self) -> str:
        """`No cover`, `Draft, not reviewed`, `Reviewed, adequate`, `Signed and frozen, signed without a review`."""
        if self.cover is None:
            return "No cover"
        state, verdict = self.facts.cover_state, self.facts.verdict
        step = "Reviewed" if verdict and state == PaperCover.State.REVIEW else COVER_STATES[state]
        if state == PaperCover.State.REVIEW and not verdict:
            return str(step)
        review = review_words(verdict, self.facts.stale_verdict, is_signed_without=bool(self.cover["unreviewed_because"]))
        return f"{step}, {review[:1].lower()}{review[1:]}"


def readiness_of(decisions: Iterable[Decision], today: date) -> dict[int, Readiness]:
    """Readiness by key of the decision. One query, whatever the number; the caller has asked who may see the decisions."""
    keys = [decision.pk for decision in decisions]
    return {decision.pk: readiness(decision, today) for decision in with_paper_facts(Decision.objects.filter(pk__in=keys)).select_related("meeting")}


def readiness(decision: Any, today: date) -> Readiness:
    """Readiness of a decision of `with_paper_facts`. No query."""
    cover = decision.newest_cover
    facts = PaperFacts(
        outcome=decision.newest_outcome or "",
        in_time=decision.involved_in_time,
        findings=decision.findings_sent_on is not None and (decision.decided_on is None or decision.findings_sent_on <= decision.decided_on),
        impact=frozenset(decision.impact_kinds),
        cover_state=cover["state"] if cover else "",
        verdict=cover["verdict"] if cover else "",
        stale_verdict=cover["stale_verdict"] if cover else "",
        returned=decision.open_return or "",
        told=decision.told_on is not None or decision.has_response,
        is_taken=decision.state == Decision.State.TAKEN,
    )
    due_on = decision.paper_deadline
    return Readiness(facts, parts(facts), gate(facts, due_on, today), due_on, days_in_words(due_on, today), cover)


def with_paper_facts(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions with what `readiness` reads, and `paper_deadline` to filter and order by."""
    mine: dict[str, Any] = {"decision": OuterRef("pk")}
    newest = InvolvementAssessment.objects.filter(**mine).order_by("-pk").values("outcome")[:1]
    impact = ImpactAssessment.objects.filter(**mine).filter(Q(done_on__isnull=False) | ~Q(not_needed_because="")).order_by().values("kind").distinct()
    read = {name: name for name in ("number", "state", "verdict", "stale_verdict", "unreviewed_because")}
    cover = PaperCover.objects.filter(**mine).order_by("-number").values(row=JSONObject(pk="id", **read))[:1]
    signed_since = PaperCover.objects.filter(decision=OuterRef("decision"), signed_at__gt=OuterRef("created_at"))
    returned = PaperReturn.objects.filter(**mine).filter(~Exists(signed_since)).order_by("-pk").values("reason")[:1]
    return decisions.annotate(
        newest_outcome=Subquery(newest),
        impact_kinds=ArraySubquery(impact),
        newest_cover=Subquery(cover),
        open_return=Subquery(returned, output_field=TextField()),
        has_response=Exists(Response.objects.current().filter(**mine, published_at__isnull=False)),
        involved_in_time=_involved_in_time(),
        paper_deadline=Coalesce(F("paper_due_on"), F("meeting__paper_due_on")),
    )


def lacking(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Of `with_paper_facts` those that the gate would hold: no assessment, nobody involved and no reason, no cover that holds."""
    return decisions.filter(_lacks())


def papers_by_meeting(decisions: QuerySet[Decision]) -> dict[int | None, tuple[int, int]]:
    """Of `with_paper_facts`, by meeting (None: no meeting yet): how many papers there are, and how many the gate would let through. One query."""
    rows = decisions.order_by().annotate(is_held_back=Case(When(_lacks(), then=1), default=None)).values("meeting_id")
    counted = rows.annotate(papers=Count("pk"), held_back=Count("is_held_back"))
    return {row["meeting_id"]: (row["papers"], row["papers"] - row["held_back"]) for row in counted}


def _lacks() -> Q:
    reasoned = Q(newest_outcome__in=REASONS_FOR_NOBODY)
    holds = Exists(_newest_covers().filter(Q(state=PaperCover.State.FROZEN) | Q(verdict__in=HOLDING_VERDICTS)))
    return (
        Q(newest_outcome__isnull=True) | Q(newest_outcome="more-information-needed") | (Q(involved_in_time=False) & ~reasoned)
        | Q(open_return__isnull=False) | ~holds
    )  # fmt: skip


def _newest_covers() -> QuerySet[PaperCover]:
    later = PaperCover.objects.filter(decision=OuterRef("decision"), number__gt=OuterRef("number"))
    return PaperCover.objects.filter(decision=OuterRef("pk")).filter(~Exists(later))


def _involved_in_time() -> Q:
    """Whether people were involved, beyond being told, while options were open: `rules.placing.place` in SQL, a person's correction going first."""
    held = (
        Activity.objects.current()
        .filter(status=Activity.Status.HELD, visibility__in=OPEN_TO_STAFF, is_training=OuterRef("is_training"), date_from__isnull=False)
        .exclude(level="inform")
        .exclude(date_precision="unknown")
        .annotate(first=_at_precision("date_from"), last=_at_precision(Coalesce("date_to", "date_from")))
    )
    placed = TimelinePlacing.objects.filter(decision=OuterRef(OuterRef("pk")), activity=OuterRef("pk"))
    fixed = ExpressionWrapper(OuterRef("options_fixed_on"), output_field=DateField())
    state = ExpressionWrapper(OuterRef("state"), output_field=CharField())
    known = held.annotate(fixed=fixed, fixed_month=TruncMonth(fixed), fixed_year=TruncYear(fixed), decision_state=state)
    by_date = (
        Q(fixed__isnull=True) & ~Q(decision_state=Decision.State.TAKEN)
        | Q(date_precision="day", first__lt=F("fixed"))
        | Q(date_precision="month", last__lt=F("fixed_month"))
        | Q(date_precision="year", last__lt=F("fixed_year"))
    )
    in_time = known.filter(Exists(placed.filter(placing__in=WHILE_OPEN)) | (~Exists(placed) & by_date))
    linked = EvidenceUse.objects.filter(decision=OuterRef(OuterRef("pk")), state=EvidenceUse.State.LINKED, item__activity=OuterRef("pk"))
    return Q(Exists(in_time.filter(project=OuterRef("project")))) | Q(Exists(in_time.filter(Exists(linked))))


def _at_precision(column: Any) -> Case:
    """The first day of the month or year where no more is known."""
    return Case(
        When(date_precision="month", then=TruncMonth(column)), When(date_precision="year", then=TruncYear(column)), default=column, output_field=DateField()
    )
