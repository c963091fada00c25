"""Debian's Chromium, driven by Playwright's plain interface (facts: no download, no plugin)."""

from collections.abc import Callable, Iterator
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MOST_MILLISECONDS = 15_000
"""For one act; a browser that has to wait longer shows what is wrong."""
expect.set_options(timeout=MOST_MILLISECONDS)
WITHOUT_SCRIPTS: WeakSet[Page] = WeakSet()
NOT_LOADED = "Failed to load resource"
"""The console repeats what `_is_broken` looks at."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of a worker."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_1280(browser: Browser) -> Iterator[Page]:
    """A page as wide as a laptop."""
    yield from _page(browser, viewport={"width": 1280, "height": 800})


@pytest.fixture
def page_390(browser: Browser) -> Iterator[Page]:
    """A page as wide as a phone."""
    yield from _page(browser, viewport={"width": 390, "height": 844}, has_touch=True)


@pytest.fixture
def page_320(browser: Browser) -> Iterator[Page]:
    """A page as narrow as a laptop's at 400 % zoom."""
    yield from _page(browser, viewport={"width": 320, "height": 256})


@pytest.fixture
def page_no_js(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    yield from _page(browser, viewport={"width": 1280, "height": 800}, java_script_enabled=False)


@pytest.fixture
def page_390_no_js(browser: Browser) -> Iterator[Page]:
    """A phone's page without JavaScript."""
    yield from _page(browser, viewport={"width": 390, "height": 844}, java_script_enabled=False)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with the list of what axe-core finds; needs a page with JavaScript."""
    rules = Axe()

    def check(page: Page) -> None:
        results = rules.run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture(scope="session")
def sign_in() -> Callable[..., None]:
    """`sign_in(page, site, email)` signs an example user in through the form."""

    def fill_in_form(page: Page, site, email: str, password: str = "") -> None:  # noqa: ANN001
        page.goto(f"{site.url}/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password or site.password)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)

    return fill_in_form


def _page(browser: Browser, **options: object) -> Iterator[Page]:
    """A page in a context of its own: no cookies of other tests.

    A script error, a breach of the content security policy, a broken style, script or picture, and an answer of 500 and
    above fail the test.
    """
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
    context.set_default_timeout(MOST_MILLISECONDS)
    page = context.new_page()
    if not options.get("java_script_enabled", True):
        WITHOUT_SCRIPTS.add(page)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" and NOT_LOADED not in message.text else None)
    page.on("response", lambda response: errors.append(f"{response.status} {response.url}") if _is_broken(response) else None)
    yield page
    context.close()
    assert errors == [], f"Errors in the browser: {errors}"


def _is_broken(response: Response) -> bool:
    """Whether a page should never have led to this answer. Pages themselves may be refused: tests ask for that."""
    return response.status >= 500 or (response.status >= 400 and response.request.resource_type not in ("document", "fetch"))
