"""Flight mode and bad lines: what is written without a connection arrives once, with its own time, or is kept, and the person is told which."""

import re
from collections.abc import Iterator
from datetime import datetime

import psycopg2
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import MOST_MILLISECONDS
from tests.support.journeys import choose, fill, pick, press
from tests.support.line import Line, line_to
from tests.support.site import LiveSite

OFFICER, OTHER = "engagement@example.nhs.uk", "assurance@example.nhs.uk"
LOG, STALL = "/desk/activities/log/", "/desk/activities/stall/"
OWNERS = "async () => (await caches.keys()).filter((name) => name.startsWith('listening-post-copies-'))"


@pytest.fixture
def rows(site):
    """`rows("…")`: titles and moments of the activities whose note or title holds the words, the oldest first."""

    def found(words: str) -> list[tuple[str, datetime | None]]:
        with psycopg2.connect(site.database_url()) as connection, connection.cursor() as cursor:
            query = "SELECT title, written_at FROM activities_activity WHERE heard LIKE %(words)s OR title LIKE %(words)s ORDER BY written_at, id"
            cursor.execute(query, {"words": f"%{words}%"})
            return cursor.fetchall()

    return found


@pytest.fixture
def line(site) -> Iterator[Line]:
    with line_to(site.url) as line:
        yield line


def start(page: Page, site, sign_in, email: str = OFFICER) -> None:
    """Sign in and wait until this device could do without a connection."""
    sign_in(page, site, email)
    page.goto(f"{site.url}{LOG}")
    expect(page.locator("[data-offline][data-ready]")).to_be_attached(timeout=MOST_MILLISECONDS)


def status(page: Page):
    return page.locator("[data-offline-words]")


def write_log(page: Page, heard: str) -> None:
    choose(page, "Type", "Meeting")
    fill(page, "Members of the public", "3")
    page.get_by_label("What was heard").fill(heard)
    press(page, "Save")


def write_stall(page: Page, venue: str) -> None:
    fill(page, "Where exactly", venue)
    page.get_by_role("button", name="One more: people who came by").click()
    press(page, "Save")


def waiting(page: Page) -> list[dict]:
    return page.evaluate("() => entryStore.of(Number(document.querySelector('[data-offline]').dataset.user))")


def test_twelve_entries_of_a_flight_arrive_once_with_their_own_times(page_390, site, sign_in, rows, look):
    page, context = page_390, page_390.context
    start(page, site, sign_in)
    context.set_offline(True)
    for number in range(6):
        page.goto(f"{site.url}{LOG}")
        write_log(page, f"Flight {number} of the log")
        expect(status(page)).to_contain_text(f"{2 * number + 1} entr")
        page.goto(f"{site.url}{STALL}")
        write_stall(page, f"Flight {number} of the stall")
        expect(status(page)).to_contain_text(f"{2 * number + 2} entries wait on this device")
    page.reload()
    expect(status(page)).to_contain_text("12 entries wait on this device")
    page.goto(f"{site.url}/desk/decisions/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Without a connection")
    expect(page.locator("[data-offline-list] li")).to_have_count(12)
    times = sorted(datetime.fromisoformat(entry["writtenAt"]) for entry in waiting(page))
    assert len(set(times)) == 12 and rows("Flight") == []

    other = context.new_page()
    other.goto(f"{site.url}{STALL}")
    expect(status(other)).to_contain_text("12 entries wait")
    context.set_offline(False)  # both tabs hear of it and send
    page.get_by_role("button", name="Send now").dispatch_event("click")
    page.get_by_role("button", name="Send now").dispatch_event("click")
    for tab in (page, other):
        expect(tab.locator("[data-offline-list] li")).to_have_count(0)
    assert [written for _title, written in rows("Flight")] == times
    sent = page.locator("[data-offline-news] li").count() + other.locator("[data-offline-news] li").count()
    assert sent == 12
    page.reload()
    look(page)


def test_partners_are_chosen_without_a_connection(page_390, site, sign_in, rows):
    start(page_390, site, sign_in)
    page_390.context.set_offline(True)
    page_390.goto(f"{site.url}{LOG}?partner=ORG-1")
    pick(page_390, "Who", "Medway Voluntary Action")
    write_log(page_390, "Chosen in a tunnel")
    expect(status(page_390)).to_contain_text("Kept on this device. 1 entry waits")
    page_390.context.set_offline(False)
    expect(status(page_390)).to_have_text("1 entry saved.")
    page_390.locator("[data-offline-news] a").click()
    expect(page_390.get_by_role("heading", level=1)).to_contain_text("Meeting with Medway Voluntary Action")
    expect(page_390.locator("main")).to_contain_text("Written without a connection")


def test_what_cannot_be_saved_becomes_a_draft_that_says_why(page_1280, site, sign_in, rows, look):
    start(page_1280, site, sign_in)
    page_1280.context.set_offline(True)
    page_1280.goto(f"{site.url}{LOG}")
    fill(page_1280, "Members of the public", "3")
    page_1280.get_by_label("What was heard").fill("Nobody said of what type")
    press(page_1280, "Save")
    expect(status(page_1280)).to_contain_text("1 entry waits")
    page_1280.context.set_offline(False)
    expect(status(page_1280)).to_contain_text("kept as a draft")
    look(page_1280)
    news = page_1280.locator("[data-offline-news]")
    expect(news).to_contain_text("Choose what kind of activity it was")
    news.get_by_role("link").click()
    expect(page_1280.get_by_label("What was heard")).to_have_value("Nobody said of what type")
    expect(page_1280.locator("main")).to_contain_text("Choose what kind of activity it was")
    assert rows("Nobody said of what type") == []


