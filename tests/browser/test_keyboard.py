"""By keyboard alone: the log form, pickers, search, linking evidence. Nothing is clicked in this file."""

import pytest
from playwright.sync_api import Page, expect

MOST_TABS = 90


@pytest.fixture
def keys(page_1280, site, sign_in) -> Page:
    sign_in(page_1280, site, "engagement@example.nhs.uk")
    return page_1280


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what `selector` finds; the focus must be seen there."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"{MOST_TABS} presses of Tab do not reach {selector} on {page.url}")


def test_meeting_is_logged(keys, look):
    keys.keyboard.press("n")
    expect(keys.get_by_role("heading", level=1)).to_have_text("Log an activity")
    tab_to(keys, "input[name=type]")
    keys.keyboard.press("Space")
    keys.keyboard.press("ArrowRight")
    tab_to(keys, "main [role=combobox]")
    keys.keyboard.type("medway vol")
    expect(keys.locator("main").get_by_role("option").first).to_contain_text("Medway Voluntary Action")
    keys.keyboard.press("ArrowDown")
    active = keys.evaluate("document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent")
    assert "Medway Voluntary Action" in active
    keys.keyboard.press("Enter")
    keys.keyboard.type("Whitstable Walkers")
    expect(keys.get_by_role("option", name="Add “Whitstable Walkers” as a new partner")).to_be_visible()
    look(keys)
    keys.keyboard.press("ArrowDown")
    keys.keyboard.press("Enter")
    expect(keys.locator("[data-name=who] .lp-picker__chip")).to_have_count(2)
    tab_to(keys, "textarea[name=heard]")
    keys.keyboard.type("Said by keyboard alone")
    keys.keyboard.press("Control+Enter")
    expect(keys.get_by_role("heading", level=1)).to_contain_text("Logged:")


def test_picker_takes_back_and_closes(keys, site):
    keys.goto(f"{site.url}/desk/activities/log/")
    tab_to(keys, "main [role=combobox]")
    keys.keyboard.type("engage")
    expect(keys.locator("main").get_by_role("option").first).to_be_visible()
    keys.keyboard.press("Escape")
    expect(keys.locator("main").get_by_role("listbox").first).to_be_hidden()
    keys.keyboard.press("ArrowDown")
    expect(keys.locator("main").get_by_role("option").first).to_be_visible()
    keys.keyboard.press("Enter")
    chips = keys.locator("[data-name=who] .lp-picker__chip")
    expect(chips).to_have_count(1)
    keys.keyboard.press("Backspace")
    expect(chips).to_have_count(0)


def test_search_opens_a_record_by_its_reference(keys):
    keys.keyboard.press("/")
    expect(keys.locator("#lp-search")).to_be_focused()
    keys.keyboard.type("DEC-3")
    keys.keyboard.press("Enter")
    expect(keys.get_by_role("heading", level=1)).to_contain_text("What to keep, adapt or reverse")


def test_letters_go_to_lists_and_may_be_switched_off(keys, site):
    keys.keyboard.press("g")
    keys.keyboard.press("p")
    expect(keys).to_have_url(f"{site.url}/desk/partners/")
    keys.goto(f"{site.url}/desk/shortcuts/")
    switch_shortcuts(keys)
    expect(keys.locator("body")).to_have_attribute("data-shortcuts", "off")
    keys.keyboard.press("n")
    expect(keys).to_have_url(f"{site.url}/desk/shortcuts/")
    switch_shortcuts(keys)
    expect(keys.locator("body")).not_to_have_attribute("data-shortcuts", "off")


def switch_shortcuts(page: Page) -> None:
    tab_to(page, "main form input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")


def test_first_tab_skips_to_the_content(keys, site):
    keys.goto(f"{site.url}/desk/partners/")
    keys.keyboard.press("Tab")
    expect(keys.locator(".nhsuk-skip-link")).to_be_focused()
    keys.keyboard.press("Enter")
    assert keys.evaluate("location.hash") == "#maincontent"


def test_evidence_is_linked(keys, site):
    keys.goto(f"{site.url}/desk/decisions/3/")
    tab_to(keys, "a[href*='evidence/new/?criterion=']")
    criterion = keys.evaluate("new URL(document.activeElement.href).searchParams.get('criterion')")
    keys.keyboard.press("Enter")
    expect(keys.get_by_role("heading", level=1)).to_contain_text("Link evidence")
    tab_to(keys, "input[name=activities]")
    keys.keyboard.press("Space")
    assert keys.locator(f"input[name=criteria][value='{criterion}']").is_checked()
    tab_to(keys, "main form button")
    keys.keyboard.press("Enter")
    expect(keys.get_by_text("The evidence is linked.")).to_be_visible()


def test_menu_opens_and_closes_with_the_focus_on_it(keys, site):
    keys.goto(f"{site.url}/desk/decisions/3/")
    tab_to(keys, "main details.lp-menu summary")
    keys.keyboard.press("Enter")
    expect(keys.locator("main .lp-menu__list").first).to_be_visible()
    keys.keyboard.press("Escape")
    expect(keys.locator("main .lp-menu__list").first).to_be_hidden()
    assert keys.evaluate("document.activeElement.matches('main details.lp-menu summary')")


def test_search_suggests_records_and_opens_the_chosen_one(keys, site, look):
    keys.goto(f"{site.url}/desk/")
    keys.keyboard.press("/")
    keys.keyboard.type("medway volunt")
    expect(keys.locator("#lp-search_list").get_by_role("option").first).to_contain_text("Medway Voluntary Action")
    look(keys)
    keys.keyboard.press("ArrowDown")
    active = keys.evaluate("document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent")
    assert "Medway Voluntary Action" in active
    keys.keyboard.press("Enter")
    expect(keys.get_by_role("heading", level=1)).to_contain_text("Medway Voluntary Action")


def test_search_without_a_choice_goes_to_the_search_page(keys, site):
    keys.goto(f"{site.url}/desk/")
    keys.keyboard.press("/")
    keys.keyboard.type("medway volunt")
    expect(keys.locator("#lp-search_list").get_by_role("option").first).to_be_visible()
    keys.keyboard.press("Escape")
    expect(keys.locator("#lp-search_list")).to_be_hidden()
    expect(keys.locator("#lp-search")).to_have_value("medway volunt")
    keys.keyboard.press("Enter")
    expect(keys.get_by_role("heading", level=1)).to_contain_text("Search")
    expect(keys.locator("main")).to_contain_text("Medway Voluntary Action")
