"""What a paper still lacks before its meeting, and whether it passes the gate two weeks before it is due."""

from dataclasses import dataclass
from datetime import date, timedelta

GATE_DAYS = 14
"""From so many days before the paper is due, what is missing is said as "Gate: not ready"."""

NOT_READY = "Gate: not ready"
PASSED = "Gate: nothing missing"
NOT_YET = "Gate not open yet"
NO_DATE = "No paper date"

REASONS_FOR_NOBODY = ("does-not-apply", "not-our-duty", "urgent-deferred", "applies-met-by-existing-insight")
"""Outcomes of the involvement assessment that are a recorded reason for a paper without new involvement."""

HOLDING_VERDICTS = ("adequate", "conditions")
"""A reviewer's verdicts with which a cover that is not signed yet passes the gate."""

IMPACT_WORDS = {"ehia": "Equality and health inequalities assessment (EHIA)", "qia": "Quality assessment (QIA)", "dpia": "Data protection assessment (DPIA)"}


@dataclass(frozen=True)
class PaperFacts:
    """What the record of a decision holds for its paper.

    Attributes:
        outcome: Code of the newest involvement assessment, "" without one.
        in_time: Somebody was involved while options were open: more than told, and held.
        findings: Findings reached the decision-maker, before the decision where it was taken.
        impact: Kinds of impact assessment that were done or are not needed, with the reason.
        cover_state, verdict: Of the newest cover, "" without one; the verdict is on the words as they read now.
        stale_verdict: The verdict on earlier words of that cover, "" where its words did not change since.
        returned: Why the paper was sent back, "" where it was not or where a cover was signed since.
        told: A response is published, or people were told.
    """

    outcome: str = ""
    in_time: bool = False
    findings: bool = False
    impact: frozenset[str] = frozenset()
    cover_state: str = ""
    verdict: str = ""
    stale_verdict: str = ""
    returned: str = ""
    told: bool = False
    is_taken: bool = False

    @property
    def has_reason_for_nobody(self) -> bool:
        return self.outcome in REASONS_FOR_NOBODY

    @property
    def cover_holds(self) -> bool:
        """The paper was not sent back, and its newest cover is signed, or a reviewer found these words adequate, with or without conditions."""
        return not self.returned and (self.cover_state == "frozen" or self.verdict in HOLDING_VERDICTS)


@dataclass(frozen=True)
class Part:
    """One part of readiness: `found` says whether the record has it, `missing` what to say when it has not, `short` the same in a list."""

    name: str
    found: bool
    missing: str
    short: str
    holds_the_gate: bool = False


def parts(facts: PaperFacts) -> tuple[Part, ...]:
    """What a paper rests on, in the order in which it is made; feedback only once the decision was taken.

    Source:
        Front cover of papers; NHS Act 2006 s.14Z45.
    """
    more_needed = facts.outcome == "more-information-needed"
    assessment = "Involvement assessment: more information is needed" if more_needed else "Involvement assessment"
    cover = _cover_words(facts)
    reasoned = facts.has_reason_for_nobody
    found = [
        Part("Assessment", bool(facts.outcome) and not more_needed, assessment, assessment, holds_the_gate=True),
        Part(
            "Involvement", facts.in_time or reasoned, "Involvement while options are open, or a recorded reason", "Involvement, or a reason",
            holds_the_gate=True,
        ),
        Part(
            "Findings", facts.findings or (reasoned and not facts.in_time), "Findings with the decision-maker before the decision",
            "Findings to the decision-maker",
        ),
        *(Part(kind.upper(), kind in facts.impact, words, kind.upper()) for kind, words in IMPACT_WORDS.items()),
        Part("Cover", facts.cover_holds, cover, cover, holds_the_gate=True),
    ]  # fmt: skip
    if facts.is_taken:
        found.append(Part("Feedback", facts.told, "Feedback to those who took part", "Feedback"))
    return tuple(found)


def _cover_words(facts: PaperFacts) -> str:
    """What the cover still needs, in the order in which somebody would have to act."""
    if facts.returned:
        return f"Paper sent back: {facts.returned}"
    if not facts.cover_state:
        return "Cover"
    if facts.verdict == "not_adequate":
        return "Cover: the reviewer finds it not adequate"
    if facts.cover_state == "review":
        return "Cover: waiting for review"
    return "Cover: changed since its review" if facts.stale_verdict else "Cover: drafted, not reviewed"


def gate(facts: PaperFacts, due_on: date | None, today: date) -> str:
    """The gate in words. A decision that was taken has none.

    Args:
        due_on: The day on which the paper is due.
    """
    if facts.is_taken:
        return ""
    if due_on is None:
        return NO_DATE
    if today < due_on - timedelta(days=GATE_DAYS):
        return NOT_YET
    return NOT_READY if any(part.holds_the_gate and not part.found for part in parts(facts)) else PASSED


def days_in_words(due_on: date | None, today: date) -> str:
    """`in 3 days`, `today`, `2 days ago`; "" without a day."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days == 0:
        return "today"
    number = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
    return f"in {number}" if days > 0 else f"{number} ago"
