"""Q5: how were people told?"""

from statistics import median
from typing import Any

from django.db.models import DateField, F, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate

from assurance.answers.reader import DAY_METHOD, Reader, gap, number
from assurance.answers.shape import NONE_RECORDED, Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import Decision, Response


def answer(reader: Reader) -> Answer:
    """Of the decisions taken: told or not, and how many days after. One query."""
    decisions = list(_taken(reader))
    told = [decision for decision in decisions if decision.first_told]
    waits = [max((decision.first_told - decision.decided_on).days, 0) for decision in told if decision.decided_on]
    days = f"{median(waits):g}" if waits else ""
    year, source = reader.year.label, f"Decisions taken in {reader.year.label}"
    sentences = [
        Sentence(
            text=f"{number(len(decisions), 'decision was', 'decisions were')} taken in {year}. People were told about {len(told)}; "
            f"about {len(decisions) - len(told)} no feedback is recorded."
            if decisions
            else f"No decision taken in {year} is on record.",
            source=source,
            address="#decisions" if decisions else "",
        )
    ]
    if decisions:
        text = (
            f"The median wait from the decision to telling people is {days} days, over {number(len(waits), 'decision', 'decisions')} with both days recorded."
        )
        none = "How many days it took to tell people is not recorded for any of them."
        sentences.append(Sentence(text=text if waits else none, source=source))
    return reader.answered(
        "Q5",
        "Telling people",
        sentences=sentences,
        tables=[
            Table(
                title="Decisions taken, and when people were told",
                headers=("Decision", "Reference", "Decided on", "Told on", "Days", "How"),
                rows=tuple(_row(decision) for decision in decisions),
                anchor="decisions",
            )
        ],
        gaps=[gap(f"feedback-{d.pk}", f"{d.title}: taken, no feedback recorded", d.reference) for d in decisions if not d.first_told],
        figures=[
            Figure(code="taken", words="Decisions taken", number=len(decisions)),
            Figure(code="told", words="with feedback given", number=len(told)),
            Figure(code="not_told", words="with no feedback recorded", number=len(decisions) - len(told)),
        ],
        method=DAY_METHOD + " Told on is the day written down for the decision, otherwise the day on which its first response was published.",
    )


def _taken(reader: Reader) -> Any:
    """Decisions taken in the year with `first_told` and the channel of the newest response told."""
    responses = reader.visible(Response).filter(decision=OuterRef("pk"), published_at__isnull=False).order_by()
    published = Subquery(responses.values("decision").annotate(first=Min(TruncDate("published_at"))).values("first"), output_field=DateField())
    channel = responses.exclude(channel="").order_by("-pk").values("channel")[:1]
    rows = reader.decision_rows.filter(state=Decision.State.TAKEN)
    return rows.annotate(first_told=Coalesce(F("told_on"), published), told_by=Subquery(channel))


def _row(decision: Any) -> Row:
    days = str(max((decision.first_told - decision.decided_on).days, 0)) if decision.first_told and decision.decided_on else NONE_RECORDED
    told = words(decision.first_told, "No feedback recorded")
    how = decision.told_by or decision.telling_plan or NONE_RECORDED
    return Row(cells=(decision.title, decision.reference, words(decision.decided_on), told, days, how), address=decision.get_absolute_url())
