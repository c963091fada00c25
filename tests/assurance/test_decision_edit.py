"""Opening, changing, archiving and restoring a decision, and its history."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from assurance import services
from assurance.models import Decision
from tests.assurance.factories import ActivityFactory, DecisionFactory, criterion

pytestmark = pytest.mark.django_db
NEW = "/desk/decisions/new/"


def answers(**changes) -> dict:
    values = {"title": "Hours of the walk-in service", "state": "anticipated", "visibility": "organisation"}
    values |= {"duty_as_at_day": "1", "duty_as_at_month": "3", "duty_as_at_year": "2026"}
    return values | changes


def test_doors(closed_door, decision, hidden):
    for name in ("decision_edit", "decision_archive", "decision_restore"):
        closed_door(f"assurance:{name}", decision, hidden, forbidden="auditor")
    closed_door("assurance:decision_history", decision, hidden)


def test_stranger_and_auditor_do_not_open_decisions(client, auditor):
    assert client.get(NEW).status_code == 302
    client.force_login(auditor)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, answers()).status_code == 403


def test_a_decision_is_opened_with_the_duty_to_involve(as_lead, lead):
    response = as_lead.post(NEW, answers())
    decision = Decision.objects.get(title="Hours of the walk-in service")
    assert response["Location"] == decision.get_absolute_url()
    assert (decision.owner, decision.duty_as_at, decision.version) == (None, date(2026, 3, 1), 1)
    assert [row.framework.key for row in decision.frameworks.all()] == ["duty-to-involve"]


def test_a_double_press_opens_one_decision(as_lead):
    key = str(uuid.uuid4())
    first = as_lead.post(NEW, answers(submission_key=key))
    second = as_lead.post(NEW, answers(submission_key=key))
    assert first["Location"] == second["Location"]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Enter title"),
        ({"title": "x" * 300}, "must be 200 characters or fewer"),
        ({"duty_as_at_day": "14", "duty_as_at_month": "10", "duty_as_at_year": "1066"}, "must be in or after 1900"),
        ({"decided_on_day": "1", "decided_on_month": "4", "decided_on_year": "2026"}, "Only a decision that was taken has a date of decision"),
        ({"visibility": "restricted"}, "Name at least one person"),
        ({"meeting_on_day": "1", "meeting_on_month": "4", "meeting_on_year": "2026"}, "Choose the body that meets on that day"),
    ],
)
def test_bad_input_is_explained_and_kept(as_lead, changes, message):
    page = as_lead.post(NEW, answers(proposal="What was typed stays.", **changes))
    shown = page.content.decode()
    assert page.status_code == 200 and message in shown and "What was typed stays." in shown
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "a\x00b", "<img src=x onerror=alert(1)>", "\u202eevil", "' OR 1=1 --", "😀" * 40])
def test_hostile_strings_are_kept_as_text(as_lead, hostile):
    as_lead.post(NEW, answers(title=hostile, proposal=hostile))
    assert Decision.objects.get().proposal == hostile.replace("\x00", "")


def test_the_second_editor_sees_what_the_first_changed(as_lead, decision):
    address = reverse("assurance:decision_edit", args=[decision.pk])
    assert as_lead.post(address, answers(title="First", version=1)).status_code == 302
    page = as_lead.post(address, answers(title="Second", version=1)).content.decode()
    assert "Somebody else changed this" in page and "First" in page and "Second" in page
    decision.refresh_from_db()
    assert decision.title == "First"


def test_archive_needs_a_reason_and_restore_brings_back(as_lead, decision):
    assert as_lead.post(reverse("assurance:decision_archive", args=[decision.pk]), {"reason": ""}).status_code == 200
    as_lead.post(reverse("assurance:decision_archive", args=[decision.pk]), {"reason": "Entered twice."})
    decision.refresh_from_db()
    assert decision.archived_reason == "Entered twice."
    as_lead.post(reverse("assurance:decision_restore", args=[decision.pk]), {"reason": "It was not."})
    decision.refresh_from_db()
    assert decision.archived_at is None


def test_history_says_who_and_why(as_lead, lead, decision):
    as_lead.post(reverse("assurance:decision_edit", args=[decision.pk]), answers(title="A better title", version=1, reason="Typing error."))
    shown = as_lead.get(reverse("assurance:decision_history", args=[decision.pk])).content.decode()
    assert "A better title" in shown and "Typing error." in shown and lead.name in shown


def test_history_does_not_name_evidence_that_the_reader_may_not_see(as_lead, decision, make_user):
    other = make_user(role="engagement_officer")
    kept = ActivityFactory(project=decision.project, title="CANARY", visibility="restricted", named_user_ids=[other.pk])
    services.link_evidence(decision, [services.item_for(kept)], [criterion("duty-to-involve:2")], actor=other)
    services.place_activity(decision, kept, placing="told", reason="Minutes.", actor=other)
    shown = as_lead.get(reverse("assurance:decision_history", args=[decision.pk])).content.decode()
    assert "CANARY" not in shown and kept.reference in shown


def test_colleague_edits_own_decision_and_no_other(client, make_user):
    colleague, other = make_user(role="colleague"), make_user(role="engagement_officer")
    own = DecisionFactory(owner=colleague)
    client.force_login(colleague)
    assert client.get(reverse("assurance:decision_edit", args=[own.pk])).status_code == 200
    assert client.get(reverse("assurance:decision_edit", args=[DecisionFactory(owner=other).pk])).status_code == 404


def test_cost_of_history_does_not_grow_with_rows(as_lead, count_queries, decision):
    one = count_queries(as_lead, "assurance:decision_history", decision.pk)
    for number in range(19):
        Decision.objects.filter(pk=decision.pk).update(minute=f"Item {number}")
    assert count_queries(as_lead, "assurance:decision_history", decision.pk) == one
