"""Adding and changing partners through the pages."""

import uuid

import pytest
from django.utils import timezone

from crm.core.models import AuditEvent, Team
from partners.models import Organisation
from tests.partners.factories import AgreementFactory, IdentifierFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
NEW = "/desk/partners/new/"
HOSTILE = "\x00\x07<script>alert(1)</script>=cmd|' /C calc'!A0 \u202e'; DROP TABLE x;--"


@pytest.mark.parametrize("role", ["colleague", "partner", "auditor", "administrator", "board_secretary"])
def test_other_roles_may_not_add_or_edit(as_role, role, organisation_post):
    client = as_role(role)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, organisation_post()).status_code == 403
    organisation = OrganisationFactory()
    hidden = role == "partner"
    assert client.get(f"/desk/partners/{organisation.pk}/edit/").status_code == (404 if hidden else 403)
    assert client.post(f"/desk/partners/{organisation.pk}/archive/", {"reason": "x"}).status_code == (404 if hidden else 403)


def test_hidden_partners_cannot_be_edited(officer, organisation_post):
    hidden = OrganisationFactory(visibility="restricted", named_user_ids=[0])
    assert officer.post(f"/desk/partners/{hidden.pk}/edit/", organisation_post(version=1)).status_code == 404


def test_a_new_partner_keeps_its_writer_number_and_other_name(officer, organisation_post):
    data = organisation_post(
        **{
            "identifiers-0-scheme": "GB-COH",
            "identifiers-0-value": "1234567",
            "names-0-name": "Kent LINk",
            "postcode": "zz11zz",
            "submission_key": uuid.uuid4(),
        }
    )
    response = officer.post(NEW, data)
    organisation = Organisation.objects.get()
    assert response.url == organisation.get_absolute_url()
    assert organisation.created_by == officer.user
    assert organisation.postcode == "ZZ1 1ZZ" and organisation.postcode_state == "not_found"
    assert organisation.identifiers.get().value == "01234567"
    assert organisation.other_names.get().name == "Kent LINk"
    event = AuditEvent.objects.filter(table_name="partners_organisation").latest("id")
    assert (event.actor, event.action) == (f"user:{officer.user.pk}", "create")


def test_a_second_press_makes_no_second_partner(officer, organisation_post):
    data = organisation_post(submission_key=uuid.uuid4())
    assert officer.post(NEW, data).status_code == 302
    officer.post(NEW, data | {"is_another": "1"})
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    "stored",
    [
        {"name": "Healthwatch  kent"},
        {"name": "Healthwatch Kent CIC"},
        {"name": "Quite another body", "postcode": "ME10 4BJ"},
    ],
)
def test_likely_duplicates_are_shown_before_saving_and_saved_when_another(officer, organisation_post, stored):
    there = OrganisationFactory(**stored)
    data = organisation_post(postcode="ME10 4BJ")
    page = officer.post(NEW, data).content.decode()
    assert "Is it one of these?" in page and there.reference in page
    assert Organisation.objects.count() == 1
    assert officer.post(NEW, data | {"is_another": "1"}).status_code == 302
    assert Organisation.objects.count() == 2


def test_the_same_number_is_a_likely_duplicate_and_never_saved_twice(officer, organisation_post):
    there = IdentifierFactory(value="1093548").organisation
    data = organisation_post(**{"identifiers-0-scheme": "GB-CHC", "identifiers-0-value": "1093548"})
    assert there.reference in officer.post(NEW, data).content.decode()
    page = officer.post(NEW, data | {"is_another": "1"}).content.decode()
    assert "Another organisation already has this number." in page
    assert Organisation.objects.count() == 1


def test_a_hidden_partner_is_never_given_away_as_a_duplicate(officer, organisation_post):
    OrganisationFactory(name="Healthwatch Kent", visibility="restricted", named_user_ids=[0])
    assert officer.post(NEW, organisation_post()).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter name"),
        ({"name": "x" * 300}, "250 characters or fewer"),
        ({"postcode": "ME10"}, "Enter a full UK postcode"),
        ({"email": "nobody"}, "Enter an e-mail address in the right form"),
        ({"website": "javascript:alert(1)"}, "Enter a web address"),
        ({"opened_on_day": "1", "opened_on_month": "1", "opened_on_year": "1066"}, "must be in or after 1900"),
        ({"identifiers-0-scheme": "GB-CHC", "identifiers-0-value": "12"}, "A charity number has 6 or 7 digits"),
        ({"visibility": "team", "team": ""}, "Choose the team that may see this"),
        ({"visibility": "restricted"}, "Name at least one person"),
        ({"visibility": "shared"}, "Choose at least one partner with a sharing agreement"),
    ],
)
def test_what_is_wrong_is_said_next_to_the_field_and_nothing_is_saved(officer, organisation_post, fields, words):
    page = officer.post(NEW, organisation_post(description="Typed and kept") | fields).content.decode()
    assert words in page and "Typed and kept" in page and "There is a problem" in page
    assert Organisation.objects.count() == 0


def test_hostile_text_is_kept_as_text(officer, organisation_post):
    officer.post(NEW, organisation_post(name=HOSTILE, description=HOSTILE, address=HOSTILE))
    organisation = Organisation.objects.get()
    assert organisation.name == HOSTILE.replace("\x00", "").replace("\x07", "")
    page = officer.get(organisation.get_absolute_url()).content.decode()
    assert "<script>alert" not in page


def test_another_row_can_be_asked_for_without_javascript(officer, organisation_post):
    page = officer.post(NEW, organisation_post(_more="identifiers")).content.decode()
    assert 'name="identifiers-1-value"' in page
    assert Organisation.objects.count() == 0


