"""The assurance lead's year by keyboard alone: open it, judge a domain and a criterion, assign a gap, take the submission along, read a question."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect


@pytest.fixture
def lead(page_1280, site, sign_in):
    sign_in(page_1280, site, "assurance@example.nhs.uk")
    return page_1280


def reach(page, role: str, name: str, most: int = 250):
    """Press Tab until the thing of that role and name has the focus, as somebody without a mouse does."""
    wanted = page.locator("main").get_by_role(role, name=name).first
    for _press in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"{role} “{name}” cannot be reached by Tab")


def press(page, role: str, name: str, address: str) -> None:
    reach(page, role, name)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def write(page, name: str, text: str) -> None:
    reach(page, "textbox", name)
    page.keyboard.type(text)


def test_from_opening_a_year_to_its_submission(lead, site, look):
    page = lead
    page.goto(f"{site.url}/desk/frameworks/years/")
    shown = page.locator("main").inner_text()
    assert "CCG Patient and Community Engagement Indicator, 2019/20" in shown and "Green, 11 points" in shown
    look(page)

    press(page, "button", "Open a year", "**/years/new/")
    look(page)
    reach(page, "combobox", "Framework")
    page.keyboard.type("Annual report on involvement")
    reach(page, "textbox", "Financial year")
    page.keyboard.press("Control+A")
    page.keyboard.type("2021/22")
    reach(page, "button", "Save")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("No day of 2021/22 lies in that time")
    look(page)
    reach(page, "textbox", "Financial year")
    page.keyboard.press("Control+A")
    page.keyboard.type("2025/26")
    reach(page, "button", "Save")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/new/" not in address)
    year = page.url
    assert "0 of 10 judged" in page.locator("main").inner_text()
    look(page)

    press(page, "link", "Judge AR1", "**/judge/")
    look(page)
    reach(page, "radio", "Met")
    page.keyboard.press("ArrowDown")
    write(page, "Comment", "The arrangements are described, the law is not named.")
    press(page, "button", "Save", "**/frameworks/years/*/#criterion-AR1")
    shown = page.locator("main").inner_text()
    assert "Partly" in shown and "1 of 10 judged" in shown and "Assurance lead" in shown
    look(page)

    press(page, "link", "Assign a gap of AR8", "**/actions/new/?criterion=*")
    look(page)
    write(page, "What is recommended", "Write down on which day people were told.")
    write(page, "Owner’s role", "Engagement lead")
    for part, text in (("Day", "14"), ("Month", "12"), ("Year", "2030")):
        write(page, part, text)
    press(page, "button", "Save", "**/frameworks/years/*/#actions")
    assert "Write down on which day people were told." in page.locator("#actions").inner_text()
    look(page)

    page.goto(year)
    reach(page, "button", "Download the submission (XLSX)")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    with open(waiting.value.path(), "rb") as file:
        sheet = load_workbook(BytesIO(file.read())).active
    headings = [cell.value for cell in sheet[1]]
    first = dict(zip(headings, [cell.value for cell in sheet[2]], strict=True))
    assert (first["Code"], first["Verdict"], first["Comment"]) == ("AR1", "Partly", "The arrangements are described, the law is not named.")


def test_the_year_and_its_questions_on_every_screen(any_page, site, sign_in, look):
    page = any_page
    sign_in(page, site, "auditor@example.nhs.uk")
    page.goto(f"{site.url}/desk/frameworks/years/")
    page.locator("main").get_by_role("link", name="CCG Patient and Community Engagement Indicator, 2019/20").click()
    page.wait_for_url("**/desk/frameworks/years/*/")
    shown = page.locator("main").inner_text()
    assert "Green, 11 points" in shown and "CCG archive" in shown and "not in the source" in shown and "None found" in shown
    assert page.locator("main").get_by_role("link", name="Judge").count() == 0
    look(page)
    page.goto(f"{site.url}/desk/questions/?year=2020/21")
    assert "On record for 2020/21: 3 decisions." in page.locator("main").inner_text()
    look(page)
    for code in ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7"):
        page.goto(f"{site.url}/desk/questions/{code}/?year=2020/21")
        look(page)
