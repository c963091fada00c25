"""Browser tests: one file a journey. Reading journeys share `reading_site`; those that write share `site` in their file."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, Page

from tests.support.journeys import assert_no_sideways_scroll, has_scripts, is_phone
from tests.support.site import LiveSite, run_name, serve

SCREENS = ["page_1280", "page_390", "page_390_no_js"]


@pytest.fixture(params=SCREENS)
def any_page(request: pytest.FixtureRequest) -> Page:
    """A laptop, a phone, and a phone without JavaScript, which says what a laptop without it would."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def site(example_template: str) -> Iterator[LiveSite]:
    """A web server with the example that the tests of one file share and may change."""
    with serve(example_template, run_name("journey")) as running:
        yield running


@pytest.fixture
def look(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """`look(page)`: axe finds nothing, nothing is wider than the screen; on a phone not at 320 px either."""

    def check(page: Page) -> None:
        try:
            check_what_is_there(page)
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
            check_what_is_there(page)  # the page before the one that the last press brought had just gone

    def check_what_is_there(page: Page) -> None:
        page.wait_for_load_state()
        assert_no_sideways_scroll(page)
        if is_phone(page):
            whole = page.viewport_size
            page.set_viewport_size({"width": 320, "height": whole["height"]})
            assert_no_sideways_scroll(page)
            page.set_viewport_size(whole)
        if has_scripts(page):
            axe(page)

    return check
