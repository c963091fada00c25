"""Partners check a note: they are asked, read it and correct it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activities import services
from activities.models import Activity
from activities.services.corrections import usual_last_day
from crm.core.models import AuditEvent
from partners.models import PartnerMembership
from tests.activities.correcting import correct, date_boxes, end, page_of, url
from tests.activities.factories import ActivityFactory
from tests.partners.factories import AgreementFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=-1)


# Asking


def test_ten_working_days_leave_out_weekends_and_bank_holidays():
    assert usual_last_day(date(2026, 12, 18)) == date(2027, 1, 6)
    assert usual_last_day(date(2026, 9, 1)) == date(2026, 9, 15)


def test_the_form_proposes_ten_working_days_and_says_who_reads_it(officer, activity, partner, today):
    assert "Ask the partner to check the note" in page_of(officer, activity)
    page = officer.get(url("note_check", activity)).content.decode()
    last = usual_last_day(today)
    assert f'value="{last.day}"' in page and f'value="{last.year}"' in page
    assert "Healthwatch Kent" in page and "The ward was closed." in page and "No mail is sent" in page


def test_before_they_are_asked_partners_read_no_note(partner, activity):
    page = page_of(partner, activity)
    assert "The ward was closed." not in page and "For all" in page and "Send a correction" not in page


def test_once_asked_they_read_the_note_and_nothing_else_that_is_raw(officer, partner, activity, today):
    officer.post(url("note_check", activity), date_boxes(today + timedelta(days=5)))
    activity.refresh_from_db()
    assert activity.corrections_until == today + timedelta(days=5)
    page = page_of(partner, activity)
    assert "The ward was closed." in page and "Send a correction" in page
    assert "Inner step" not in page and "A tired officer" not in page
    home = partner.get(reverse("desk:home")).content.decode()
    assert "Please check these notes" in home and "Stroke pathway" in home


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"visibility": "organisation", "shared_with_ids": []}, "Share the activity with a partner first."),
        ({"heard": ""}, "Write down what was heard first"),
        ({"status": "planned"}, "Only the note of a held activity"),
        ({"corrections_until": date(2026, 1, 5)}, "The note is locked"),
    ],
)
def test_what_cannot_be_checked_says_why(officer, activity, today, change, words):
    Activity.objects.filter(pk=activity.pk).update(**change)
    response = officer.post(url("note_check", activity), date_boxes(today + timedelta(days=5)))
    assert response.status_code == 200 and words in response.content.decode()


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({"until_day": "", "until_month": "", "until_year": ""}, "Answer the question “Until when"),
        ({"until_day": "30", "until_month": "2", "until_year": "2027"}, "real date"),
        ({"until_day": "1", "until_month": "2", "until_year": "2020"}, "Choose today or a later day."),
        ({"until_day": "1", "until_month": "2", "until_year": "2190"}, "within three months"),
    ],
)
def test_bad_days_are_said(officer, activity, boxes, words):
    response = officer.post(url("note_check", activity), boxes)
    assert response.status_code == 200 and words in response.content.decode()
    activity.refresh_from_db()
    assert activity.corrections_until is None


def test_the_day_can_be_changed_and_history_says_who_asked(officer, asked, today):
    officer.post(url("note_check", asked), date_boxes(today))
    asked.refresh_from_db()
    assert asked.corrections_until == today
    events = AuditEvent.objects.filter(record_key=str(asked.pk), action="ask_to_check", actor=f"user:{officer.user.pk}")
    assert events.count() == 2


def test_asking_can_be_stopped(officer, partner, asked):
    officer.post(url("note_stop", asked), {"reason": "Asked the wrong partner"})
    assert "The ward was closed." not in page_of(partner, asked)
    assert "Nobody is asked" in officer.post(url("note_stop", asked), {"reason": "Again"}).content.decode()


# Correcting


def test_a_partner_sends_a_correction_and_reads_it_back(partner, asked):
    assert "Thank you. Your correction has been sent." in correct(partner, asked).content.decode()
    correction = asked.corrections.get()
    assert (correction.organisation, correction.text, correction.state, correction.sent_by) == (partner.organisation, "It was open.", "open", partner.user)
    page = page_of(partner, asked)
    assert "It was open." in page and "Waiting for us" in page
    event = AuditEvent.objects.filter(table_name="activities_correction", record_key=str(correction.pk)).get()
    assert (event.action, event.actor) == ("correct", f"user:{partner.user.pk}")


def test_the_last_day_counts_and_the_day_after_does_not(partner, asked, today):
    Activity.objects.filter(pk=asked.pk).update(corrections_until=today)
    correct(partner, asked)
    assert asked.corrections.count() == 1
    end(asked)
    page = partner.get(url("correction_new", asked)).content.decode()
    assert "The note is locked now" in page and "<textarea" not in page
    correct(partner, asked, "Too late")
    assert asked.corrections.count() == 1


def test_the_day_that_passes_while_they_write_is_said_by_the_service(partner, asked):
    end(asked)
    with pytest.raises(ValidationError, match="has passed"):
        services.send_correction(asked, organisation=partner.organisation, text="Late", actor=partner.user)


@pytest.mark.parametrize(("text", "words"), [("", "Answer the question"), ("   ", "Answer the question"), ("x" * 3001, "3000 characters or fewer")])
def test_an_empty_or_endless_correction_is_refused(partner, asked, text, words):
    page = correct(partner, asked, text).content.decode()
    assert words in page and not asked.corrections.exists()


def test_the_same_form_sent_twice_corrects_once(partner, asked):
    key = "3a2f1f0e-6b5d-4c3b-9a8f-7e6d5c4b3a21"
    for _number in range(2):
        correct(partner, asked, submission_key=key)
    assert asked.corrections.count() == 1


def test_staff_do_not_correct_as_partners_and_partners_do_not_answer(officer, partner, asked):
    assert officer.get(url("correction_new", asked)).status_code == 403
    correct(partner, asked)
    pk = asked.corrections.get().pk
    assert partner.get(url("correction_answer", asked, pk)).status_code == 403
    for name in ("note_check", "note_stop", "note_unlock"):
        assert partner.get(url(name, asked)).status_code == 403


def test_another_partner_reads_neither_note_nor_correction(as_role, partner, asked):
    correct(partner, asked)
    other = as_role("partner")
    agreement = AgreementFactory()
    PartnerMembership.objects.create(user=other.user, organisation=agreement.organisation)
    assert other.get(asked.get_absolute_url()).status_code == 404
    assert other.get(url("correction_new", asked)).status_code == 404
    Activity.objects.filter(pk=asked.pk).update(shared_with_ids=[partner.organisation.pk, agreement.organisation_id])
    page = page_of(other, asked)
    assert "The ward was closed." in page and "It was open." not in page  # they check it too; what others say is theirs


def test_an_ended_agreement_closes_the_note(partner, asked):
    partner.organisation.sharing_agreements.update(ends_on=timezone.localdate() + YESTERDAY)
    assert partner.get(asked.get_absolute_url()).status_code == 404
    assert correct(partner, asked).status_code == 404


def test_who_speaks_for_two_says_for_which(partner, asked):
    second = AgreementFactory(organisation__name="Engage Kent").organisation
    PartnerMembership.objects.create(user=partner.user, organisation=second)
    Activity.objects.filter(pk=asked.pk).update(shared_with_ids=[partner.organisation.pk, second.pk])
    assert "For which organisation" in partner.get(url("correction_new", asked)).content.decode()
    correct(partner, asked, organisation=second.pk)
    assert asked.corrections.get().organisation == second
    stranger = OrganisationFactory()
    assert "Choose" in correct(partner, asked, organisation=stranger.pk).content.decode()
    assert asked.corrections.count() == 1


# Notes by somebody else


def test_whose_notes_and_minutes_they_are_stands_beside_them(officer, activity):
    from django.core.files.uploadedfile import SimpleUploadedFile

    pdf = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    officer.post(reverse("activities:activity_file_new", args=[activity.pk]), {"kind": "minutes", "whose": "Healthwatch Kent", "file": pdf})
    page = page_of(officer, activity)
    assert "Notes by A tired officer" in page and "minutes: Healthwatch Kent" in page and "Draft" in page
    activity.files.update(is_agreed=True)
    assert "Agreed" in page_of(officer, activity)


def test_who_wrote_the_notes_is_changed_on_the_edit_form(officer):
    other = ActivityFactory()
    data = {
        "type": other.type_id, "title": other.title, "when_day": 14, "when_month": 7, "when_year": 2026, "visibility": "organisation", "version": 1,
        "heard": other.heard, "notes_by": "Their secretary",
    }  # fmt: skip
    assert officer.post(url("activity_edit", other), data).status_code == 302
    other.refresh_from_db()
    assert other.notes_by == "Their secretary" and "Their secretary" in officer.get(url("activity_history", other)).content.decode()
