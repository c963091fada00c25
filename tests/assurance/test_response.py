"""You said, we did: from insight of a decision to the public page, and back."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assurance import services
from assurance.models import Response
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, ResponseFactory

pytestmark = pytest.mark.django_db
WORDS = {"you_said": "Hours clash with work.", "answer": "cannot", "we_did": "We cannot open later this year."}


@pytest.fixture
def insight(decision):
    return InsightFactory(activity=decision.project.activities.first(), state="publishable")


@pytest.fixture
def draft(decision, insight, officer) -> Response:
    return services.draft_response(decision, values=WORDS, insights=[insight], actor=officer)


def new(decision):
    return reverse("assurance:response_new", args=[decision.pk])


def test_doors(closed_door, decision, hidden, draft):
    closed_door("assurance:response_new", decision, hidden, forbidden="auditor")
    kept = ResponseFactory(decision=hidden)
    closed_door("assurance:response_detail", draft, kept)
    closed_door("assurance:response_history", draft, kept)
    for name in ("response_edit", "response_archive", "response_restore"):
        closed_door(f"assurance:{name}", draft, kept, forbidden="auditor")
    closed_door("assurance:response_approve", draft, kept, forbidden="engagement_officer", method="post")
    for name in ("response_withdraw", "response_tell"):
        closed_door(f"assurance:{name}", draft, kept, forbidden="auditor")


def test_stranger_and_partner_do_not_see_the_list(client, make_user):
    assert client.get("/desk/responses/").status_code == 302
    client.force_login(make_user(role="partner"))
    assert client.get("/desk/responses/").status_code == 403


def test_a_response_is_drafted_from_insight_and_not_public(as_lead, decision, insight):
    key = str(uuid.uuid4())
    for _turn in range(2):
        as_lead.post(new(decision), WORDS | {"insights": [insight.pk], "submission_key": key})
    response = Response.objects.get()
    assert list(response.insights.all()) == [insight] and response.published_at is None
    assert Response.objects.public().count() == 0


def test_insight_of_another_decision_cannot_be_chosen(as_lead, decision):
    other = InsightFactory()
    page = as_lead.post(new(decision), WORDS | {"insights": [other.pk]})
    assert page.status_code == 200 and Response.objects.count() == 0


def test_missing_words_are_explained_and_kept(as_lead, decision, insight):
    shown = as_lead.post(new(decision), WORDS | {"we_did": "", "insights": [insight.pk]}).content.decode()
    assert "Enter what we did, will do, or why not" in shown and "Hours clash with work." in shown


def test_approved_it_is_public_without_retyping(as_lead, draft, lead):
    as_lead.post(reverse("assurance:response_approve", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.approved_by == lead
    assert list(Response.objects.public().values_list("you_said", flat=True)) == ["Hours clash with work."]


def test_the_author_alone_does_not_approve(draft, officer):
    with pytest.raises(PermissionDenied):
        services.approve_response(draft, on=date(2026, 5, 1), actor=officer)


def test_owner_of_the_decision_approves_what_somebody_else_wrote(insight, decision, officer, make_user):
    decision.owner = make_user(role="colleague")
    decision.save()
    draft = services.draft_response(decision, values=WORDS, insights=[insight], actor=officer)
    assert services.approve_response(draft, on=date(2026, 5, 1), actor=decision.owner).published_at is not None


def test_published_words_are_withdrawn_with_a_reason_before_they_change(as_lead, draft, lead):
    services.approve_response(draft, on=date(2026, 5, 1), actor=lead)
    assert as_lead.get(reverse("assurance:response_edit", args=[draft.pk])).status_code == 403
    with pytest.raises(ValidationError, match="Withdraw it"):
        services.change_response(draft, version=2, values=WORDS, insights=list(draft.insights.all()), actor=lead)
    withdraw = reverse("assurance:response_withdraw", args=[draft.pk])
    assert "Answer the question “Why is it withdrawn?”" in as_lead.post(withdraw, {"reason": ""}).content.decode()
    as_lead.post(withdraw, {"reason": "Wrong figure."})
    assert Response.objects.public().count() == 0


def test_the_second_writer_sees_what_the_first_changed(as_lead, draft, insight):
    edit = reverse("assurance:response_edit", args=[draft.pk])
    as_lead.post(edit, WORDS | {"we_did": "We asked again.", "insights": [insight.pk], "version": 1})
    draft.refresh_from_db()
    assert (draft.we_did, draft.approved_on, draft.version) == ("We asked again.", None, 2)
    stale = as_lead.post(edit, WORDS | {"we_did": "Mine.", "insights": [insight.pk], "version": 1}).content.decode()
    assert "Somebody else changed this" in stale and "We asked again." in stale and "Mine." in stale


def test_contributors_are_told_after_approval(as_lead, draft, lead):
    tell = reverse("assurance:response_tell", args=[draft.pk])
    answers = {"told_on_day": "1", "told_on_month": "6", "told_on_year": "2026", "channel": "E-mail"}
    assert "Approve the response before" in as_lead.post(tell, answers).content.decode()
    services.approve_response(draft, on=date(2026, 5, 1), actor=lead)
    as_lead.post(tell, answers)
    draft.refresh_from_db()
    assert (draft.told_on, draft.channel) == (date(2026, 6, 1), "E-mail")


def test_response_to_a_kept_decision_is_not_published(lead):
    decision = DecisionFactory(visibility="restricted", named_user_ids=[lead.pk])
    draft = services.draft_response(decision, values=WORDS, insights=[InsightFactory()], actor=lead)
    assert draft.visibility == "restricted"
    with pytest.raises(ValidationError):
        services.approve_response(draft, on=date(2026, 5, 1), actor=lead)


def test_archived_response_is_not_published(draft, lead):
    from crm.core.services import archive

    archive(draft, reason="Written twice.", actor=lead)
    with pytest.raises(ValidationError, match="archived"):
        services.approve_response(draft, on=date(2026, 5, 1), actor=lead)


def test_the_database_publishes_only_what_is_approved(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=draft.pk).update(published_at="2026-05-01T10:00:00Z")


def test_list_shows_state_and_hides_hidden(as_lead, draft, hidden, count_queries):
    one = count_queries(as_lead, "assurance:response_list")
    ResponseFactory(decision=hidden, you_said="CANARY-1")
    ResponseFactory(you_said="CANARY-2", visibility="restricted", named_user_ids=[0])
    ResponseFactory.create_batch(18, decision=draft.decision)
    assert count_queries(as_lead, "assurance:response_list") == one
    shown = as_lead.get("/desk/responses/").content.decode()
    assert "CANARY" not in shown and "Draft" in shown and draft.reference in shown


def test_it_shows_on_the_timeline_of_the_partner_who_said_it(as_lead, draft, lead):
    from partners.models import Organisation

    partner = Organisation.objects.create(name="Carers’ group")
    draft.insights.first().activity.organisation_links.create(organisation=partner)
    services.approve_response(draft, on=date(2026, 5, 1), actor=lead)
    assert "Hours clash with work." in as_lead.get(partner.get_absolute_url()).content.decode()


def test_hidden_insight_is_not_named_on_the_page(as_lead, draft, officer):
    kept = ActivityFactory(visibility="restricted", named_user_ids=[officer.pk])
    draft.insights.add(InsightFactory(activity=kept, paraphrase="CANARY", visibility="restricted", named_user_ids=[officer.pk]))
    assert "CANARY" not in as_lead.get(draft.get_absolute_url()).content.decode()


def test_an_editors_desk_says_what_waits_and_where_all_answers_are(client, make_user, draft):
    client.force_login(make_user(role="communications_editor"))
    waiting = client.get("/desk/").content.decode()
    assert draft.get_absolute_url() in waiting and "No answer to people waits." not in waiting
    Response.objects.update(told_on=date(2026, 6, 1))
    empty = client.get("/desk/").content.decode()
    assert "No answer to people waits." in empty and f'href="{reverse("assurance:response_list")}"' in empty
