"""The mailbox, against a real IMAP server over TLS and a real SMTP receiver on loopback."""

import email
import imaplib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities.capture import collecting
from activities.capture import mailbox as mailboxes
from activities.capture.collecting import collect_mail, collect_mail_job
from activities.capture.parsing import Limits
from activities.models import CapturedMessage
from activities.services.capturing import keep_message
from tests.activities.factories import ActivityFactory
from tests.capture.letters import MAILBOX, invitation, mail, with_calendar

pytestmark = pytest.mark.django_db
OFFICER = "Officer <officer@example.nhs.uk>"
PASSED = "mx.example.nhs.uk; dmarc=pass header.from=example.nhs.uk"


def collect() -> list[str]:
    out = StringIO()
    call_command("collect_mail", stdout=out)
    return out.getvalue().splitlines()


def folders(imap_server, user: str) -> dict[str, int]:
    return {name: imap_server.count(user, name) for name in ("INBOX", "Done", "Refused")}


def receipts(letterbox) -> list[tuple[list[str], email.message.Message]]:
    return [(to, email.message_from_bytes(content)) for to, content in letterbox.got]


def test_a_message_becomes_a_draft_with_a_receipt_and_is_put_away(imap_server, mailbox, letterbox, officer):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX, text="canary of the text", Message_ID="<one@example.nhs.uk>", Authentication_Results=PASSED))
    lines = collect()
    message = CapturedMessage.objects.get()
    assert lines == [f"draft {message.reference}. Waiting for somebody to say what it is."]
    assert (message.captured_by, message.door, message.sender_check) == (officer, "mailbox", "verified")
    assert folders(imap_server, mailbox) == {"INBOX": 0, "Done": 1, "Refused": -1}
    ((to, receipt),) = receipts(letterbox)
    assert to == ["officer@example.nhs.uk"]
    assert receipt["Subject"] == f"{message.reference} is kept and waits for you"
    assert (receipt["Auto-Submitted"], receipt["In-Reply-To"]) == ("auto-replied", "<one@example.nhs.uk>")
    body = receipt.get_payload(decode=True).decode()
    assert message.get_absolute_url() in body
    assert "canary" not in receipt.as_string()
    assert message.subject not in receipt.as_string()


def test_strangers_are_refused_and_get_no_answer(imap_server, mailbox, letterbox, officer):
    imap_server.deliver(mailbox, mail("Stranger <stranger@example.net>", MAILBOX, text="canary of the text"))
    (line,) = collect()
    message = CapturedMessage.objects.get()
    assert line == f"refused {message.reference}. The sender is not on the list of people who may send messages here."
    assert (message.text, message.subject, message.attachment, message.sender_address) == ("", "", None, "stranger@example.net")
    assert letterbox.got == []
    assert folders(imap_server, mailbox) == {"INBOX": 0, "Done": -1, "Refused": 1}


def test_a_borrowed_address_is_refused_without_an_answer(imap_server, mailbox, letterbox, officer):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX, Authentication_Results="mx.example.nhs.uk; dmarc=fail header.from=example.nhs.uk"))
    assert "The mail server says that this was not sent by the address in it." in collect()[0]
    assert CapturedMessage.objects.get().sender_check == "failed"
    assert letterbox.got == []


def test_a_forged_result_confirms_nobody(imap_server, mailbox, letterbox, officer):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX, Authentication_Results="mx.evil.example.net; dmarc=pass header.from=example.nhs.uk"))
    collect()
    assert (CapturedMessage.objects.get().state, CapturedMessage.objects.get().sender_check) == ("waiting", "unverified")


def test_a_listed_address_without_a_sign_in_may_send(imap_server, mailbox, letterbox, officer, settings):
    settings.CAPTURE_SENDERS = ["office@example.nhs.uk"]
    imap_server.deliver(mailbox, mail("office@example.nhs.uk", MAILBOX))
    collect()
    assert list(CapturedMessage.objects.visible_to(officer)) == [CapturedMessage.objects.get()]
    assert receipts(letterbox)[0][0] == ["office@example.nhs.uk"]


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated"}, {"List_Id": "<list.example.org>"}])
def test_machines_are_never_answered(imap_server, mailbox, letterbox, officer, headers):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX, **headers))
    assert len(collect()) == 1
    assert letterbox.got == []


def test_a_refusal_is_told_with_its_reason(imap_server, mailbox, letterbox, officer):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX, text=""))
    collect()
    ((_to, receipt),) = receipts(letterbox)
    assert receipt["Subject"].endswith("was not taken")
    assert "The message is empty." in receipt.get_payload(decode=True).decode()


def test_copies_are_told_apart_from_news(imap_server, mailbox, letterbox, officer):
    one = mail(OFFICER, MAILBOX, Message_ID="<one@example.nhs.uk>")
    imap_server.deliver(mailbox, one, b"Received: from elsewhere.example.org\r\n" + one, mail(OFFICER, MAILBOX, subject="Another"))
    assert [line.split()[0] for line in collect()] == ["draft", "duplicate", "draft"]
    assert [receipt["Subject"].partition(" ")[2] for _to, receipt in receipts(letterbox)] == [
        "is kept and waits for you",
        "was here already",
        "is kept and waits for you",
    ]


