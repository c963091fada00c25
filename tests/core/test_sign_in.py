"""Getting in: by e-mail address, by nobody uninvited, and not by trying one password after the other."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client

PASSWORD = "a long example password"
WRONG = "some other password"

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(make_user):
    return make_user(role="engagement_officer", password=PASSWORD)


def sign_in(email: str, password: str, address: str = "192.0.2.1", client: Client | None = None):
    """One try from behind our own proxy, which names the address it was asked from."""
    return (client or Client()).post(
        "/accounts/login/", {"login": email, "password": password}, headers={"x-forwarded-for": f"203.0.113.99, {address}"}, REMOTE_ADDR="10.0.0.1"
    )


@pytest.fixture
def behind_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def test_the_right_password_leads_to_the_desk(user, behind_proxy):
    client = Client()
    response = sign_in(user.email.upper(), PASSWORD, client=client)
    assert response.status_code == 302
    assert client.get("/desk/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(user, behind_proxy):
    known = sign_in(user.email, WRONG)
    unknown = sign_in("nobody@example.nhs.uk", WRONG)
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors != {}


def test_nobody_signs_up():
    response = Client().post("/accounts/signup/", {"email": "new@example.nhs.uk", "password1": PASSWORD, "password2": PASSWORD})
    assert response.status_code == 200 and "form" not in (response.context or {})
    assert sign_in("new@example.nhs.uk", PASSWORD).status_code == 200  # no such account: the form comes back


def test_a_leaver_does_not_get_in(user, behind_proxy):
    user.is_active = False
    user.save()
    client = Client()
    sign_in(user.email, PASSWORD, client=client)
    assert client.get("/desk/").status_code == 302


def test_too_many_tries_from_one_address_close_the_door_for_that_address_only(user, behind_proxy):
    tries = [sign_in(f"somebody-{number}@example.nhs.uk", WRONG, "192.0.2.7").status_code for number in range(40)]
    assert tries[0] == 200 and tries[-1] == 429
    assert sign_in(user.email, PASSWORD, "192.0.2.7").status_code == 429
    assert sign_in(user.email, PASSWORD, "192.0.2.8").status_code == 302


def test_an_address_that_the_sender_makes_up_does_not_count(behind_proxy):
    statuses = []
    for number in range(40):
        response = Client().post(
            "/accounts/login/",
            {"login": f"somebody-{number}@example.nhs.uk", "password": WRONG},
            headers={"x-forwarded-for": f"198.51.100.{number}, 192.0.2.9"},
            REMOTE_ADDR="10.0.0.1",
        )
        statuses.append(response.status_code)
    assert statuses[-1] == 429


def test_too_many_tries_on_one_account_close_it_for_other_addresses_too(user, behind_proxy):
    answers = [sign_in(user.email, WRONG, f"192.0.2.{number}") for number in range(20)]
    assert "Too many failed" in answers[-1].content.decode()


def test_counters_are_kept_in_the_database_where_every_worker_sees_them():
    backend = caches["default"]
    assert isinstance(backend, DatabaseCache)
    assert backend._max_entries == 100_000
