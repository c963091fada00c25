"""Journey: a series is planned, prepared for, held by one press; a partner corrects the note and staff take it up."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.journeys import choose, fill, follow, more, pick, press

MEETING = "Meeting with the carers’ group"


def open_activity(page: Page, site, title: str) -> None:
    page.goto(f"{site.url}/desk/activities/?q={title}")
    page.locator("main table tbody").get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@pytest.mark.parametrize(("screen", "title"), [("page_1280", "Workshop with the disability forum"), ("page_390_no_js", "Evening meeting on the result")])
def test_a_series_is_planned_from_one_meeting_and_the_next_in_one_press(request, site, sign_in, look, screen, title):
    page = request.getfixturevalue(screen)
    sign_in(page, site, "engagement@example.nhs.uk")
    open_activity(page, site, title)
    look(page)
    more(page, "Make this a series")
    look(page)
    choose(page, "How often", "Every month")
    choose(page, "By the month, on", "the same weekday")
    fill(page, "How many more", "3")
    press(page, "Show the days")
    days = page.locator("main .lp-days input")
    expect(days).to_have_count(3)
    look(page)
    days.nth(1).uncheck()
    press(page, "Plan these")
    expect(page.locator("main")).to_contain_text("2 meetings are planned.")
    look(page)
    press(page, "Plan the next one – same as last time")
    expect(page.get_by_label("Day", exact=True)).not_to_have_value("")
    look(page)
    fill(page, "Venue, or address online", "Town hall")
    press(page, "Plan it")
    expect(page.locator("main")).to_contain_text("The next meeting is planned.")
    expect(page.locator("main .lp-meeting")).to_have_count(4)


def test_one_press_holds_it_a_short_page_asks_and_undo_takes_it_back(page_390, site, sign_in, look):
    page = page_390
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/activities/log/")
    choose(page, "Type", "Meeting")
    pick(page, "Who", "Medway Voluntary Action")
    page.get_by_label("It is still to come").check()
    fill(page, "Title", "Tea with volunteers")
    press(page, "Save")
    page.wait_for_url("**/logged/**")

    page.goto(f"{site.url}/desk/today/")
    row = page.locator(".lp-meeting").filter(has_text="Tea with volunteers")
    expect(row).to_contain_text("Medway Voluntary Action")
    look(page)
    row.get_by_role("button", name="It was held").click()
    page.wait_for_url("**/finish/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("What was heard?")
    look(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("It is planned again.")

    page.goto(f"{site.url}/desk/today/")
    page.locator(".lp-meeting").filter(has_text="Tea with volunteers").get_by_role("button", name="It was held").click()
    page.get_by_role("link", name="Later").click()
    page.wait_for_url("**/desk/today/")
    expect(page.locator(".lp-meeting").filter(has_text="Tea with volunteers")).to_contain_text("Held")
    follow(page, "Tea with volunteers")
    press(page, "Write what was heard")
    fill(page, "What was heard", "Volunteers wait too long for their travel money.")
    press(page, "Save")
    page.wait_for_url("**/logged/**")
    expect(page.locator("main")).to_contain_text("Tea with volunteers")


def test_before_the_meeting_for_two_partners_on_a_phone(page_390, site, sign_in, look):
    page = page_390
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/before/")
    look(page)
    for name in ("Medway Voluntary Action", "Engage Kent"):
        pick(page, "Partners and people", name)
    press(page, "Show")
    expect(page.locator(".lp-brief")).to_have_count(2)
    for words in ("Promises to them", "Last contacts", "Who is who", "Next planned"):
        expect(page.get_by_role("heading", name=words)).to_have_count(2)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    look(page)
    page.emulate_media(media="print")
    breaks = page.locator(".lp-brief").evaluate_all("briefs => briefs.map(brief => getComputedStyle(brief).breakAfter)")
    assert breaks == ["page", "auto"]
    expect(page.locator(".lp-header").first).to_be_hidden()


def test_a_partner_corrects_the_note_and_staff_take_it_up(page_1280, page_390, site, sign_in, look):
    officer, partner = page_1280, page_390
    sign_in(officer, site, "engagement@example.nhs.uk")
    open_activity(officer, site, MEETING)
    follow(officer, "Ask the partner to check the note")
    look(officer)
    press(officer, "Ask them")
    expect(officer.locator("main")).to_contain_text("Partners may correct the note until")
    look(officer)

    sign_in(partner, site, "partner@example.nhs.uk")
    partner.goto(f"{site.url}/desk/")
    expect(partner.get_by_role("heading", name="Please check these notes")).to_be_visible()
    look(partner)
    follow(partner, MEETING)
    expect(partner.locator("main")).to_contain_text("Morning-only hours clash")
    look(partner)
    press(partner, "Send a correction")
    look(partner)
    press(partner, "Send the correction")
    expect(partner.locator(".nhsuk-error-summary")).to_be_focused()
    partner.locator("main textarea").fill("We said a whole day, not half a day.")
    press(partner, "Send the correction")
    expect(partner.locator("main")).to_contain_text("Thank you. Your correction has been sent.")

    officer.reload()
    expect(officer.locator("main")).to_contain_text("We said a whole day, not half a day.")
    look(officer)
    officer.locator("main").get_by_role("link", name=re.compile("^Answer")).click()
    look(officer)
    choose(officer, "Is it taken up?", "Yes")
    note = officer.get_by_label("The note as it reads from now on")
    note.fill(note.input_value().replace("half a day", "a whole day"))
    fill(officer, "Your answer to the partner", "Thank you. We have corrected it.")
    press(officer, "Answer")
    expect(officer.locator("[data-heard]")).to_contain_text("lose a whole day")

    partner.reload()
    expect(partner.locator("main")).to_contain_text("lose a whole day")
    expect(partner.locator("main")).to_contain_text("Thank you. We have corrected it.")
    look(partner)
