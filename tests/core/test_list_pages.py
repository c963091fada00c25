import pytest
from django.test import Client

from partners.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.kit_urls")]


@pytest.fixture
def officer(make_user) -> Client:
    client = Client()
    client.force_login(make_user(role="engagement_officer"))
    return client


def make_partners(count: int, **fields) -> None:
    Organisation.objects.bulk_create(Organisation(name=f"Partner {number:05}", **fields) for number in range(count))


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/desk/kit/list/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_list_that_never_had_rows_offers_the_first_step(officer):
    html = page(officer)
    assert "No partners yet" in html
    assert "Add the first partner" in html
