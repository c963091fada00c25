"""The tests of service change, T1 to T5: the first computed from the involvement, the others by what is linked to them.

Source:
    NHS England guidance on planning, assuring and delivering service change (2018, addendum 2022).
"""

import re

from assurance.rules.checks.facts import Facts
from assurance.rules.checks.finding import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, Finding, Missing, Row, counted, listed
from assurance.rules.checks.gunning_1 import gunning_1

NAMES = {
    "T1": "Strong public and patient engagement",
    "T2": "Consistent with patient choice",
    "T3": "A clear clinical evidence base",
    "T4": "Support from clinical commissioners",
    "T5": "Beds: one of the three conditions",
}
BEDS = re.compile(r"\bbeds?\b", re.IGNORECASE)


def five_tests(facts: Facts) -> tuple[Finding, ...]:
    """The five checks. They arise for a service reconfiguration, and for what is read against these tests."""
    if not facts.is_reconfiguration and "five-tests" not in facts.frameworks:
        sentence = "The decision is not on the path of a service reconfiguration and is not read against these tests."
        return tuple(Finding(f"five-tests:{code}", name, DOES_NOT_ARISE, sentence) for code, name in NAMES.items())
    return (_engagement(facts), *(_by_evidence(facts, code) for code in ("T2", "T3", "T4")), _beds(facts))


def _engagement(facts: Facts) -> Finding:
    """T1: involvement began in time, and what people said is recorded."""
    early = gunning_1(facts)
    said = (
        f"{counted(facts.insights, 'point')} of what people said {'is' if facts.insights == 1 else 'are'} recorded."
        if facts.insights
        else "What people said is not recorded."
    )
    missing = early.missing if facts.insights else (*early.missing, Missing("What people said", "findings"))
    if early.state == FOUND:
        state = FOUND if facts.insights else PARTLY
    elif early.state == DOES_NOT_ARISE:
        state = NOT_FOUND
    else:
        state = PARTLY if facts.insights and facts.involving else early.state
    kinds = len({activity.type_code for activity in facts.involving})
    ways = f" {counted(kinds, 'kind')} of activity." if kinds else ""
    return Finding("five-tests:T1", NAMES["T1"], state, f"{early.sentence}{ways} {said}", early.rows, missing)


def _by_evidence(facts: Facts, code: str) -> Finding:
    """What is linked to the criterion. Whether it is enough, a reviewer says."""
    key = f"five-tests:{code}"
    linked = [item for item in facts.evidence if item.criterion == key]
    if not linked:
        sentence = "No evidence is linked to this test. No field of the records answers it by itself."
        return Finding(key, NAMES[code], CANNOT_TELL, sentence, missing=(Missing("Evidence linked to this test", f"criterion-{key}"),))
    rows = tuple(Row(item.reference, item.title, "", item.kind, item.key) for item in linked)
    names = listed([item.reference or f"“{item.title}”" for item in linked])
    return Finding(key, NAMES[code], FOUND, f"{counted(len(linked), 'item')} of evidence linked: {names}. What it shows, a reviewer says.", rows)


def _beds(facts: Facts) -> Finding:
    """T5: only where beds are spoken of, or evidence was linked."""
    found = _by_evidence(facts, "T5")
    if found.state == FOUND or BEDS.search(facts.text):
        return found
    return Finding("five-tests:T5", NAMES["T5"], DOES_NOT_ARISE, "Neither title nor proposal speaks of beds.")
