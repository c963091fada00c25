"""The assurance lead finds a piece of evidence, uses it for a decision and reviews it; on every kind of screen, by keyboard too."""

import pytest

from tests.support.journeys import pick


def send(page) -> None:
    with page.expect_event("load"):
        page.locator("main form button[type=submit]").last.press("Enter")


def open_link(page, name: str) -> None:
    with page.expect_event("load"):
        page.locator("main").get_by_role("link", name=name).first.press("Enter")


@pytest.fixture
def lead(any_page, example_site, sign_in):
    sign_in(any_page, example_site, "assurance@example.nhs.uk")
    return any_page


def test_an_item_is_found_used_for_a_decision_and_reviewed(lead, example_site, look):
    page, url = lead, example_site.url
    page.goto(f"{url}/desk/evidence/")
    look(page)
    page.goto(f"{url}/desk/evidence/?kind=web&whose=ours")
    look(page)
    open_link(page, "Our involvement work")
    assert "What it is evidence for" in page.locator("main").inner_text()
    look(page)
    with page.expect_event("load"):
        page.locator("main").get_by_role("button", name="Use this for a decision").press("Enter")
    look(page)
    send(page)
    assert page.title().startswith("Error")
    look(page)
    pick(page, "For which decision?", "Order of restarting paused services")
    send(page)
    look(page)
    page.get_by_label("Assessed at the start").first.press("Space")
    page.locator("[name=note]").fill("The page was there before (test).")
    send(page)
    assert "The page was there before (test)." in page.locator("main").inner_text()
    look(page)
    row = page.locator("main li", has_text="The page was there before (test).")
    with page.expect_event("load"):
        row.get_by_role("link", name="Review").press("Enter")
    look(page)
    page.locator("[name=strength][value=fair]").check()
    page.locator("[name=verdict][value=partly]").check()
    send(page)
    row = page.locator("main li", has_text="The page was there before (test).")
    assert "Reviewed: supports it partly" in row.inner_text() and "The reviewer linked it, too" in row.inner_text()
    look(page)
    with page.expect_event("load"):
        row.get_by_role("link", name="Take out").press("Enter")
    look(page)
    page.locator("[name=reason]").fill("It was a test.")
    send(page)
    assert "It was a test." in page.locator("main li", has_text="The page was there before (test).").inner_text()


def test_a_filter_that_leaves_nothing_says_so(lead, example_site, look):
    lead.goto(f"{example_site.url}/desk/evidence/?kind=file&strength=strong")
    assert "What supports our decisions" not in lead.locator("main").inner_text()
    assert lead.locator("main table tbody tr").count() == 0
    look(lead)