@pytest.mark.parametrize(("result", "moved"), [(PASSED, True), ("mx.example.nhs.uk; dmarc=none", False)])
def test_only_a_confirmed_sender_moves_an_activity(imap_server, mailbox, letterbox, officer, capture, result, moved):
    first = capture(invitation())
    activity = ActivityFactory(status="planned", date_from="2026-03-03", starts_at="10:00", ends_at="11:00")
    CapturedMessage.objects.filter(pk=first.pk).update(state="made", activity=activity)
    later = invitation(sequence=1, start="20260310T140000Z", end="20260310T150000Z")
    imap_server.deliver(mailbox, with_calendar(OFFICER, later, Authentication_Results=result))
    (line,) = collect()
    activity.refresh_from_db()
    assert (str(activity.date_from) == "2026-03-10", "Needs you" in line) == (moved, not moved)
    assert receipts(letterbox)[0][1]["Subject"].endswith("changed what was here" if moved else "needs you")


def test_a_message_that_is_too_large_is_not_fetched(imap_server, mailbox, letterbox, officer):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX, text="word " * 10_000))
    (line,) = collect_mail(Limits(bytes=20_000))
    assert line.endswith("The file is larger than 0 MB.")
    assert folders(imap_server, mailbox)["Refused"] == 1
    assert receipts(letterbox)[0][0] == ["officer@example.nhs.uk"]


def test_one_bad_message_does_not_stop_the_rest(imap_server, mailbox, letterbox, officer, monkeypatch):
    def stumble(read, *args, **kwargs):
        if read.subject == "Bad":
            raise RuntimeError("on purpose")
        return keep_message(read, *args, **kwargs)

    monkeypatch.setattr(collecting, "keep_message", stumble)
    imap_server.deliver(mailbox, *(mail(OFFICER, MAILBOX, subject=subject) for subject in ("First", "Bad", "Last")))
    assert [line.split()[0].rstrip(":") for line in collect()] == ["draft", "failed", "draft"]
    assert folders(imap_server, mailbox) == {"INBOX": 1, "Done": 2, "Refused": -1}
    assert imap_server.count(mailbox, "INBOX", "UNSEEN") == 1


def test_killed_between_storing_and_putting_away_it_goes_on_without_a_second_receipt(imap_server, mailbox, letterbox, officer, monkeypatch):
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX), mail("stranger@example.net", MAILBOX))
    with monkeypatch.context() as killed:
        killed.setattr(mailboxes.Mailbox, "put_away", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            collect()
    assert (CapturedMessage.objects.count(), folders(imap_server, mailbox)["INBOX"]) == (1, 2)
    collect()
    assert (CapturedMessage.objects.count(), len(letterbox.got)) == (2, 1)
    assert folders(imap_server, mailbox) == {"INBOX": 0, "Done": 1, "Refused": 1}
    assert collect() == ["No new messages."]


def test_without_the_right_to_make_folders_a_message_is_marked(imap_server, mailbox, letterbox, officer, monkeypatch):
    monkeypatch.setattr(imaplib.IMAP4, "create", lambda *_: ("NO", [b"not allowed"]))
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX))
    assert len(collect()) == 1
    assert (imap_server.count(mailbox, "INBOX"), imap_server.count(mailbox, "INBOX", "UNSEEN")) == (1, 0)
    assert collect() == ["No new messages."]


def test_a_server_that_knows_no_move_copies(imap_server, mailbox, letterbox, officer, monkeypatch):
    monkeypatch.setattr(imaplib.IMAP4, "capability", lambda *_: ("OK", [b"IMAP4REV1 UIDPLUS"]))
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX))
    collect()
    assert folders(imap_server, mailbox) == {"INBOX": 0, "Done": 1, "Refused": -1}


def test_a_receipt_that_cannot_be_sent_is_said_and_loses_nothing(imap_server, mailbox, settings, officer, letterbox):
    settings.EMAIL_PORT = 1
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX))
    assert collect()[0].endswith("The receipt could not be sent.")
    assert folders(imap_server, mailbox)["Done"] == 1


def test_what_is_wrong_with_the_mailbox_is_said_in_words(mailbox, settings):
    settings.MAILBOX_PASSWORD = "wrong"
    with pytest.raises(CommandError, match="does not take MAILBOX_USER with MAILBOX_PASSWORD"):
        collect()
    settings.MAILBOX_TLS, settings.MAILBOX_HOST = "no", "mail.example.nhs.uk"
    with pytest.raises(CommandError, match="no is taken for this machine only"):
        collect()
    settings.MAILBOX_HOST = ""
    with pytest.raises(CommandError, match="MAILBOX_HOST is empty"):
        collect()
    assert collect_mail_job() == []


def test_a_certificate_that_nobody_signed_is_not_taken(mailbox, settings):
    settings.MAILBOX_CA_FILE = ""
    with pytest.raises(CommandError, match=r"cannot be read: .*certificate verify failed"):
        collect()


def test_on_this_machine_it_works_without_tls(imap_server, mailbox, settings, letterbox, officer):
    settings.MAILBOX_TLS, settings.MAILBOX_PORT, settings.MAILBOX_HOST = "no", imap_server.port, "127.0.0.1"
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX))
    assert [line.split()[0] for line in collect_mail_job()] == ["draft"]


def test_starttls(imap_server, mailbox, settings, letterbox, officer):
    settings.MAILBOX_TLS, settings.MAILBOX_PORT = "starttls", imap_server.port
    imap_server.deliver(mailbox, mail(OFFICER, MAILBOX))
    assert [line.split()[0] for line in collect_mail_job()] == ["draft"]
