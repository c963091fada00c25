"""Odd addresses, queries and dates: a clear answer in the look of the service, never a trace, nothing saved."""

import pytest
from django.test import Client

from activities.models import Activity
from crm.core.models import AuditEvent
from partners.models import Organisation
from tests.bad_input.forms import FORMS
from tests.bad_input.test_hostile_texts import Writer, stored, summary_of

pytestmark = pytest.mark.django_db

LISTS = [
    "partners",
    "people",
    "activities",
    "insight",
    "commitments",
    "projects",
    "decisions",
    "responses",
    "frameworks",
    "packs",
    "imports",
    "exports",
    "search",
]
QUERIES = [
    "nonsense=1",
    "page=0",
    "page=-1",
    "page=x",
    "page=99999999999999999999",
    "page=2147483648",
    "sort=password",
    "sort=-",
    "sort=name%3Bdrop",
    "after=%F0%28%8C",
    "q=%00",
    "words=%00",
    "q=%FF%FE",
    "team=' OR 1=1--",
    "owner=x",
    "type=999999999999999999999",
    "district=%3Cscript%3E",
    "archived=perhaps",
    "q=" + "a" * 4000,
    "date_from_0=32&date_from_1=13&date_from_2=1066",
    "q=%28%28%26%7C%21",
    "q=%27%22%5C",
    "view=999999",
    "q=1&q=2&q=3",
    "framework=%00",
    "show=everything",
]


@pytest.fixture
def officer(client, make_user):
    client.force_login(make_user(role=("engagement_officer", "assurance_lead")))
    client.raise_request_exception = False
    return client


def assert_plain_answer(answer, allowed: tuple[int, ...]) -> str:
    body = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert answer.status_code in allowed, (answer.status_code, answer.request["PATH_INFO"], answer.request["QUERY_STRING"])
    assert "Traceback" not in body and "psycopg" not in body
    return body


@pytest.mark.parametrize("name", LISTS)
def test_odd_queries_of_lists_are_ignored_or_explained(officer, name):
    before = AuditEvent.objects.count()
    for query in QUERIES:
        assert_plain_answer(officer.get(f"/desk/{name}/?{query}"), (200, 302, 400, 404))
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("address", ["/", "/search/", "/our-involvement-work/", "/events/", "/you-said-we-did/", "/accounts/login/", "/preferences/"])
def test_odd_queries_of_public_pages_are_ignored_or_explained(client, address):
    client.raise_request_exception = False
    for query in QUERIES:
        assert_plain_answer(client.get(f"{address}?{query}"), (200, 302, 400, 404, 405))


@pytest.mark.parametrize(
    "address",
    [
        "/desk/activities/log/?partner=x&decision=%00&activity=999999999999999999999&type=%3Cscript%3E&project=-1",
        "/desk/decisions/new/?project=%00",
        "/desk/decisions/new/?project=99999999999999999999999",
        "/desk/insight/new/?activity=x",
        "/desk/commitments/new/?partner=%00&activity=%FF",
        "/desk/people/new/?organisation=x",
        "/desk/imports/new/?kind=nonsense",
        "/desk/partners/suggest/?q=%00",
        "/desk/search/suggest/?q=%00",
    ],
)
def test_odd_prefills_are_left_out(officer, address):
    assert_plain_answer(officer.get(address), (200, 404))


@pytest.mark.parametrize(
    "address",
    ["/desk/decisions/99999999999999999999/", "/desk/partners/0/", "/desk/partners/%00/", "/%00", "/desk/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"],
)
def test_addresses_of_nothing_get_the_page_that_says_so(officer, address):
    body = assert_plain_answer(officer.get(address), (400, 404))
    assert "nhsuk" in body and "<h1" in body


def test_refusal_has_the_look_of_the_service(officer):
    body = assert_plain_answer(officer.get("/desk/staff/"), (403,))
    assert "nhsuk" in body and "<h1" in body


def test_a_failure_of_ours_has_the_look_of_the_service_and_tells_nothing(officer, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the code")

    monkeypatch.setattr("crm.desk.views.shortcuts.render", fail)
    body = assert_plain_answer(officer.get("/desk/shortcuts/"), (500,))
    assert "nhsuk" in body and "<h1" in body and "a secret of the code" not in body


def test_a_form_without_its_token_is_refused_plainly(make_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(role="engagement_officer"))
    before = Organisation.objects.count()
    body = assert_plain_answer(client.post("/desk/partners/new/", {"name": "Sent from elsewhere"}), (403,))
    assert "nhsuk" in body and Organisation.objects.count() == before


def refused(officer, texts: dict) -> str:
    """What the error summary of the log form says; nothing was saved."""
    answer, before = Writer(officer, FORMS["log"]).send({"heard": "Something."} | texts)
    assert answer.status_code == 200 and stored(FORMS["log"]) == before and not Organisation.objects.exists()
    return summary_of(answer.content.decode())


def test_date_in_1066_is_refused(officer):
    assert "When must be on or after" in refused(officer, {"when_day": "14", "when_month": "10", "when_year": "1066"})


def test_activity_that_ends_before_it_starts_is_refused(officer):
    day = {"when_day": "14", "when_month": "7", "when_year": "2026"}
    assert "end" in refused(officer, day | {"until_day": "13", "until_month": "7", "until_year": "2026"}).lower()
    assert "end" in refused(officer, day | {"starts_at": "15:00", "ends_at": "14:00"}).lower()


def test_day_that_never_was_is_refused(officer):
    assert "must be a real date" in refused(officer, {"when_day": "31", "when_month": "2", "when_year": "2026"})


def test_name_of_300_characters_is_refused_with_the_limit(officer):
    answer, before = Writer(officer, FORMS["organisation"]).send({"name": "n" * 300})
    assert answer.status_code == 200 and stored(FORMS["organisation"]) == before
    assert "Name must be 250 characters or fewer. It has 300." in summary_of(answer.content.decode())


def test_partner_of_300_characters_made_in_the_log_form_is_refused(officer):
    answer, before = Writer(officer, FORMS["log"]).send({"heard": "Something.", "who": f"new:organisation:{'n' * 300}"})
    assert answer.status_code == 200 and stored(FORMS["log"]) == before
    assert Activity.objects.count() == Organisation.objects.count() == 0
