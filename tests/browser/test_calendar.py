"""The calendar: a month, a list, a day; plan from it, hold from it, be warned; take it away as a feed. Laptop and phone, with and without JavaScript."""

from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.support.journeys import choose, fill, has_scripts, is_phone, pick, press, unfold
from tests.support.journeys import date as fill_date

ENGAGEMENT, COMMS = "engagement@example.nhs.uk", "comms@example.nhs.uk"


def working_day(days: int) -> date:
    """A Tuesday about so many days from today, so that no weekend is warned of."""
    day = timezone.localdate() + timedelta(days=days)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def plan(page: Page, day: date, partner: str, title: str) -> None:
    """Plan a meeting from its day in the calendar."""
    page.goto(page.url.split("/desk/")[0] + f"/desk/calendar/?month={day:%Y-%m}" + ("&view=list" if is_phone(page) else ""))
    address = f"/desk/activities/log/?when={day:%Y-%m-%d}"
    link = page.locator(f"a[href='{address}']:visible")
    if link.count():
        link.first.click()
    else:  # a free day of a phone's list: its own page
        page.goto(page.url.split("/desk/")[0] + f"/desk/calendar/?day={day:%Y-%m-%d}")
        page.locator(f"a[href='{address}']").click()
    expect(page.get_by_role("group", name="When").get_by_label("Day", exact=True)).to_have_value(str(day.day))
    choose(page, "Type", "Meeting")
    pick(page, "Who", partner)
    fill(page, "Title", title)


def test_a_month_its_list_and_its_days(any_page, reading_site, sign_in, look):
    page = any_page
    sign_in(page, reading_site, ENGAGEMENT)
    page.goto(f"{reading_site.url}/desk/calendar/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Calendar: ")
    expect(page.locator("main").get_by_text("Today", exact=True).last).to_be_visible()
    expect(page.get_by_role("columnheader", name="Monday")).to_have_count(1)
    look(page)
    unfold(page, "Filter")
    page.get_by_label("Planned only").check()
    look(page)
    press(page, "Show")
    expect(page.locator(".lp-filter-tags")).to_contain_text("Planned only")
    page.locator("main a[rel=next]").click()
    expect(page.locator(".lp-filter-tags")).to_contain_text("Planned only")
    page.get_by_role("link", name="Show as list").click()
    look(page)
    page.goto(f"{reading_site.url}/desk/calendar/?month=1951-02")
    expect(page.get_by_text("Nothing stands in these weeks yet")).to_be_visible()
    look(page)
    page.goto(f"{reading_site.url}/desk/calendar/?month=2026-12")
    expect(page.get_by_text("Bank holiday: Christmas Day")).to_be_visible()
    look(page)


def test_plan_from_the_calendar_and_be_warned(any_page, site, sign_in, look, request):
    page, name = any_page, request.node.callspec.id.replace("_", " ")
    day = working_day(60)
    sign_in(page, site, ENGAGEMENT)
    plan(page, day, "Medway Voluntary Action", f"First of {name}")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Planned: First of")
    plan(page, day + timedelta(days=1), "Medway Voluntary Action", f"Second of {name}")
    if has_scripts(page):
        expect(page.locator("[data-clashes]")).to_contain_text("Medway Voluntary Action: already something 1 day before")
        look(page)
    press(page, "Save")
    warning = page.locator("section").filter(has=page.get_by_role("heading", name="Before you fix the day"))
    expect(warning).to_contain_text("Medway Voluntary Action: already something 1 day before")
    look(page)
    warning.get_by_role("link", name=f"First of {name}").click()
    expect(page.get_by_role("heading", name="Before you fix the day")).to_be_visible()
    page.goto(f"{site.url}/desk/calendar/?day={day:%Y-%m-%d}")
    expect(page.get_by_role("listitem").filter(has_text=f"First of {name}")).to_contain_text("Close to another")
    look(page)


def test_what_is_due_is_held_with_one_press(any_page, site, sign_in, look, request):
    page, title = any_page, f"Due {request.node.callspec.id.replace('_', ' ')}"
    sign_in(page, site, ENGAGEMENT)
    page.goto(f"{site.url}/desk/calendar/?day={timezone.localdate()}")
    page.locator("main a[href*='/log/?when=']").click()
    choose(page, "Type", "Meeting")
    page.get_by_label("It is still to come").check()
    pick(page, "Who", "Medway Voluntary Action")
    fill(page, "Title", title)
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Planned: {title}")
    page.goto(f"{site.url}/desk/calendar/?day={timezone.localdate()}")
    look(page)
    entry = page.get_by_role("listitem").filter(has_text=title)
    expect(entry).to_contain_text("planned")
    entry.get_by_role("button", name="Mark as held").click()
    expect(page.get_by_text("Marked as held")).to_be_visible()
    page.goto(f"{site.url}/desk/calendar/?day={timezone.localdate()}")
    expect(entry).to_contain_text("held")
    expect(entry.get_by_role("button")).to_have_count(0)


def test_a_feed_is_made_read_and_ended(any_page, site, sign_in, look):
    page = any_page
    sign_in(page, site, ENGAGEMENT)
    page.goto(f"{site.url}/desk/calendar/")
    page.get_by_role("link", name="Subscribe in your own calendar").click()
    choose(page, "What should it hold?", "Everything")
    look(page)
    press(page, "Make the feed")
    address = page.get_by_label("Address of the feed").input_value()
    look(page)
    expect(page.get_by_role("button", name="Copy")).to_have_count(1 if has_scripts(page) else 0)
    answer = page.request.get(address)
    assert answer.status == 200 and answer.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("link", name="End it").first.click()
    look(page)
    press(page, "End the feed")
    expect(page.get_by_text("The feed has ended")).to_be_visible()
    assert page.request.get(address).status == 404


def test_a_restricted_period_is_written_down_and_shown(any_page, site, sign_in, look, request):
    page, name = any_page, f"Elections {request.node.callspec.id.replace('_', ' ')}"
    sign_in(page, site, COMMS)
    page.goto(f"{site.url}/desk/restricted-periods/")
    page.get_by_role("button", name="Add a restricted period").click()
    fill(page, "Name", name)
    fill_date(page, "From", "20", "3", "2031")
    fill_date(page, "Until", "1", "2", "2031")
    press(page, "Save")
    expect(page.locator("main").get_by_text("must end on or after").first).to_be_visible()
    look(page)
    fill_date(page, "Until", "1", "5", "2031")
    press(page, "Save")
    look(page)
    page.goto(f"{site.url}/desk/calendar/?month=2031-04")
    expect(page.locator("main")).to_contain_text(f"Restricted period: {name}")
    page.goto(f"{site.url}/desk/restricted-periods/")
    page.get_by_role("link", name=f"Delete {name}").click()
    look(page)
    press(page, "Delete")
    expect(page.get_by_text(f"{name} is deleted.")).to_be_visible()
