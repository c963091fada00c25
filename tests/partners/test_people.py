"""Pages of people: contact details, so they are closed to colleagues and partner users."""

from datetime import date

import pytest
from django.utils import timezone

from crm.core.models import AuditEvent
from partners.models import Person
from tests.partners.factories import OrganisationFactory, PersonFactory, RoleFactory

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_the_sign_in(client):
    for address in ("/desk/people/", "/desk/people/1/", "/desk/people/new/"):
        assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["colleague", "partner"])
def test_colleagues_and_partner_users_may_not_open_people(as_role, role):
    client, person = as_role(role), PersonFactory()
    for address in ("/desk/people/", "/desk/people/new/", person.get_absolute_url(), f"/desk/people/{person.pk}/history/", f"/desk/people/{person.pk}/edit/"):
        assert client.get(address).status_code == 403, address


def test_an_auditor_reads_and_changes_nothing(as_role, person_post):
    auditor, person = as_role("auditor"), PersonFactory()
    assert auditor.get(person.get_absolute_url()).status_code == 200
    assert auditor.post(f"/desk/people/{person.pk}/edit/", person_post(version=1)).status_code == 403
    assert auditor.post(f"/desk/people/{person.pk}/archive/", {"reason": "x"}).status_code == 403


def test_hidden_people_are_not_there(officer):
    hidden = PersonFactory(name="Canary", visibility="restricted", named_user_ids=[0])
    assert officer.get(hidden.get_absolute_url()).status_code == 404
    assert "Canary" not in officer.get("/desk/people/").content.decode()


def test_people_are_shared_with_nobody(officer, person_post):
    page = officer.get("/desk/people/new/").content.decode()
    assert 'value="shared"' not in page and "shared_with" not in page
    assert officer.post("/desk/people/new/", person_post(visibility="shared")).status_code == 200
    assert not Person.objects.exists()


def test_a_person_that_was_shared_once_is_for_all_staff(officer, person_post):
    group = OrganisationFactory()
    person = PersonFactory(visibility="shared", shared_with_ids=[group.pk])
    assert officer.get(f"/desk/people/{person.pk}/edit/").context["form"]["visibility"].value() == "organisation"
    assert officer.post(f"/desk/people/{person.pk}/edit/", person_post(version=1, visibility="organisation")).status_code == 302
    person.refresh_from_db()
    assert (person.visibility, person.shared_with_ids) == ("organisation", [])


def test_the_list_shows_roles_now_and_filters_by_organisation(officer):
    group = OrganisationFactory(name="Carers group")
    RoleFactory(person=PersonFactory(name="Lead one"), organisation=group, role="Chair")
    RoleFactory(person=PersonFactory(name="Lead two"), role="Treasurer", valid_to=date(2020, 1, 1))
    page = officer.get("/desk/people/", {"organisation": "carers"}).content.decode()
    assert "Lead one" in page and "Chair, Carers group" in page and "Lead two" not in page
    assert "Treasurer" not in officer.get("/desk/people/").content.decode()


def test_cost_of_the_list_does_not_grow_with_rows(officer, count_queries):
    RoleFactory()
    one = count_queries(officer, "partners:person_list")
    RoleFactory.create_batch(19)
    assert count_queries(officer, "partners:person_list") == one
    assert one <= 12


def test_cost_of_a_person_does_not_grow_with_roles(officer, count_queries):
    person = PersonFactory()
    RoleFactory(person=person)
    one = count_queries(officer, "partners:person_detail", person.pk)
    RoleFactory.create_batch(19, person=person)
    assert count_queries(officer, "partners:person_detail", person.pk) == one
    assert one <= 15


def test_a_person_is_added_with_a_role(officer, person_post):
    group = OrganisationFactory(name="Carers group")
    rows = {"roles-0-organisation": f"organisation:{group.pk}", "roles-0-role": "Chair", "roles-0-valid_from_year": "2024", "roles-0-valid_from_month": "1"}
    page = officer.post("/desk/people/new/", person_post(email="lead@example.org") | rows).content.decode()
    assert "From must include a day" in page and not Person.objects.exists()
    response = officer.post("/desk/people/new/", person_post(email="lead@example.org") | rows | {"roles-0-valid_from_day": "15"})
    person = Person.objects.get()
    assert response.url == person.get_absolute_url()
    assert (person.roles.get().organisation, person.roles.get().role) == (group, "Chair")
    assert "Chair" in officer.get(person.get_absolute_url()).content.decode()


def test_an_address_is_kept_once(officer, person_post):
    PersonFactory(email="lead@example.org")
    page = officer.post("/desk/people/new/", person_post(email="LEAD@example.org")).content.decode()
    assert "Somebody with this e-mail address is already here." in page
    assert Person.objects.count() == 1


def test_a_role_at_a_hidden_partner_survives_an_edit_by_somebody_who_cannot_see_it(officer, person_post):
    hidden = OrganisationFactory(name="Canary", visibility="restricted", named_user_ids=[0])
    person = PersonFactory()
    RoleFactory(person=person, organisation=hidden)
    address = f"/desk/people/{person.pk}/edit/"
    assert "Canary" not in officer.get(address).content.decode()
    assert officer.post(address, person_post(name="New name", version=1)).status_code == 302
    person.refresh_from_db()
    assert person.name == "New name" and person.roles.count() == 1
    assert "Canary" not in officer.get(f"/desk/people/{person.pk}/history/").content.decode()


def test_the_second_editor_sees_what_the_first_changed(officer, person_post, as_role):
    person = PersonFactory(name="Old name")
    address = f"/desk/people/{person.pk}/edit/"
    as_role("assurance_lead").post(address, person_post(name="Their name", version=1))
    page = officer.post(address, person_post(name="My name", version=1)).content.decode()
    assert "Their name" in page and "My name" in page
    person.refresh_from_db()
    assert person.name == "Their name"


def test_permission_to_write_begins_and_ends_on_record(officer):
    person = PersonFactory()
    day = {"valid_from_day": "1", "valid_from_month": "6", "valid_from_year": "2026"}
    data = {"purpose": "Newsletter", "lawful_basis": "consent", "channel": "email", "source": "Form at the event", **day}
    address = f"/desk/people/{person.pk}/permissions/new/"
    assert "There is a problem" in officer.post(address, data | {"source": ""}).content.decode()
    officer.post(address, data)
    permission = person.permissions.get()
    assert "Newsletter" in officer.get(person.get_absolute_url()).content.decode()
    officer.post(f"/desk/people/{person.pk}/permissions/{permission.pk}/end/")
    permission.refresh_from_db()
    assert permission.valid_to == timezone.localdate()
    assert AuditEvent.objects.filter(parent=f"partners_person:{person.pk}", action="end_permission").exists()


def test_archive_and_restore(officer):
    person = PersonFactory()
    officer.post(f"/desk/people/{person.pk}/archive/", {"reason": "Left the organisation"})
    officer.get("/desk/people/")  # the banner with the name is shown once
    assert person.name not in officer.get("/desk/people/").content.decode()
    officer.post(f"/desk/people/{person.pk}/restore/", {"reason": "Came back"})
    person.refresh_from_db()
    assert person.archived_at is None