def test_an_expired_sign_in_keeps_the_entry_and_sends_it_after_signing_in(page_390, site, sign_in, rows):
    page = page_390
    start(page, site, sign_in)
    page.context.clear_cookies(name="sessionid")
    write_log(page, "Written too late")
    expect(status(page)).to_contain_text("Sign in to send 1 entry")
    assert rows("Written too late") == []
    status(page).get_by_role("link").click()
    page.locator("input[name=login]").fill(OFFICER)
    page.locator("input[name=password]").fill(site.password)
    press(page, "Sign in")
    expect(status(page)).to_have_text("1 entry saved.")
    assert len(rows("Written too late")) == 1


@pytest.mark.parametrize("fault", ["lost", "unanswered"])
def test_a_server_that_dies_during_the_post_leaves_one_record_and_says_so(page_390, site, line, sign_in, rows, fault):
    page = page_390
    start(page, LiveSite(line.url, site.database), sign_in)
    page.goto(f"{line.url}{STALL}")
    line.fault = fault
    write_stall(page, f"Where the answer was {fault}")
    page.wait_for_url("**/desk/offline/**")
    expect(page.locator("[data-offline-list] li")).to_have_count(1)
    assert line.faults and len(rows(f"the answer was {fault}")) == (fault == "unanswered")
    line.fault = ""
    page.get_by_role("button", name="Send now").click()
    expect(status(page)).to_have_text("1 entry saved.")
    assert len(rows(f"the answer was {fault}")) == 1


def test_somebody_else_on_the_device_neither_sees_nor_sends_it(page_390, site, sign_in, rows):
    page, context = page_390, page_390.context
    start(page, site, sign_in)
    mine = page.evaluate(OWNERS)
    context.set_offline(True)
    page.goto(f"{site.url}{STALL}")
    write_stall(page, "Nobody else’s business")
    expect(status(page)).to_contain_text("1 entry waits")
    context.clear_cookies(name="sessionid")
    context.set_offline(False)
    expect(status(page)).to_contain_text("Sign in to send 1 entry")

    start(page, site, sign_in, OTHER)
    expect(page.locator("[data-offline]")).to_be_hidden()
    assert waiting(page) == [] and len(page.evaluate(OWNERS)) == 1 and page.evaluate(OWNERS) != mine
    assert "Nobody else" not in page.content() and rows("Nobody else") == []

    _sign_out(page)
    assert page.evaluate(OWNERS) == []
    sign_in(page, site, OFFICER)
    expect(status(page)).to_have_text("1 entry saved.")
    assert len(rows("Nobody else")) == 1


def test_somebody_who_signed_in_in_another_tab_does_not_get_the_entry(page_390, site, sign_in, rows):
    page = page_390
    start(page, site, sign_in)
    page.goto(f"{site.url}{STALL}")
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    sign_in(other, site, OTHER)
    write_stall(page, "Written by the first of us")
    expect(status(page)).to_contain_text("Somebody else is signed in on this device now")
    other.goto(f"{site.url}/desk/")
    expect(other.locator("[data-offline]")).to_be_hidden()
    assert rows("Written by the first") == []
    page.context.clear_cookies(name="sessionid")
    sign_in(other, site, OFFICER)
    expect(status(other)).to_have_text("1 entry saved.")
    assert len(rows("Written by the first")) == 1


def test_an_entry_is_discarded_after_a_second_question(page_390, site, sign_in, rows):
    page = page_390
    start(page, site, sign_in)
    page.context.set_offline(True)
    page.goto(f"{site.url}{STALL}")
    write_stall(page, "Better forgotten")
    page.locator("[data-offline] summary").click()
    page.get_by_role("button", name="Discard: Stall: Better forgotten").click()
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    page.get_by_role("button", name="No, keep it").click()
    page.get_by_role("button", name=re.compile("^Discard")).click()
    page.get_by_role("button", name="Yes, discard it for good").click()
    expect(status(page)).to_have_text("Discarded.")
    assert waiting(page) == [] and rows("Better forgotten") == []


def test_nothing_of_one_entry_is_in_the_next(page_390, site, sign_in):
    page = page_390
    start(page, site, sign_in)
    page.context.set_offline(True)
    page.goto(f"{site.url}{LOG}")
    pick(page, "Who", "Medway Voluntary Action")
    write_log(page, "Only once")
    expect(status(page)).to_contain_text("1 entry waits")
    expect(page.get_by_label("What was heard")).to_have_value("")
    expect(page.locator("[data-name=who] .lp-picker__chip")).to_have_count(0)
    assert "Only once" not in page.locator("main").inner_text() and "You have a draft" not in page.locator("main").inner_text()
    keys = [entry["key"] for entry in waiting(page)]
    assert page.locator("[name=submission_key]").input_value() not in keys


def test_a_browser_that_cannot_keep_it_says_so_and_leaves_the_words_where_they_are(page_390, site, sign_in, rows):
    page = page_390
    start(page, site, sign_in)
    page.evaluate("() => { IDBFactory.prototype.open = () => { throw new Error('refused'); }; }")
    page.context.set_offline(True)
    write_log(page, "Still on the page")
    expect(status(page)).to_contain_text("This browser cannot keep entries")
    expect(page.get_by_label("What was heard")).to_have_value("Still on the page")
    assert rows("Still on the page") == []


def _sign_out(page: Page) -> None:
    page.locator(".lp-header__menu summary").click()
    page.locator(".lp-header__menu").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "/desk/" not in address)
