"""The annual report in the browser: opened, written and read at every width, and its web page opened as a file."""

from pathlib import Path

from playwright.sync_api import expect

from tests.support.journeys import has_scripts


def test_from_opening_a_year_to_its_web_page(any_page, site, sign_in, look, axe, tmp_path: Path):
    page = any_page
    sign_in(page, site, "assurance@example.nhs.uk")
    page.goto(f"{site.url}/desk/annual-reports/")
    look(page)
    page.goto(f"{site.url}/desk/annual-reports/new/")
    year = page.locator("select[name=year]").input_value()
    look(page)
    page.locator("main").get_by_role("button", name="Open the report").click()
    page.wait_for_url(lambda address: "/new/" not in address)
    address = page.url
    expect(page.locator("h1")).to_contain_text(f"Annual report {year}")
    expect(page.locator("main")).to_contain_text("Nothing is recorded by the author for “Plans and lessons”.")
    look(page)
    for below in ("parts/AR9/", "case-studies/", "final/"):
        page.goto(f"{address}{below}")
        look(page)
    page.goto(address)
    with page.expect_download() as waiting:
        page.locator("main a[href$='/page/']").click()
    file = tmp_path / "report.html"
    waiting.value.save_as(file)
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_have_text(f"How people were involved in {year}")
    expect(page.locator("header")).to_contain_text("Draft: not the final report")
    if has_scripts(page):
        axe(page)
