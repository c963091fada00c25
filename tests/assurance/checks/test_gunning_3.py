"""Gunning 3, worked out by hand. First and last day both count."""

from datetime import date

import pytest

from assurance.rules.checks import gunning_3
from tests.assurance.checks.building import activity, facts

# Good Friday and Easter Monday of 2026 were 3 and 6 April; local elections were on 7 May
EASTER = {date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"}
ELECTIONS = ((date(2026, 3, 26), date(2026, 5, 7), "Elections"),)
FOCUSED = {"assessed_as": "applies", "affects_manner": "yes"}  # 28 days are our own measure


def survey(first: date | None, last: date | None = None, number: int = 1, **values):
    return activity(number, first, last, **({"type_code": "survey"} | values))


CASES = {
    # 1 to 28 February: 28 days; one day fewer is short of our measure, one more is not
    "28 days": (facts(survey(date(2026, 2, 1), date(2026, 2, 28)), **FOCUSED), "found", "open for 28 days"),
    "27 days": (facts(survey(date(2026, 2, 1), date(2026, 2, 27)), **FOCUSED), "partly", "It was 1 day shorter than that"),
    "29 days": (facts(survey(date(2026, 2, 1), date(2026, 3, 1)), **FOCUSED), "found", "open for 29 days"),
    "one day": (facts(survey(date(2026, 2, 2), date(2026, 2, 2)), **FOCUSED), "partly", "open for 1 day, Mon 2 February 2026 to Mon 2 February 2026"),
    # 10 March to 10 April: 22 + 10 = 32 days, two of them bank holidays
    "two bank holidays": (facts(survey(date(2026, 3, 10), date(2026, 4, 10)), holidays=EASTER, **FOCUSED), "found",
                          "Not counted: 2 days (Good Friday and Easter Monday). 30 days left."),
    # 16 March to 12 April: 28 days, of which 28 minus the two are left
    "holidays make it short": (facts(survey(date(2026, 3, 16), date(2026, 4, 12)), holidays=EASTER, **FOCUSED), "partly", "26 days left"),
    # 10 March to 10 April again: 26 March to 10 April are 16 days in the restricted period, the two holidays among them
    "a restricted period, days once": (facts(survey(date(2026, 3, 10), date(2026, 4, 10)), holidays=EASTER, periods=ELECTIONS, **FOCUSED), "partly",
                                       "Not counted: 16 days (Good Friday, Easter Monday and Elections). 16 days left."),
    "all of it in a restricted period": (facts(survey(date(2026, 4, 1), date(2026, 4, 30)), periods=ELECTIONS, **FOCUSED), "partly", "0 days left"),
    # a consultation and a reconfiguration are measured by 56 days: 1 March to 25 April are 31 + 25
    "a consultation of 56 days": (facts(survey(date(2026, 3, 1), date(2026, 4, 25), type_code="consultation"), consults=True),
        "found", "our own measure is 56 days"),
    "a consultation of 55 days": (facts(survey(date(2026, 3, 1), date(2026, 4, 24), type_code="consultation"), consults=True), "partly", "1 day shorter"),
    "a reconfiguration": (facts(survey(date(2026, 3, 1), date(2026, 4, 24)), is_reconfiguration=True), "partly", "It is a service reconfiguration."),
    "both manner and range": (facts(survey(date(2026, 3, 1), date(2026, 4, 24)), **FOCUSED, affects_range="yes"), "partly", "56 days"),
    # nothing assessed: the light measure, 14 days
    "no assessment": (facts(survey(date(2026, 3, 1), date(2026, 3, 14))), "found", "our own measure is 14 days"),
    # the longest counts, not the sum: 10 and 20 days are 20
    "the longest of two": (facts(survey(date(2026, 1, 1), date(2026, 1, 10)), survey(date(2026, 2, 1), date(2026, 2, 20), 2), **FOCUSED), "partly",
                           "ACT-2 was open for 20 days"),
    # open-ended, to the month, or without a date: days cannot be counted
    "no last day": (facts(survey(date(2026, 3, 10)), **FOCUSED), "cannot_tell", "not recorded exactly for ACT-1"),
    "to the month": (facts(survey(date(2026, 3, 1), date(2026, 4, 1), precision="month"), **FOCUSED), "cannot_tell", "not recorded exactly for ACT-1"),
    "no date": (facts(survey(None), **FOCUSED), "cannot_tell", "not recorded exactly for ACT-1"),
    "one known, one not": (facts(survey(date(2026, 2, 1), date(2026, 2, 28)), survey(None, number=2), **FOCUSED),
        "found", "First or last day not recorded: 1 other."),
    "planned": (facts(survey(date(2026, 12, 1), date(2027, 1, 31), is_held=False), **FOCUSED), "not_found", "Planned, not yet held: ACT-1."),
    # meetings are not open for days; staff surveys are not the public's
    "meetings alone, no consultation": (facts(activity(1, date(2026, 3, 10))), "does_not_arise", "nothing that was open for a number of days"),
    "meetings alone, read against Gunning": (facts(activity(1, date(2026, 3, 10)), frameworks=frozenset({"gunning"})), "not_found", "no fixed number of weeks"),
    "a consultation is planned, none recorded": (facts(consults=True), "not_found", "No survey, consultation"),
    "staff alone": (facts(survey(date(2026, 3, 1), date(2026, 6, 1), with_public=False)), "does_not_arise", "nothing that was open"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "state", "says"), CASES.values(), ids=CASES.keys())
def test_by_hand(case, state, says):
    finding = gunning_3(case)
    assert (finding.state, says in finding.sentence) == (state, True), finding


def test_whatever_it_finds_where_it_arises_it_says_that_the_law_fixes_no_weeks():
    arising = [gunning_3(case) for case, state, _says in CASES.values() if state != "does_not_arise"]
    assert len(arising) > 15 and all("There is no fixed number of weeks in law." in finding.sentence for finding in arising)


def test_the_exact_measure_is_not_short_and_one_opening_is_not_the_longest_of_several():
    exact = gunning_3(CASES["28 days"][0])
    assert exact.sentence == (
        "ACT-1 was open for 28 days, Sun 1 February 2026 to Sat 28 February 2026. There is no fixed number of weeks in law. "
        "People who use the services would notice. For a change of that size our own measure is 28 days."
    )
    assert exact.missing == ()
    assert "It is the longest of 2." in gunning_3(CASES["the longest of two"][0]).sentence


def test_an_open_end_asks_for_the_last_day_and_no_date_for_both():
    missing = gunning_3(facts(survey(date(2026, 3, 10)), survey(None, number=2), missing={"ACT-2 date": "fact-9"}, **FOCUSED)).missing
    assert [(item.text, item.gap) for item in missing] == [("The last day of ACT-1", ""), ("The first and last day of ACT-2", "fact-9")]
    to_the_month = gunning_3(facts(survey(date(2026, 3, 1), date(2026, 4, 1), precision="month"), **FOCUSED))
    assert [item.text for item in to_the_month.missing] == ["The first and last day of ACT-1"]
