"""The desk of an engagement officer, the plan of a project and the board, on a laptop and a phone, with and without scripts."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.support.journeys import choose, date, fill, follow, more, press

NUMBER = re.compile(r"^[\d,]+$")


def card(page: Page, title: str):
    """The panel of the desk under this heading."""
    return page.locator("main section.lp-card").filter(has=page.get_by_role("heading", name=title, exact=True))


def test_each_number_of_the_desk_opens_as_many_rows(any_page, reading_site, sign_in, look):
    page = any_page
    sign_in(page, reading_site, "engagement@example.nhs.uk")
    expect(page.locator("main h2")).to_have_text(["Finish these", "Coming up", "Promises", "Your actions", "Decisions that need us", "Gone quiet"])
    look(page)
    figures = page.locator("main .lp-figure a")
    found = [(figures.nth(index).inner_text(), figures.nth(index).get_attribute("href")) for index in range(figures.count())]
    lists = [(number, address) for number, address in found if urlsplit(address).path not in ("/desk/finish/", "/desk/messages/")]
    assert len(lists) >= 4
    for number, address in lists:
        assert NUMBER.match(number)
        page.goto(f"{reading_site.url}{address}")
        counted = page.locator(".lp-list__count").inner_text()
        assert counted.startswith("No ") if number == "0" else re.search(rf"(^|of ){number} ", counted), f"{number} on the desk, {counted!r} behind it"


def test_a_plan_is_taken_over_printed_and_seen_on_the_board(any_page, site, sign_in, look):
    page = any_page
    title = f"Plan taken over by {page.viewport_size['width']} {page.evaluate('matchMedia(`(scripting: none)`).matches')}"
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/projects/")
    page.locator("main table tbody th a").first.click()
    earlier = page.locator("h1").inner_text()
    look(page)
    more(page, "Start another from this plan")
    look(page)
    fill(page, "Title of the new project", title)
    date(page, "When does it start?", "1", "3", "2027")
    press(page, "Start the project")
    expect(page.locator("main")).to_contain_text("Read the plan through: it was written for another project.")
    look(page)
    fill(page, "How people will be told what came of it", "A letter to everybody who took part")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("main")).to_contain_text("Plan copied from")
    expect(page.locator("main")).to_contain_text(re.sub(r"\s*PRJ-\d+$", "", earlier))
    more(page, "Print the plan")
    expect(page.locator("main")).to_contain_text("A letter to everybody who took part")
    look(page)
    page.emulate_media(media="print")
    expect(page.locator("header.lp-header")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(f"{site.url}/desk/projects/")
    follow(page, "Board: stages, slippage, load of teams")
    expect(page.locator("main table").first).to_contain_text(title)
    look(page)


def test_the_digest_is_chosen_under_your_settings(any_page, site, sign_in, look):
    page = any_page
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/settings/")
    look(page)
    for choice in ("Every Monday", "None"):
        choose(page, "Summary of your desk by e-mail", choice)
        press(page, "Save")
        expect(page.get_by_label(choice)).to_be_checked()
        expect(page.locator("main")).to_contain_text("Your settings are saved.")
