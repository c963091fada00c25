"""The typed first line and drafts in a browser: filled and never overwritten, kept, discarded, undone."""

import re

from playwright.sync_api import Page, expect

from tests.support.journeys import choose, fill, group, has_scripts, press

OFFICER = "engagement@example.nhs.uk"


def open_log(page: Page, site, sign_in) -> None:
    sign_in(page, site, OFFICER)
    page.goto(f"{site.url}/desk/activities/log/")


def test_the_first_line_fills_in_the_rest(any_page, site, sign_in, look):
    page = any_page
    open_log(page, site, sign_in)
    line = page.get_by_label("What happened?")
    line.fill("online meeting with Engage Kent on 14 July 2026 about buses")
    if has_scripts(page):
        line.press("Enter")
        expect(page.get_by_label("What was heard")).to_be_focused()
    else:
        press(page, "Fill in from this line")
    expect(page.locator("main")).to_contain_text("Filled from your line")
    expect(group(page, "Type").get_by_label("Meeting")).to_be_checked()
    expect(group(page, "How").get_by_label("Online")).to_be_checked()
    expect(group(page, "When").get_by_label("Day", exact=True)).to_have_value("14")
    expect(page.get_by_label("Title")).to_have_value("Buses")
    expect(group(page, "Who")).to_contain_text("Engage Kent")
    look(page)


def test_what_a_person_chose_stays(page_1280, site, sign_in):
    page = page_1280
    open_log(page, site, sign_in)
    choose(page, "Type", "Visit")
    fill(page, "Title", "My own title")
    line = page.get_by_label("What happened?")
    line.fill("meeting with Engage Kent yesterday by phone about buses")
    line.press("Enter")
    expect(group(page, "Who").locator(".lp-picker__chip")).to_contain_text("Engage Kent")
    expect(group(page, "Type").get_by_label("Visit")).to_be_checked()
    expect(page.get_by_label("Title")).to_have_value("My own title")
    expect(group(page, "How").get_by_label("Phone")).to_be_checked()
    page.get_by_role("button", name="Remove Engage Kent").click()
    line.fill("meeting with Engage Kent yesterday online")
    line.press("Enter")
    expect(group(page, "How").get_by_label("Online")).to_be_checked()
    expect(group(page, "Who").locator(".lp-picker__chip")).to_have_count(0)


def test_a_draft_is_discarded_and_the_discarding_undone(page_390, site, sign_in, look):
    page = page_390
    open_log(page, site, sign_in)
    page.get_by_label("What was heard").fill("Words to lose and find")
    note = page.locator("[data-draft-note]")
    expect(note).to_have_text(re.compile(r"^Draft kept \d\d:\d\d · discard$"))
    note.get_by_role("button", name="discard").click()
    expect(page.get_by_label("What was heard")).to_have_value("")
    note.get_by_role("button", name="undo").click()
    expect(page.get_by_label("What was heard")).to_have_value("Words to lose and find")
    expect(note).to_have_text(re.compile(r"^Draft kept \d\d:\d\d · discard$"))
    page.goto(f"{site.url}/desk/finish/")
    expect(page.locator("#drafts")).to_contain_text("Words to lose and find")
    look(page)
    page.locator("#drafts").get_by_role("button", name="Discard").first.click()
    expect(page.locator("main")).to_contain_text("Undo")


def test_going_back_and_saving_again_makes_no_second_record(page_1280, site, sign_in):
    page = page_1280
    open_log(page, site, sign_in)
    line = page.get_by_label("What happened?")
    line.fill("call with Engage Kent today about pelicans")
    line.press("Enter")
    expect(page.get_by_label("What was heard")).to_be_focused()
    page.get_by_label("What was heard").fill("Said once")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/logged/")
    page.go_back()
    expect(page.locator("[data-draft-note]")).to_contain_text("You went back to a form that is saved already")
    page.get_by_label("What was heard").fill("Said once, and more")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/logged/")
    expect(page.locator("main")).to_contain_text("Nothing was saved a second time")
    page.goto(f"{site.url}/desk/search/?q=pelicans")
    expect(page.locator("main").get_by_role("link", name="Pelicans")).to_have_count(1)
