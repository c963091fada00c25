"""E-mails and invitations brought in as files, and the log form filled in from one; JavaScript is off in all of these."""

import html
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.models import Activity, ActivityType, CapturedMessage
from tests.activities.factories import ProjectFactory
from tests.desk.factories import CapturedMessageFactory

pytestmark = pytest.mark.django_db
TRAY = "/desk/messages/"


def act(client, name, *args, **data):
    return client.post(reverse(f"desk:message_{name}", args=args), data)


# Taking files in

MAIL = b"""From: Secretary <secretary@example.org>
To: us@example.nhs.uk
Subject: %s
Message-ID: <%s@example.org>
Date: Tue, 14 Jul 2026 09:30:00 +0100

The last bus leaves at six.
"""


def eml(name: str) -> SimpleUploadedFile:
    word = name.removesuffix(".eml").encode()
    return SimpleUploadedFile(name, MAIL % (word, word))


def test_each_file_has_its_outcome_in_words(officer):
    files = [eml("buses.eml"), SimpleUploadedFile("picture.eml", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50), eml("trains.eml")]
    response = officer.post(TRAY, {"files": files}, follow=True)
    page = response.content.decode()
    assert [message.state for message in CapturedMessage.objects.order_by("pk")] == ["waiting", "refused", "waiting"]
    assert "3 files were taken in" in page and "Refused" in page and CapturedMessage.objects.get(state="refused").reason in html.unescape(page)
    assert CapturedMessage.objects.first().captured_by == officer.user


def test_the_same_file_again_is_told_apart(officer):
    officer.post(TRAY, {"files": [eml("buses.eml")]})
    page = officer.post(TRAY, {"files": [eml("buses.eml")]}, follow=True).content.decode()
    assert "Already here" in page and CapturedMessage.objects.filter(state="waiting").count() == 1


def test_a_file_that_is_too_large_stops_no_other(officer, monkeypatch):
    monkeypatch.setattr("crm.desk.views.messages.MOST_BYTES", 1000)
    large = SimpleUploadedFile("large.eml", MAIL % (b"large", b"large") + b"x" * 1000)
    page = officer.post(TRAY, {"files": [large, eml("buses.eml")]}, follow=True).content.decode()
    assert "large.eml is larger than" in page and "1 file was taken in" in page


def test_no_file_and_too_many_files_are_said(officer):
    assert "Choose at least one e-mail or invitation" in officer.post(TRAY).content.decode()
    page = officer.post(TRAY, {"files": [eml(f"mail{number}.eml") for number in range(21)]}).content.decode()
    assert "Choose at most 20 files at a time." in page
    assert not CapturedMessage.objects.exists()


def test_files_brought_from_a_project_belong_to_it(officer):
    project = ProjectFactory()
    assert project.title in officer.get(TRAY, {"project": project.reference}).content.decode()
    officer.post(f"{TRAY}?project={project.reference}", {"files": [eml("buses.eml")]})
    assert CapturedMessage.objects.get().tag == project.reference
    hidden = ProjectFactory(title="Hidden project", visibility="restricted", named_user_ids=[0])
    assert "Hidden project" not in officer.get(TRAY, {"project": hidden.reference}).content.decode()


def test_outcomes_of_others_are_not_shown(officer, make_user):
    other = CapturedMessageFactory(subject="Of somebody else", captured_by=make_user(role="engagement_officer"))
    assert "Of somebody else" not in officer.get(TRAY, {"added": str(other.pk)}).content.decode()


# Changed first


def test_change_first_fills_the_log_form(officer, invitation, group):
    project = ProjectFactory()
    CapturedMessage.objects.filter(pk=invitation.pk).update(tag=project.reference)
    start = officer.get("/desk/activities/log/", {"message": invitation.pk}).context["form"].initial
    assert (start["title"], start["venue"], start["starts_at"], start["project"]) == ("Carers and buses", "Town hall", time(14), project.pk)
    assert (start["when"].date, start["who"], start["message"]) == (date(2026, 7, 14), [group], invitation.pk)


def test_a_mail_fills_in_what_was_heard(officer, mail):
    page = officer.get("/desk/activities/log/", {"message": mail.reference}).content.decode()
    assert "The last bus leaves before the clinic closes." in page


def test_the_form_fills_in_nothing_of_hidden_messages(as_role, mail):
    page = as_role("engagement_officer").get("/desk/activities/log/", {"message": mail.pk}).content.decode()
    assert "Buses after six" not in page and "The last bus" not in page


def logged_from(officer, message, group, **more):
    form = officer.get("/desk/activities/log/", {"message": message.pk}).context["form"]
    data = {
        "type": "more", "type_more": str(ActivityType.objects.get(code="letter").pk), "when_day": "14", "when_month": "7", "when_year": "2026",
        "heard": "As they wrote.", "who": f"organisation:{group.pk}", "visibility": "organisation", "submission_key": str(form["submission_key"].value()),
        "message": str(form["message"].value()), "points-TOTAL_FORMS": "0", "points-INITIAL_FORMS": "0", "promises-TOTAL_FORMS": "0",
        "promises-INITIAL_FORMS": "0", **more,
    }  # fmt: skip
    return officer.post("/desk/activities/log/", data)


def test_what_is_saved_from_the_form_takes_the_message_out_of_the_tray(officer, mail, group):
    logged_from(officer, mail, group)
    mail.refresh_from_db()
    activity = Activity.objects.get()
    assert (mail.state, mail.activity, activity.type.code) == ("made", activity, "letter")


def test_what_somebody_else_made_meanwhile_is_said_and_nothing_is_made(officer, mail, group):
    act(officer, "make", mail.pk)
    response = logged_from(officer, mail, group)
    assert response.status_code == 200 and "does not wait any more" in response.content.decode()
    assert Activity.objects.count() == 1
