"""Does the duty apply: the form, the duties that follow, approval by somebody else."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assurance import services
from assurance.models import InvolvementAssessment
from tests.assurance.factories import DecisionFactory

pytestmark = pytest.mark.django_db
CONSIDERED = {"equality": "Looked at.", "inequalities": "Looked at.", "scrutiny": "Not substantial.", "public_promises": "None made."}


def address(decision):
    return reverse("assurance:assessment_new", args=[decision.pk])


def answers(**changes) -> dict:
    return {"arranged_by_us": "yes", "limb": "proposal", "affects_manner": "yes", "outcome": "applies", "reason": "People would notice."} | changes


def keys(decision) -> set[str]:
    return {row.duty_version.duty.key for row in decision.duties.select_related("duty_version__duty")}


def test_doors(closed_door, decision, hidden):
    closed_door("assurance:assessment_new", decision, hidden, forbidden="auditor")
    closed_door("assurance:assessment_list", decision, hidden)


def test_assessment_stores_answers_and_the_duties_that_follow(as_lead, lead, decision):
    assert as_lead.post(address(decision), answers(triggers=["hours", "substantial"])).status_code == 302
    stored = decision.assessments.get()
    assert (stored.outcome, stored.assessed_by, stored.triggers) == ("applies", lead, ["hours", "substantial"])
    assert keys(decision) == {"icb-involve", "icb-inequal", "psed", "la-scrutiny", "sos-notify"}


def test_a_decision_before_july_2022_is_judged_by_the_law_of_its_day(as_lead):
    decision = DecisionFactory(duty_as_at=date(2020, 6, 30))
    as_lead.post(address(decision), answers())
    assert keys(decision) == {"ccg-involve", "psed"}


def test_a_new_assessment_replaces_the_duties_and_keeps_the_old_judgement(as_lead, decision):
    as_lead.post(address(decision), answers())
    as_lead.post(address(decision), answers(outcome="does-not-apply", **CONSIDERED))
    assert decision.assessments.count() == 2
    assert keys(decision) == {"icb-inequal", "psed"}


@pytest.mark.parametrize("missing", list(CONSIDERED))
def test_does_not_apply_still_asks_the_four_questions(as_lead, decision, missing):
    page = as_lead.post(address(decision), answers(outcome="does-not-apply", **CONSIDERED | {missing: " "}))
    assert "Say what was considered on" in page.content.decode()
    assert decision.assessments.count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outcome": "urgent-deferred"}, "Say why it was urgent"),
        ({"outcome": "urgent-deferred", "urgent_reason": "Unsafe."}, "Enter the day by which involvement will follow"),
        ({"outcome": "not-our-duty"}, "Say who holds the duty"),
        ({"reason": ""}, "Give the reason for the outcome"),
        ({"outcome": "no-such"}, "from the list"),
    ],
)
def test_bad_answers_are_explained(as_lead, decision, changes, message):
    assert message in as_lead.post(address(decision), answers(**changes)).content.decode()
    assert decision.assessments.count() == 0


def test_the_database_holds_the_rules_too(decision):
    with pytest.raises(IntegrityError), transaction.atomic():
        InvolvementAssessment.objects.create(decision=decision, arranged_by_us="yes", outcome="does-not-apply", reason="No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        InvolvementAssessment.objects.create(decision=decision, arranged_by_us="yes", outcome="applies", reason="")


def test_somebody_else_approves(client, decision, officer, lead):
    stored = services.assess(decision, answers=answers(), on=date(2026, 3, 2), actor=officer)
    client.force_login(lead)
    client.post(reverse("assurance:assessment_approve", args=[decision.pk, stored.pk]))
    stored.refresh_from_db()
    assert (stored.approved_by, stored.approver_role) == (lead, "Assurance lead")


def test_nobody_approves_their_own_assessment(decision, lead):
    stored = services.assess(decision, answers=answers(), on=date(2026, 3, 2), actor=lead)
    with pytest.raises(PermissionDenied):
        services.approve_assessment(stored, on=date(2026, 3, 3), actor=lead)


def test_an_assessment_is_approved_once_and_only_the_newest(decision, officer, lead):
    first = services.assess(decision, answers=answers(), on=date(2026, 3, 2), actor=officer)
    second = services.assess(decision, answers=answers(), on=date(2026, 3, 3), actor=officer)
    with pytest.raises(ValidationError, match="newer"):
        services.approve_assessment(first, on=date(2026, 3, 4), actor=lead)
    services.approve_assessment(second, on=date(2026, 3, 4), actor=lead)
    with pytest.raises(ValidationError, match="already approved"):
        services.approve_assessment(second, on=date(2026, 3, 4), actor=lead)


def test_list_shows_every_answer_in_words(as_lead, decision):
    as_lead.post(address(decision), answers(triggers=["hours"], who="Carers."))
    shown = as_lead.get(reverse("assurance:assessment_list", args=[decision.pk])).content.decode()
    assert "Opening hours change" in shown and "Carers." in shown and "ICB public involvement" in shown


def test_cost_of_the_list_does_not_grow_with_rows(as_lead, count_queries, decision, officer):
    services.assess(decision, answers=answers(), on=date(2026, 3, 2), actor=officer)
    one = count_queries(as_lead, "assurance:assessment_list", decision.pk)
    for _turn in range(19):
        services.assess(decision, answers=answers(), on=date(2026, 3, 2), actor=officer)
    assert count_queries(as_lead, "assurance:assessment_list", decision.pk) == one
