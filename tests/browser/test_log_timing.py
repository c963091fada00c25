"""Ten meetings logged by keyboard alone, three of them on a phone too, and how long that takes a person.

The times are printed, not asserted: they say what is, on this machine.

A person's time is what passed while nothing was typed (pages, answers of the server) and 0.2 seconds a key: 300 keys a minute.
Reading and thinking are not in it.
"""

import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

SECONDS_A_KEY = 0.2


@dataclass(frozen=True)
class Meeting:
    """What is typed, and what must come of it: type, days ago, title, partners or people, members of the public."""

    line: str
    heard: str
    kind: str
    days_ago: int
    title: str
    who: tuple[str, ...] = ()
    public: str = ""
    asks: str = ""
    """What is typed under "Who" because the line did not settle it."""


MEETINGS = [
    Meeting("meeting with Engage Kent yesterday about buses", "People miss early clinics because the first bus comes too late. They ask for later slots.",
            "Meeting", 1, "Buses", ("Engage Kent",)),
    Meeting("call with Medway Voluntary Action today about carers", "Carers want one number to ring. Two forms ask them the same questions.",
            "Call", 0, "Carers", ("Medway Voluntary Action",)),
    Meeting("online meeting with Engage Kent and Medway Voluntary Action about stroke", "Families want a plan in hand before they go home.",
            "Meeting", 0, "Stroke", ("Engage Kent", "Medway Voluntary Action")),
    Meeting("visited Medway Voluntary Action 2 days ago", "The room is full on Mondays. Volunteers ask for a second session in the week.",
            "Visit", 2, "Visit with Medway Voluntary Action", ("Medway Voluntary Action",)),
    Meeting("e-mail from Engage Kent yesterday about waiting times", "Letters come after the appointment. A text message would be enough.",
            "E-mail", 1, "Waiting times", ("Engage Kent",)),
    Meeting("focus group with 9 residents about pharmacies", "The pharmacy shuts before people are home from work. Parking is dear.",
            "Focus group", 0, "Residents: pharmacies", (), "9"),
    Meeting("phone call with Engagement lead, Medway Voluntary Action about interpreters", "Interpreters are booked too late. Some people bring a child along.",
            "Call", 0, "Interpreters", ("Engagement lead, Medway Voluntary Action",)),
    Meeting("workshop with Engage Kent 3 days ago about the new clinic", "Step-free doors matter more than parking. Signs should be large.",
            "Workshop", 3, "New clinic", ("Engage Kent",)),
    Meeting("drop-in with about 40 people today", "Most asked how to see a dentist. Some had given up looking.",
            "Drop-in", 0, "People", (), "40"),
    Meeting("meeting about minor injuries yesterday", "People do not know what is open at weekends.",
            "Meeting", 1, "Minor injuries", ("Engage Kent",), asks="Engage Kent"),
]  # fmt: skip


class Typist:
    """Types by keyboard and keeps the time that typing itself took apart."""

    def __init__(self, page: Page):
        self.page, self.keys, self.typing, self.started = page, 0, 0.0, time.monotonic()

    def type(self, text: str) -> None:
        self._timed(len(text), lambda: self.page.keyboard.type(text, delay=2))

    def press(self, key: str) -> None:
        self._timed(1, lambda: self.page.keyboard.press(key))

    def _timed(self, keys: int, act) -> None:  # noqa: ANN001
        before = time.monotonic()
        act()
        self.keys, self.typing = self.keys + keys, self.typing + time.monotonic() - before

    def seconds(self) -> float:
        return time.monotonic() - self.started - self.typing + self.keys * SECONDS_A_KEY


def tab_to(typist: Typist, page: Page, name: str) -> None:
    """Press Tab until the field of this name has the focus."""
    for _press in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        typist.press("Tab")
    raise AssertionError(f"no Tab leads to {name}")


def log(page: Page, meeting: Meeting) -> float:
    """Log one meeting from the clean form to the page that says it is logged; gives the person's seconds."""
    typist = Typist(page)
    typist.press("Tab")
    typist.press("Enter")  # the link that skips the header
    tab_to(typist, page, "line")
    typist.type(meeting.line)
    typist.press("Enter")
    if meeting.asks:
        expect(page.get_by_role("group", name="Who").get_by_role("combobox")).to_be_focused()
        typist.type(meeting.asks)
        expect(page.get_by_role("option", name=meeting.asks).first).to_be_visible()
        typist.press("Enter")
        tab_to(typist, page, "heard")
    expect(page.get_by_label("What was heard")).to_be_focused()
    typist.type(meeting.heard)
    typist.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Logged:")
    return typist.seconds()


def words_of(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize(("width", "meetings"), [(1280, MEETINGS), (390, MEETINGS[-3:])])
def test_meetings_by_keyboard(width, meetings, request, site, sign_in, capsys):
    page = request.getfixturevalue(f"page_{width}")
    sign_in(page, site, "engagement@example.nhs.uk")
    took, today = [], timezone.localdate()
    for meeting in meetings:
        page.goto(f"{site.url}/desk/activities/log/")
        expect(page.get_by_label("What happened?")).to_be_visible()
        took.append(log(page, meeting))
        page.get_by_role("link", name="Open it").or_(page.get_by_role("button", name="Open it")).first.click()
        main = page.locator("main")
        expect(page.get_by_role("heading", level=1)).to_contain_text(meeting.title)
        expect(main).to_contain_text(words_of(today - timedelta(days=meeting.days_ago)))
        for words in (meeting.kind, meeting.heard, *meeting.who, meeting.public):
            expect(main).to_contain_text(words)
    with capsys.disabled():
        sys.stdout.write(f"\nLogged by keyboard at {width} px, seconds a meeting: median {median(took):.1f}, longest {max(took):.1f}, of {len(took)}\n")


def test_at_most_four_answers_are_required(page_1280, site, sign_in):
    page = page_1280
    sign_in(page, site, "engagement@example.nhs.uk")
    page.goto(f"{site.url}/desk/activities/log/")
    for name in ("Day", "Month", "Year"):
        page.get_by_role("group", name="When").get_by_label(name, exact=True).fill("")
    page.keyboard.press("Control+Enter")
    summary = page.locator(".nhsuk-error-summary li")
    expect(summary.first).to_be_visible()
    assert summary.count() <= 4
