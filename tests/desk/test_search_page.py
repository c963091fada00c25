import json

import pytest
from django.test import Client

from tests.partners.factories import OrganisationFactory, PersonFactory, RoleFactory

pytestmark = pytest.mark.django_db
HOSTILE = [":*&|!<>'", "'; DROP TABLE x;--", "\x00", "%00", "(((", "x" * 3000, "<script>alert(1)</script>"]


@pytest.fixture
def officer(make_user) -> Client:
    client = Client()
    client.force_login(make_user(role="engagement_officer"))
    return client


def suggested(client, **query) -> list[str]:
    return [item["label"] for item in json.loads(client.get("/desk/search/suggest/", query).content)]


def test_strangers_are_led_to_the_sign_in(client):
    for address in ("/desk/search/?q=a", "/desk/search/suggest/?q=ab"):
        assert client.get(address).url.startswith("/accounts/login/")


def test_a_reference_opens_its_record(officer):
    organisation = OrganisationFactory()
    assert officer.get("/desk/search/", {"q": f"org-{organisation.pk}"}).url == organisation.get_absolute_url()


def test_results_say_what_and_when_they_are(officer):
    OrganisationFactory(name="Stroke group", is_training=True)
    page = officer.get("/desk/search/", {"q": "stroke"}).content.decode()
    assert "Stroke group" in page and "1 record" in page and "Training example" in page


def test_nothing_found_says_what_to_try(officer):
    assert "Nothing found" in officer.get("/desk/search/", {"q": "zzzzqqqq"}).content.decode()
    assert "Nothing found" not in officer.get("/desk/search/").content.decode()


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_breaks_the_pages(officer, typed):
    response = officer.get("/desk/search/", {"q": typed, "kind": typed})
    assert response.status_code == 200 and "<script>alert" not in response.content.decode()
    assert officer.get("/desk/search/suggest/", {"q": typed, "kind": typed}).status_code == 200


def test_cost_does_not_grow_with_results(officer, count_queries):
    OrganisationFactory(name="Stroke group")
    one = count_queries(officer, "desk:search", q="stroke")
    for number in range(19):
        OrganisationFactory(name=f"Stroke group {number}")
    assert count_queries(officer, "desk:search", q="stroke") == one
    assert one <= 12


def test_suggestions_are_of_the_kind_asked_for(officer):
    OrganisationFactory(name="Stroke group")
    RoleFactory(person=PersonFactory(name="Stroke lead"))
    assert suggested(officer, q="stroke", kind="organisation") == ["Stroke group"]
    assert suggested(officer, q="stroke", kind="person") == ["Stroke lead"]
    assert set(suggested(officer, q="stroke", kind="organisation,person")) == {"Stroke group", "Stroke lead"}
    assert set(suggested(officer, q="stroke")) == {"Stroke group", "Stroke lead"}
    assert suggested(officer, q="stroke", kind="nothing") == []
    assert suggested(officer, q="s", kind="organisation") == []


@pytest.mark.parametrize("role", ["colleague", "partner"])
def test_people_and_staff_are_not_suggested_to_those_who_see_no_contacts(make_user, role):
    client = Client()
    client.force_login(make_user(role=role))
    make_user(role="engagement_officer", name="Canary officer")
    PersonFactory(name="Canary person")
    assert suggested(client, q="canary", kind="person") == []
    if role == "partner":
        assert suggested(client, q="canary", kind="user") == []


def test_hidden_and_archived_records_are_not_suggested(officer):
    OrganisationFactory(name="Canary group", visibility="restricted", named_user_ids=[0])
    OrganisationFactory(name="Closed canary", archived_at="2026-01-01T00:00Z", archived_reason="Closed")
    assert suggested(officer, q="canary", kind="organisation") == []
    assert suggested(officer, q="canary") == []
