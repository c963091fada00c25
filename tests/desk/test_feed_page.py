"""The page on which people make and end their calendar feeds."""

import re

import pytest

from activities.models import CalendarFeed
from activities.services.feeds import hash_of
from crm.core.models import AuditEvent
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.desk.feeds import PAGE, made, read

pytestmark = pytest.mark.django_db


def test_strangers_are_led_to_the_sign_in(client):
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_partner_users_have_no_feeds(as_role):  # noqa: F811
    assert as_role("partner").get(PAGE).status_code == 403
    assert as_role("partner").post(PAGE, {"scope": "all"}).status_code == 403


def test_the_address_is_shown_once_and_only_its_hash_is_kept(officer):  # noqa: F811
    response = officer.post(PAGE, {"scope": "mine"})
    token = re.search(r"/calendar/([A-Za-z0-9_-]{43})\.ics", response.content.decode())[1]
    assert response["Cache-Control"] == "no-store"
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == hash_of(token) and token not in repr(feed.__dict__)
    again = officer.get(PAGE).content.decode()
    assert token not in again and "My activities" in again and "never read" in again
    assert token not in "".join(str(event.values) for event in AuditEvent.objects.all())


def test_a_feed_of_the_team_needs_a_team(officer):  # noqa: F811
    assert "You are in no team" in officer.post(PAGE, {"scope": "team"}).content.decode()
    assert not CalendarFeed.objects.exists()


def test_ten_feeds_are_enough(officer):  # noqa: F811
    for _number in range(10):
        officer.post(PAGE, {"scope": "mine"})
    assert "You have 10 feeds" in officer.post(PAGE, {"scope": "mine"}).content.decode()
    assert CalendarFeed.objects.count() == 10


def test_ending_a_feed_asks_first_and_then_ends_it(officer):  # noqa: F811
    path, feed = made(officer), CalendarFeed.objects.get()
    address = f"{PAGE}{feed.pk}/revoke/"
    assert "stops working at once" in officer.get(address).content.decode() and read(path).status_code == 200
    officer.post(address)
    assert read(path).status_code == 404
    assert officer.post(address, follow=True).status_code == 200
    assert "None yet" in officer.get(PAGE).content.decode()


def test_nobody_ends_the_feed_of_another(officer, as_role):  # noqa: F811
    made(officer)
    address = f"{PAGE}{CalendarFeed.objects.get().pk}/revoke/"
    assert as_role("assurance_lead").post(address).status_code == 404
    assert CalendarFeed.objects.get().revoked_at is None
