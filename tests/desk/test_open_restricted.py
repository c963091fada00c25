"""A restricted record opens to two roles only, with a reason, for a while, on record."""

import pytest
from django.test import Client
from django.utils import timezone

from crm.core import roles
from crm.core.models import AccessGrant, AuditEvent
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
MAY = [roles.IG_LEAD, roles.AUDITOR]


@pytest.fixture
def hidden(db):
    return OrganisationFactory(name="Canary group", visibility="restricted", named_user_ids=[0])


@pytest.fixture
def as_role(make_user):
    def sign_in(role) -> Client:
        client = Client()
        client.user = make_user(role=role)
        client.force_login(client.user)
        return client

    return sign_in


def address(record) -> str:
    return f"/desk/open-restricted/organisation/{record.pk}/"


def test_a_stranger_is_led_to_the_sign_in(client, hidden):
    assert client.get(address(hidden)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", [role for role in roles.ROLE_LABELS if role not in MAY])
def test_other_roles_may_not_use_the_page(as_role, hidden, role):
    client = as_role(role)
    for known in (address(hidden), "/desk/open-restricted/organisation/999999/"):
        assert client.get(known).status_code == 403
        assert client.post(known, {"reason": "Curious"}).status_code == 403
    assert client.get("/desk/open-restricted/", {"reference": hidden.reference}).status_code == 403
    assert not AccessGrant.objects.exists()


@pytest.mark.parametrize("role", MAY)
def test_a_reason_opens_it_on_record(as_role, hidden, role):
    client = as_role(role)
    page = client.get(address(hidden)).content.decode()
    assert hidden.reference in page and "Canary" not in page
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "There is a problem" in client.post(address(hidden), {"reason": " "}).content.decode()
    assert client.post(address(hidden), {"reason": "Subject access request"}).url == hidden.get_absolute_url()
    assert client.get(hidden.get_absolute_url()).status_code == 200
    event = AuditEvent.objects.get(table_name="core_accessgrant")
    assert (event.actor, event.reason) == (f"user:{client.user.pk}", "Subject access request")
    assert "Subject access request" in client.get("/desk/").content.decode()


def test_it_closes_again(as_role, hidden):
    client = as_role("ig_lead")
    client.post(address(hidden), {"reason": "Subject access request"})
    AccessGrant.objects.update(expires_at=timezone.now())
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_the_desk_lists_restricted_records_by_reference_only(as_role, hidden):
    page = as_role("auditor").get("/desk/").content.decode()
    assert hidden.reference in page and "Canary" not in page


def test_a_reference_leads_to_the_page(as_role, hidden):
    client = as_role("ig_lead")
    assert client.get("/desk/open-restricted/", {"reference": hidden.reference.lower()}).url == address(hidden)
    for reference in ("", "nonsense", "PACK-1", "ORG-99999999999999999999"):
        assert client.get("/desk/open-restricted/", {"reference": reference}).status_code == 404


def test_open_and_unknown_records_have_no_such_page(as_role):
    client, seen = as_role("ig_lead"), OrganisationFactory()
    assert client.get(address(seen)).status_code == 404
    assert client.get("/desk/open-restricted/nothing/1/").status_code == 404
