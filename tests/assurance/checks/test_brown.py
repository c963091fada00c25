"""Brown 1 to 6, worked out by hand. Options were fixed on 15 May 2026, the decision taken on Thursday 3 September 2026."""

from datetime import date

import pytest

from assurance.rules.checks import CoverFact, ImpactFact, brown
from tests.assurance.checks.building import facts, taken


def done(day: date | None, number: int = 1, **values) -> ImpactFact:
    return ImpactFact(number, day, **({"has_outcome": True} | values))


def cover(day: date, speaks_of_equality: bool = True) -> CoverFact:
    return CoverFact(1, 1, day, speaks_of_equality)


EARLY, LATE = done(date(2026, 4, 1)), done(date(2026, 8, 1), 2)
NO_DAY = {"decided_on": None}

CASES = {
    # 1 aware: a signed cover that speaks of equality, before the day of the decision
    "1 a cover the day before": (1, taken(covers=(cover(date(2026, 9, 2)),)), "found", "signed and frozen on Wed 2 September 2026"),
    "1 a cover on the day": (1, taken(covers=(cover(date(2026, 9, 3)),)), "not_found", "No signed cover before the decision"),
    "1 a cover that is silent on equality": (1, taken(covers=(cover(date(2026, 9, 2), False),)), "not_found", "speaks of equality"),
    "1 an assessment and no cover": (1, taken(impacts=(EARLY,)), "partly", "no signed cover shows that the decision-maker saw it"),
    "1 an assessment on the day": (1, taken(impacts=(done(date(2026, 9, 3)),)), "not_found", "No assessment is dated before it"),
    "1 no day of the decision": (1, taken(covers=(cover(date(2026, 9, 2)),), **NO_DAY), "cannot_tell", "day of the decision is not recorded"),
    "1 not taken": (1, facts(covers=(cover(date(2026, 9, 2)),)), "found", "the decision is not taken yet"),
    "1 not taken, signed today": (1, facts(covers=(cover(date(2026, 11, 2)),)), "found", "the decision is not taken yet"),
    "1 not taken, the meeting is past": (1, facts(covers=(cover(date(2026, 9, 2)),), meeting_on=date(2026, 9, 3)), "found", "the decision is not taken yet"),
    "1 nothing": (1, facts(), "not_found", "No equality and health inequalities impact assessment is recorded"),
    # 2 before: 1 April to 3 September are 29 + 31 + 30 + 31 + 31 + 3 = 155 days
    "2 months before": (2, taken(impacts=(EARLY,)), "found", "155 days before the decision"),
    "2 the day before": (2, taken(impacts=(done(date(2026, 9, 2)),)), "found", "1 day before"),
    "2 the same day": (2, taken(impacts=(done(date(2026, 9, 3)),)), "partly", "Whether it was before is not recorded"),
    "2 the day after": (2, taken(impacts=(done(date(2026, 9, 4)),)), "not_found", "1 day after"),
    "2 no day of the decision": (2, taken(impacts=(EARLY,), **NO_DAY), "cannot_tell", "the day of the decision is not recorded"),
    "2 not taken": (2, facts(impacts=(EARLY,)), "found", "the decision is not taken yet"),
    "2 dated tomorrow": (2, facts(impacts=(done(date(2026, 11, 3)),)), "not_found", "No equality"),
    "2 not needed": (2, taken(impacts=(ImpactFact(1, not_needed_because="Nothing changes."),)), "partly", "because “Nothing changes”"),
    "2 the involvement assessment alone": (2, taken(says_equality=True, assessed_on=date(2026, 9, 2)), "partly", "says what was considered on equality"),
    "2 the involvement assessment on the day": (2, taken(says_equality=True, assessed_on=date(2026, 9, 3)), "not_found", "No equality"),
    "2 dated today": (2, facts(impacts=(done(date(2026, 11, 2)),)), "found", "is dated Mon 2 November 2026"),
    "2 nothing": (2, taken(), "not_found", "No equality"),
    # 3 in substance: never more than partly, because an open mind is no field
    "3 all three": (3, taken(impacts=(done(date(2026, 4, 1), has_mitigations=True, informed="yes"),)), "partly", "the records cannot tell"),
    "3 the newest counts": (3, taken(impacts=(LATE, done(date(2026, 4, 1), has_mitigations=True))), "partly", "of Sat 1 August 2026 says what it found."),
    "3 says nothing": (3, taken(impacts=(done(date(2026, 4, 1), has_outcome=False),)), "cannot_tell", "says neither"),
    "3 nothing": (3, taken(), "not_found", "No equality"),
    # 4 not delegable: who decided and where it is written; never more than partly
    "4 body and minute": (4, taken(body="The Board", minute="Minute 12/26"), "partly", "The Board took the decision; the minute is recorded (Minute 12/26)"),
    "4 no minute": (4, taken(body="The Board"), "cannot_tell", "The Board took the decision."),
    "4 not taken": (4, facts(body="The Board"), "cannot_tell", "The Board is to take the decision."),
    "4 nobody": (4, taken(), "cannot_tell", "Who decides is not recorded"),
    # 5 continuing: one before options were fixed and one later
    "5 early and again": (5, taken(impacts=(EARLY, LATE)), "found", "The first is before options were fixed on Fri 15 May 2026"),
    "5 the first on the day": (5, taken(impacts=(done(date(2026, 5, 15)), LATE)), "partly", "not before options were fixed"),
    "5 once": (5, taken(impacts=(EARLY,)), "partly", "The only assessment is dated Wed 1 April 2026"),
    "5 twice on one day is once": (5, taken(impacts=(EARLY, done(date(2026, 4, 1), 2))), "partly", "The only assessment"),
    "5 fixed not recorded, taken": (5, taken(impacts=(EARLY, LATE), options_fixed_on=None), "partly", "No day is recorded on which options were fixed"),
    "5 not taken, twice": (5, facts(impacts=(EARLY, LATE)), "found", "Assessments are dated"),
    "5 a look again that is over": (5, taken(impacts=(EARLY, done(date(2026, 8, 1), 2, review_on=date(2026, 11, 2)))), "partly", "nothing later is recorded"),
    "5 a look again tomorrow": (5, taken(impacts=(EARLY, done(date(2026, 8, 1), 2, review_on=date(2026, 11, 3)))),
        "found", "looked at again on Tue 3 November 2026"),
    "5 looked at again on that day": (5, taken(impacts=(done(date(2026, 4, 1), review_on=date(2026, 8, 1)), LATE)), "found", "Assessments are dated"),
    "5 nothing": (5, taken(), "not_found", "No equality"),
    # 6 records: the document, and the minute once it is taken
    "6 both": (6, taken(impacts=(done(date(2026, 4, 1), document="EHIA 7"),), minute="Minute 12/26"), "found", "(EHIA 7) and the minute (Minute 12/26)"),
    "6 no minute": (6, taken(impacts=(done(date(2026, 4, 1), document="EHIA 7"),)), "partly", "EHIA 7"),
    "6 not taken": (6, facts(impacts=(done(date(2026, 4, 1), document="EHIA 7"),)), "found", "EHIA 7"),
    "6 no document": (6, facts(impacts=(EARLY,)), "partly", "without its document"),
    "6 the minute alone": (6, taken(minute="Minute 12/26"), "partly", "Minute 12/26"),
    "6 nothing": (6, taken(), "not_found", "No equality"),
}  # fmt: skip


@pytest.mark.parametrize(("number", "case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(number, case, state, says):
    finding = brown(case)[number - 1]
    assert (finding.code, finding.state, says in finding.sentence) == (f"brown:{number}", state, True), finding


def test_a_second_look_is_missing_while_there_is_one_assessment_or_the_next_is_overdue():
    once, overdue = taken(impacts=(EARLY,)), taken(impacts=(EARLY, done(date(2026, 8, 1), 2, review_on=date(2026, 11, 1))))
    for case in (once, overdue):
        assert [item.text for item in brown(case)[4].missing] == ["A second look at the assessment, with its date"]
    assert brown(taken(impacts=(EARLY, LATE)))[4].missing == ()


def test_what_the_records_cannot_know_is_never_found():
    best = taken(
        impacts=(done(date(2026, 4, 1), has_mitigations=True, informed="yes", document="EHIA 7"), LATE), covers=(cover(date(2026, 8, 20)),),
        body="The Board", minute="Minute 12/26",
    )  # fmt: skip
    assert [finding.state for finding in brown(best)] == ["found", "found", "partly", "partly", "found", "found"]
