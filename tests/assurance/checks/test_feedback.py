"""Telling people, worked out by hand. The decision was taken on Thursday 3 September 2026; today is 2 November."""

from datetime import date

import pytest

from assurance.rules.checks import ResponseFact, feedback
from tests.assurance.checks.building import activity, facts, taken


def response(number: int = 1, **values) -> ResponseFact:
    return ResponseFact(number, f"RES-{number}", f"You said {number}", **values)


APPROVED = {"approved_on": date(2026, 9, 10)}
TOLD = response(**APPROVED, published_on=date(2026, 9, 11), told_on=date(2026, 9, 12))
MEETING = activity(1, date(2026, 6, 1))

CASES = {
    # 1 June to 12 September: 29 + 31 + 31 + 12 = 103 days; 3 to 12 September: 9
    "told": (taken(MEETING, responses=(TOLD,)),
        "found", "103 days after the last involvement on Mon 1 June 2026, 9 days after the decision on Thu 3 September 2026."),
    "told on the day of the decision": (taken(told_on=date(2026, 9, 3)), "found", "on the day of the decision"),
    "told before the decision": (taken(told_on=date(2026, 9, 2)), "found", "1 day before the decision"),
    "told today": (taken(told_on=date(2026, 11, 2)), "found", "The first day on which people were told is Mon 2 November 2026"),
    "to be told tomorrow": (taken(told_on=date(2026, 11, 3)), "not_found", "No day is recorded on which people were told."),
    # the last day of a range counts: 1 June to 30 June, told on 12 September = 31 + 31 + 12 = 74 days
    "after a survey": (taken(activity(1, date(2026, 6, 1), date(2026, 6, 30)), responses=(TOLD,)),
        "found", "74 days after the last involvement on Tue 30 June 2026"),
    # a month is over on its last day
    "after a month": (taken(activity(1, date(2026, 6, 1), precision="month"), responses=(TOLD,)),
        "found", "74 days after the last involvement on Tue 30 June 2026"),
    "told on the last day": (taken(activity(1, date(2026, 9, 12)), responses=(TOLD,)), "found", "Sat 12 September 2026, the last day of involvement, 9 days"),
    "a response told today": (taken(responses=(response(**APPROVED, told_on=date(2026, 11, 2)),)), "found", "1 with contributors told"),
    "a response to be told tomorrow": (taken(responses=(response(**APPROVED, told_on=date(2026, 11, 3)),)), "partly", "0 with contributors told"),
    "no date of involvement": (taken(activity(1), responses=(TOLD,)), "found", "told is Sat 12 September 2026, 9 days after the decision"),
    "while involvement went on": (taken(activity(1, date(2026, 10, 1)), responses=(TOLD,)), "found", "while involvement went on until Thu 1 October 2026"),
    "one of two told": (taken(responses=(TOLD, response(2, **APPROVED))), "partly", "Of 2 responses, 2 approved, 1 published, 1 with contributors told."),
    "approved alone": (taken(responses=(response(**APPROVED),)), "partly", "1 approved, 0 published, 0 with contributors told"),
    "a draft alone": (taken(responses=(response(),)), "not_found", "Of 1 response, 0 approved"),
    "a draft is told of nobody": (taken(responses=(response(told_on=date(2026, 9, 12)),)), "not_found", "No day is recorded on which people were told."),
    "a draft beside one that was told": (taken(responses=(TOLD, response(2))), "found", "Of 2 responses, 1 approved"),
    # 28 days after 3 September: 27 left of September, and 1
    "waited for": (taken(telling_plan="Newsletter, September, engagement lead."), "not_found",
                   "The plan says: “Newsletter, September, engagement lead”. Our own measure is to tell people by Thu 1 October 2026."),
    "a promise that is over": (taken(responses=(response(**APPROVED, will_do_by=date(2026, 11, 1)),)),
        "partly", "RES-1 said it would be done by Sun 1 November 2026"),
    "not taken": (facts(MEETING), "not_found", "The decision is not taken yet."),
    "not taken, told all the same": (facts(MEETING, told_on=date(2026, 7, 1)), "found", "30 days after the last involvement"),
    "no day of the decision": (taken(decided_on=None), "not_found", "No day is recorded on which people were told."),
}  # fmt: skip


@pytest.mark.parametrize(("case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(case, state, says):
    finding = feedback(case)
    assert (finding.state, says in finding.sentence) == (state, True), finding


def test_the_plan_is_quoted_until_somebody_is_told():
    assert "The plan says" not in feedback(taken(responses=(TOLD,), telling_plan="Newsletter")).sentence


def test_a_promise_due_today_is_not_over():
    case = taken(responses=(response(**APPROVED, will_do_by=date(2026, 11, 2)),))
    assert "said it would be done" not in feedback(case).sentence


def test_what_is_missing_goes_step_by_step():
    assert [item.gap for item in feedback(taken()).missing] == ["feedback", "", ""]
    assert [item.text for item in feedback(taken(responses=(response(**APPROVED),), telling_plan="Newsletter")).missing] == [
        "The day on which people were told"
    ]
    assert feedback(taken(responses=(TOLD,))).missing == ()
