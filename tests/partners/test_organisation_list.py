import pytest
from django.urls import reverse

from partners.models import Place
from tests.partners.factories import AgreementFactory, IdentifierFactory, OrganisationFactory, OrganisationTypeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/partners/"


def html(client, **query) -> str:
    response = client.get(ADDRESS, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_led_to_the_sign_in(client):
    assert client.get(ADDRESS).url.startswith("/accounts/login/")


def test_the_address_is_stable():
    assert reverse("partners:organisation_list") == ADDRESS


def test_restricted_partners_are_not_listed_counted_or_suggested(officer):
    OrganisationFactory(name="Canary group", visibility="restricted", named_user_ids=[0])
    page = html(officer)
    assert "Canary" not in page and "No partners yet" in page


def test_partner_users_see_only_what_is_shared_with_them_and_no_names_of_ours(as_role, make_user):
    partner = as_role("partner")
    keeper = make_user(role="engagement_officer", name="Keeper of things")
    host = AgreementFactory().organisation
    host.partner_memberships.create(user=partner.user)
    OrganisationFactory(name="Shared group", visibility="shared", shared_with_ids=[host.pk], owner=keeper)
    OrganisationFactory(name="Open group", owner=keeper)
    page = html(partner)
    assert "Shared group" in page
    assert "Open group" not in page and "Keeper of things" not in page


def test_an_ended_agreement_shows_nothing_more(as_role):
    partner = as_role("partner")
    host = AgreementFactory(ends_on="2026-01-31").organisation
    host.partner_memberships.create(user=partner.user)
    OrganisationFactory(name="Shared group", visibility="shared", shared_with_ids=[host.pk])
    assert "Shared group" not in html(partner)


def test_words_find_names_other_names_and_numbers(officer):
    named = OrganisationFactory(name="Carers of Swale")
    OrganisationFactory(name="Renamed").other_names.create(name="Swale carers before")
    IdentifierFactory(organisation=OrganisationFactory(name="Registered"), value="1093548")
    page = html(officer, q="carers swale")
    assert named.name in page and "Renamed" in page and "Registered" not in page
    assert "Registered" in html(officer, q="1093548")


def test_filters_by_type_district_and_deprivation(officer):
    kind = OrganisationTypeFactory(code="test-kind", label="Test kind")
    district = Place.objects.create(code="TEST01", name="Testbourne", kind="district")
    group = OrganisationFactory(name="Poor place group", district=district, decile=1, decile_release="IMD 2025")
    group.types.add(kind)
    OrganisationFactory(name="Other group", decile=9, decile_release="IMD 2025")
    for query in ({"type": "test-kind"}, {"district": "TEST01"}, {"decile": "1-2"}):
        page = html(officer, **query)
        assert "Poor place group" in page and "Other group" not in page, query
    assert "Testbourne · decile 1" in html(officer)


def test_archived_partners_show_when_asked_for(officer):
    OrganisationFactory(name="Closed group", archived_at="2026-01-01T00:00Z", archived_reason="Closed")
    assert "Closed group" not in html(officer)
    assert "Closed group" in html(officer, archived="archived")


def test_a_postcode_that_is_not_found_is_shown_as_such(officer):
    OrganisationFactory(postcode="ZZ1 1ZZ", postcode_state="not_found")
    assert "Postcode not found" in html(officer)


@pytest.mark.parametrize("query", ["type=nothing", "district=%00", "decile=11", "sort=password", "page=-1", "team=abc", "owner=999999999999999999999"])
def test_nonsense_in_the_address_breaks_nothing(officer, query):
    assert officer.get(f"{ADDRESS}?{query}").status_code == 200


def test_cost_does_not_grow_with_rows(officer, count_queries):
    kind = OrganisationTypeFactory()
    OrganisationFactory().types.add(kind)
    one = count_queries(officer, "partners:organisation_list")
    for organisation in OrganisationFactory.create_batch(19):
        organisation.types.add(kind)
    assert count_queries(officer, "partners:organisation_list") == one
    assert one <= 12


def test_a_partner_met_on_a_day_not_known_is_not_called_never_met(officer):
    from activities.models import Activity, ActivityType

    kind, _made = ActivityType.objects.get_or_create(code="meeting", defaults={"label": "Meeting"})
    met, day = OrganisationFactory(name="Met some day"), OrganisationFactory(name="Met in March")
    Activity.objects.create(title="Undated", type=kind, date_precision="unknown", date_note="not stated").organisations.add(met)
    Activity.objects.create(title="Dated", type=kind, date_from="2026-03-10").organisations.add(day)
    OrganisationFactory(name="Stranger")
    page = html(officer)
    assert "Met, date not known" in page and "10 Mar 2026" in page and page.count("Never met") == 2  # the row, and the filter's choice
    never = html(officer, contact="never")
    assert "Stranger" in never and "Met some day" not in never
