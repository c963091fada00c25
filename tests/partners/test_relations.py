"""Relations, successors, sharing agreements and partner users."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from partners.sharing import organisations_shared_with
from tests.partners.factories import AgreementFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def day(name: str, value: date) -> dict:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


@pytest.mark.parametrize("page", ["relations/new/", "successor/", "sharing/", "sharing/new/", "sharing/users/new/"])
def test_strangers_hidden_and_forbidden(client, officer, as_role, page):
    hidden, seen = OrganisationFactory(visibility="restricted", named_user_ids=[0]), OrganisationFactory()
    assert client.get(f"/desk/partners/{seen.pk}/{page}").url.startswith("/accounts/login/")
    assert officer.get(f"/desk/partners/{hidden.pk}/{page}").status_code == 404
    assert as_role("auditor").get(f"/desk/partners/{seen.pk}/{page}").status_code == 403


def test_a_relation_is_recorded_once(officer):
    ours, other = OrganisationFactory(), OrganisationFactory()
    data = {"kind": "works_with", "other": f"organisation:{other.pk}"}
    address = f"/desk/partners/{ours.pk}/relations/new/"
    assert officer.post(address, data).status_code == 302
    assert "already recorded" in officer.post(address, data).content.decode()
    assert ours.relationships.count() == 1


def test_an_unknown_name_comes_back_as_a_question(officer):
    ours = OrganisationFactory()
    OrganisationFactory(name="Carers of Swale")
    page = officer.post(f"/desk/partners/{ours.pk}/relations/new/", {"kind": "works_with", "other_text": "carers"}).content.decode()
    assert "Carers of Swale" in page and ours.relationships.count() == 0


def test_a_successor_closes_the_predecessor_and_never_goes_in_a_circle(officer):
    old, new = OrganisationFactory(name="Old body"), OrganisationFactory(name="New body")
    data = {"other": f"organisation:{new.pk}", **day("on", date(2022, 7, 1)), "note": "The order"}
    assert officer.post(f"/desk/partners/{old.pk}/successor/", data).status_code == 302
    old.refresh_from_db()
    assert old.closed_on == date(2022, 7, 1)
    back = data | {"other": f"organisation:{old.pk}"}
    assert "came before" in officer.post(f"/desk/partners/{new.pk}/successor/", back).content.decode()


def test_an_agreement_opens_and_its_end_closes_what_is_shared(officer, make_user):
    organisation, partner = OrganisationFactory(), make_user(role="partner")
    organisation.partner_memberships.create(user=partner)
    data = {"purpose": "Shared programmes", **day("signed_on", timezone.localdate() - timedelta(days=1))}
    assert officer.post(f"/desk/partners/{organisation.pk}/sharing/new/", data).status_code == 302
    assert organisations_shared_with(partner) == [organisation.pk]
    agreement = organisation.sharing_agreements.get()
    officer.post(f"/desk/partners/{organisation.pk}/sharing/{agreement.pk}/end/")
    agreement.refresh_from_db()
    assert agreement.ends_on == timezone.localdate()


def test_only_administrators_name_partner_users_and_only_partner_users_are_named(officer, as_role, make_user):
    organisation = AgreementFactory().organisation
    partner, colleague = make_user(role="partner"), make_user(role="colleague")
    address = f"/desk/partners/{organisation.pk}/sharing/users/new/"
    assert officer.post(address, {"user": partner.pk}).status_code == 403
    administrator = as_role("administrator")
    assert administrator.post(address, {"user": colleague.pk}).status_code == 200
    assert administrator.post(address, {"user": partner.pk}).status_code == 302
    membership = organisation.partner_memberships.get()
    assert membership.user == partner
    administrator.post(f"/desk/partners/{organisation.pk}/sharing/users/{membership.pk}/remove/")
    assert not organisation.partner_memberships.exists()
