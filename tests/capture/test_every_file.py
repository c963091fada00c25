"""Every public sample becomes a draft or a refusal in words; none breaks anything."""

import pytest

from activities.capture.outcomes import word_of
from activities.capture.parsing import read_file
from activities.models import CapturedMessage
from activities.services.capturing import keep_message
from tests.capture.table import DATA, NOW, PAGE, files, page, read_here


def test_there_are_samples():
    assert len(files()) == 224


def test_the_page_of_outcomes_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "Write it anew: python -m tests.capture.table"


@pytest.mark.django_db
def test_every_sample_is_stored_with_its_outcome_in_words(officer):
    words = []
    for path in files():
        message = keep_message(read_here(path), path.read_bytes(), path.name, door="upload", actor=officer)
        words.append(word_of(message))
        assert message.state in {"waiting", "update", "duplicate", "refused"}
        assert message.state == "waiting" or message.reason.endswith("."), path.name
        message.full_clean(exclude=["attachment"])
        assert "\0" not in message.text + message.subject
    assert CapturedMessage.objects.count() == 224
    assert words.count("draft") > 100
    assert words.count("refused") > 40


@pytest.mark.parametrize(
    "name",
    [
        "calendar/calendars/fuzz_testcase_vtimezone_lone_cr.ics",
        "calendar/calendars/invalid_duration.ics",
        "email/mikel-mail/multi_charset__japanese_iso_2022.eml",
    ],
)
def test_the_reading_process_says_the_same_as_reading_here(name):
    path = DATA / name
    assert read_file(path.read_bytes(), NOW) == read_here(path)


def test_a_file_that_breaks_the_parser_is_refused_in_words():
    read = read_here(DATA / "calendar/calendars/fuzz_testcase_vtimezone_lone_cr.ics")
    assert read.refused == "The calendar entry is damaged and cannot be read."


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("multi_charset__japanese_iso_2022", "すみません。"),
        ("plain_emails__raw_email", "대부분의 마찬가지로"),
        ("multi_charset__japanese_shift_jis", "あいうえお"),
    ],
)
def test_other_alphabets_are_read(name, start):
    assert read_here(DATA / f"email/mikel-mail/{name}.eml").text.startswith(start)


@pytest.mark.parametrize("name", ["android", "aol", "gmail", "hotmail", "iphone", "outlook"])
def test_what_was_written_last_stands_first(name):
    assert read_here(DATA / f"email/talon-replies/{name}.eml").text.startswith("Hello")
