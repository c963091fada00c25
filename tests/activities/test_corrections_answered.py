"""Corrections are answered, and the note is locked after the day."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities import services
from activities.models import Activity
from crm.core.models import AuditEvent
from crm.core.services import StaleRecord
from tests.activities.correcting import answer, end, page_of, url
from tests.activities.factories import ActivityFactory

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=-1)


# Answering


def test_taking_it_up_changes_the_note_and_the_partner_reads_both(officer, partner, asked, correction):
    assert "It was open." in page_of(officer, asked)
    page = answer(officer, correction, verdict="taken_up", heard="The ward was open.", answer="Thank you, corrected.").content.decode()
    assert "Answered." in page
    asked.refresh_from_db()
    correction.refresh_from_db()
    assert asked.heard == "The ward was open." and (correction.state, correction.answered_by) == ("taken_up", officer.user)
    page = page_of(partner, asked)
    assert "The ward was open." in page and "Taken up" in page and "Thank you, corrected." in page
    actions = set(AuditEvent.objects.filter(record_key__in=[str(asked.pk), str(correction.pk)]).values_list("action", flat=True))
    assert "take_up" in actions


def test_not_taking_it_up_needs_a_reason_that_the_partner_reads(officer, partner, asked, correction):
    page = answer(officer, correction, verdict="not_taken_up", heard="Tampered").content.decode()
    assert "Say why it is not taken up" in page
    answer(officer, correction, verdict="not_taken_up", heard="Tampered", answer="The minutes say closed.")
    asked.refresh_from_db()
    assert asked.heard == "The ward was closed."
    assert "The minutes say closed." in page_of(partner, asked) and "Not taken up" in page_of(partner, asked)


@pytest.mark.parametrize(("fields", "words"), [({}, "Is it taken up?"), ({"verdict": "perhaps"}, "from the list"), ({"verdict": "taken_up"}, "Write the note")])
def test_half_an_answer_is_refused(officer, correction, fields, words):
    assert words in answer(officer, correction, **fields).content.decode()
    correction.refresh_from_db()
    assert correction.state == "open"


def test_an_answered_one_is_not_answered_again(officer, correction):
    answer(officer, correction, verdict="not_taken_up", answer="No.")
    page = officer.get(url("correction_answer", correction.activity, correction.pk)).content.decode()
    assert "<textarea" not in page and "No." in page
    with pytest.raises(ValidationError, match="answered already"):
        services.answer_correction(correction, is_taken_up=True, answer="", actor=officer.user)


def test_two_who_change_the_note_see_each_other(officer, asked, correction):
    version = asked.version
    services.change_activity(asked, version=version, values={"heard": "Another note"}, actor=officer.user)
    with pytest.raises(StaleRecord):
        services.answer_correction(correction, is_taken_up=True, answer="", heard="Mine", version=version, actor=officer.user)
    correction.refresh_from_db()
    assert correction.state == "open"
    data = {"verdict": "taken_up", "heard": "Mine", "version": version}
    page = officer.post(url("correction_answer", asked, correction.pk), data).content.decode()
    assert "Another note" in page and "Mine" in page


def test_a_correction_belongs_to_its_activity(officer, correction):
    other = ActivityFactory()
    assert officer.get(url("correction_answer", other, correction.pk)).status_code == 404


def test_a_hidden_partners_correction_is_not_shown(officer, partner, asked, correction):
    type(partner.organisation).objects.filter(pk=partner.organisation.pk).update(visibility="restricted", named_user_ids=[0])
    assert "It was open." not in page_of(officer, asked)
    assert officer.get(url("correction_answer", asked, correction.pk)).status_code == 404


# Locked


def test_after_the_day_the_note_is_locked_and_says_so(officer, partner, asked, correction):
    end(asked)
    page = page_of(officer, asked)
    assert "Locked since" in page and "1 correction came." in page and "Unlock the note with a reason" in page
    assert "Ask the partner to check the note" not in page
    page = page_of(partner, asked)
    assert "The ward was closed." in page and "Locked since" in page and "Send a correction" not in page and "Unlock" not in page
    assert "Please check these notes" not in partner.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("field", ["heard", "summary"])
def test_a_locked_note_changes_only_after_unlocking(officer, asked, field):
    end(asked)
    with pytest.raises(ValidationError, match="locked"):
        services.change_activity(asked, version=asked.version, values={field: "Altered"}, actor=officer.user)
    services.change_activity(asked, version=asked.version, values={"venue": "Library"}, actor=officer.user)
    services.unlock_note(asked, reason="A name stood in it", actor=officer.user)
    version = Activity.objects.get(pk=asked.pk).version
    assert getattr(services.change_activity(asked, version=version, values={field: "Altered"}, actor=officer.user), field) == "Altered"


def test_the_edit_form_leaves_a_locked_note_out_and_saves_the_rest(officer, asked):
    end(asked)
    assert 'name="heard"' not in officer.get(url("activity_edit", asked)).content.decode()
    data = {
        "type": asked.type_id, "title": "New title", "when_day": 14, "when_month": 7, "when_year": 2026, "visibility": "shared",
        "shared_with": asked.shared_with_ids, "version": asked.version, "heard": "Tampered", "summary": "Tampered",
    }  # fmt: skip
    assert officer.post(url("activity_edit", asked), data).status_code == 302
    asked.refresh_from_db()
    assert (asked.title, asked.heard, asked.summary) == ("New title", "The ward was closed.", "For all")


def test_unlocking_needs_a_reason_keeps_it_and_hides_the_note_again(officer, partner, asked):
    end(asked)
    assert "Enter" in officer.post(url("note_unlock", asked), {"reason": ""}).content.decode()
    officer.post(url("note_unlock", asked), {"reason": "A name stood in it"})
    asked.refresh_from_db()
    assert asked.corrections_until is None
    assert "The ward was closed." not in page_of(partner, asked)
    assert "A name stood in it" in officer.get(url("activity_history", asked)).content.decode()
    assert "This note is not locked." in officer.post(url("note_unlock", asked), {"reason": "Again"}).content.decode()


def test_a_correction_that_came_in_time_is_taken_up_after_the_day_too(officer, asked, correction):
    end(asked)
    answer(officer, correction, verdict="taken_up", heard="The ward was open.")
    asked.refresh_from_db()
    assert asked.heard == "The ward was open." and asked.corrections_until is not None


def test_the_desk_of_its_owner_names_what_waits(officer, asked, correction):
    assert "Corrections from partners" not in officer.get(reverse("desk:home")).content.decode()
    Activity.objects.filter(pk=asked.pk).update(owner=officer.user)
    page = officer.get(reverse("desk:home")).content.decode()
    assert "Corrections from partners" in page and "It was open." in page


def test_the_page_costs_the_same_with_many_corrections(officer, partner, asked, count_queries):
    services.send_correction(asked, organisation=partner.organisation, text="One", actor=partner.user)
    one = count_queries(officer, "activities:activity_detail", asked.pk)
    for number in range(9):
        services.send_correction(asked, organisation=partner.organisation, text=f"Number {number}", actor=partner.user)
    assert count_queries(officer, "activities:activity_detail", asked.pk) == one
