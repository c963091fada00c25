"""Journey 4: find partners, take the list away, make, change, archive and restore one, read its history."""

import csv
from io import BytesIO, StringIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.support.journeys import date, fill, has_scripts, is_phone, more, pick, press

FIRST_COLUMN = "main table tbody th a"


def download(page: Page, file_format: str) -> bytes:
    """Take the list away."""
    with page.expect_download() as waiting:
        page.locator("main form[action$='/exports/new/']").get_by_role("button", name=file_format).click()
    return waiting.value.path().read_bytes()


def test_list_filters_sorts_and_takes_away_exactly_what_is_shown(page_1280, reading_site, sign_in, look):
    page = page_1280
    sign_in(page, reading_site, "engagement@example.nhs.uk")
    page.goto(f"{reading_site.url}/desk/partners/")
    expect(page.locator(".lp-list__count")).to_contain_text("1–50 of")
    page.get_by_label("Words").fill("surgery")
    page.get_by_label("District").select_option(label="Medway")
    press(page, "Show partners")
    expect(page.locator(".lp-filter-tags li")).to_have_count(3)  # two filters and "Clear all"
    shown = page.locator(FIRST_COLUMN).all_inner_texts()
    assert shown and all("surgery" in name.lower() for name in shown)
    look(page)

    page.get_by_role("columnheader", name="Partner").get_by_role("link").click()
    turned = page.locator(FIRST_COLUMN).all_inner_texts()
    assert turned == list(reversed(shown))
    rows = list(csv.reader(StringIO(download(page, "CSV").decode("utf-8-sig"))))
    assert [row[rows[0].index("Partner")] for row in rows[1:]] == turned
    sheet = load_workbook(BytesIO(download(page, "Excel"))).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(table) if "Partner" in row)
    assert [row[table[start].index("Partner")] for row in table[start + 1 :]] == turned


def test_pages_follow_each_other_and_an_empty_list_says_which_filter_to_drop(any_page, reading_site, sign_in, look):
    page = any_page
    sign_in(page, reading_site, "engagement@example.nhs.uk")
    page.goto(f"{reading_site.url}/desk/partners/")
    first = page.locator(FIRST_COLUMN).first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".lp-list__count")).to_contain_text("51–100 of")
    assert page.locator(FIRST_COLUMN).first.inner_text() > first
    look(page)
    if is_phone(page) or not has_scripts(page):
        page.locator("summary", has_text="Filter").click()
    page.get_by_label("Words").fill("zeppelin")
    press(page, "Show partners")
    expect(page.get_by_role("heading", name="No partners fit all of these filters")).to_be_visible()
    look(page)
    page.locator(".lp-empty__step").click()
    expect(page.locator(".lp-list__count")).to_contain_text("1–50 of")


def test_partner_is_made_changed_archived_undone_and_its_history_says_so(page_1280, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/partners/")
    press(page, "Add a partner")
    look(page)
    fill(page, "Name", "Sheppey Shanty Choir")
    pick(page, "What it is", "Charity or community group")
    fill(page, "Postcode", "me104bj")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sheppey Shanty Choir")
    expect(page.locator("main")).to_contain_text("ME10 4BJ")
    expect(page.locator("main")).to_contain_text("Swale")
    look(page)
    record = page.url

    more(page, "Edit")
    date(page, "Opened", "3", "9", "2019")
    fill(page, "Why are you changing it?", "their own leaflet")
    look(page)
    press(page, "Save")
    more(page, "Archive")
    look(page)
    page.locator("main textarea, main input[type=text]").first.fill("merged into another choir")
    press(page, "Archive")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).not_to_contain_text("merged into another choir")
    page.goto(record)
    expect(page.locator("main")).not_to_contain_text("Archived because")
    more(page, "History")
    history = page.locator(".lp-history").inner_text()
    for words in ("Engagement officer", "Opened", "because “their own leaflet”", "archived this, because “merged into another choir”", "brought this back"):
        assert words in history, words
    look(page)


def test_second_editor_sees_what_the_first_changed(page_1280, page_390, site, sign_in, look):
    sign_in(page_1280, site, "engagement@example.nhs.uk")
    sign_in(page_390, site, "comms@example.nhs.uk")
    for page in (page_1280, page_390):
        page.goto(f"{site.url}/desk/partners/4/edit/")
    fill(page_1280, "Phone", "01622 000001")
    press(page_1280, "Save")
    expect(page_1280.locator("main")).to_contain_text("01622 000001")
    fill(page_390, "Phone", "01622 000002")
    press(page_390, "Save")
    conflict = page_390.locator("#conflict")
    expect(conflict).to_contain_text("01622 000001")
    expect(conflict).to_contain_text("01622 000002")
    expect(page_390.get_by_label("Phone")).to_have_value("01622 000002")
    look(page_390)


def test_search_finds_every_kind_of_record(page_1280, reading_site, sign_in, look):
    page = page_1280
    sign_in(page, reading_site, "engagement@example.nhs.uk")
    page.locator("#lp-search").fill("medway voluntary")
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_role("link", name="Medway Voluntary Action").first).to_be_visible()
    look(page)
    page.locator("main").get_by_role("link", name="Medway Voluntary Action", exact=True).click()
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Partners’ complementary work")


def test_other_lists_and_records_open(page_390, reading_site, sign_in, look):
    sign_in(page_390, reading_site, "engagement@example.nhs.uk")
    for kind in ("people", "activities", "projects", "decisions", "insight", "commitments"):
        page_390.goto(f"{reading_site.url}/desk/{kind}/")
        look(page_390)
        page_390.locator(FIRST_COLUMN).first.click()
        expect(page_390.get_by_role("heading", level=1)).to_be_visible()
        look(page_390)
