"""The public site in a browser: accessible, without script errors or policy violations, at the width of a laptop and of a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.pages.conftest import ADDRESSES
from tests.support.site import LiveSite, run_name, serve


@pytest.fixture(scope="module")
def site(base_template: str) -> Iterator[LiveSite]:
    """A running site with its pages and one published record of each kind. The tests of this file only read."""
    with serve(base_template, run_name("public")) as running:
        running.manage("shell", "-v0", "-c", RECORDS)
        yield running


RECORDS = """
import datetime
from django.utils import timezone
from crm.core.models import User
from pages.services import build_site
from tests.assurance.factories import ActivityFactory, ProjectFactory, ResponseFactory
from tests.pages.test_strategy import make_strategy
build_site()
make_strategy()
now, today = timezone.now(), timezone.localdate()
project = ProjectFactory(pk=1, title="Getting to hospital", purpose="To learn how people travel.", published_at=now)
ActivityFactory(pk=1, title="An evening about buses", project=project, status="planned", date_from=today + datetime.timedelta(days=7), published_at=now)
ActivityFactory(pk=2, title="A survey of drivers", project=project, is_training=True, published_at=now)
approver = User.objects.create_user("approver@example.nhs.uk", "Approver")
ResponseFactory(decision__project=project, published_at=now, approved_by=approver, approved_on=today, answer="cannot")
"""
PAGES = (*ADDRESSES, "/our-involvement-work/PRJ-1/", "/our-involvement-work/ACT-1/", "/search/?q=buses")


def _walk(site, page, axe=None) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    for address in PAGES:
        answer = page.goto(site.url + address)
        assert answer.status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{address} is wider than the screen"
        if axe:
            axe(page)
    assert said == []


def test_every_page_is_accessible_on_a_laptop_and_a_phone(site, page_1280, page_390, axe):
    _walk(site, page_1280, axe)
    _walk(site, page_390, axe)
    # Very large text in high contrast, and the narrowest screen that must work (a laptop at 400 %).
    page_390.get_by_role("button", name="Very large").click()
    page_390.get_by_role("button", name="High").click()
    expect(page_390.locator("html")).to_have_class(re.compile("lp-text-largest lp-contrast"))
    _walk(site, page_390, axe)
    page_390.set_viewport_size({"width": 320, "height": 640})
    _walk(site, page_390)


def test_text_size_search_and_the_way_to_a_record_without_javascript(site, page_no_js):
    page = page_no_js
    page.goto(site.url + "/events/")
    page.get_by_role("button", name="Large", exact=True).click()
    expect(page.locator("html")).to_have_class("lp-text-large")
    assert page.url == site.url + "/events/"
    page.get_by_role("searchbox").fill("buses")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="An evening about buses").click()
    expect(page).to_have_url(site.url + "/our-involvement-work/ACT-1/")
    expect(page.locator("html")).to_have_class("lp-text-large")
    page.get_by_role("link", name="Getting to hospital").click()
    expect(page.get_by_text("To learn how people travel.")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(site, page_1280):
    page_1280.goto(site.url + "/")
    page_1280.keyboard.press("Tab")
    assert page_1280.evaluate("document.activeElement.textContent") == "Skip to main content"
    page_1280.keyboard.press("Enter")
    expect(page_1280).to_have_url(site.url + "/#maincontent")
