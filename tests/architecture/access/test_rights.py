"""What no table of roles can say: named people, team leads, a reason that opens, an agreement that ends, a leaver."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from crm.core.models import AccessGrant, Team, User
from crm.core.services import people
from partners.models import PartnerMembership, SharingAgreement
from tests.architecture.access.walking import WORD
from tests.architecture.access.words import KINDS, canary


@pytest.fixture
def undone(walk):
    """The walk, with everything that the test changes taken back."""
    with transaction.atomic():
        yield walk
        transaction.set_rollback(True)


def sees(walk, letter: str, kind: str, variety: str) -> bool:
    """Whether the reader opens the record and finds its word there."""
    answer = walk.ask(letter, walk.records.of(kind, variety).get_absolute_url())
    assert answer.status in (200, 403, 404)
    assert (canary(kind, variety) in answer.text) == (answer.status == 200)
    return answer.status == 200


@pytest.mark.parametrize("letter", "iu")
def test_a_reason_opens_one_restricted_record_and_no_other(undone, letter):
    decision = undone.records.of("decision", "restricted")
    assert not sees(undone, letter, "decision", "restricted")
    undone.clients[letter].post(f"/desk/open-restricted/decision/{decision.pk}/", {"reason": "A complaint"})
    assert sees(undone, letter, "decision", "restricted")
    assert canary("decision", "restricted") in undone.ask(letter, f"/desk/search/?q={canary('decision', 'restricted')}").html
    assert [kind for kind in KINDS if kind != "decision" and sees(undone, letter, kind, "restricted")] == []
    assert not sees(undone, "d", "decision", "restricted") and not sees(undone, "e", "decision", "restricted")
    AccessGrant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not sees(undone, letter, "decision", "restricted")


@pytest.mark.parametrize("letter", "ecabdlp")
def test_nobody_else_opens_restricted_records(undone, letter):
    address = f"/desk/open-restricted/decision/{undone.records.of('decision', 'restricted').pk}/"
    assert undone.ask(letter, address, {"reason": "I am the administrator"}).status == 403
    AccessGrant.objects.create(
        user=undone.records.users[letter], kind="decision", object_id=undone.records.of("decision", "restricted").pk, reason="Past the page",
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    assert not sees(undone, letter, "decision", "restricted")


def test_named_people_team_leads_and_the_team_see_what_is_kept_to_them(undone):
    records = undone.records
    undone.clients["e"].force_login(records.named)
    assert [kind for kind in KINDS if undone.clients["e"].get(records.of(kind, "restricted").get_absolute_url()).status_code != 200] == []
    lead = records.users["b"]
    Team.objects.filter(pk=records.team.pk).update(lead=lead)
    assert sees(undone, "b", "activity", "restricted") and sees(undone, "b", "activity", "team")
    User.objects.filter(pk=records.users["c"].pk).update(team=records.team)
    assert sees(undone, "c", "activity", "team") and not sees(undone, "c", "activity", "restricted")


@pytest.mark.parametrize("ending", ["agreement", "membership"])
def test_after_the_agreement_a_partner_user_sees_nothing(undone, ending):
    records, shared = undone.records, ("organisation", "project", "activity", "insight", "commitment")
    file = f"/desk/files/{records.of('file', 'shared').pk}/"
    assert all(sees(undone, "p", kind, "shared") for kind in shared) and undone.ask("p", file).status == 200
    if ending == "agreement":
        yesterday = timezone.localdate() - timedelta(days=1)
        SharingAgreement.objects.filter(organisation=records.home).update(ends_on=yesterday)
    else:
        PartnerMembership.objects.filter(user=records.users["p"]).delete()
    assert [kind for kind in shared if sees(undone, "p", kind, "shared")] == []
    assert undone.ask("p", file).status == 404
    for address in ("/desk/", "/desk/partners/", "/desk/activities/", "/desk/projects/", f"/desk/search/?q={canary('activity', 'shared')[:-2]}"):
        answer = undone.ask("p", address)
        assert answer.status == 200 and WORD.findall(answer.html) == []


@pytest.mark.parametrize("letter", "elp")
def test_a_leaver_is_signed_out_at_once(undone, letter):
    user = undone.records.users[letter]
    client = Client()
    client.force_login(user)
    assert client.get("/desk/").status_code == 200
    people.switch_off(user, reason="Left", actor=undone.records.users["d"])
    for address in ("/desk/", "/desk/partners/", "/desk/search/?q=zq", f"/desk/files/{undone.records.of('file', 'open').pk}/", "/cms/"):
        assert client.get(address).status_code == 302, address
    assert client.post("/desk/partners/new/", {"name": "After leaving"}).status_code == 302


def test_a_leaver_whose_session_is_left_over_is_nobody(undone):
    User.objects.filter(pk=undone.records.users["e"].pk).update(is_active=False)
    answer = undone.ask("e", "/desk/partners/")
    assert answer.status == 302 and "/accounts/login/" in answer.text


def test_roles_taken_away_take_their_rights_with_the_next_request(undone):
    user = undone.records.users["e"]
    assert undone.ask("e", "/desk/partners/new/").status == 200
    user.groups.clear()
    assert undone.ask("e", "/desk/partners/new/").status == 403
    assert "zqopen" not in undone.ask("e", "/desk/partners/").html
