"""The first line of the log form, as people write it. Today is Friday 17 July 2026."""

from datetime import date, time

import pytest

from activities.typed_line import TYPE_WORDS, read_line, runs, title_of

TODAY = date(2026, 7, 17)


def read(line):
    return read_line(line, today=TODAY)


def test_the_sentence_that_everybody_types():
    found = read("meeting with Healthwatch Kent yesterday about the stroke pathway")
    assert (found.type, found.when.day, found.who, found.topic) == ("meeting", date(2026, 7, 16), "Healthwatch Kent", "the stroke pathway")
    assert title_of(found.topic) == "Stroke pathway"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 7, 17)),
        ("this morning", date(2026, 7, 17)),
        ("yesterday afternoon", date(2026, 7, 16)),
        ("last night", date(2026, 7, 16)),
        ("the day before yesterday", date(2026, 7, 15)),
        ("3 days ago", date(2026, 7, 14)),
        ("last Tuesday", date(2026, 7, 14)),
        ("on Monday", date(2026, 7, 13)),
        ("on Friday", date(2026, 7, 10)),
        ("last Fri", date(2026, 7, 10)),
        ("next Monday", date(2026, 7, 20)),
        ("next friday", date(2026, 7, 24)),
        ("tomorrow", date(2026, 7, 18)),
        ("14 July", date(2026, 7, 14)),
        ("on the 14th of July", date(2026, 7, 14)),
        ("July 14", date(2026, 7, 14)),
        ("Tue 14 July 2026", date(2026, 7, 14)),
        ("14 Jul 2025", date(2025, 7, 14)),
        ("14/7", date(2026, 7, 14)),
        ("14/07/25", date(2025, 7, 14)),
        ("14.7.2026", date(2026, 7, 14)),
        ("2026-07-14", date(2026, 7, 14)),
        ("28 December", date(2025, 12, 28)),
        ("3 sept", date(2026, 9, 3)),
        ("29 February", None),
        ("31/2", None),
        ("14/13", None),
    ],
)
def test_days(words, day):
    found = read(f"call with Engage Kent {words} about buses")
    if day is None:
        assert found.when is None
    else:
        assert (found.when.day, found.when.precision) == (day, "day")
        assert (found.type, found.who, found.topic) == ("call", "Engage Kent", "buses")


def test_who_sat_down_with_us_is_no_saturday():
    assert read("sat down with Engage Kent").when is None


def test_a_day_without_a_year_is_the_nearest_one_and_rather_behind_us():
    assert read_line("meeting on 12 January", today=date(2026, 12, 20)).when.day == date(2027, 1, 12)
    assert read_line("meeting on 20 December", today=date(2027, 1, 4)).when.day == date(2026, 12, 20)


@pytest.mark.parametrize(("words", "day"), [("in June", date(2026, 6, 1)), ("in November", date(2025, 11, 1)), ("last month", date(2026, 6, 1))])
def test_a_month_is_a_month(words, day):
    found = read(f"Focus group {words} with Engage Kent")
    assert (found.when.day, found.when.precision, found.type) == (day, "month", "focus-group")


@pytest.mark.parametrize(
    ("line", "kind", "how"),
    [
        ("met Healthwatch Kent", "meeting", ""),
        ("online meeting with Healthwatch Kent", "meeting", "online"),
        ("meeting on Teams with Healthwatch Kent", "meeting", "online"),
        ("Teams call with Healthwatch Kent", "call", "online"),
        ("rang Healthwatch Kent", "call", "phone"),
        ("phone call with Healthwatch Kent", "call", "phone"),
        ("spoke to Healthwatch Kent by phone", "call", "phone"),
        ("visited Healthwatch Kent", "visit", "in_person"),
        ("meeting with Healthwatch Kent face to face", "meeting", "in_person"),
        ("letter from Healthwatch Kent", "letter", "post"),
        ("e-mail from Healthwatch Kent", "email", "post"),
        ("emailed Healthwatch Kent", "email", "post"),
        ("petition from Healthwatch Kent", "petition", "post"),
        ("MP's enquiry from Healthwatch Kent", "mp-enquiry", "post"),
        ("councillor enquiry from Healthwatch Kent", "mp-enquiry", "post"),
        ("workshop with Healthwatch Kent", "workshop", ""),
        ("hybrid workshop with Healthwatch Kent", "workshop", "hybrid"),
        ("Healthwatch Kent", "", ""),
    ],
)
def test_types_and_ways(line, kind, how):
    found = read(line)
    assert (found.type, found.how, found.who, found.topic) == (kind, how, "Healthwatch Kent", "")


def test_what_it_was_about_does_not_decide_the_type():
    found = read("meeting with Healthwatch Kent about the survey and the letter")
    assert (found.type, found.topic) == ("meeting", "the survey and the letter")


def test_what_it_was_about_may_stand_first():
    found = read("stroke pathway meeting with Engage Kent on Monday")
    assert (found.type, found.who, found.topic, found.when.day) == ("meeting", "Engage Kent", "stroke pathway", date(2026, 7, 13))


@pytest.mark.parametrize(("words", "at"), [("at 2pm", time(14)), ("14:30", time(14, 30)), ("at 9.15 am", time(9, 15)), ("12am", time(0)), ("25:10", None)])
def test_times(words, at):
    assert read(f"meeting with Engage Kent yesterday {words}").starts_at == at


@pytest.mark.parametrize(
    ("words", "number", "counted"),
    [("14 residents", 14, "register"), ("about 40 people", 40, "estimate"), ("120 responses", 120, "responses"), ("Engage Kent", None, "")],
)
def test_members_of_the_public_are_counted(words, number, counted):
    found = read(f"drop-in with {words} today")
    assert (found.type, found.number, found.counted) == ("drop-in", number, counted)


def test_names_that_hold_and_are_read_both_ways():
    assert [name for name, _length in runs("Swale Borough Council and Engage Kent")[0]] == ["Swale Borough Council and Engage Kent", "Swale Borough Council"]
    assert runs("Swale Borough Council and Engage Kent")[1] == [("Engage Kent", "1")]


@pytest.mark.parametrize("line", ["", "   ", "??", "x" * 5000, "with with with", "0/0 0:00", "‮ right to left", "about", "and and and", "31 31 31", "-", "met"])
def test_nothing_typed_ever_breaks_it(line):
    found = read(line)
    assert len(title_of(found.topic, found.who)) <= 250


def test_codes_are_those_of_our_types():
    import json

    from activities.reference import DATA

    stored = {item["code"] for item in json.loads((DATA / "activity_types.json").read_text(encoding="utf-8"))["types"]}
    assert set(TYPE_WORDS) <= stored
