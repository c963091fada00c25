"""Journey 8: from the decision to a sealed pack in three clicks; it verifies, and a later change does not touch it."""

import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from crm import env
from tests.example.gaps_of_d3 import GAPS_OF_D3
from tests.support.journeys import press


@pytest.fixture
def lead(any_page, site, sign_in):
    sign_in(any_page, site, "assurance@example.nhs.uk")
    return any_page


def download(page) -> bytes:
    """Press "Download" on the page of a pack."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").or_(page.get_by_role("link", name="Download")).first.click()
    return waiting.value.path().read_bytes()


def verify(path) -> subprocess.CompletedProcess:
    """As anybody would check a pack: a process of its own, without a database to ask."""
    command = [sys.executable, "manage.py", "verify_pack", str(path)]
    return subprocess.run(command, cwd=env.PROJECT, capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(path.parent)})


def words(text: str) -> str:
    return " ".join(text.split())


def test_three_clicks_to_a_pack_that_verifies(lead, site, look, tmp_path):
    page = lead
    page.goto(f"{site.url}/desk/decisions/3/")
    look(page)
    press(page, "Build pack")  # click 1
    page.wait_for_url("**/desk/decisions/3/pack/")
    assert page.locator("main").inner_text().index("33 gaps") < page.locator("main").inner_text().index("What goes in")
    look(page)
    press(page, "Build the pack")  # click 2
    page.wait_for_url("**/desk/packs/*/")
    shown = page.locator("main").inner_text()
    assert "PACK-" in shown and "verif" in shown.lower()
    look(page)
    content = download(page)  # click 3

    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    checked = verify(file)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    damaged = bytearray(content)
    damaged[len(content) // 2] ^= 1
    (tmp_path / "damaged.zip").write_bytes(damaged)
    assert verify(tmp_path / "damaged.zip").returncode == 1

    with ZipFile(BytesIO(content)) as pack:
        pdf, word, index = (pack.read(name) for name in ("pack.pdf", "pack.docx", "index.xlsx"))
    first_page = words(PdfReader(BytesIO(pdf)).pages[0].extract_text())
    assert "What is missing: 33 gaps" in first_page
    assert [line for line in GAPS_OF_D3 if words(line[1]).lower() not in first_page.lower()] == []
    whole = words(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))
    assert "no owner named" in whole and "@example.nhs.uk" not in whole
    assert "0 items withheld" in whole
    assert any("What is missing" in paragraph.text for paragraph in Document(BytesIO(word)).paragraphs)
    assert load_workbook(BytesIO(index)).sheetnames


def test_restricted_notes_are_left_out_and_counted(page_1280, site, sign_in, tmp_path):
    page = page_1280
    sign_in(page, site, "assurance@example.nhs.uk")  # who is named on the restricted note, and still does not find it in the pack
    page.goto(f"{site.url}/desk/decisions/4/pack/")
    assert "1 item withheld" in page.locator("main").inner_text()
    page.get_by_label("Include raw notes").check()
    press(page, "Build the pack")
    page.wait_for_url("**/desk/packs/*/")
    with ZipFile(BytesIO(download(page))) as pack:
        reader = PdfReader(BytesIO(pack.read("pack.pdf")))
        report = pack.read("report.json").decode()
    pages = [words(page.extract_text()) for page in reader.pages]
    assert all("Training example, not real" in text for text in pages)
    assert "1 item withheld" in " ".join(pages)
    assert "a restricted note" not in (" ".join(pages) + report).lower()
    assert "lose half a day" in report  # raw notes only by choice: chosen here


def test_a_later_change_leaves_the_pack_alone_and_is_said(page_1280, site, sign_in):
    page = page_1280
    sign_in(page, site, "assurance@example.nhs.uk")
    page.goto(f"{site.url}/desk/decisions/4/pack/")
    press(page, "Build the pack")
    page.wait_for_url("**/desk/packs/*/")
    address, before = page.url, download(page)
    assert "Nothing in the record has changed since" in page.locator("main").inner_text()
    page.goto(f"{site.url}/desk/activities/12/edit/")
    page.locator("[name=summary]").fill("Carers asked for later hours, and for a screen outside (changed).")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/desk/activities/12/")
    page.goto(address)
    assert "This record has changed since" in page.locator("main").inner_text()
    assert download(page) == before
