"""Messages dragged out of Outlook (.msg)."""

from datetime import UTC, datetime

import pytest

from activities.capture.parsing import read_file
from activities.models import CapturedMessage
from tests.capture.conftest import NOW
from tests.capture.letters import invitation
from tests.capture.outlook import outlook_message

SENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOTE = {0x001A: "IPM.Note", 0x0037: "Buses after six", 0x1000: "They stop at six.", 0x0C1A: "Secretary", 0x0C1F: "secretary@example.org", 0x0039: SENT}
TO, COPY = {0x3001: "Chair", 0x39FE: "Chair@example.org", 0x0C15: 1}, {0x3001: "Officer", 0x39FE: "officer@example.nhs.uk", 0x0C15: 2}


@pytest.mark.django_db
def test_an_outlook_message_waits_with_its_facts(capture):
    message = capture(outlook_message(NOTE, [TO, COPY]), "Buses after six.msg")
    assert (message.state, message.reason, message.kind, message.subject) == ("waiting", "", "mail", "Buses after six")
    assert (message.sender_name, message.sender_address, message.sent_at) == ("Secretary", "secretary@example.org", SENT)
    assert message.text == "They stop at six."
    assert set(message.addresses.values_list("part", "address")) == {
        ("sender", "secretary@example.org"),
        ("to", "chair@example.org"),
        ("copy", "officer@example.nhs.uk"),
    }
    assert message.attachment.content_type == "application/vnd.ms-outlook"


@pytest.mark.django_db
def test_a_message_from_outside_keeps_its_own_header(capture):
    header = (
        "From: Secretary <secretary@example.org>\r\nTo: chair@example.org\r\nMessage-ID: <one@example.org>\r\nContent-Type: multipart/mixed; boundary=x\r\n"
    )
    message = capture(outlook_message({**NOTE, 0x007D: header}))
    assert (message.message_id, message.text) == ("one@example.org", "They stop at six.")
    assert capture(outlook_message({**NOTE, 0x007D: header, 0x1000: "Another body"})).state == "duplicate"


@pytest.mark.django_db
def test_a_meeting_of_outlook_is_an_invitation(capture):
    meeting = {**NOTE, 0x001A: "IPM.Schedule.Meeting.Request", 0x0060: SENT, 0x0061: SENT.replace(hour=11), 0x0063: "Village hall"}
    message = capture(outlook_message(meeting, [TO]))
    assert (message.kind, message.starts_at, message.ends_at, message.place) == ("invitation", SENT, SENT.replace(hour=11), "Village hall")
    assert message.text == "They stop at six."


def test_an_answer_to_a_meeting_is_refused():
    read = read_file(outlook_message({**NOTE, 0x001A: "IPM.Schedule.Meeting.Resp.Pos"}), NOW)
    assert read.refused == "This is an answer to an invitation, not a meeting."


@pytest.mark.django_db
def test_a_calendar_attached_to_it_is_read(capture):
    message = capture(outlook_message(NOTE, [TO], [{0x3707: "meeting.ics", 0x3701: invitation(), 0x3705: 1}]))
    assert (message.kind, message.uid) == ("invitation", "meeting-1@example.org")


def test_html_alone_becomes_text():
    html = {key: value for key, value in NOTE.items() if key != 0x1000} | {0x3FDE: 65001, 0x1013: b"<p>They stop<br>at <b>six</b>.<script>x()</script>"}
    assert read_file(outlook_message(html), NOW).text == "They stop\nat six."


@pytest.mark.django_db
def test_damaged_ones_are_refused_in_words(capture):
    whole = outlook_message(NOTE, [TO])
    for content in (whole[:700], whole[:512] + b"\xff" * (len(whole) - 512), whole.replace(b"\xb1\x1a\xe1", b"\xb2\x1a\xe1"), whole[:1500]):
        assert capture(content, "broken.msg").state == "refused"
    assert not CapturedMessage.objects.exclude(state="refused")
