"""Checks that compute themselves. Each is a pure function of `Facts`; docs/how-to/read-the-checks.md says them for people."""

from assurance.rules.checks.brown import brown
from assurance.rules.checks.facts import ActivityFact, CoverFact, EvidenceFact, Facts, ImpactFact, PublishedFact, ResponseFact
from assurance.rules.checks.feedback import feedback
from assurance.rules.checks.finding import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, STATES, Finding, Missing, Row
from assurance.rules.checks.five_tests import five_tests
from assurance.rules.checks.gunning_1 import gunning_1
from assurance.rules.checks.gunning_2 import gunning_2
from assurance.rules.checks.gunning_3 import gunning_3
from assurance.rules.checks.gunning_4 import gunning_4

__all__ = [
    "CANNOT_TELL",
    "DOES_NOT_ARISE",
    "FOUND",
    "NOT_FOUND",
    "PARTLY",
    "STATES",
    "ActivityFact",
    "CoverFact",
    "EvidenceFact",
    "Facts",
    "Finding",
    "ImpactFact",
    "Missing",
    "PublishedFact",
    "ResponseFact",
    "Row",
    "all_checks",
    "brown",
    "feedback",
    "five_tests",
    "gunning_1",
    "gunning_2",
    "gunning_3",
    "gunning_4",
]


def all_checks(facts: Facts) -> tuple[Finding, ...]:
    """Every check, in the order in which people read them."""
    return (gunning_1(facts), gunning_2(facts), gunning_3(facts), gunning_4(facts), *brown(facts), *five_tests(facts), feedback(facts))