def edit_post(organisation, organisation_post, **fields) -> dict:
    return organisation_post(name=organisation.name, version=organisation.version, **fields)


def test_a_new_name_keeps_the_old_one_and_the_reason_is_in_the_history(officer, organisation_post):
    organisation = OrganisationFactory(name="Old name")
    officer.post(f"/desk/partners/{organisation.pk}/edit/", edit_post(organisation, organisation_post) | {"name": "New name", "reason": "Renamed in July"})
    organisation.refresh_from_db()
    assert organisation.name == "New name" and organisation.version == 2
    assert organisation.other_names.get().name == "Old name"
    page = officer.get(f"/desk/partners/{organisation.pk}/history/").content.decode()
    for words in ("Old name", "New name", "Renamed in July", officer.user.name):
        assert words in page


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(officer, organisation_post, as_role):
    organisation = OrganisationFactory(name="Old name")
    address = f"/desk/partners/{organisation.pk}/edit/"
    mine = edit_post(organisation, organisation_post) | {"name": "My name"}
    other = as_role("assurance_lead")
    other.post(address, edit_post(organisation, organisation_post) | {"name": "Their name"})
    page = officer.post(address, mine).content.decode()
    assert "Somebody else changed this" in page and "Their name" in page and "My name" in page and other.user.name in page
    organisation.refresh_from_db()
    assert organisation.name == "Their name"
    officer.post(address, mine | {"version": "2"})
    organisation.refresh_from_db()
    assert organisation.name == "My name"


def test_a_stored_number_can_be_closed_and_removed(officer, organisation_post):
    identifier = IdentifierFactory(value="1093548")
    organisation = identifier.organisation
    rows = {
        "identifiers-TOTAL_FORMS": "2",
        "identifiers-INITIAL_FORMS": "1",
        "identifiers-0-id": identifier.pk,
        "identifiers-0-scheme": "GB-CHC",
        "identifiers-0-value": "1093548",
    }
    closed = {"identifiers-0-valid_to_day": "1", "identifiers-0-valid_to_month": "2", "identifiers-0-valid_to_year": "2026"}
    address = f"/desk/partners/{organisation.pk}/edit/"
    assert officer.post(address, edit_post(organisation, organisation_post) | rows | closed).status_code == 302
    identifier.refresh_from_db()
    assert str(identifier.valid_to) == "2026-02-01"
    organisation.refresh_from_db()
    assert officer.post(address, edit_post(organisation, organisation_post) | rows | {"identifiers-0-DELETE": "on"}).status_code == 302
    assert organisation.identifiers.count() == 0


def test_rows_of_another_partner_cannot_be_reached(officer, organisation_post):
    theirs, organisation = IdentifierFactory(value="1093548"), OrganisationFactory()
    rows = {
        "identifiers-TOTAL_FORMS": "1",
        "identifiers-INITIAL_FORMS": "1",
        "identifiers-0-id": theirs.pk,
        "identifiers-0-scheme": "GB-CHC",
        "identifiers-0-value": "7654321",
    }
    page = officer.post(f"/desk/partners/{organisation.pk}/edit/", edit_post(organisation, organisation_post) | rows).content.decode()
    assert "removed by somebody else" in page
    theirs.refresh_from_db()
    assert theirs.value == "1093548"


def test_it_can_be_kept_to_a_team_to_people_or_shared_under_an_agreement(officer, organisation_post, make_user):
    team = Team.objects.create(name="West Kent")
    named = make_user(role="assurance_lead")
    host = AgreementFactory(signed_on=timezone.localdate()).organisation
    expected = [
        ({"visibility": "team", "team": team.pk}, {"team": team}),
        ({"visibility": "restricted", "named_users": [f"user:{named.pk}", f"user:{officer.user.pk}"]}, {"named_user_ids": [named.pk, officer.user.pk]}),
        ({"visibility": "shared", "shared_with": [host.pk]}, {"shared_with_ids": [host.pk]}),
    ]
    for fields, stored in expected:
        officer.post(NEW, organisation_post(**fields) | {"is_another": "1"})
        organisation = Organisation.objects.latest("pk")
        assert {name: getattr(organisation, name) for name in stored} == stored
        assert organisation.visibility == fields["visibility"]


def test_a_partner_closed_to_its_own_writer_leads_back_to_the_list(officer, organisation_post, make_user):
    named = make_user(role="assurance_lead")
    response = officer.post(NEW, organisation_post(visibility="restricted", named_users=[f"user:{named.pk}"]))
    assert response.url == "/desk/partners/"


def test_archive_and_restore_with_a_reason(officer):
    organisation = OrganisationFactory()
    assert "Enter reason" in officer.post(f"/desk/partners/{organisation.pk}/archive/", {"reason": " "}).content.decode()
    officer.post(f"/desk/partners/{organisation.pk}/archive/", {"reason": "Closed in June"})
    organisation.refresh_from_db()
    assert organisation.archived_reason == "Closed in June"
    assert "Closed in June" in officer.get(organisation.get_absolute_url()).content.decode()
    officer.post(f"/desk/partners/{organisation.pk}/restore/", {"reason": "It was another one"})
    organisation.refresh_from_db()
    assert organisation.archived_at is None


def test_history_is_for_those_who_see_contacts(as_role):
    organisation = OrganisationFactory()
    assert as_role("colleague").get(f"/desk/partners/{organisation.pk}/history/").status_code == 403
    assert as_role("auditor").get(f"/desk/partners/{organisation.pk}/history/").status_code == 200
