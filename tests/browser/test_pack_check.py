"""Journey: build the public edition twice, see what is new, drop the pack on the page that says whether it is genuine."""

import pytest

from tests.support.journeys import press


@pytest.fixture
def secretary(any_page, site, sign_in):
    sign_in(any_page, site, "board@example.nhs.uk")
    return any_page


def build(page, site) -> str:
    """Build the public edition of DEC-3; the address of its page."""
    page.goto(f"{site.url}/desk/decisions/3/pack/")
    page.get_by_label("Public edition").check()
    press(page, "Build the pack")
    page.wait_for_url("**/desk/packs/*/")
    return page.url


def check(page, site, content: bytes, look) -> str:
    page.goto(f"{site.url}/desk/packs/check/")
    page.get_by_label("Pack", exact=True).set_input_files({"name": "received.zip", "mimeType": "application/zip", "buffer": content})
    press(page, "Check it")
    page.get_by_role("heading", level=2).first.wait_for()
    look(page)
    return " ".join(page.locator("main").inner_text().split())


def test_a_pack_is_compared_and_checked(secretary, site, look):
    page = secretary
    page.goto(f"{site.url}/desk/packs/check/")
    look(page)
    build(page, site)
    address = build(page, site)
    assert "Public edition" in page.locator("main").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").or_(page.get_by_role("link", name="Download")).first.click()
    content = waiting.value.path().read_bytes()
    page.goto(f"{address}compare/")
    assert "nothing that the pack shows has changed" in page.locator("main").inner_text()
    look(page)
    page.goto(f"{site.url}/desk/packs/")
    look(page)
    said = check(page, site, content, look)
    assert "Genuine" in said and "signed with a key of this installation" in said and "It is the newest." in said
    damaged = bytearray(content)
    damaged[len(content) // 2] ^= 1
    assert "Not genuine" in check(page, site, bytes(damaged), look)
    assert "Not a pack" in check(page, site, b"anything else", look)


def test_a_question_is_chosen_and_told(page_1280, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "board@example.nhs.uk")
    page.goto(f"{site.url}/desk/packs/question/")
    look(page)
    page.locator("main a[href*='question=Q2']").first.click()
    page.wait_for_url("**question=Q2**")
    assert "What is missing" in page.locator("main").inner_text()
    look(page)
