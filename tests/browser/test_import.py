"""Journey 5: the real files become organisations: preview, import, the same again, roll back; bad rows come back with a reason."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from crm.desk import example
from tests.support.journeys import choose, press
from tests.support.site import LiveSite, run_name, serve

DATA = Path(example.__file__).parent / "data"
ODS = DATA / "epraccur_kent_medway.csv"
CHARITIES = DATA / "charities_kent_medway_in_ccew_layout.tsv"
OWN = "Name,Postcode,Charity number\nSheerness Sea Swimmers,ME10 4BJ,\n=cmd|' /C calc'!A0,,\nFaversham Ferrets,NOT A CODE,\n,ME10 4BJ,\n"


@pytest.fixture(scope="module")
def empty_site(base_template: str) -> Iterator[LiveSite]:
    """The example without its open data: the files have not been imported yet."""
    with serve(base_template, run_name("import")) as running:
        running.manage("load_example", "--without-open-data", "--without-training")
        yield running


def counts(page: Page) -> tuple[int, int, int]:
    """Made, matched and parked as the page says: `Make 450 · Match 40 · Park 10`."""
    words = page.locator("main h2").first.inner_text()
    return tuple(int(number.replace(",", "")) for number in re.findall(r"[\d,]+", words))


def upload(page: Page, site: LiveSite, kind: str, file: Path | dict) -> None:
    page.goto(f"{site.url}/desk/imports/")
    page.locator("main").get_by_role("button", name="Import a file").first.click()
    choose(page, "What is in the file?", kind)
    page.get_by_label("File", exact=True).set_input_files(file)
    press(page, "See the preview")
    expect(page.locator("main h2").first).to_contain_text("Make")


def organisations(page: Page, site: LiveSite) -> str:
    page.goto(f"{site.url}/desk/partners/")
    return page.locator(".lp-list__count").inner_text()


@pytest.mark.parametrize(("file", "kind", "headings"), [(ODS, "NHS organisations", 0), (CHARITIES, "Charities", 1)], ids=["ods", "charities"])
def test_real_file_is_previewed_imported_once_and_rolled_back(page_1280, empty_site, sign_in, look, file, kind, headings):
    page, rows = page_1280, len(file.read_bytes().splitlines()) - headings
    sign_in(page, empty_site, "engagement@example.nhs.uk")
    before = organisations(page, empty_site)
    upload(page, empty_site, kind, file)
    assert sum(counts(page)) == rows
    look(page)
    planned = counts(page)
    page.goto(page.url + "?show=make")
    look(page)
    assert organisations(page, empty_site) == before  # a preview writes nothing
    page.goto(f"{empty_site.url}/desk/imports/")
    page.locator("main").get_by_role("link", name=file.name).first.click()
    page.locator("main").get_by_role("button", name=re.compile("^Import .* rows?$")).click()
    expect(page.locator("main h2").first).to_contain_text("Made")
    assert counts(page) == planned
    look(page)
    imported = page.url
    after = organisations(page, empty_site)
    assert after != before

    upload(page, empty_site, kind, file)
    made, matched, parked = counts(page)
    assert made == 0 and matched + parked == rows  # the same file again makes no duplicate

    page.goto(imported)
    press(page, "Roll back")
    look(page)
    press(page, "Roll back this import")
    expect(page.locator("main")).to_contain_text("Rolled back")
    assert organisations(page, empty_site) == before


def test_bad_rows_come_back_with_a_reason_and_good_ones_go_in(page_1280, site, sign_in, look):
    page = page_1280
    sign_in(page, site, "engagement@example.nhs.uk")
    upload(page, site, "Organisations", {"name": "ours.csv", "mimeType": "text/csv", "buffer": OWN.encode()})
    made, matched, parked = counts(page)
    assert (made + matched + parked, parked >= 1) == (4, True)
    look(page)
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    rows = list(csv.reader(StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == 1 + parked and all(row[-1] for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    page.locator("main").get_by_role("button", name=re.compile("^Import ")).click()
    expect(page.locator("main h2").first).to_contain_text("Made")
    page.goto(f"{site.url}/desk/search/?q=sheerness+swimmers")
    page.locator("main").get_by_role("link", name="Sheerness Sea Swimmers").first.click()
    expect(page.locator("main")).to_contain_text("Swale")


def test_imported_practice_has_its_place_and_the_release_of_its_deprivation(page_390, reading_site, sign_in, look):
    sign_in(page_390, reading_site, "engagement@example.nhs.uk")
    page_390.goto(f"{reading_site.url}/desk/search/?q=Abbey+Court")
    page_390.locator("main").get_by_role("link", name="Abbey Court").first.click()
    main = page_390.locator("main")
    expect(main).to_contain_text("Tunbridge Wells")
    expect(main).to_contain_text("2025")
    look(page_390)
