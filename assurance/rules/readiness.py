"""What a criterion shows: the software counts evidence, a named person judges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NONE_FOUND = "None found"
VERDICTS = {
    "met": "Reviewed: met",
    "partly": "Reviewed: partly",
    "not_met": "Reviewed: not met",
    "not_applicable": "Not applicable",
}


@dataclass(frozen=True)
class CriterionFacts:
    """One criterion of a decision: how much is linked, and what the newest review says.

    Attributes:
        key: Named with its framework, `pcei:D1`.
        linked: Items linked as evidence; proposed and declined ones do not count.
        verdict: Code of the newest review, "" without one.
    """

    key: str
    short: str
    linked: int = 0
    proposed: int = 0
    verdict: str = ""
    reviewer_role: str = ""
    reviewed_on: date | None = None
    comment: str = ""

    @property
    def framework(self) -> str:
        return self.key.partition(":")[0]

    @property
    def code(self) -> str:
        return self.key.partition(":")[2]

    @property
    def state(self) -> str:
        """`None found`, `Evidence linked (2)`, `Reviewed: met|partly|not met` or `Not applicable`."""
        return state_in_words(self.linked, self.verdict)

    @property
    def is_open(self) -> bool:
        """Nothing was found and nobody has judged it."""
        return self.linked == 0 and not self.verdict


def state_in_words(linked: int, verdict: str = "") -> str:
    """The state of a criterion; a person's verdict goes before the count.

    Source:
        The software never says "met"; a named person does.
    """
    if verdict:
        return VERDICTS[verdict]
    return f"Evidence linked ({linked})" if linked else NONE_FOUND


def readiness_in_words(criteria: Iterable[CriterionFacts]) -> str:
    """`5 of 8 criteria with evidence`; what was judged not applicable is left out of the eight."""
    asked = [criterion for criterion in criteria if criterion.verdict != "not_applicable"]
    return f"{sum(criterion.linked > 0 for criterion in asked)} of {len(asked)} criteria with evidence"
