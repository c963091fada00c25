"""The tests of service change, worked out by hand."""

from datetime import date

import pytest

from assurance.rules.checks import EvidenceFact, five_tests
from tests.assurance.checks.building import activity, facts, taken

ASKED = {"is_reconfiguration": True}
EARLY, SAME_DAY = activity(1, date(2026, 5, 14)), activity(1, date(2026, 5, 15))


def linked(code: str) -> EvidenceFact:
    return EvidenceFact(f"five-tests:{code}", "Clinical review", "file", "3")


CASES = {
    "T1 in time and heard": ("T1", taken(EARLY, insights=2, **ASKED), "found", "1 kind of activity. 2 points of what people said are recorded."),
    "T1 in time, nothing recorded": ("T1", taken(EARLY, **ASKED), "partly", "What people said is not recorded."),
    "T1 on the day options were fixed, heard": ("T1", taken(SAME_DAY, insights=1, **ASKED), "partly", "1 point of what people said is recorded."),
    "T1 on the day options were fixed": ("T1", taken(SAME_DAY, **ASKED), "not_found", "which is not before"),
    "T1 date not known": ("T1", taken(activity(1), **ASKED), "cannot_tell", "Date not known"),
    "T1 nobody, yet insight": ("T1", taken(insights=4, **ASKED), "not_found", "No activity is recorded."),
    "T1 the duty does not apply": ("T1", taken(assessed_as="does-not-apply", **ASKED), "not_found", "the duty does not apply"),
    "T2 linked": ("T2", taken(evidence=(linked("T2"),), **ASKED), "found", "1 item of evidence linked: “Clinical review”"),
    "T3 another's evidence": ("T3", taken(evidence=(linked("T2"),), **ASKED), "cannot_tell", "No evidence is linked to this test"),
    "T4 nothing": ("T4", taken(**ASKED), "cannot_tell", "No field of the records answers it"),
    # beds: only where they are spoken of, in whole words, or where evidence was linked
    "T5 no beds": ("T5", taken(text="Opening hours of the embedded team", **ASKED), "does_not_arise", "speaks of beds"),
    "T5 beds": ("T5", taken(text="Close twelve beds", **ASKED), "cannot_tell", "No evidence is linked"),
    "T5 one bed": ("T5", taken(text="Close a bed.", **ASKED), "cannot_tell", "No evidence is linked"),
    "T5 evidence": ("T5", taken(text="Hours", evidence=(linked("T5"),), **ASKED), "found", "1 item of evidence linked"),
    "an ordinary decision": ("T2", taken(evidence=(linked("T2"),)), "does_not_arise", "not on the path of a service reconfiguration"),
    "read against the tests": ("T2", facts(frameworks=frozenset({"five-tests"})), "cannot_tell", "No evidence"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(code, case, state, says):
    finding = next(item for item in five_tests(case) if item.code == f"five-tests:{code}")
    assert (finding.state, says in finding.sentence) == (state, True), finding
