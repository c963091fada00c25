"""A stall is logged with one thumb: on a laptop and a phone, with and without JavaScript."""

from playwright.sync_api import Page, expect

from tests.support.journeys import fill, has_scripts, press, unfold

OFFICER = "engagement@example.nhs.uk"


def open_stall(page: Page, site, sign_in) -> None:
    sign_in(page, site, OFFICER)
    page.goto(f"{site.url}/desk/activities/stall/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log a stall")


def test_a_stall_is_logged_and_shows_its_counts(any_page, site, sign_in, look):
    page = any_page
    open_stall(page, site, sign_in)
    look(page)
    fill(page, "Where exactly", "Chatham library")
    if has_scripts(page):
        for _press in range(3):
            page.get_by_role("button", name="One more: people who came by").click()
        page.get_by_role("button", name="One fewer: people who came by").click()
        page.get_by_role("button", name="Carers", exact=True).click()
        expect(page.get_by_role("button", name="One more: Carers")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("[data-tally-words]")).to_have_text("Carers: 2")
        page.get_by_role("button", name="Another group").click()
        page.keyboard.type("Anglers")
        page.get_by_role("button", name="One more: Anglers").click()
    else:
        fill(page, "How many people came by, roughly", "2")
        for number, (what, many) in enumerate([("Carers", "2"), ("Anglers", "1")]):
            page.locator(f"[name=groups-{number}-what]").fill(what)
            page.locator(f"[name=groups-{number}-number]").fill(many)
    page.get_by_label("What somebody said").first.fill("Nobody rings back")
    page.get_by_label("Their own words.").first.check()
    look(page)
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Logged: Stall: Chatham library")
    page.locator("main").get_by_role("link", name="Open it").or_(page.locator("main").get_by_role("button", name="Open it")).first.click()
    about = page.locator("main")
    for words in ("2 people who came by, estimated", "2 carers, counted by register", "1 anglers, counted by register", "Nobody rings back"):
        expect(about).to_contain_text(words)


def test_what_was_typed_stays_when_something_is_wrong(any_page, site, sign_in, look):
    page = any_page
    open_stall(page, site, sign_in)
    page.get_by_label("Anything else you heard or saw").fill("Half an afternoon")
    press(page, "Save")
    expect(page.locator(".nhsuk-error-summary li")).to_have_count(1)
    assert page.title().startswith("Error: ")
    look(page)
    expect(page.get_by_label("Anything else you heard or saw")).to_have_value("Half an afternoon")


def test_groups_of_the_last_stall_are_offered_first_and_are_buttons_for_a_thumb(page_390, site, sign_in):
    page = page_390
    open_stall(page, site, sign_in)
    fill(page, "Where exactly", "The pier")
    page.get_by_role("button", name="Another group").click()
    page.keyboard.type("Anglers of the pier")
    page.get_by_role("button", name="One more: Anglers of the pier").click()
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Logged:")
    page.goto(f"{site.url}/desk/activities/stall/")
    expect(page.locator(".lp-stall__offer").first).to_have_text("Anglers of the pier")
    sizes = [button.bounding_box() for button in page.locator(".lp-tally__step:visible, .lp-stall__offer:visible").all()]
    assert all(size["height"] >= 44 and size["width"] >= 44 for size in sizes)
    expect(page.get_by_label("Where exactly")).to_have_value("")


def test_a_draft_of_a_stall_is_kept_and_comes_back(page_390, site, sign_in):
    page = page_390
    open_stall(page, site, sign_in)
    fill(page, "Where exactly", "A stall in the rain")
    page.get_by_role("button", name="Carers", exact=True).click()
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept")
    expect(page.locator("[data-draft-note]")).not_to_contain_text("on this device")
    page.goto(f"{site.url}/desk/finish/")
    page.locator("main").get_by_role("link", name="A stall in the rain").first.click()
    expect(page.get_by_label("Where exactly")).to_have_value("A stall in the rain")
    expect(page.get_by_role("spinbutton", name="How many: Carers")).to_have_value("1")


def test_a_stall_that_needs_care_leads_to_whom_to_ring(page_390, site, sign_in, look):
    page = page_390
    open_stall(page, site, sign_in)
    fill(page, "Where exactly", "The harbour wall")
    page.get_by_label("What somebody said").first.fill("A canary on the harbour wall")
    unfold(page, "This needs care")
    page.get_by_label("Somebody may be at risk (safeguarding)").check()
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("CARE-")
    look(page)
    page.goto(f"{site.url}/desk/search/?q=canary")
    expect(page.locator("main")).not_to_contain_text("harbour wall")
