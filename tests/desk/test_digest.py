"""The summary of a desk by e-mail: who gets it, when, and what it never says."""

import socket
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from activities.models import LogDraft
from crm.core.models import DigestMail, User
from crm.desk import digest
from crm.desk.digest import digest_of, send_digests
from tests.activities.factories import ActivityFactory, CommitmentFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2026, 7, 14, 7, 0, tzinfo=LONDON)
DAY = timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """`at(moment)` sets the clock of the desk, and gives the moment back."""

    def set_clock(moment: datetime) -> datetime:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    set_clock(TUESDAY)
    return set_clock


@pytest.fixture
def busy(make_user):
    """`busy(digest="daily")` is an officer with a promise overdue."""

    def make(**fields) -> User:
        user = make_user(role="engagement_officer", **fields)
        CommitmentFactory(owner=user, text=f"Send the findings to {user.pk}", due_on="2026-07-01")
        return user

    return make


def sent_to() -> list[str]:
    assert all(len(message.recipients()) == 1 for message in mail.outbox)
    return [message.to[0] for message in mail.outbox]


def test_it_goes_to_those_who_asked_once_a_day(busy, at):
    wants, _does_not = busy(digest="daily"), busy()
    assert send_digests(TUESDAY) == "1 sent"
    assert send_digests(at(TUESDAY + timedelta(hours=3))) == "Nobody waits for one"
    assert sent_to() == [wants.email]
    assert send_digests(at(TUESDAY + DAY)) == "1 sent" and sent_to() == [wants.email] * 2
    assert DigestMail.objects.filter(user=wants, is_sent=True).count() == 2


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 7, 18, 9, 0, tzinfo=LONDON), "No working day: nothing sent"),
        (datetime(2026, 12, 25, 9, 0, tzinfo=LONDON), "No working day: nothing sent"),
        (datetime(2026, 8, 31, 9, 0, tzinfo=LONDON), "No working day: nothing sent"),  # summer bank holiday
        (datetime(2026, 7, 14, 6, 59, tzinfo=LONDON), "Too early: nothing sent"),
        (datetime(2026, 12, 29, 7, 0, tzinfo=LONDON), "1 sent"),
    ],
)
def test_working_days_only_and_not_before_seven(busy, at, moment, said):
    busy(digest="daily")
    assert send_digests(at(moment)) == said


def test_the_weekly_one_comes_on_the_first_working_day(busy, at):
    busy(digest="weekly")
    monday = TUESDAY - DAY
    days = {day: send_digests(at(monday + day * DAY)) for day in range(5)}
    assert days == {0: "1 sent", 1: "Nobody waits for one", 2: "Nobody waits for one", 3: "Nobody waits for one", 4: "Nobody waits for one"}
    assert send_digests(at(datetime(2026, 8, 31, 7, 0, tzinfo=LONDON))) == "No working day: nothing sent"
    assert send_digests(at(datetime(2026, 9, 1, 7, 0, tzinfo=LONDON))) == "1 sent"


def test_who_is_away_has_left_or_has_nothing_to_do_gets_none(busy, at, make_user):
    busy(digest="daily", cover_from="2026-07-13", cover_to="2026-07-14")
    busy(digest="daily", is_active=False)
    make_user(role="engagement_officer", digest="daily")
    make_user(role="auditor", digest="daily")
    assert send_digests(TUESDAY) == "0 sent" and mail.outbox == []


def test_what_it_says_and_what_it_never_says(busy, at):
    user = busy(digest="daily")
    CommitmentFactory(owner=user, text="CANARY promise", due_on="2026-07-02", visibility="restricted", named_user_ids=[user.pk])
    CommitmentFactory(owner=user, text="HIDDEN promise", due_on="2026-07-02", visibility="restricted", named_user_ids=[0])
    ActivityFactory(title="Meeting with carers", status="planned", date_from="2026-07-15", heard="NOTE of the last time", next_steps="NOTE of next steps")
    OrganisationFactory(owner=user, name="CANARY group", visibility="restricted", named_user_ids=[user.pk])
    LogDraft.objects.create(user=user, key=uuid.uuid4(), title="DRAFT words", changed_at=TUESDAY)
    CommitmentFactory(owner=user, text="Made up", due_on="2026-07-15", is_training=True)
    send_digests(TUESDAY)
    message = mail.outbox[0]
    html = message.alternatives[0].content
    for body in (message.body, html):
        assert "Meeting with carers" in body and f"Send the findings to {user.pk}" in body
        assert "Training example" in body
        assert "2 overdue" in body and "kept to some people: sign in to read it" in body and "1 drafts" in body
        assert not [word for word in ("CANARY", "HIDDEN", "NOTE", "DRAFT") if word in body]
        assert "/desk/commitments/?keeper=me" in body and "/desk/settings/" in body
    assert message.subject == "Your desk, Tue 14 July 2026"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_server_that_cannot_be_reached_marks_nobody(busy, at, settings):
    busy(digest="daily")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 9
    with pytest.raises(OSError):
        send_digests(TUESDAY)
    assert not DigestMail.objects.exists()


