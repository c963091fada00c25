"""The board secretary before and after a meeting, by keyboard alone: forward plan, a paper sent back, a cover signed, the outcome, the Word file."""

from io import BytesIO

import pytest
from docx import Document

AHEAD = "Training example: text messages instead of letters"


@pytest.fixture
def secretary(page_1280, site, sign_in):
    sign_in(page_1280, site, "board@example.nhs.uk")
    return page_1280


def reach(page, role: str, name: str, most: int = 200):
    """Press Tab until the thing of that role and name has the focus, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name).first
    for _press in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"{role} “{name}” cannot be reached by Tab")


def press(page, role: str, name: str, address: str) -> None:
    reach(page, role, name)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_from_the_forward_plan_to_the_cover_that_was_considered(secretary, site, look):
    page = secretary
    page.goto(f"{site.url}/desk/forward-plan/")
    shown = page.locator("main").inner_text()
    assert AHEAD in shown and "Involvement assessment" in shown and "recorded" in shown
    look(page)

    press(page, "link", f"Return the paper of {AHEAD}", "**/return-paper/")
    look(page)
    reach(page, "textbox", "What is missing or unreasoned?")
    page.keyboard.type("The paper does not say who was left out.")
    press(page, "button", "Return the paper", "**/desk/forward-plan/")
    assert "Paper sent back: The paper does not say who was left out." in page.locator("main").inner_text()
    look(page)

    press(page, "link", AHEAD, "**/desk/decisions/*/")
    decision = page.url
    press(page, "button", "Write cover", "**/cover/")
    look(page)
    reach(page, "textbox", "Executive summary")
    page.keyboard.press("Control+A")
    page.keyboard.type("People are called in by text message unless they ask for a letter.")
    press(page, "button", "Keep as a draft", "**/desk/covers/*/")
    look(page)

    press(page, "button", "Sign without a review", "**/sign/")
    assert "Not reviewed" in page.locator("main").inner_text()
    look(page)
    reach(page, "textbox", "Why is it signed without a review?")
    page.keyboard.type("The paper is due today.")
    press(page, "button", "Sign without a review", "**/desk/covers/*/")
    cover = page.url
    shown = page.locator("main").inner_text()
    assert "Signed and frozen" in shown and "Signed without a review, because: The paper is due today." in shown
    look(page)

    page.goto(f"{decision}edit/")
    reach(page, "radio", "Not yet taken")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Taken", exact=True).is_checked()
    reach(page, "textbox", "What was decided")
    page.keyboard.type("Agreed.")
    reach(page, "textbox", "Minute")
    page.keyboard.type("Item 9")
    press(page, "button", "Save", decision)
    assert "Agreed." in page.locator("main").inner_text() and "Item 9" in page.locator("main").inner_text()
    look(page)

    page.goto(cover)
    with page.expect_download() as waiting:
        reach(page, "button", "Download as Word file")
        page.keyboard.press("Enter")
    word = Document(BytesIO(waiting.value.path().read_bytes()))
    whole = "\n".join([p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells])
    assert "unless they ask for a letter" in whole and "because: The paper is due today." in whole and "Agreed." not in whole  # as it was when it was signed
