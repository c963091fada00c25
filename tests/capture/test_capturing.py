"""What becomes of a message: one row, the outcome in words, nobody made by a machine."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.capture.times import times_of
from activities.models import CapturedMessage
from crm.core import history
from crm.core.models import Attachment, Team
from partners.models import Organisation, Person
from tests.capture.letters import MAILBOX, invitation, mail, with_calendar
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_mail_waits_with_its_facts(capture, officer):
    message = capture(mail("Secretary <Secretary@Example.org>", cc="chair@example.org", Message_ID="<one@example.org>"))
    assert (message.state, message.kind, message.captured_by, message.subject) == ("waiting", "mail", officer, "Minutes of the carers group")
    assert (message.sender_name, message.sender_address, message.sent_at) == ("Secretary", "secretary@example.org", datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    assert (message.message_id, message.thread, message.text) == ("one@example.org", "one@example.org", "Buses stop at six.")
    assert message.attachment.content_type == "message/rfc822"
    assert set(message.addresses.values_list("part", "address")) == {
        ("sender", "secretary@example.org"),
        ("to", "secretary@example.org"),
        ("copy", "chair@example.org"),
    }


def test_an_answer_belongs_to_its_thread(capture):
    capture(mail("secretary@example.org", Message_ID="<one@example.org>"))
    answer = capture(mail("secretary@example.org", Message_ID="<two@example.org>", References="<one@example.org> <between@example.org>"))
    assert (answer.state, answer.thread) == ("waiting", "one@example.org")


def test_addresses_find_people_role_mailboxes_and_colleagues_but_make_nobody(capture, make_user, settings):
    settings.MAILBOX_ADDRESS = MAILBOX
    group, council, shared = OrganisationFactory(email="Office@group.example"), OrganisationFactory(), OrganisationFactory(email="desk@shared.example")
    OrganisationFactory(email="desk@shared.example")
    person = PersonFactory(email="Chair@example.org")
    person.roles.create(organisation=council, role="Chair")
    colleague = make_user(role="engagement_officer", email="colleague@example.nhs.uk")
    before = Person.objects.count(), Organisation.objects.count()
    to = "office@group.example, colleague@example.nhs.uk, desk@shared.example, nobody@example.net, capture+PRJ-3@example.nhs.uk"
    message = capture(mail("chair@example.org", to))
    found = {row.address: (row.person, row.organisation, row.user, row.is_ours) for row in message.addresses.all()}
    assert found == {
        "chair@example.org": (person, council, None, False),
        "office@group.example": (None, group, None, False),
        "colleague@example.nhs.uk": (None, None, colleague, False),
        "desk@shared.example": (None, None, None, False),
        "nobody@example.net": (None, None, None, False),
        "capture+prj-3@example.nhs.uk": (None, None, None, True),
    }
    assert message.tag == "PRJ-3"
    assert (Person.objects.count(), Organisation.objects.count()) == before
    assert shared.email == "desk@shared.example"


@pytest.mark.parametrize(("subject", "tag"), [("[PRJ-3] Buses", "PRJ-3"), ("Re: dec-12 and ACT-7", "DEC-12"), ("PRJ-0 and UPRJ-4", ""), ("Buses", "")])
def test_the_subject_may_name_a_project_or_a_decision(capture, subject, tag):
    assert capture(mail("secretary@example.org", subject=subject)).tag == tag


def test_the_same_file_twice_is_a_duplicate_of_the_first(capture):
    first = capture(mail("secretary@example.org"))
    second = capture(mail("secretary@example.org"))
    assert (second.state, second.reason, second.replaces) == ("duplicate", f"Already here as {first.reference}.", first)
    assert (second.text, second.attachment) == ("", None)


def test_a_copy_that_came_another_way_is_a_duplicate_too(capture):
    first = capture(mail("secretary@example.org", Message_ID="<one@example.org>"))
    again = capture(mail("secretary@example.org", Message_ID="<one@example.org>", Received="from list.example.org"))
    assert (again.state, again.replaces) == ("duplicate", first)


def test_what_was_set_aside_may_come_again(capture):
    first = capture(mail("secretary@example.org", Message_ID="<one@example.org>"))
    CapturedMessage.objects.filter(pk=first.pk).update(state="dismissed", reason="Not for us.")
    assert capture(mail("secretary@example.org", Message_ID="<one@example.org>")).state == "waiting"


def test_each_team_has_its_own_copy(capture, officer, make_user):
    officer.team = Team.objects.create(name="East")
    other = make_user(role="engagement_officer", team=Team.objects.create(name="West"))
    first, second = capture(mail("secretary@example.org")), capture(mail("secretary@example.org"), actor=other)
    assert (first.state, second.state) == ("waiting", "waiting")
    assert list(CapturedMessage.objects.visible_to(other)) == [second]


def test_what_the_machine_reads_waits_for_all_who_log(capture, officer, make_user):
    message = capture(mail("secretary@example.org"), door="command", actor=None)
    assert list(CapturedMessage.objects.visible_to(officer)) == [message]
    assert not CapturedMessage.objects.visible_to(make_user(role="auditor"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 and more", "This is a PDF, not an e-mail, an Outlook message or a calendar entry."),
        (b"only some words", "This is not an e-mail, an Outlook message or a calendar entry."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "The Outlook message is damaged and cannot be read."),
        (mail("a@example.org", text=""), "The message is empty."),
        (mail("a@example.org", Auto_Submitted="auto-replied"), "This is an automatic reply."),
        (mail("a@example.org", subject="Automatic reply: Minutes"), "This is an automatic reply."),
        (mail("a@example.org", subject="Undeliverable: Minutes"), "This is a report of a mail server, not a message."),
        (with_calendar("a@example.org", invitation(method="REPLY"), "REPLY"), "This is an answer to an invitation, not a meeting."),
        (invitation(start="notaday"), "The calendar entry does not say when it is."),
        (invitation(method="CANCEL"), "This cancels a meeting that is not here."),
    ],
)
def test_what_is_no_message_is_refused_in_words_and_not_kept(capture, content, reason):
    message = capture(content)
    assert (message.state, message.reason, message.text, message.attachment) == ("refused", reason, "", None)
    assert not message.addresses.exists()
    assert not Attachment.objects.exists()


def test_the_content_decides_not_the_name(capture):
    assert capture(invitation(), "minutes.eml").kind == "invitation"
    assert capture(mail("secretary@example.org"), "../../meeting.ics").file_name == "meeting.ics"


def test_of_a_forwarded_mail_sender_and_day_are_those_of_the_original(capture):
    text = "For the record.\n\n-----Original Message-----\nFrom: Secretary <secretary@example.org>\nSent: 02 March 2026 09:30\n"
    text += "To: chair@example.org\nSubject: Buses after six\n\nThey stop at six."
    message = capture(mail("officer@example.nhs.uk", MAILBOX, subject="FW: Buses after six", text=text))
    assert (message.sender_address, message.subject, message.sent_at) == ("secretary@example.org", "Buses after six", datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    assert message.text.startswith("For the record.")
    assert "They stop at six." in message.text
    assert set(message.addresses.values_list("address", flat=True)) == {"secretary@example.org", "chair@example.org"}


def test_a_mail_forwarded_as_a_file_is_the_mail_that_it_was(capture):
    first = capture(mail("secretary@example.org", Message_ID="<one@example.org>"))
    inner = mail("secretary@example.org", Message_ID="<one@example.org>").decode()
    top = 'From: officer@example.nhs.uk\nSubject: Fwd: Minutes\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee below.\n--b\n'
    outer = f"{top}Content-Type: message/rfc822\n\n{inner}\n--b--\n".encode()
    message = capture(outer)
    assert (message.state, message.replaces) == ("duplicate", first)
    CapturedMessage.objects.filter(pk=first.pk).update(state="dismissed", reason="Not for us.")
    message = capture(outer)
    assert (message.state, message.sender_address) == ("waiting", "secretary@example.org")
    assert message.text.startswith("See below.")


def test_an_invitation_waits_with_place_and_people(capture):
    message = capture(invitation(), "meeting.ics")
    assert (message.kind, message.uid, message.place, message.method) == ("invitation", "meeting-1@example.org", "Village hall", "REQUEST")
    assert message.starts_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert message.ends_at - message.starts_at == timedelta(hours=1)
    assert set(message.addresses.values_list("part", "address")) == {("organiser", "chair@example.org"), ("attendee", "officer@example.nhs.uk")}
    assert message.sender_address == "chair@example.org"


def test_an_invitation_inside_a_mail_is_an_invitation(capture):
    message = capture(with_calendar("officer@example.nhs.uk", invitation()))
    assert (message.kind, message.subject, message.attachment.content_type) == ("invitation", "Carers and buses", "message/rfc822")


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "all_day"),
    [
        ("20260714", "20260716", "2026-07-13T23:00Z", "2026-07-14T23:00Z", True),
        ("20260714T100000", "20260714T113000", "2026-07-14T09:00Z", "2026-07-14T10:30Z", False),
        ("20260714T100000Z", "20260714T090000Z", "2026-07-14T10:00Z", None, False),
    ],
)
def test_days_and_hours_are_those_of_this_country(capture, start, end, first, last, all_day):
    message = capture(invitation(start=start, end=end))
    assert message.starts_at == datetime.fromisoformat(first)
    assert message.ends_at == (datetime.fromisoformat(last) if last else None)
    assert message.is_all_day is all_day


def test_of_a_repeating_meeting_the_next_one_is_taken(capture):
    message = capture(invitation(start="20260106T100000Z", end="20260106T110000Z", extra="RRULE:FREQ=WEEKLY\r\n"))
    assert message.starts_at == datetime(2026, 2, 24, 10, tzinfo=UTC)
    assert message.reason == "It repeats weekly: this is one meeting of it."


def test_of_several_meetings_the_next_one_is_taken_and_the_others_are_named(capture):
    past, coming, later = (invitation(uid=f"m{day}@example.org", start=f"202602{day}T100000Z", end=f"202602{day}T110000Z") for day in (10, 21, 25))
    message = capture(past + coming + later)
    assert (message.uid, message.reason) == ("m21@example.org", "The file holds 2 other entries, not read: send each by itself.")


def test_the_text_is_in_no_history(capture):
    capture(mail("secretary@example.org", text="canary of the text"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit.event WHERE event::text LIKE '%%canary of the text%%'")
        assert cursor.fetchone()[0] == 0


def test_the_page_signs_with_the_person_and_the_machine_with_itself(capture, officer):
    dropped, read = capture(mail("secretary@example.org")), capture(mail("chair@example.org"), door="command")
    assert [event.actor for event in history.events_for(dropped, limit=1)] != [event.actor for event in history.events_for(read, limit=1)]


def test_more_people_cost_no_more(capture):
    def cost(people: int) -> int:
        to = ", ".join(f"person{number}@example.org" for number in range(people))
        with CaptureQueriesContext(connection) as queries:
            capture(mail("secretary@example.org", to, subject=f"For {people}"))
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    assert cost(150) == cost(1) <= 25


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("20260714T090000Z", "20260714T103000Z", (date(2026, 7, 14), None, time(10), time(11, 30))),
        ("20260714T180000Z", "20260714T230000Z", (date(2026, 7, 14), None, time(19), None)),
        ("20260714T180000Z", "20260715T090000Z", (date(2026, 7, 14), date(2026, 7, 15), time(19), time(10))),
        ("20260714", "20260715", (date(2026, 7, 14), None, None, None)),
        ("20260714", "20260717", (date(2026, 7, 14), date(2026, 7, 16), None, None)),
    ],
)
def test_local_times_of_an_activity(capture, start, end, expected):
    found = times_of(capture(invitation(start=start, end=end)))
    assert tuple(found[name] for name in ("date_from", "date_to", "starts_at", "ends_at")) == expected
