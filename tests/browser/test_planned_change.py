"""A colleague says early that they plan a change: with an account and by a signed link, on a laptop, a phone and without JavaScript."""

import hashlib

import pytest
from playwright.sync_api import Page

from tests.support.databases import owner_of

TITLE = "Training example: evening clinics"


def announce(page: Page, title: str) -> None:
    page.locator("[name=title]").fill(title)
    page.locator("[name=proposal]").fill("Two clinics would open in the evening instead of the morning (test).")
    page.locator("[name=role]").fill("Commissioning manager")
    page.get_by_role("button", name="Tell the engagement team").click()
    page.wait_for_url(lambda url: url.rstrip("/").endswith(("/test", "/questions")))


def answer(page: Page) -> None:
    for name, value in {"arranged_by_us": "yes", "limb": "proposal", "affects_manner": "yes", "affects_range": "no", "outcome": "applies"}.items():
        page.locator(f"[name={name}][value={value}]").check()
    page.locator("[name=reason]").fill("People who use the clinics would notice (test).")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(lambda url: not url.rstrip("/").endswith(("/test", "/questions")))


def test_from_the_desk_to_the_plan_and_to_somebody_who_helps(page_1280, page_390, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "colleague@example.nhs.uk")
    page.goto(f"{site.url}/desk/")
    page.get_by_role("button", name="I am planning a change").click()
    look(page)
    with page.expect_event("load"):
        page.get_by_role("button", name="Tell the engagement team").click()
    assert page.title().startswith("Error")
    announce(page, TITLE)
    look(page)
    answer(page)
    assert "A focused plan" in page.locator("main").inner_text()
    look(page)
    page.get_by_role("button", name="Make this the engagement plan").click()
    page.wait_for_url(lambda url: "/projects/" in url)
    officer = page_390
    sign_in(officer, site, "engagement@example.nhs.uk")
    officer.goto(f"{site.url}/desk/")
    officer.get_by_role("link", name=TITLE).first.click()
    look(officer)
    with officer.expect_event("load"):
        officer.get_by_role("button", name="I help with this").click()
    assert "of the engagement team helps" in officer.locator("main").inner_text()
    officer.goto(f"{site.url}/desk/changes/")
    look(officer)


@pytest.fixture
def token(site) -> str:
    """A link that an engagement officer sent; the tests of this file mail nothing."""
    token = "t" * 43
    with owner_of(site.database) as cursor:
        cursor.execute("SELECT set_config('app.actor', 'system:test', false)")
        cursor.execute(
            "INSERT INTO assurance_colleaguelink (token_hash, role, email, expires_on, created_by_id)"
            " SELECT %s, 'Programme manager', 'manager@example.org', '2190-01-01', id FROM core_user WHERE email = 'engagement@example.nhs.uk'"
            " ON CONFLICT DO NOTHING",
            [hashlib.sha256(token.encode()).hexdigest()],
        )
    return token


def test_by_link_on_a_phone_without_javascript(page_390_no_js, page_390, site, token, look):
    page = page_390_no_js
    page.goto(f"{site.url}/planning-a-change/{token}/")
    look(page)
    announce(page, "Training example: a move")
    look(page)
    answer(page)
    assert "What follows from your answers" in page.locator("main").inner_text()
    look(page)
    page_390.goto(page.url)
    look(page_390)  # the same page through axe
    page.goto(f"{site.url}/desk/decisions/")
    assert "/accounts/login/" in page.url
