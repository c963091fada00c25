"""Pages of what people said and of promises."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Commitment, Insight
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory, ProjectFactory, ThemeFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def url(name: str, record) -> str:
    return reverse(f"activities:{name}", args=[record.pk])


def test_a_point_is_written_down_at_its_activity_once(officer):
    activity, theme = ActivityFactory(visibility="restricted", named_user_ids=[officer.user.pk]), ThemeFactory()
    address = f"{reverse('activities:insight_new')}?activity={activity.reference}"
    assert "Who sees the activity sees this too" in officer.get(address).content.decode()
    data = {"paraphrase": "The bus is late.", "themes": [theme.pk], "sentiment": "negative", "submission_key": str(uuid.uuid4())}
    for _press in range(2):
        assert officer.post(address, data).url == activity.get_absolute_url()
    point = Insight.objects.get()
    assert (point.activity, point.visibility, list(point.themes.all())) == (activity, "restricted", [theme])


def test_nothing_is_written_down_at_a_hidden_activity(officer):
    hidden = ActivityFactory(visibility="restricted", named_user_ids=[0])
    for name in ("insight_new", "commitment_new"):
        assert officer.get(reverse(f"activities:{name}"), {"activity": hidden.pk}).status_code == 404
        assert officer.get(reverse(f"activities:{name}"), {"activity": "x"}).status_code == 404


def test_a_quote_without_consent_is_explained(officer):
    response = officer.post(reverse("activities:insight_new"), {"paraphrase": "Late.", "quote": "It is late", "visibility": "organisation"})
    assert "A quote needs consent" in response.content.decode() and not Insight.objects.exists()


def test_the_writer_does_not_check_alone_but_an_assurance_lead_may(officer, as_role):
    own = InsightFactory(created_by=officer.user)
    assert officer.get(url("insight_check", own)).status_code == 403
    assert "somebody else checks it" in officer.get(own.get_absolute_url()).content.decode()
    lead = as_role("assurance_lead")
    assert lead.get(url("insight_check", InsightFactory(created_by=lead.user))).status_code == 200


def test_a_check_is_two_statements_signed(officer):
    point = InsightFactory()
    refused = officer.post(url("insight_check", point), {"version": 1, "no_personal_data": "on"})
    assert "true to its source" in refused.content.decode()
    officer.post(url("insight_check", point), {"version": 1, "no_personal_data": "on", "is_true": "on", "may_publish": "on"})
    point.refresh_from_db()
    assert (point.state, point.checked_by) == (Insight.State.PUBLISHABLE, officer.user)


def test_a_check_of_old_wording_asks_to_read_again(officer):
    point = InsightFactory()
    officer.post(url("insight_edit", point), {"paraphrase": "New wording", "visibility": "organisation", "version": 1})
    page = officer.post(url("insight_check", point), {"version": 1, "no_personal_data": "on", "is_true": "on"}).content.decode()
    assert "changed while you were reading" in page and "New wording" in page and 'value="2"' in page
    point.refresh_from_db()
    assert point.state == Insight.State.DRAFT


def test_the_second_editor_of_a_point_sees_both_versions(officer):
    point = InsightFactory()
    officer.post(url("insight_edit", point), {"paraphrase": "First", "visibility": "organisation", "version": 1})
    page = officer.post(url("insight_edit", point), {"paraphrase": "Second", "visibility": "organisation", "version": 1}).content.decode()
    assert "First" in page and "Second" in page and "Somebody else changed this" in page


def test_a_promise_is_made_kept_and_opened_again(officer):
    partner, project = OrganisationFactory(), ProjectFactory()
    address = f"{reverse('activities:commitment_new')}?partner={partner.pk}&project={project.reference}"
    assert f'value="organisation:{partner.pk}"' in officer.get(address).content.decode()
    data = {"text": "We will send the findings.", "organisation": f"organisation:{partner.pk}", "project": project.pk, "visibility": "organisation"}
    officer.post(address, data)
    promise = Commitment.objects.get()
    assert (promise.organisation, promise.project) == (partner, project)
    assert (
        promise.reference in officer.get(partner.get_absolute_url()).content.decode()
        or promise.text in officer.get(partner.get_absolute_url()).content.decode()
    )
    today = timezone.localdate()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert "how it was kept" in officer.post(url("commitment_close", promise), {"state": "kept", "proof": "", **day}).content.decode()
    ahead = {**day, "on_year": today.year + 1, "on_day": 1}
    assert "later day than today" in officer.post(url("commitment_close", promise), {"state": "kept", "proof": "x", **ahead}).content.decode()
    officer.post(url("commitment_close", promise), {"state": "kept", "proof": "Letter of today", **day})
    promise.refresh_from_db()
    assert (promise.state, promise.closed_on) == ("kept", today)
    assert "already closed" in officer.post(url("commitment_close", promise), {"state": "kept", "proof": "x", **day}).content.decode()
    officer.post(url("commitment_reopen", promise), {"reason": "It came back"})
    promise.refresh_from_db()
    assert promise.state == "open"


def test_an_edit_of_a_promise_keeps_what_its_editor_cannot_see(officer):
    hidden = ProjectFactory(visibility="restricted", named_user_ids=[0])
    partner = OrganisationFactory(visibility="restricted", named_user_ids=[0])
    promise = CommitmentFactory(project=hidden, organisation=partner)
    officer.post(url("commitment_edit", promise), {"text": "New words", "visibility": "organisation", "version": 1})
    promise.refresh_from_db()
    assert (promise.text, promise.project, promise.organisation) == ("New words", hidden, partner)


@pytest.mark.parametrize("factory", [InsightFactory, CommitmentFactory])
def test_archive_and_restore(officer, factory):
    record = factory()
    kind = record._meta.model_name
    officer.post(url(f"{kind}_archive", record), {"reason": "Written twice"})
    record.refresh_from_db()
    assert record.archived_reason == "Written twice"
    officer.post(url(f"{kind}_restore", record), {"reason": "It was not"})
    record.refresh_from_db()
    assert record.archived_at is None


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "a\x00b", "😀" * 1001])
def test_hostile_points_round_trip_or_are_explained(officer, text):
    response = officer.post(reverse("activities:insight_new"), {"paraphrase": text, "visibility": "organisation"}, follow=True)
    page = response.content.decode()
    assert "<script>alert(1)" not in page
    if len(text) > 1000:
        assert "1000 characters or fewer" in page
    else:
        assert Insight.objects.get().paraphrase == text.replace("\x00", "")
