"""Q2: which decisions were people involved in, and what changed?"""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When

from activities.models import Activity, Insight
from assurance.answers.reader import DAY_METHOD, Reader, gap, number
from assurance.answers.shape import MOST_ROWS, Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import EvidenceUse, Response

CHANGED = (Response.Answer.DONE, Response.Answer.WILL, Response.Answer.PARTLY)


def answer(reader: Reader) -> Answer:
    """The chain from a decision to what people said and what was answered. Three queries and one for the linked insight."""
    decisions = list(_with_chain(reader))
    responses = list(_responses(reader))
    involved = [decision for decision in decisions if decision.has_activity]
    heard = [decision for decision in decisions if decision.has_insight]
    answered = {response.decision_id for response in responses}
    changed = {response.decision_id for response in responses if response.answer in CHANGED}
    source = f"Decisions of {reader.year.label}"
    year = reader.year.label
    counted = number(len(decisions), "decision", "decisions")
    first = f"People were involved in {len(involved)} of {counted} of {year}: an activity of the project or linked as evidence."
    sentences = [
        Sentence(text=first if decisions else f"No decision of {year} is on record.", source=source, address="#decisions" if decisions else ""),
    ]
    if decisions:
        sentences += [
            Sentence(
                text=f"What people said is recorded for {len(heard)} of them, and answered for {len(answered)}.",
                source=f"Insight and responses of {source.lower()}",
            ),
            Sentence(
                text=f"For {number(len(changed), 'decision', 'decisions')} at least one answer says that something was done, or will be.",
                source=f"Responses of {source.lower()}",
                address="#chain",
            ),
        ]
    return reader.answered(
        "Q2",
        "From what people said to what changed",
        sentences=sentences,
        tables=[_decisions(decisions, responses), _chain(responses)],
        gaps=[
            *(gap(f"activity-{d.pk}", f"{d.title}: no activity recorded", d.reference) for d in decisions if not d.has_activity),
            *(
                gap(f"insight-{d.pk}", f"{d.title}: people took part, what they said is not recorded", d.reference)
                for d in decisions
                if d.has_activity and not d.has_insight
            ),
            *(
                gap(f"response-{d.pk}", f"{d.title}: what people said is not answered", d.reference)
                for d in decisions
                if d.has_insight and d.pk not in answered
            ),
        ],
        figures=[
            Figure(code="decisions", words="Decisions of the year", number=len(decisions)),
            Figure(code="involved", words="with an activity", number=len(involved)),
            Figure(code="heard", words="with what people said", number=len(heard)),
            Figure(code="answered", words="with an answer", number=len(answered)),
            Figure(code="changed", words="where something was done or will be", number=len(changed)),
        ],
        method=DAY_METHOD + " Involved means: an activity held for the decision’s project, or an activity linked as its evidence.",
    )


def _with_chain(reader: Reader) -> Any:
    """Decisions with `has_activity` and `has_insight`. One query."""
    linked = EvidenceUse.objects.filter(decision=OuterRef("pk"), state=EvidenceUse.State.LINKED)
    held = reader.visible(Activity).filter(status=Activity.Status.HELD).order_by()
    said = reader.heard(Insight).order_by()
    activity = Exists(held.filter(project=OuterRef("project"))) | Exists(linked.filter(item__activity__in=held.values("pk")))
    insight = Exists(said.filter(activity__project=OuterRef("project"))) | Exists(linked.filter(item__insight__in=said.values("pk")))
    return reader.decision_rows.annotate(
        has_activity=Case(When(Q(activity), then=Value(True)), default=Value(False)), has_insight=Case(When(Q(insight), then=Value(True)), default=Value(False))
    )


def _responses(reader: Reader) -> Any:
    """Responses of the decisions with the insight they answer, as far as the reader sees it. Two queries."""
    seen = Prefetch("insights", reader.heard(Insight).defer("quote").order_by("pk"), to_attr="seen_insights")
    rows = reader.visible(Response).filter(decision__in=reader.decision_rows.order_by().values("pk"))
    return rows.select_related("decision").prefetch_related(seen).order_by("decision_id", F("published_at").asc(nulls_last=True), "pk")


def _decisions(decisions: list[Any], responses: list[Response]) -> Table:
    numbers: dict[int, int] = {}
    for response in responses:
        numbers[response.decision_id] = numbers.get(response.decision_id, 0) + 1

    def said(flag: bool) -> str:
        return "Recorded" if flag else "None recorded"

    return Table(
        title="Decisions and their chain",
        headers=("Decision", "Reference", "Day", "Activities", "What people said", "Answers"),
        rows=tuple(
            Row(
                cells=(d.title, d.reference, words(d.recorded_day), said(d.has_activity), said(d.has_insight), str(numbers.get(d.pk, 0))),
                address=d.get_absolute_url(),
            )
            for d in decisions
        ),
        anchor="decisions",
    )


def _chain(responses: list[Response]) -> Table:
    rows = []
    for response in responses[:MOST_ROWS]:
        insights = response.seen_insights
        rows.append(
            Row(
                cells=(
                    f"{response.decision.reference} {response.decision.title}",
                    response.you_said,
                    "; ".join(f"{insight.reference}, {words(insight.heard_on)}" for insight in insights) or "None shown here",
                    words(response.considered_on),
                    response.get_answer_display(),
                    response.we_did,
                    words(response.published_at.date(), "not published") if response.published_at else "not published",
                    words(response.told_on),
                ),
                address=response.get_absolute_url(),
            )
        )
    return Table(
        title="What people said, and what came of it",
        headers=("Decision", "You said", "From, heard on", "Considered on", "Our answer", "What we did, or why not", "Published", "Contributors told"),
        rows=tuple(rows),
        note=f"The first {MOST_ROWS:,} of {len(responses):,} answers." if len(responses) > MOST_ROWS else "",
        anchor="chain",
    )
