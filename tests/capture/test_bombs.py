"""Files made to exhaust the machine. They are made here, so that none lies about."""

import pytest

from activities.capture.parsing import TOO_COSTLY, Limits, read_delivered, read_file
from tests.capture.conftest import NOW
from tests.capture.letters import invitation, mail

SMALL = Limits(bytes=10_000, memory=600 * 1024 * 1024, seconds=10)


def test_a_to_header_of_64_kb_is_cut():
    many = ", ".join(f"person{number}@example.org" for number in range(2_800))
    read = read_file(f"From: a@example.org\nTo: {many}\nSubject: Hello\n\nText\n".encode(), NOW)
    assert not read.refused
    assert len([one for one in read.addresses if one.part == "to"]) == 200


@pytest.mark.parametrize("header", ["(" * 20_000, "<" * 20_000, '"' * 19_999, "a@b," * 16_000])
def test_brackets_in_an_address_end_in_words_or_in_a_message(header):
    read = read_file(f"From: {header}\nTo: {header}\nSubject: Hello\n\nText\n".encode(), NOW)
    assert read.refused in {"", "The message is nested too deeply to be read."}


@pytest.mark.parametrize("depth", [12, 200, 3_000])
def test_parts_inside_parts_are_refused(depth):
    lines = ["From: a@example.org", "Subject: Deep"]
    for number in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    read = read_file("\n".join([*lines, "", "inside"]).encode(), NOW)
    assert read.refused in {"The message has parts inside parts, more than 10 deep.", "The message is nested too deeply to be read."}


def test_thousands_of_parts_are_refused():
    parts = "--b\nContent-Type: text/plain\n\nx\n" * 5_000
    read = read_file(f'From: a@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n{parts}--b--\n'.encode(), NOW)
    assert read.refused == "The message has more than 200 parts."


def test_a_file_that_is_too_large_is_not_opened():
    assert read_file(b"x" * 10_001, NOW, SMALL).refused == "The file is larger than 0 MB."


def test_memory_ends_the_reading_in_words():
    little = Limits(bytes=30_000_000, memory=90 * 1024 * 1024, seconds=10)
    assert read_file(mail("a@example.org", text="word " * 4_000_000), NOW, little).refused == TOO_COSTLY


def test_time_ends_the_reading_in_words():
    assert read_file(mail("a@example.org"), NOW, Limits(seconds=0.001)).refused == TOO_COSTLY


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;COUNT=99999999;BYSETPOS=366",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=WEEKLY;UNTIL=99991231T235959Z",
    ],
)
def test_rules_of_repetition_do_not_run_on(rule):
    read = read_file(invitation(start="19970101T100000Z", end="19970101T110000Z", extra=f"RRULE:{rule}\r\n"), NOW)
    assert not read.refused
    assert any(note.startswith("It repeats") for note in read.notes)


def test_a_long_page_of_html_is_cut():
    read = read_file(b"From: a@example.org\nContent-Type: text/html\n\n" + b"<p>word <b>" * 300_000, NOW)
    assert not read.refused
    assert len(read.text) <= 100_000


def test_a_bomb_from_the_mailbox_still_has_a_sender():
    content = b"From: officer@example.nhs.uk\r\nSubject: x\r\n\r\n" + b"x" * 20_000
    read = read_delivered(content, NOW, Limits(bytes=10_000))
    assert (read.outer_senders, read.text) == (["officer@example.nhs.uk"], "")
    assert read.refused == "The file is larger than 0 MB."
