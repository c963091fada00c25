"""Proposing, linking, accepting and declining evidence; reviews, verdicts, owners of gaps, places on the timeline."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from assurance import services
from assurance.models import CriterionReview, EvidenceItem, EvidenceUse
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, criterion, link

pytestmark = pytest.mark.django_db


def address(decision):
    return reverse("assurance:evidence_new", args=[decision.pk])


def test_doors(closed_door, decision, hidden, officer):
    use = services.propose_evidence(decision.project.activities.first(), decision, officer)
    closed_door("assurance:evidence_new", decision, hidden, forbidden="auditor")
    for name in ("evidence_accept", "evidence_decline"):
        closed_door(f"assurance:{name}", decision, hidden, forbidden="auditor", extra=(use.pk,))
    closed_door("assurance:review_new", decision, hidden, forbidden="engagement_officer", extra=(criterion("duty-to-involve:1").pk,))
    closed_door("assurance:verdict_new", decision, hidden, forbidden="engagement_officer")
    closed_door("assurance:gap_owner_edit", decision, hidden, forbidden="auditor", extra=("findings",))
    closed_door("assurance:placing_edit", decision, hidden, forbidden="auditor", extra=(decision.project.activities.first().pk,))


def test_activity_insight_and_web_address_are_linked_to_several_criteria(as_lead, decision):
    insight = InsightFactory()
    criteria = [criterion("duty-to-involve:2").pk, criterion("duty-to-involve:3").pk]
    activity = decision.project.activities.first()
    data = {
        "activities": [activity.pk],
        "records": [f"insight:{insight.pk}"],
        "url": "https://www.example.nhs.uk/survey",
        "title": "Survey page",
        "criteria": criteria,
    }
    assert as_lead.post(address(decision), data).status_code == 302
    uses = EvidenceUse.objects.filter(decision=decision, state="linked")
    assert sorted(use.item.kind for use in uses) == ["activity", "activity", "insight", "insight", "web", "web"]


def test_a_file_is_checked_by_its_content(as_lead, decision):
    data = {"criteria": [criterion("duty-to-involve:4").pk], "title": "Leaflet"}
    program = SimpleUploadedFile("leaflet.pdf", b"MZ\x90\x00" + b"\x00" * 200, content_type="application/pdf")
    page = as_lead.post(address(decision), data | {"file": program})
    assert page.status_code == 200 and EvidenceItem.objects.count() == 0
    text = SimpleUploadedFile("leaflet.txt", b"Come and tell us.\n", content_type="text/plain")
    assert as_lead.post(address(decision), data | {"file": text}).status_code == 302
    assert EvidenceItem.objects.get().attachment.name == "leaflet.txt"


def test_nothing_chosen_is_explained(as_lead, decision):
    page = as_lead.post(address(decision), {"criteria": [criterion("duty-to-involve:4").pk]}).content.decode()
    assert "Choose what the evidence is" in page
    page = as_lead.post(address(decision), {"activities": [decision.project.activities.first().pk]}).content.decode()
    assert "Choose the criterion that it supports" in page


def test_hidden_activity_cannot_be_linked(as_lead, decision, officer):
    kept = ActivityFactory(title="CANARY", visibility="restricted", named_user_ids=[officer.pk])
    page = as_lead.post(address(decision), {"records": [f"activity:{kept.pk}"], "criteria": [criterion("duty-to-involve:4").pk]})
    assert "CANARY" not in page.content.decode() and EvidenceUse.objects.count() == 0


def test_linking_the_same_thing_twice_makes_one(decision, lead):
    item = services.item_for(decision.project.activities.first())
    for _turn in range(2):
        services.link_evidence(decision, [item], [criterion("duty-to-involve:2")], actor=lead)
    assert EvidenceUse.objects.count() == 1


def test_a_proposal_is_taken_up_or_declined_with_a_reason(as_lead, decision, officer):
    activity = decision.project.activities.first()
    use = services.propose_evidence(activity, decision, officer)
    assert services.propose_evidence(activity, decision, officer) == use
    assert (use.state, use.criterion) == ("proposed", None)
    as_lead.post(reverse("assurance:evidence_accept", args=[decision.pk, use.pk]), {"criteria": [criterion("duty-to-involve:2").pk]})
    assert list(EvidenceUse.objects.values_list("state", "criterion__code")) == [("linked", "2")]
    other = services.propose_evidence(InsightFactory(), decision, officer)
    decline = reverse("assurance:evidence_decline", args=[decision.pk, other.pk])
    assert "Answer the question “Why is it not used?”" in as_lead.post(decline, {"reason": ""}).content.decode()
    as_lead.post(decline, {"reason": "About another service."})
    other.refresh_from_db()
    assert (other.state, other.declined_because) == ("declined", "About another service.")


def test_suggestions_name_open_decisions_of_the_project_and_why(decision, officer):
    DecisionFactory(project=decision.project, state="taken")
    DecisionFactory(project=decision.project, visibility="restricted", named_user_ids=[officer.pk + 1])
    DecisionFactory(project=decision.project, is_training=True)
    found = services.decisions_that_could_use(ActivityFactory.build(type=None, project_id=decision.project_id), officer)
    assert [(item.decision, item.reason) for item in found] == [(decision, "same project, options still open")]


def test_review_records_who_and_in_which_role(as_lead, lead, decision):
    wanted = criterion("duty-to-involve:2")
    review = reverse("assurance:review_new", args=[decision.pk, wanted.pk])
    as_lead.post(review, {"verdict": "partly", "comment": "Few carers.", "reviewer_role": "Assurance lead"})
    stored = CriterionReview.objects.get()
    assert (stored.verdict, stored.reviewer, stored.reviewer_role) == ("partly", lead, "Assurance lead")
    page = as_lead.post(review, {"verdict": "not_applicable", "reviewer_role": "Assurance lead"}).content.decode()
    assert "Say why it is not applicable" in page and "Name the role that approved it" in page
    assert as_lead.get(reverse("assurance:review_new", args=[decision.pk, criterion("gunning:1").pk])).status_code == 404


def test_only_reviewers_review(decision, officer, lead):
    facts = {"verdict": "met", "comment": "", "reviewer_role": "Officer", "on": date(2026, 4, 1)}
    with pytest.raises(PermissionDenied):
        services.review_criterion(decision, criterion("duty-to-involve:2"), actor=officer, **facts)
    with pytest.raises(PermissionDenied):
        services.give_verdict(decision, text="Well done.", reviewer_role="Officer", on=date(2026, 4, 1), actor=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionReview.objects.create(
            decision=decision,
            criterion=criterion("duty-to-involve:2"),
            verdict="not_applicable",
            reviewer=lead,
            reviewer_role="x",
            reviewed_on=date(2026, 4, 1),
        )


def test_verdict_is_quoted_as_the_reviewers(as_lead, decision):
    as_lead.post(reverse("assurance:verdict_new", args=[decision.pk]), {"text": "Well begun.", "reviewer_role": "Assurance lead"})
    assert "“Well begun.”" in as_lead.get(decision.get_absolute_url()).content.decode()


def test_gap_gets_an_owner_and_a_date(as_lead, decision, officer):
    gap = reverse("assurance:gap_owner_edit", args=[decision.pk, "findings"])
    assert "Name an owner, or their role" in as_lead.post(gap, {"note": "Soon"}).content.decode()
    as_lead.post(gap, {"owner": f"user:{officer.pk}", "due_on_day": "12", "due_on_month": "9", "due_on_year": "2026", "note": "Write it up"})
    stored = decision.gap_owners.get()
    assert (stored.owner, stored.owner_role, stored.due_on) == (officer, "Engagement officer", date(2026, 9, 12))
    assert as_lead.get(reverse("assurance:gap_owner_edit", args=[decision.pk, "no-such-gap"])).status_code == 404


def test_placing_is_corrected_with_a_reason_and_taken_back(as_lead, decision):
    activity = decision.project.activities.first()
    place = reverse("assurance:placing_edit", args=[decision.pk, activity.pk])
    assert "Enter reason" in as_lead.post(place, {"placing": "told", "reason": " "}).content.decode()
    as_lead.post(place, {"placing": "told", "reason": "Minutes of the day."})
    assert decision.placings.get().reason == "Minutes of the day."
    as_lead.post(place, {"placing": "", "reason": "Wrong minutes."})
    assert decision.placings.count() == 0
    assert as_lead.get(reverse("assurance:placing_edit", args=[decision.pk, ActivityFactory().pk])).status_code == 404


def test_blank_reason_is_refused_by_the_service(decision, officer, lead):
    use = services.propose_evidence(decision.project.activities.first(), decision, officer)
    with pytest.raises(ValidationError):
        services.decline_evidence(use, reason="  ", actor=lead)
    with pytest.raises(ValidationError):
        services.link_evidence(decision, [], [criterion("duty-to-involve:1")], actor=lead)


def test_file_of_evidence_is_read_by_whoever_sees_the_decision(as_lead, client, decision, make_user, lead):
    from crm.core.attachments import may_read, store_upload

    attachment = store_upload(SimpleUploadedFile("notes.txt", b"Notes\n"), lead)
    item = services.add_file(attachment, title="Notes", source="", is_published=False, actor=lead)
    assert not may_read(lead, attachment)
    services.link_evidence(decision, [item], [criterion("duty-to-involve:4")], actor=lead)
    assert may_read(lead, attachment)
    assert not may_read(make_user(role="partner"), attachment)
    assert not may_read(make_user(role="colleague"), attachment)


def test_linked_insight_shows_on_the_page_of_its_activity(as_lead, decision):
    activity = decision.project.activities.first()
    link(decision, activity, "duty-to-involve:2")
    assert "Evidence for" in as_lead.get(activity.get_absolute_url()).content.decode()
    assert decision.title in as_lead.get(decision.project.get_absolute_url()).content.decode()
