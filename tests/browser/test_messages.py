"""An e-mail or invitation is dropped on the page, and one press makes the record."""

import base64
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.support.journeys import follow, has_scripts, pick, press
from tests.support.site import LiveSite

PARTNER = "Sheppey Carers Circle"
ADDRESS = "circle@example.org"
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const carrier = new DataTransfer();
  carrier.items.add(new File([bytes], name, { type: "text/calendar" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector("main").dispatchEvent(new DragEvent(kind, { dataTransfer: carrier, bubbles: true, cancelable: true }));
  }
}"""


def invitation(uid: str, days: int) -> bytes:
    """A meeting at two o'clock, some days from now, with somebody known and somebody unknown."""
    day = datetime.now() + timedelta(days=days)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Listening Post//Tests//EN", "METHOD:REQUEST", "BEGIN:VEVENT", f"UID:{uid}@example.org",
        f"DTSTAMP:{day:%Y%m%d}T080000Z", f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T140000", f"DTEND;TZID=Europe/London:{day:%Y%m%d}T150000",
        f"SUMMARY:Buses after six {uid}", "LOCATION:Library in Sheerness", f"ORGANIZER;CN=Circle:mailto:{ADDRESS}",
        f"ATTENDEE;CN=Treasurer:mailto:treasurer-{uid}@example.org", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


@pytest.fixture(scope="module")
def tray(site: LiveSite) -> LiveSite:
    """The example with a partner whose mailbox is known."""
    site.manage("shell", "-c", f"from partners.models import Organisation; Organisation.objects.create(name='{PARTNER}', email='{ADDRESS}')")
    return site


def bring(page: Page, site: LiveSite, name: str, content: bytes) -> None:
    """Drop the file on the page, or choose it where nothing can be dropped."""
    page.goto(f"{site.url}/desk/messages/")
    if has_scripts(page):
        page.evaluate(DROP, [name, base64.b64encode(content).decode()])
    else:
        page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/calendar", "buffer": content})
        press(page, "Take them in")
    expect(page.locator("main")).to_contain_text("1 file was taken in")


@pytest.mark.parametrize(("days", "words"), [(9, "Planned"), (-9, "Logged")], ids=["to come", "over"])
def test_invitation_to_a_record_in_one_press(any_page, tray, sign_in, look, request, days, words):
    page, uid = any_page, request.node.callspec.id.replace(" ", "-")
    sign_in(page, tray, "engagement@example.nhs.uk")
    bring(page, tray, "meeting.ics", invitation(uid, days))
    look(page)
    follow(page, f"Buses after six {uid}")
    expect(page.locator("main")).to_contain_text(PARTNER)
    look(page)
    press(page, "Make it an activity")
    expect(page.locator("h1")).to_contain_text(f"{words}: Buses after six {uid}")
    expect(page.locator("main")).to_contain_text(PARTNER)
    press(page, "Open it")
    expect(page.locator("main")).to_contain_text("14:00 to 15:00")
    expect(page.locator("main")).to_contain_text("Invitation of Circle")


def test_unknown_people_wait_until_somebody_says_who_they_are(page_1280, tray, sign_in, look):
    page = page_1280
    sign_in(page, tray, "engagement@example.nhs.uk")
    bring(page, tray, "meeting.ics", invitation("people", 5))
    follow(page, "Buses after six people")
    page.locator("main").get_by_role("link", name=re.compile("Say who this is ?: Treasurer")).click()
    look(page)
    pick(page, "Organisation", PARTNER)
    press(page, "Add this person")
    expect(page.locator("main")).to_contain_text("Treasurer is added as PER-")
    look(page)
    press(page, "Make it an activity")
    expect(page.locator("main")).to_contain_text("Treasurer")


def test_a_file_that_is_no_message_is_refused_in_words_by_keyboard(page_390, tray, sign_in, look):
    page = page_390
    sign_in(page, tray, "engagement@example.nhs.uk")
    page.goto(f"{tray.url}/desk/messages/")
    page.locator("input[type=file]").set_input_files({"name": "notes.eml", "mimeType": "message/rfc822", "buffer": b"%PDF-1.4 not a mail"})
    page.get_by_role("button", name="Take them in").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Refused")
    look(page)
    page.goto(f"{tray.url}/desk/messages/?show=refused")
    expect(page.locator("main")).to_contain_text("notes.eml")
    look(page)


def test_dropping_nothing_is_said(page_1280, tray, sign_in):
    page = page_1280
    sign_in(page, tray, "engagement@example.nhs.uk")
    page.goto(f"{tray.url}/desk/messages/")
    page.evaluate("document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: new DataTransfer(), bubbles: true, cancelable: true }))")
    expect(page.locator("[data-drop-status]")).to_contain_text("No file arrived")
