import pytest
from django.test import Client

from crm.core import roles
from crm.core.models import User
from tests.partners.factories import AgreementFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role(make_user):
    def sign_in(role) -> Client:
        client = Client()
        client.user = make_user(role=role)
        client.force_login(client.user)
        return client

    return sign_in


def html(client) -> str:
    response = client.get("/desk/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_led_to_the_sign_in(client):
    assert client.get("/desk/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", [*roles.ROLE_LABELS, ()])
def test_every_role_has_a_desk_that_shows_nothing_hidden(as_role, role):
    OrganisationFactory(name="Canary group", visibility="restricted", named_user_ids=[0])
    assert "Canary" not in html(as_role(role))


def test_somebody_without_a_role_is_told_what_to_do(as_role):
    assert "Ask an administrator" in html(as_role(()))


def test_two_roles_get_both_desks(as_role):
    page = html(as_role(("engagement_officer", "administrator")))
    assert "Engagement officer · Administrator" in page and "People and roles" in page and "Gone quiet" in page


def test_partners_never_met_come_first_among_the_quiet(as_role):
    officer = as_role("engagement_officer")
    OrganisationFactory(name="Quiet group", owner=officer.user)
    OrganisationFactory(name="Group of somebody else")
    page = html(officer)
    assert "Quiet group" in page and "Never met" in page and "Group of somebody else" not in page


def test_partner_users_see_what_is_shared(as_role):
    partner = as_role("partner")
    host = AgreementFactory().organisation
    host.partner_memberships.create(user=partner.user)
    OrganisationFactory(name="Shared group", visibility="shared", shared_with_ids=[host.pk])
    assert "Shared group" in html(partner)


def test_numbers_of_the_administrator_open_their_rows(as_role, make_user):
    administrator = as_role("administrator")
    make_user(role="auditor", is_active=False, name="Leaver")
    assert 'href="/desk/staff/?state=off"' in html(administrator)


def test_cost_does_not_grow_with_rows(as_role, count_queries):
    officer = as_role(("engagement_officer", "assurance_lead"))
    OrganisationFactory(owner=officer.user)
    one = count_queries(officer, "desk:home")
    OrganisationFactory.create_batch(19, owner=officer.user)
    assert count_queries(officer, "desk:home") <= one


def test_shortcuts_are_listed_and_can_be_switched_off(as_role, client):
    assert client.get("/desk/shortcuts/").url.startswith("/accounts/login/")
    officer = as_role("engagement_officer")
    assert "Log an activity" in officer.get("/desk/shortcuts/").content.decode()
    officer.post("/desk/shortcuts/", {})
    assert User.objects.get(pk=officer.user.pk).shortcuts_off
    assert 'data-shortcuts="off"' in html(officer)
    officer.post("/desk/shortcuts/", {"shortcuts_on": "on"})
    assert not User.objects.get(pk=officer.user.pk).shortcuts_off
