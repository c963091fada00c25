"""What people do on our pages, by the words that they read: choose, pick, date, press. With and without scripts."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import WITHOUT_SCRIPTS


def has_scripts(page: Page) -> bool:
    """Whether this reader runs JavaScript."""
    return page not in WITHOUT_SCRIPTS


def is_phone(page: Page) -> bool:
    return (page.viewport_size or {"width": 1280})["width"] < 600


def starts(words: str) -> re.Pattern:
    """Names that start with `words`: labels may go on with "(optional)"."""
    return re.compile(rf"^{re.escape(words)}(\s*\(optional\))?$")


def group(page: Page, legend: str) -> Locator:
    """The fieldset of this legend."""
    return page.get_by_role("group", name=starts(legend)).first


def choose(page: Page, legend: str, label: str) -> None:
    """Tick one radio button or checkbox of a group, by how its label starts."""
    group(page, legend).get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first.check()


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_label(starts(label)).first.fill(text)


def date(page: Page, legend: str, day: str, month: str, year: str) -> None:
    """Fill the three boxes of a date."""
    for label, text in (("Day", day), ("Month", month), ("Year", year)):
        group(page, legend).get_by_label(label, exact=True).fill(text)


def pick(page: Page, legend: str, name: str, new: str = "") -> None:
    """Choose a record by its name; `new` is what a name nobody has becomes ("partner", "person").

    Without scripts the names are typed one a line, and the server asks on the next page what it does not know: answer
    with `answer_new`.
    """
    field = group(page, legend)
    if has_scripts(page):
        field.get_by_role("combobox").press_sequentially(name)
        words = f"Add “{name}” as a new {new}" if new else name
        field.get_by_role("option").filter(has_text=words).first.click()
        expect(field.locator(".lp-picker__chip").filter(has_text=name)).to_be_visible()
    else:
        box = field.locator("textarea, input[type=text]").first
        before = box.input_value()
        box.fill(f"{before}\n{name}" if before else name)


def answer_new(page: Page, name: str, new: str) -> None:
    """Without scripts: say what a name that nobody has is to become."""
    group(page, f"Who or what is “{name}”?").get_by_label(f"Add “{name}” as a new {new}").check()


def press(page: Page, words: str) -> None:
    """Press the button of this name in the page's own part."""
    page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def follow(page: Page, words: str) -> None:
    """Follow the first link of this name in the page's own part."""
    page.locator("main").get_by_role("link", name=words).first.click()


def more(page: Page, words: str) -> None:
    """Open "More" and follow an entry."""
    page.locator("main details.lp-menu summary").filter(has_text="More").click()
    page.locator("main .lp-menu__list").get_by_role("link", name=words, exact=True).click()


def unfold(page: Page, words: str) -> None:
    """Open the part of a page that is folded under these words."""
    page.locator("main summary").filter(has_text=words).first.click()


def assert_no_sideways_scroll(page: Page) -> None:
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{page.url} is {width[0]} px wide on a screen of {width[1]} px"
