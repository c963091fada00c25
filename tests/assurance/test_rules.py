"""Rules on facts worked out by hand, from the law and the sources."""

from dataclasses import replace
from datetime import date

import pytest

from assurance.rules.duties import Version, duties_that_follow
from assurance.rules.gaps import GapFacts, MissingFactFacts, Owner, PromiseFacts, gaps
from assurance.rules.placing import ActivityDates, DecisionDates, Placed, finding, place
from assurance.rules.readiness import CriterionFacts, readiness_in_words, state_in_words

DECISION = DecisionDates(True, date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 3))


@pytest.mark.parametrize(
    ("linked", "verdict", "words"),
    [
        (0, "", "None found"),
        (2, "", "Evidence linked (2)"),
        (2, "met", "Reviewed: met"),
        (0, "partly", "Reviewed: partly"),
        (5, "not_met", "Reviewed: not met"),
        (0, "not_applicable", "Not applicable"),
    ],
)
def test_words_of_a_criterion(linked, verdict, words):
    assert state_in_words(linked, verdict) == words


def test_readiness_leaves_out_what_is_not_applicable():
    criteria = [CriterionFacts("d:1", "a", linked=2), CriterionFacts("d:2", "b"), CriterionFacts("d:3", "c", verdict="not_applicable")]
    assert readiness_in_words(criteria) == "1 of 2 criteria with evidence"


@pytest.mark.parametrize(
    ("activity", "placing"),
    [
        (ActivityDates(None, precision="unknown"), "unknown"),
        (ActivityDates(date(2026, 2, 20)), "before_fixed"),
        (ActivityDates(date(2026, 3, 10)), "options_open"),
        (ActivityDates(date(2026, 5, 31)), "options_open"),
        (ActivityDates(date(2026, 6, 1), level="involve"), "told"),
        (ActivityDates(date(2026, 7, 1), level="involve"), "told"),
        (ActivityDates(date(2026, 9, 10), level="involve"), "how_to"),
        (ActivityDates(date(2026, 9, 10), level="inform"), "told"),
        (ActivityDates(date(2026, 9, 10)), "told"),
        (ActivityDates(date(2026, 5, 20), date(2026, 6, 20)), "options_open"),
        (ActivityDates(date(2026, 5, 1), precision="month"), "options_open"),
        (ActivityDates(date(2026, 6, 1), precision="month"), "told"),
        (ActivityDates(date(2026, 1, 1), precision="year"), "unknown"),
    ],
)
def test_placing_by_what_was_still_open(activity, placing):
    assert place(activity, DECISION).placing == placing


def test_month_that_holds_the_day_of_fixing_cannot_be_placed():
    fixed_mid_month = replace(DECISION, options_fixed_on=date(2026, 6, 15))
    placed = place(ActivityDates(date(2026, 6, 1), precision="month"), fixed_mid_month)
    assert (placed.placing, placed.why) == ("unknown", "Options were fixed within the time that the date allows for.")


def test_nothing_is_fixed_before_a_decision_is_taken():
    assert place(ActivityDates(date(2026, 7, 1)), DecisionDates()).placing == "before_fixed"


def test_decision_taken_on_an_unknown_day_places_nothing():
    assert place(ActivityDates(date(2020, 6, 1), level="involve"), DecisionDates(is_taken=True)).placing == "unknown"


def test_decision_without_a_day_of_fixing_places_only_what_came_after_it():
    taken = DecisionDates(is_taken=True, decided_on=date(2026, 9, 3))
    assert place(ActivityDates(date(2026, 5, 1), level="involve"), taken).placing == "unknown"
    assert place(ActivityDates(date(2026, 9, 4), level="involve"), taken).placing == "how_to"


def test_finding_counts_what_came_in_time_and_what_cannot_be_placed():
    placed = [Placed("before_fixed"), Placed("options_open"), Placed("told"), Placed("unknown")]
    assert finding(placed) == "2 of 4 activities came before options were fixed; 1 cannot be placed"
    assert finding([Placed("unknown")] * 11) == "None of 11 activities can be placed: dates are not known"
    assert finding([]) == "No activity is recorded yet"


