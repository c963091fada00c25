"""Gunning 4, worked out by hand. The decision was taken on Thursday 3 September 2026, its paper due on 20 August."""

from datetime import date

import pytest

from assurance.rules.checks import CoverFact, ResponseFact, gunning_4
from tests.assurance.checks.building import facts, taken


def sent(day: date | None, **values):
    return taken(findings_sent_on=day, insights=3, **({"paper_due_on": date(2026, 8, 20)} | values))


COVER = CoverFact(5, 1, date(2026, 8, 25))
CONSIDERED = ResponseFact(7, "RES-7", "Parking", considered_on=date(2026, 8, 27), considered_by="the Board seminar")

CASES = {
    "the day before the decision, no deadline": (sent(date(2026, 9, 2), paper_due_on=None), "found", "1 day before the decision on Thu 3 September 2026"),
    "the day of the decision": (sent(date(2026, 9, 3), paper_due_on=None), "partly", "Whether it was before is not recorded"),
    "the day after": (sent(date(2026, 9, 4)), "not_found", "1 day after the decision on Thu 3 September 2026"),
    # 20 August to 3 September: 11 days left of August and 3 = 14
    "on the deadline": (sent(date(2026, 8, 20)), "found", "14 days before the decision"),
    "the day after the deadline": (sent(date(2026, 8, 21)), "partly", "That was 1 day after the paper was due"),
    "the day of the decision is not recorded": (sent(date(2026, 8, 1), decided_on=None), "cannot_tell", "the day of the decision is not recorded"),
    "no day recorded": (sent(None), "not_found", "No day is recorded on which findings reached"),
    "no day recorded, urgent": (sent(None, is_urgent=True), "not_found", "No day is recorded"),
    # other signs count in part: a cover signed, or responses considered, the day before at the latest
    "a cover before": (sent(None, covers=(COVER,)), "partly", "Cover 1 was signed and frozen on Tue 25 August 2026"),
    "a cover on the day": (sent(None, covers=(CoverFact(5, 1, date(2026, 9, 3)),)), "not_found", "No day is recorded"),
    "considered before": (sent(None, responses=(CONSIDERED,)), "partly", "considered by the Board seminar on Thu 27 August 2026 (RES-7)"),
    "considered on the day": (sent(None, responses=(ResponseFact(7, "RES-7", "Parking", considered_on=date(2026, 9, 3)),)), "not_found", "No day"),
    "after the decision although a cover was signed": (sent(date(2026, 9, 4), covers=(COVER,)), "not_found", "1 day after"),
    "a cover, and no day of the decision or of a meeting": (sent(None, covers=(COVER,), decided_on=None), "not_found", "No day is recorded"),
    "a cover before the meeting that took it": (sent(None, covers=(COVER,), decided_on=None, meeting_on=date(2026, 9, 3)), "partly", "Cover 1"),
    # not taken yet: today is 2 November 2026
    "not taken, sent": (facts(findings_sent_on=date(2026, 10, 1), insights=1), "found", "the decision is not taken yet"),
    "not taken, sent today": (facts(findings_sent_on=date(2026, 11, 2), insights=1), "found", "the decision is not taken yet"),
    "not taken, to be sent tomorrow": (facts(findings_sent_on=date(2026, 11, 3), insights=1), "not_found", "which is still to come"),
    "not taken, sent after the deadline": (facts(findings_sent_on=date(2026, 10, 2), paper_due_on=date(2026, 10, 1)),
        "partly", "1 day after the paper was due"),
    "not taken, nothing sent": (facts(), "not_found", "The decision is not taken yet"),
    "not taken, considered today": (facts(responses=(ResponseFact(7, "RES-7", "Parking", considered_on=date(2026, 11, 2)),)), "partly", "(RES-7)"),
    "not taken, to be considered tomorrow": (
        facts(responses=(ResponseFact(7, "RES-7", "Parking", considered_on=date(2026, 11, 3)),)), "not_found", "No day"),
    "not taken, a cover signed": (facts(covers=(COVER,)), "partly", "Cover 1"),
    "the duty does not apply": (taken(assessed_as="does-not-apply"), "does_not_arise", "does not apply here"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(case, state, says):
    finding = gunning_4(case)
    assert (finding.state, says in finding.sentence) == (state, True), finding


def test_nothing_heard_is_named_as_missing_whatever_the_dates_say():
    assert [item.gap for item in gunning_4(taken(findings_sent_on=date(2026, 8, 1))).missing] == ["findings"]
    assert [item.gap for item in gunning_4(taken()).missing] == ["considered", "findings"]
