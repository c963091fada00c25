"""Journey 9: the box of a Board paper is proposed from the record, edited, capped, frozen, copied and taken away as Word."""

from io import BytesIO

import pytest
from docx import Document


@pytest.fixture
def secretary(page_1280, site, sign_in):
    sign_in(page_1280, site, "board@example.nhs.uk")
    return page_1280


def test_a_cover_is_written_from_the_record(secretary, site, look):
    page = secretary
    page.goto(f"{site.url}/desk/decisions/3/")
    page.get_by_role("button", name="Write cover").click()
    text = page.locator("[name=text]")
    proposed = text.input_value()
    assert "ACT-1" in proposed and "DEC-3" in proposed  # each sentence names what it rests on
    assert len(proposed.split()) <= 150
    look(page)
    text.fill("word " * 151)
    with page.expect_event("load"):
        page.locator("main form button[type=submit]").last.click()
    assert page.title().startswith("Error")
    assert "151" in page.locator(".nhsuk-error-summary").inner_text()
    assert text.input_value().split() == ["word"] * 151  # kept as typed
    look(page)
    text.fill("People were asked by survey and by phone [ACT-1, ACT-2]. Nobody has been told the result yet.")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/desk/covers/*/")
    assert "People were asked by survey and by phone" in page.locator("main").inner_text()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").or_(page.get_by_role("button", name="Word")).first.click()
    word = Document(BytesIO(download.value.path().read_bytes()))
    assert any(paragraph.style.name.startswith("Heading") for paragraph in word.paragraphs)
    whole = "\n".join([p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells])
    assert "Nobody has been told the result yet." in whole
