"""Every main page on a laptop at 400 % zoom (320 CSS pixels wide), with large text, and with the public page's high contrast."""

import pytest
from playwright.sync_api import expect

from tests.support.journeys import assert_no_sideways_scroll

PUBLIC = ["/", "/our-approach-to-involvement/", "/our-involvement-work/", "/you-said-we-did/", "/search/?q=survey", "/accounts/login/"]
DESK = [
    "/desk/", "/desk/partners/", "/desk/partners/3/", "/desk/partners/3/edit/", "/desk/people/", "/desk/activities/", "/desk/activities/1/",
    "/desk/activities/log/", "/desk/projects/1/", "/desk/insight/", "/desk/commitments/", "/desk/decisions/", "/desk/decisions/3/",
    "/desk/decisions/3/pack/", "/desk/decisions/3/cover/", "/desk/decisions/3/evidence/new/", "/desk/decisions/3/assessments/new/", "/desk/imports/new/",
    "/desk/frameworks/", "/desk/search/?q=survey", "/desk/decisions/4/",
]  # fmt: skip


def test_public_pages_need_no_sideways_scroll_at_400_percent(page_320, reading_site, axe):
    for address in PUBLIC:
        page_320.goto(f"{reading_site.url}{address}")
        assert_no_sideways_scroll(page_320)
        axe(page_320)


def test_desk_pages_need_no_sideways_scroll_at_400_percent(page_320, reading_site, sign_in, axe):
    sign_in(page_320, reading_site, "assurance@example.nhs.uk")
    for address in DESK:
        page_320.goto(f"{reading_site.url}{address}")
        expect(page_320.get_by_role("heading", level=1)).to_be_visible()
        assert_no_sideways_scroll(page_320)
        axe(page_320)


@pytest.mark.parametrize("address", ["/desk/activities/log/", "/desk/decisions/3/", "/our-involvement-work/"])
def test_text_spacing_of_the_reader_hides_nothing(page_390, reading_site, sign_in, address):
    """WCAG 1.4.12: line height 1.5, letters 0.12 em, words 0.16 em apart."""
    sign_in(page_390, reading_site, "engagement@example.nhs.uk")
    page_390.goto(f"{reading_site.url}{address}")
    page_390.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }");
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert_no_sideways_scroll(page_390)


def test_bar_at_the_thumb_hides_no_field_that_has_the_focus(page_390, reading_site, sign_in):
    """WCAG 2.4.11: what has the focus is not hidden by what stays on the screen."""
    sign_in(page_390, reading_site, "engagement@example.nhs.uk")
    page_390.goto(f"{reading_site.url}/desk/activities/log/")
    for _press in range(60):
        page_390.keyboard.press("Tab")
        covered = page_390.evaluate(
            """() => {
                const focused = document.activeElement, box = focused.getBoundingClientRect();
                if (focused === document.body || focused.closest(".lp-thumb, .lp-log__buttons, header") || !box.height) return "";
                const over = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + 4, innerHeight - 1));
                return over && over.closest(".lp-thumb, .lp-log__buttons") ? focused.name || focused.textContent : "";
            }"""
        )
        assert covered == "", f"“{covered}” has the focus under the bar"
