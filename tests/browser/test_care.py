"""This needs care: from the words to whom to ring in a minute, on a laptop and a phone, with and without JavaScript."""

from playwright.sync_api import Page, expect

from tests.support.journeys import choose, date, fill, follow, more, pick, press, unfold

HEARD = "A carer said she is afraid to go home"


def log_with_care(page: Page, site, sign_in, look) -> None:
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/activities/log/")
    choose(page, "Type", "Meeting")
    date(page, "When", "14", "7", "2026")
    pick(page, "Who", "Medway Voluntary Action")
    page.get_by_label("What was heard").fill(HEARD)
    unfold(page, "This needs care")
    choose(page, "What is it?", "Somebody may be at risk")
    look(page)
    press(page, "Save")


def test_words_are_set_apart_while_logging_and_the_page_says_whom_to_ring(any_page, site, sign_in, look):
    page = any_page
    log_with_care(page, site, sign_in, look)
    expect(page.get_by_role("heading", name="Ring now")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Telephone number not entered yet")
    expect(page.locator("main")).to_contain_text(HEARD)
    look(page)
    choose(page, "What was done", "Rang")
    fill(page, "Whom", "Safeguarding team")
    press(page, "Write it down")
    expect(page.locator(".lp-timeline")).to_contain_text("Rang Safeguarding team")
    page.goto(f"{site.url}/desk/search/?q=afraid+carer")
    expect(page.locator("main")).not_to_contain_text(HEARD)
    page.goto(f"{site.url}/desk/activities/log/")
    expect(page.get_by_label("What was heard")).to_have_value("")
    expect(page.locator("main")).not_to_contain_text("afraid")
    page.goto(f"{site.url}/desk/care/")
    expect(page.locator("main")).to_contain_text("Safeguarding team")
    look(page)


def test_a_point_is_pressed_and_put_back(page_390, site, sign_in, look):
    page = page_390
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/insight/new/")
    fill(page, "What people said", HEARD)
    press(page, "Save")
    follow(page, "This needs care")
    look(page)
    choose(page, "What is it?", "Private or clinical details")
    press(page, "Keep it apart and show whom to ring")
    expect(page.locator("main")).to_contain_text("Kept apart as CARE-")
    more(page, "It does not need care after all")
    look(page)
    page.get_by_label("Reason").fill("It was said in a play")
    press(page, "Put the words back")
    expect(page.locator("main")).to_contain_text(HEARD)