def test_one_refused_address_does_not_stop_the_others(busy, at, monkeypatch):
    refused, taken = busy(digest="daily"), busy(digest="daily")
    as_before = EmailBackend.send_messages

    def refuse_one(self, messages):
        if messages[0].to == [refused.email]:
            raise SMTPRecipientsRefused({refused.email: (550, b"No such person")})
        return as_before(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_one)
    assert send_digests(TUESDAY) == "1 sent, 1 not taken by the mail server"
    assert sent_to() == [taken.email]
    assert DigestMail.objects.get(user=refused).is_sent is False
    assert send_digests(TUESDAY) == "Nobody waits for one"


def test_a_second_sender_that_was_faster_wins(busy, at, monkeypatch):
    user = busy(digest="daily")
    as_before = digest.digest_of

    def meanwhile(person, today):
        DigestMail.objects.create(user=user, day=today, is_sent=True)
        return as_before(person, today)

    monkeypatch.setattr(digest, "digest_of", meanwhile)
    assert send_digests(TUESDAY) == "0 sent" and mail.outbox == []


class Letterbox:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.kept.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def test_over_smtp_each_person_gets_a_message_of_their_own(busy, at, settings):
    people = [busy(digest="daily") for _each in range(3)]
    letterbox = Letterbox()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    controller = Controller(letterbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", port
        assert send_digests(TUESDAY) == "3 sent"
    finally:
        controller.stop()
    assert [recipients for recipients, _content in letterbox.kept] == [[user.email] for user in people]
    for user, (_recipients, content) in zip(people, letterbox.kept, strict=True):
        assert b"multipart/alternative" in content and content.count(b"Auto-Submitted: auto-generated") == 1
        others = [other.email.encode() for other in people if other != user]
        assert not [address for address in others if address in content]


def test_the_command_sends_to_one_person_or_says_what_it_would(busy, at, capsys):
    saturday = at(datetime(2026, 7, 18, 12, 0, tzinfo=LONDON))
    user = busy()
    call_command("send_digest", "--to", user.email, "--dry-run")
    said = capsys.readouterr().out
    assert f"To: {user.email}" in said and "1 overdue" in said and mail.outbox == [] and not DigestMail.objects.exists()
    for _press in range(2):
        call_command("send_digest", to=user.email)
    assert sent_to() == [user.email] and DigestMail.objects.get().day == saturday.date()
    with pytest.raises(CommandError, match="has a desk to summarise"):
        call_command("send_digest", to="nobody@example.nhs.uk")


def test_a_digest_costs_as_much_as_the_desk(busy, at, django_assert_max_num_queries):
    user = busy()
    CommitmentFactory.create_batch(30, owner=user, due_on="2026-07-01")
    with django_assert_max_num_queries(25):
        digest_of(User.objects.get(pk=user.pk), TUESDAY.date())


def test_people_choose_it_for_themselves(client, make_user):
    assert client.get("/desk/settings/").url.startswith("/accounts/login/")
    user = make_user(role="engagement_officer")
    client.force_login(user)
    assert "Every working day" in client.get("/desk/settings/").content.decode()
    assert client.post("/desk/settings/", {"digest": "daily"}).status_code == 302
    assert User.objects.get(pk=user.pk).digest == "daily"
    assert client.post("/desk/settings/", {"digest": "hourly"}).status_code == 200
    assert client.post("/desk/settings/", {"digest": ""}).status_code == 302
    assert User.objects.get(pk=user.pk).digest == ""
    auditor = Client()
    auditor.force_login(make_user(role="auditor"))
    assert "no desk with numbers" in auditor.get("/desk/settings/").content.decode()
    assert auditor.post("/desk/settings/", {"digest": "daily"}).status_code == 403
