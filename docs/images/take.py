"""Takes the pictures of the README from a running example: `bin/run`, then

.venv/bin/python docs/images/take.py http://localhost:8000 THE-EXAMPLE-PASSWORD
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PICTURES = [
    # name, role, address, width, height
    ("public-home", "", "/", 1280, 900),
    ("involvement-work", "", "/our-involvement-work/", 1280, 900),
    ("log", "engagement", "/desk/activities/log/?partner=5", 1280, 1000),
    ("log", "engagement", "/desk/activities/log/?partner=5", 390, 844),
    ("desk", "engagement", "/desk/", 1280, 1000),
    ("stall", "engagement", "/desk/activities/stall/", 390, 844),
    ("calendar", "engagement", "/desk/calendar/", 1280, 900),
    ("partner", "engagement", "/desk/partners/6/", 1280, 900),
    ("decision", "assurance", "/desk/decisions/4/", 1280, 1000),
    ("decision-gaps", "assurance", "/desk/decisions/3/", 1280, 1000),
    ("pack", "assurance", "/desk/decisions/3/pack/", 1280, 900),
    ("cover", "board", "/desk/covers/1/", 1280, 1400),
    ("assurance", "assurance", "/desk/assurance/", 1280, 1000),
    ("forward-plan", "board", "/desk/forward-plan/", 1280, 800),
]


def signed_in(browser: Browser, site: str, role: str, password: str, width: int, height: int) -> Page:
    """A page of that size, signed in as the example user of the role; "" is a stranger."""
    page = browser.new_page(viewport={"width": width, "height": height})
    if role:
        page.goto(f"{site}/accounts/login/")
        page.locator("input[name=login]").fill(f"{role}@example.nhs.uk")
        page.locator("input[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/desk/**")
    return page


def main(site: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for name, role, address, width, height in PICTURES:
            page = signed_in(browser, site, role, password, width, height)
            page.goto(site + address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=HERE / f"{name}-{width}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
