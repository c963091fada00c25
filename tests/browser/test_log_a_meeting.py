"""Journey 3: log a meeting on one page; it shows on partners, project and search. Laptop and phone, with and without JavaScript."""

import re
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect

from tests.support.journeys import answer_new, choose, date, fill, follow, group, has_scripts, pick, press, unfold

PROJECT = "Our response to Covid-19: learning from your feedback"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def open_log(page: Page, site, sign_in) -> None:
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/partners/")
    page.locator("a[href$='/activities/log/']:visible").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log an activity")


def test_meeting_is_logged_on_one_page_and_shows_everywhere(any_page, site, sign_in, look, request):
    page, club = any_page, f"Tea club {request.node.callspec.id.replace('_', ' ')}"
    open_log(page, site, sign_in)
    choose(page, "Type", "Meeting")
    choose(page, "How", "Online")
    date(page, "When", "14", "7", "2026")
    pick(page, "Who", "Medway Voluntary Action")
    pick(page, "Who", club, new="partner")
    heard = f"Volunteers of the {club} ask for a ferris wheel"
    page.get_by_label("What was heard").fill(heard)
    page.get_by_label("Project", exact=True).select_option(label=PROJECT)
    look(page)
    press(page, "Save")
    if not has_scripts(page):
        expect(page.get_by_label("What was heard")).to_have_value(heard)
        look(page)
        answer_new(page, club, "partner")
        press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Logged:")
    title = page.get_by_role("heading", level=1).inner_text().removeprefix("Logged: ").rpartition(" ACT-")[0]
    look(page)

    for partner in (club, "Medway Voluntary Action"):
        follow(page, partner)
        expect(page.locator("main")).to_contain_text(title)
        look(page)
        page.go_back()
    follow(page, PROJECT)
    expect(page.locator("main")).to_contain_text(title)
    page.goto(f"{site.url}/desk/search/?q=ferris+{club.replace(' ', '+')}")
    expect(page.locator("main").get_by_role("link", name=title).first).to_be_visible()
    look(page)


def test_four_answers_are_all_that_is_asked_and_what_was_typed_stays(any_page, site, sign_in, look):
    page = any_page
    open_log(page, site, sign_in)
    date(page, "When", "", "", "")
    page.get_by_label("Title").fill("A title to keep")
    press(page, "Save")
    summary = page.locator(".nhsuk-error-summary")
    expect(summary.locator("li")).to_have_count(4)
    assert page.title().startswith("Error: ")
    look(page)
    if has_scripts(page):
        expect(summary).to_be_focused()
        summary.get_by_role("link", name="what was heard").click()
        expect(page.get_by_label("What was heard")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("A title to keep")


def test_attached_minutes_are_an_answer_to_what_was_heard(page_1280, site, sign_in):
    page, minutes = page_1280, BytesIO()
    Document().save(minutes)
    open_log(page, site, sign_in)
    choose(page, "Type", "Meeting")
    pick(page, "Who", "Engage Kent")
    unfold(page, "Or see the attached minutes")
    file = {"name": "minutes.docx", "mimeType": WORD, "buffer": minutes.getvalue()}
    page.get_by_label("Or see the attached minutes").set_input_files(file)
    fill(page, "Whose minutes", "Engage Kent")
    press(page, "Save")
    press(page, "Open it")
    expect(page.locator("main")).to_contain_text("minutes.docx")


def test_planned_meeting_needs_nothing_heard_and_nothing_held(page_1280, site, sign_in, look):
    page, day = page_1280, timezone.localdate() + timedelta(days=3)
    open_log(page, site, sign_in)
    choose(page, "Type", "Visit")
    date(page, "When", str(day.day), str(day.month), str(day.year))
    page.get_by_label("It is still to come").check()
    pick(page, "Who", "Engage Kent")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Planned:")
    page.goto(f"{site.url}/desk/")
    expect(page.locator("main")).to_contain_text("Engage Kent")
    look(page)


def test_draft_survives_a_closed_page_and_is_forgotten_once_saved(page_390, site, sign_in, look):
    page = page_390
    open_log(page, site, sign_in)
    choose(page, "Type", "Call")
    pick(page, "Who", "Engage Kent")
    page.get_by_label("What was heard").fill("Half a sentence on the train")
    expect(page.locator("[data-draft-note]")).to_have_text(re.compile(r"^Draft kept \d\d:\d\d · discard$"))  # on the server
    page.goto("about:blank")
    page.goto(f"{site.url}/desk/activities/log/")
    look(page)
    page.get_by_role("link", name="Bring it back").first.click()
    expect(page.get_by_label("What was heard")).to_have_value("Half a sentence on the train")
    expect(group(page, "Who").locator(".lp-picker__chip")).to_contain_text("Engage Kent")
    look(page)
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Logged:")
    page.goto(f"{site.url}/desk/activities/log/")
    expect(page.locator("main")).not_to_contain_text("Half a sentence")
    expect(page.get_by_role("link", name="Bring it back")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_double_press_makes_one_record(page_1280, site, sign_in):
    page = page_1280
    open_log(page, site, sign_in)
    choose(page, "Type", "Call")
    pick(page, "Who", "Engage Kent")
    page.get_by_label("What was heard").fill("Said once, pressed twice: albatross")
    page.evaluate("() => { const form = document.querySelector('form[data-log]'); HTMLFormElement.prototype.submit.call(form); form.requestSubmit(); }")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Logged:")
    page.goto(f"{site.url}/desk/search/?q=albatross")
    expect(page.locator("main").get_by_role("link", name="Call with Engage Kent")).to_have_count(1)


def test_signing_out_leaves_no_draft_on_a_shared_computer(page_1280, site, sign_in):
    page = page_1280
    open_log(page, site, sign_in)
    page.get_by_label("What was heard").fill("Nobody else shall read this")
    page.locator("summary", has_text="Account").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(lambda url: "/activities/log" not in url and "/logout" not in url)
    page.goto(f"{site.url}/accounts/login/")
    assert page.evaluate("Object.keys(localStorage)") == []
