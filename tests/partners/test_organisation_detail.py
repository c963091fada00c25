from datetime import date

import pytest

from partners.models import Relationship, Succession
from tests.partners.factories import IdentifierFactory, OrganisationFactory, PersonFactory, RoleFactory

pytestmark = pytest.mark.django_db


def html(client, organisation, **query) -> str:
    response = client.get(organisation.get_absolute_url(), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_led_to_the_sign_in(client):
    assert client.get("/desk/partners/1/").url.startswith("/accounts/login/")


def test_hidden_and_missing_answer_alike(officer):
    hidden = OrganisationFactory(visibility="restricted", named_user_ids=[0])
    assert officer.get(hidden.get_absolute_url()).status_code == 404
    assert officer.get(f"/desk/partners/{hidden.pk + 9999}/").status_code == 404


def test_it_says_what_is_known_and_what_is_not(officer):
    organisation = OrganisationFactory(name="Healthwatch Kent", postcode="ZZ1 1ZZ", postcode_state="not_found")
    IdentifierFactory(organisation=organisation, value="1093548")
    organisation.other_names.create(name="Kent LINk")
    page = html(officer, organisation)
    for words in ("1093548", "Kent LINk", "Postcode ZZ1 1ZZ is not in the loaded geography", organisation.reference, "Log an activity"):
        assert words in page


def test_deprivation_names_its_release(officer):
    page = html(officer, OrganisationFactory(postcode="ME10 4BJ", postcode_state="found", decile=2, decile_release="IMD 2025"))
    assert "Decile 2 of 10, where 1 is most deprived (IMD 2025)" in page


def test_colleagues_see_the_partner_without_contact_details(as_role):
    organisation = OrganisationFactory(email="canary@example.org", phone="01234 canary")
    RoleFactory(organisation=organisation, person=PersonFactory(name="Canary person"))
    page = html(as_role("colleague"), organisation)
    assert organisation.name in page
    assert "canary" not in page.lower()


def test_partner_users_see_a_shared_partner_without_contacts_owner_or_source(as_role, make_user):
    from tests.partners.factories import AgreementFactory

    partner = as_role("partner")
    host = AgreementFactory().organisation
    host.partner_memberships.create(user=partner.user)
    owner = make_user(role="engagement_officer", name="Canary owner")
    organisation = OrganisationFactory(visibility="shared", shared_with_ids=[host.pk], email="canary@example.org", owner=owner, source="canary list")
    page = html(partner, organisation)
    assert organisation.name in page and "canary" not in page.lower()


def test_people_stand_with_their_roles_now_and_before(officer):
    organisation = OrganisationFactory()
    RoleFactory(organisation=organisation, person=PersonFactory(name="Present lead"), role="Chair")
    RoleFactory(organisation=organisation, person=PersonFactory(name="Former lead"), role="Chair", valid_to=date(2020, 3, 31))
    RoleFactory(organisation=organisation, person=PersonFactory(name="Canary lead", visibility="restricted", named_user_ids=[0]))
    page = html(officer, organisation)
    assert page.index("Present lead") < page.index("Former lead")
    assert "Canary" not in page


def test_relations_show_both_ways_but_no_hidden_partner(officer):
    ours, host, follower = OrganisationFactory(name="Ours"), OrganisationFactory(name="Host body"), OrganisationFactory(name="Follower")
    hidden = OrganisationFactory(name="Canary body", visibility="restricted", named_user_ids=[0])
    Relationship.objects.create(organisation=host, other=ours, kind="hosts")
    Relationship.objects.create(organisation=ours, other=hidden, kind="works_with")
    Succession.objects.create(predecessor=ours, successor=follower, on=date(2022, 7, 1))
    page = html(officer, ours)
    assert "Host body" in page and "was followed by" in page and "Follower" in page and "Canary" not in page
    assert "followed" in html(officer, follower)


def test_a_training_example_is_marked(officer):
    assert "Training example, not real" in html(officer, OrganisationFactory(is_training=True))


def test_cost_does_not_grow_with_what_belongs_to_it(officer, count_queries):
    organisation = OrganisationFactory()
    one = count_queries(officer, "partners:organisation_detail", organisation.pk)
    for _turn in range(20):
        RoleFactory(organisation=organisation)
        IdentifierFactory(organisation=organisation)
        Relationship.objects.create(organisation=organisation, other=OrganisationFactory(), kind="works_with")
    assert count_queries(officer, "partners:organisation_detail", organisation.pk) == one
    assert one <= 15


def test_who_held_a_role_on_a_day(officer, as_role):
    organisation = OrganisationFactory()
    RoleFactory(organisation=organisation, person=PersonFactory(name="First chair"), valid_from=date(2018, 1, 1), valid_to=date(2020, 3, 31))
    RoleFactory(organisation=organisation, person=PersonFactory(name="Second chair"), valid_from=date(2020, 4, 1))
    address = f"{organisation.get_absolute_url()}people/"
    page = officer.get(address, {"on_day": "31", "on_month": "3", "on_year": "2020"}).content.decode()
    assert "First chair" in page and "Second chair" not in page
    assert "Second chair" in officer.get(address, {"on": "2020-04-01"}).content.decode()
    assert "real date" in officer.get(address, {"on_day": "31", "on_month": "2", "on_year": "2020"}).content.decode()
    assert as_role("colleague").get(address).status_code == 403
