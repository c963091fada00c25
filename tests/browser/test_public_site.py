"""Journey 2: the public site, on a laptop and a phone, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.journeys import is_phone

PAGES = {
    "/": "Get involved with NHS Kent and Medway",
    "/get-involved/": "Get involved",
    "/our-approach-to-involvement/": "Our approach to involvement",
    "/our-involvement-work/": "Our involvement work",
    "/events/": "Events",
    "/you-said-we-did/": "You said, we did",
    "/privacy/": "Privacy",
    "/accessibility/": "Accessibility",
}


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_are_there_for_everybody(any_page, reading_site, look, address):
    any_page.goto(f"{reading_site.url}{address}")
    expect(any_page.get_by_role("heading", level=1)).to_contain_text(PAGES[address])
    expect(any_page.locator("header .nhsuk-header__organisation-name")).to_have_text("NHS Kent and Medway")
    expect(any_page.locator("footer").get_by_role("link", name="Privacy")).to_be_visible()
    look(any_page)


def test_from_home_to_an_activity_of_the_published_records_in_three_presses(any_page, reading_site, look):
    any_page.goto(reading_site.url)
    any_page.locator("header").get_by_role("link", name="Our involvement work").click()
    any_page.get_by_role("link", name="Online public survey").first.click()
    expect(any_page.get_by_role("heading", level=1)).to_contain_text("Online public survey")
    expect(any_page.locator("main")).to_contain_text("ran during June")
    look(any_page)


def test_all_eleven_activities_of_the_programme_are_drawn_from_the_records(page_1280, reading_site):
    page_1280.goto(f"{reading_site.url}/our-involvement-work/")
    page_1280.get_by_role("link", name="Our response to Covid-19: learning from your feedback").first.click()
    main = page_1280.locator("main")
    for title in ("Online public survey", "Phone service to complete the survey", "Discussions with communities of interest", "Each trust’s review"):
        expect(main).to_contain_text(title)


def test_search_finds_pages_and_activities_and_says_when_nothing_is_found(any_page, reading_site, look):
    any_page.goto(reading_site.url)
    any_page.locator("header").get_by_role("searchbox").fill("phone service")
    any_page.locator("header").get_by_role("button", name="Search").click()
    expect(any_page.get_by_role("link", name="Phone service to complete the survey")).to_be_visible()
    look(any_page)
    any_page.get_by_label("Search these pages").fill("zeppelin")
    any_page.locator("main").get_by_role("button", name="Search").click()
    expect(any_page.get_by_role("heading", name="0 results")).to_be_visible()
    look(any_page)


def test_text_size_and_contrast_stay_from_page_to_page(any_page, reading_site, look):
    any_page.goto(reading_site.url)
    normal = any_page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    any_page.get_by_role("link", name="Very large").or_(any_page.get_by_role("button", name="Very large")).click()
    any_page.get_by_role("link", name="High").or_(any_page.get_by_role("button", name="High")).click()
    expect(any_page.locator("html")).to_have_class(re.compile("lp-text-largest lp-contrast"))
    any_page.goto(f"{reading_site.url}/our-approach-to-involvement/")
    assert any_page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)") > normal
    assert any_page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(240, 244, 245)"
    look(any_page)


def test_menu_of_a_phone_needs_no_script(page_390_no_js, reading_site):
    page_390_no_js.goto(reading_site.url)
    assert is_phone(page_390_no_js)
    page_390_no_js.locator("header").get_by_role("link", name="You said, we did").click()
    expect(page_390_no_js.get_by_role("heading", level=1)).to_have_text("You said, we did")


def test_training_case_says_that_it_is_not_real(page_1280, reading_site):
    page_1280.goto(f"{reading_site.url}/you-said-we-did/")
    expect(page_1280.locator("main").get_by_text("Training example, not real").first).to_be_visible()
    expect(page_1280.get_by_text("This installation shows example records")).to_be_visible()
