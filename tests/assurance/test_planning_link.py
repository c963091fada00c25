"""A signed link opens one change to somebody without an account, and nothing else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from assurance.models import ColleagueLink, Decision
from assurance.services.announcing import end_link, invite_colleague
from crm.core.models import AuditEvent
from tests.assurance.factories import DecisionFactory

pytestmark = pytest.mark.django_db
CHANGE = {"title": "A move", "proposal": "The clinic would move.", "role": "Programme manager"}
TEST = {"arranged_by_us": "yes", "limb": "proposal", "affects_manner": "yes", "affects_range": "no", "outcome": "applies", "reason": "People would notice."}


@pytest.fixture
def invited(officer, django_capture_on_commit_callbacks):
    """The link and its token."""
    with django_capture_on_commit_callbacks(execute=True):
        return invite_colleague(role="Programme manager", email="Manager@Example.org", actor=officer, today=timezone.localdate())


def start(token):
    return reverse("planning_start", args=[token])


def test_the_link_is_mailed_and_only_its_hash_is_kept(invited):
    link, token = invited
    assert mail.outbox[-1].to == ["manager@example.org"] and token in mail.outbox[-1].body
    assert token not in str(ColleagueLink.objects.filter(pk=link.pk).values())


def test_announcing_and_answering_without_an_account(client, invited, officer):
    link, token = invited
    assert client.get(start(token)).status_code == 200
    assert client.post(start(token), CHANGE)["Location"] == reverse("planning_test", args=[token])
    decision = Decision.objects.get(title="A move")
    assert (decision.owner, decision.created_by, decision.announcement.role) == (officer, None, "Programme manager")
    assert client.post(reverse("planning_test", args=[token]), TEST)["Location"] == start(token)
    page = client.get(start(token)).content.decode()
    assert "A focused plan" in page and "ICB public involvement" in page
    assert decision.assessments.get().assessed_by is None


def test_history_says_that_it_came_by_the_link(client, invited):
    link, token = invited
    client.post(start(token), CHANGE)
    decision = Decision.objects.get(title="A move")
    line = AuditEvent.objects.get(table_name="assurance_decision", record_key=str(decision.pk), operation="insert")
    assert line.actor == f"link:{link.pk}"


def test_a_link_announces_one_change(client, invited):
    _link, token = invited
    for title in ("A move", "Another"):
        client.post(start(token), CHANGE | {"title": title})
    assert Decision.objects.filter(title__in=["A move", "Another"]).count() == 1


def test_the_link_opens_nothing_else(client, invited):
    DecisionFactory(title="CANARY")
    _link, token = invited
    client.post(start(token), CHANGE)
    assert "CANARY" not in client.get(start(token)).content.decode()
    answer = client.get(reverse("assurance:decision_list"))
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("how", ["ended", "late", "inviter left", "archived", "wrong"])
def test_a_link_that_does_not_work_answers_that_there_is_nothing(client, invited, officer, how):
    link, token = invited
    client.post(start(token), CHANGE)
    if how == "ended":
        end_link(link, actor=officer)
    elif how == "late":
        ColleagueLink.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    elif how == "inviter left":
        type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    elif how == "archived":
        Decision.objects.filter(title="A move").update(archived_at=timezone.now(), archived_reason="Over")
    else:
        token = "x" * 43
    for address in (start(token), reverse("planning_test", args=[token])):
        assert client.get(address).status_code == client.post(address, TEST).status_code == 404


def test_the_cover_is_completed_and_sent_by_the_link(client, invited):
    link, token = invited
    client.post(start(token), CHANGE)
    address = reverse("planning_cover", args=[token])
    assert client.get(address)["Location"] == start(token)  # the questions come first
    client.post(reverse("planning_test", args=[token]), TEST)
    page = client.get(address)
    assert "Nobody has been involved on record" in page.content.decode()
    typed = {"text": "We will ask people in March.", "word_limit": "150", "purpose": []}
    assert client.post(address, typed)["Location"] == start(token)
    cover = Decision.objects.get(title="A move").covers.get()
    assert (cover.text, cover.state) == ("We will ask people in March.", "draft")
    assert client.post(address, typed | {"version": cover.version, "text": "We asked people in March.", "send": "1"}).status_code == 302
    cover.refresh_from_db()
    assert (cover.text, cover.state, Decision.objects.get(title="A move").covers.count()) == ("We asked people in March.", "review", 1)
    actors = set(AuditEvent.objects.filter(table_name="assurance_papercover").values_list("actor", flat=True))
    assert actors == {f"link:{link.pk}"}
    stale = client.post(address, typed | {"version": 1, "text": "Older words"}).content.decode()
    assert "Older words" in stale


def test_pages_of_a_link_are_not_kept_and_tell_nobody_their_address(client, invited):
    answer = client.get(start(invited[1]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin" and answer["X-Robots-Tag"] == "noindex"


def test_ending_twice_is_said(invited, officer):
    link, _token = invited
    end_link(link, actor=officer)
    with pytest.raises(ValidationError, match="ended already"):
        end_link(link, actor=officer)


def test_inviting_by_form_and_ending(as_lead, client, lead):
    as_lead.post(reverse("assurance:colleague_link_new"), {"role": "Manager", "email": "m@example.org"})
    link = ColleagueLink.objects.get()
    page = client.get(reverse("assurance:change_list")).content.decode()
    assert "m@example.org" in page
    client.post(reverse("assurance:colleague_link_end", args=[link.pk]))
    link.refresh_from_db()
    assert link.ended_at is not None


def test_a_wrong_address_is_said_beside_the_field(as_lead):
    page = as_lead.post(reverse("assurance:colleague_link_new"), {"role": "Manager", "email": "nobody"}).content.decode()
    assert "nobody" in page and not ColleagueLink.objects.exists()