VERSIONS = [
    Version("ccg-involve", 1, None, date(2022, 6, 30)),
    Version("icb-involve", 2, date(2022, 7, 1)),
    Version("psed", 3),
    Version("icb-inequal", 4, date(2022, 7, 1)),
    Version("la-scrutiny", 5, None, date(2024, 1, 30)),
    Version("la-scrutiny", 6, date(2024, 1, 31)),
    Version("sos-notify", 7, date(2024, 1, 31)),
    Version("psr", 8),
]


@pytest.mark.parametrize(
    ("as_at", "facts", "expected"),
    [
        (date(2022, 6, 30), {"outcome": "applies"}, [1, 3]),
        (date(2022, 7, 1), {"outcome": "applies"}, [2, 3, 4]),
        (date(2026, 3, 1), {"outcome": "does-not-apply"}, [3, 4]),
        (date(2026, 3, 1), {"outcome": "not-our-duty"}, [3, 4]),
        (date(2026, 3, 1), {"outcome": "urgent-deferred"}, [2, 3, 4]),
        (date(2023, 3, 1), {"outcome": "applies", "consults": True}, [2, 3, 4, 5]),
        (date(2026, 3, 1), {"outcome": "applies", "triggers": ["substantial", "procurement"]}, [2, 3, 4, 6, 7, 8]),
    ],
)
def test_duties_follow_from_the_assessment_and_the_law_of_the_day(as_at, facts, expected):
    assert sorted(following.version.pk for following in duties_that_follow(VERSIONS, as_at=as_at, **facts)) == expected


FULL = GapFacts(
    "DEC-9", is_assessed=True, is_taken=True, decided_on=date(2026, 9, 3), activities=3, reach=True, insight=4, equality=True, findings=True, responses=1
)


def test_a_full_record_has_no_gap():
    assert gaps(FULL) == ()


@pytest.mark.parametrize(
    ("change", "code", "section"),
    [
        ({"decided_on": None}, "decided-on", 1),
        ({"is_assessed": False}, "assessment", 2),
        ({"activities": 0}, "activities", 4),
        ({"reach": False}, "reach", 5),
        ({"insight": 0}, "findings", 8),
        ({"equality": False}, "equality", 9),
        ({"findings": False}, "considered", 10),
        ({"responses": 0}, "feedback", 11),
        ({"missing": (MissingFactFacts(7, "ACT-1", "Survey", "number", "how many"),)}, "fact-7", 4),
        ({"missing": (MissingFactFacts(7, "ACT-1", "Survey", "questions", "the questions"),)}, "fact-7", 7),
        ({"criteria": (CriterionFacts("pcei:D1", "Told"),)}, "criterion-pcei:D1", 13),
        ({"promises": (PromiseFacts("COM-1", "Come back", "", date(2026, 1, 1)),)}, "promise-COM-1-owner", 12),
        ({"promises": (PromiseFacts("COM-1", "Come back", "Officer"),)}, "promise-COM-1-due", 12),
    ],
)
def test_one_missing_fact_is_one_gap(change, code, section):
    found = gaps(replace(FULL, **change))
    assert [(gap.code, gap.section) for gap in found] == [(code, section)]


def test_criteria_of_the_duty_are_asked_by_the_sections_not_twice():
    assert gaps(replace(FULL, criteria=(CriterionFacts("duty-to-involve:4", "People told enough"),))) == ()


def test_a_criterion_that_a_person_judged_is_no_gap():
    assert gaps(replace(FULL, criteria=(CriterionFacts("gunning:2", "Enough information", verdict="not_met"),))) == ()


def test_gaps_have_owners_or_say_that_nobody_is_named():
    facts = replace(FULL, insight=0, responses=0, owners={"findings": Owner("Engagement officer", date(2026, 9, 12))})
    assert [(gap.owner, gap.due_on) for gap in gaps(facts)] == [("Engagement officer", date(2026, 9, 12)), ("no owner named", None)]


def test_gaps_come_in_the_order_of_the_pack():
    everything = gaps(GapFacts("DEC-1", is_taken=True, criteria=(CriterionFacts("gunning:2", "x"),), promises=(PromiseFacts("COM-1", "p"),)))
    sections = [gap.section for gap in everything]
    assert sections == sorted(sections)
