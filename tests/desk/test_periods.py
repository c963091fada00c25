"""Restricted periods: read by everybody who plans, kept by those who publish."""

import pytest

from crm.core.models import AuditEvent, RestrictedPeriod
from tests.activities.conftest import as_role, officer  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/desk/restricted-periods/"
DATES = {
    "name": "Elections", "note": "", "starts_on_day": "20", "starts_on_month": "3", "starts_on_year": "2031", "ends_on_day": "1", "ends_on_month": "5",
    "ends_on_year": "2031",
}  # fmt: skip


@pytest.fixture
def editor(as_role):  # noqa: F811
    return as_role("communications_editor")


@pytest.fixture
def period():
    return RestrictedPeriod.objects.create(name="Elections", starts_on="2031-03-20", ends_on="2031-05-01")


def addresses(period) -> list[str]:
    return [f"{PAGE}new/", f"{PAGE}{period.pk}/edit/", f"{PAGE}{period.pk}/delete/"]


def test_strangers_are_led_to_the_sign_in(client, period):
    for address in (PAGE, *addresses(period)):
        assert client.get(address).url.startswith("/accounts/login/")


def test_others_read_them_and_change_none(officer, as_role, period):  # noqa: F811
    for client in (officer, as_role("board_secretary"), as_role("auditor")):
        html = client.get(PAGE).content.decode()
        assert "Elections" in html and "Edit" not in html and "Add a restricted period" not in html
        for address in addresses(period):
            assert client.get(address).status_code == client.post(address, DATES).status_code == 403
    assert as_role("partner").get(PAGE).status_code == 403
    assert RestrictedPeriod.objects.get() == period


def test_a_period_that_is_not_there_is_not_found(editor):
    for name in ("edit", "delete"):
        assert editor.get(f"{PAGE}987654321/{name}/").status_code == 404


def test_the_empty_list_says_who_fills_it(officer):  # noqa: F811
    assert "No restricted period is written down" in officer.get(PAGE).content.decode()


def test_a_period_is_added_changed_and_deleted(editor):
    assert editor.post(f"{PAGE}new/", DATES).url == PAGE
    period = RestrictedPeriod.objects.get()
    assert "Thu 20 March 2031" in editor.get(PAGE).content.decode()
    editor.post(f"{PAGE}{period.pk}/edit/", DATES | {"name": "Late elections"})
    assert RestrictedPeriod.objects.get().name == "Late elections"
    assert "Late elections" in editor.get(f"{PAGE}{period.pk}/delete/").content.decode() and RestrictedPeriod.objects.exists()
    editor.post(f"{PAGE}{period.pk}/delete/")
    assert not RestrictedPeriod.objects.exists()
    told = AuditEvent.objects.filter(table_name="core_restrictedperiod").order_by("id")
    assert [event.action for event in told] == ["save_period", "save_period", "delete_period"]
    assert {event.actor for event in told} == {f"user:{editor.user.pk}"}


def test_it_ends_on_or_after_the_day_it_starts_and_what_was_typed_stays(editor):
    html = editor.post(f"{PAGE}new/", DATES | {"ends_on_year": "2030"}).content.decode()
    assert "The period must end on or after the day it starts." in html and 'value="2030"' in html
    assert not RestrictedPeriod.objects.exists()


@pytest.mark.parametrize("missing", ["name", "starts_on_day", "ends_on_year"])
def test_what_is_missing_is_asked_for(editor, missing):
    assert "There is a problem" in editor.post(f"{PAGE}new/", DATES | {missing: ""}).content.decode()
    assert not RestrictedPeriod.objects.exists()


def test_cost_does_not_grow(officer, count_queries, period):  # noqa: F811
    one = count_queries(officer, "desk:period_list")
    for year in range(2032, 2042):
        RestrictedPeriod.objects.create(name=f"Elections {year}", starts_on=f"{year}-03-20", ends_on=f"{year}-05-01")
    assert count_queries(officer, "desk:period_list") == one
