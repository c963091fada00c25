"""The size of a plan and its days, worked out by hand."""

from datetime import date

import pytest

from assurance.rules.proportion import plan_for, scale_of


@pytest.mark.parametrize(
    ("answers", "scale"),
    [
        ({"outcome": "does-not-apply", "triggers": ["substantial"]}, "none"),  # the answer of the test goes first
        ({"outcome": "not-our-duty"}, "none"),
        ({"outcome": "applies"}, "light"),
        ({"outcome": "applies-met-by-existing-insight"}, "light"),
        ({"outcome": "applies", "affects_manner": "yes"}, "focused"),
        ({"outcome": "applies", "affects_range": "yes"}, "focused"),
        ({"outcome": "applies", "triggers": ["hours"]}, "focused"),
        ({"outcome": "applies", "affects_manner": "yes", "affects_range": "yes"}, "full"),
        ({"outcome": "applies", "triggers": ["decommissioning"]}, "full"),
        ({"outcome": "urgent-deferred", "triggers": ["two-councils"]}, "full"),
        ({"outcome": "more-information-needed", "affects_manner": "unknown", "affects_range": "no"}, "light"),
    ],
)
def test_the_answers_say_how_large_a_plan_is(answers, scale):
    assert scale_of(**answers)[0] == scale


def test_days_are_counted_back_from_the_decision():
    plan = plan_for(expected_on=date(2027, 3, 31), today=date(2027, 1, 1), outcome="applies")
    days = {step.text.split(",")[0].split(".")[0]: (step.by, step.is_late) for step in plan.steps}
    assert days["Give the findings to the decision-maker with the paper"] == (date(2027, 3, 17), False)  # two weeks before
    assert days["Tell those who took part what was decided"] == (date(2027, 4, 28), False)  # four weeks after
    assert days["Look at what people have already told us about this"] == (date(2027, 1, 20), False)  # ten weeks before


def test_a_day_that_has_passed_is_said():
    plan = plan_for(expected_on=date(2027, 1, 8), today=date(2027, 1, 1), outcome="applies")
    assert [step.is_late for step in plan.steps] == [True, True, True, True, False]


def test_without_a_day_of_the_decision_no_days_are_made_up():
    plan = plan_for(expected_on=None, today=date(2027, 1, 1), outcome="applies", affects_manner="yes")
    assert plan.scale == "focused" and plan.because == "People who use the services would notice."
    assert all(step.by is None and not step.is_late for step in plan.steps)
