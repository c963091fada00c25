"""Journey 1: the started site answers, says how to sign in, and each example sign-in reaches its desk."""

import pytest
from playwright.sync_api import expect

from tests.support.journeys import press

ROLES = ["engagement", "comms", "assurance", "board", "ig", "colleague", "partner", "auditor", "admin"]


@pytest.mark.parametrize("role", ROLES)
def test_example_sign_in_reaches_the_desk(page_1280, reading_site, sign_in, look, role):
    sign_in(page_1280, reading_site, f"{role}@example.nhs.uk")
    expect(page_1280).to_have_url(f"{reading_site.url}/desk/")
    expect(page_1280.locator("h1")).to_be_visible()
    look(page_1280)


def test_stranger_is_led_to_the_sign_in_and_back_to_the_page(page_1280, reading_site, look):
    page_1280.goto(f"{reading_site.url}/desk/decisions/3/")
    expect(page_1280.get_by_role("heading", name="Sign in")).to_be_visible()
    look(page_1280)
    page_1280.get_by_label("Email").fill("assurance@example.nhs.uk")
    page_1280.locator("input[name=password]").fill(reading_site.password)
    press(page_1280, "Sign in")
    expect(page_1280).to_have_url(f"{reading_site.url}/desk/decisions/3/")


def test_wrong_password_is_said_and_the_address_stays(page_390, reading_site, look):
    page_390.goto(f"{reading_site.url}/accounts/login/")
    page_390.get_by_label("Email").fill("board@example.nhs.uk")
    page_390.locator("input[name=password]").fill("not this one")
    press(page_390, "Sign in")
    expect(page_390.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page_390.get_by_label("Email")).to_have_value("board@example.nhs.uk")
    look(page_390)


def test_signing_out_closes_the_desk(page_1280, reading_site, sign_in):
    sign_in(page_1280, reading_site, "engagement@example.nhs.uk")
    page_1280.locator("summary", has_text="Account").click()
    page_1280.get_by_role("button", name="Sign out").first.click()
    expect(page_1280).to_have_url(f"{reading_site.url}/")
    page_1280.goto(f"{reading_site.url}/desk/")
    expect(page_1280.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("address", ["/nothing-here/", "/desk/decisions/999999/", "/desk/staff/"])
def test_refusals_have_the_look_of_the_service_and_a_way_on(page_390, reading_site, sign_in, look, address):
    sign_in(page_390, reading_site, "engagement@example.nhs.uk")
    answer = page_390.goto(f"{reading_site.url}{address}")
    assert answer.status == (403 if address == "/desk/staff/" else 404)
    expect(page_390.locator("main a").first).to_be_visible()
    assert "Traceback" not in page_390.content()
    look(page_390)
