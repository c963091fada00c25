"""The PDF: structure, first page, notices, and a renderer that fetches nothing and can be stopped."""

import io
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from pypdf import PdfReader

from assurance.packs import render
from assurance.packs.charts import described, placing_chart
from assurance.packs.render import RenderFailed, html_to_pdf, pack_html, pack_pdf
from assurance.reports import SECTION_TITLES, TRAINING_NOTICE, Activity, Gap
from tests.assurance.packs.example import d3_report


@pytest.fixture(scope="module")
def d3_pdf(d3_pack):
    with zipfile.ZipFile(d3_pack) as file:
        return PdfReader(io.BytesIO(file.read("pack.pdf")))


@pytest.fixture(scope="module")
def training_pdf():
    return PdfReader(io.BytesIO(pack_pdf(d3_report(is_training=True, status="draft"))))


def words(page) -> str:
    return " ".join(page.extract_text().split())


def structure(reader: PdfReader) -> list[dict]:
    """All structure elements of the document."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            found.append(element)
            waiting.extend([element["/K"]] if "/K" in element else [])
    return found


def test_document_is_tagged_and_says_language_and_title(d3_pdf):
    root = d3_pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert d3_pdf.metadata.title == "PACK-4: evidence of involvement, Long-term changes to services after Covid-19"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()


def test_structure_has_headings_and_table_headers_with_scope(d3_pdf):
    elements = structure(d3_pdf)
    count = Counter(element.get("/S") for element in elements)
    assert count["/H1"] == 1
    assert count["/H2"] == len(SECTION_TITLES) + 4
    headers = [element for element in elements if element.get("/S") == "/TH"]
    assert {header["/A"]["/Scope"] for header in headers} == {"/Row", "/Column"}
    assert count["/Table"] > 8


def test_the_chart_says_its_finding_and_numbers_to_those_who_do_not_see_it(d3_pdf):
    [figure] = [element for element in structure(d3_pdf) if element.get("/S") == "/Figure"]
    chart = placing_chart(d3_report())
    assert figure["/Alt"] == described(chart)
    assert sum(bar.number for bar in chart.bars) == len(d3_report().activities)
    strange = tuple(replace(activity, placing="Some time") for activity in d3_report().activities)
    assert placing_chart(d3_report(activities=())) is None and placing_chart(d3_report(activities=strange)) is None


def test_every_section_is_in_the_bookmarks(d3_pdf):
    titles = str(d3_pdf.outline)
    for number, title in SECTION_TITLES.items():
        assert f"{number}. {title}" in titles


def test_gaps_are_on_the_first_page_with_their_owners(d3_pdf):
    first = words(d3_pdf.pages[0])
    assert "What is missing: 11 gaps" in first
    for gap in d3_report().gaps:
        assert gap.text in first
    assert first.count("no owner named") == 11


def test_every_page_says_pack_and_page(d3_pdf):
    total = len(d3_pdf.pages)
    assert 4 <= total <= 8
    for number, page in enumerate(d3_pdf.pages, start=1):
        text = words(page)
        assert "PACK-4" in text
        assert f"Page {number} of {total}" in text
        assert TRAINING_NOTICE not in text


def test_training_and_draft_are_on_every_page(training_pdf):
    for page in training_pdf.pages:
        assert TRAINING_NOTICE in words(page)
        assert "Draft" in words(page)
    assert TRAINING_NOTICE in training_pdf.metadata.title


def test_verdict_is_quoted_as_the_reviewers():
    html = pack_html(d3_report())
    assert "Assurance lead, Sun 22 November 2026" in html
    assert "person’s judgement" in html
    assert "none recorded. The software counts" in pack_html(d3_report(verdict=None))


def test_withheld_items_and_raw_notes_are_stated():
    assert "3 items withheld" in " ".join(pack_html(d3_report()).split())
    notes = Activity(**{**d3_report().activities[0].to_data(), "raw_notes": "as they were written"})
    html = pack_html(d3_report(raw_notes=True, activities=(notes,)))
    assert "as they were written" in html
    assert "Raw notes are included by choice" in html


def test_text_is_text_even_when_it_looks_like_html():
    report = d3_report(gaps=(Gap(code="x", text="<script>alert(1)</script><img src=x>"),))
    assert "<script>" not in pack_html(report)


def test_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7391")
    (tmp_path / "style.css").write_text("body::after { content: 'canary-7392' }")
    html = f"""<html lang="en"><head><title>t</title>
      <link rel="attachment" href="file:///etc/passwd"><link rel="attachment" href="{secret.as_uri()}">
      <link rel="stylesheet" href="{tmp_path.as_uri()}/style.css">
      <style>@import url(http://169.254.169.254/x.css); body {{ background: url(http://169.254.169.254/) }}</style></head>
      <body><p>Text</p><img alt="x" src="{secret.as_uri()}"><img alt="y" src="data:image/svg+xml,<svg/>"></body></html>"""
    reader = PdfReader(io.BytesIO(html_to_pdf(html)))
    assert reader.attachments == {}
    assert "canary" not in words(reader.pages[0])
    assert "Text" in words(reader.pages[0])


def test_renderer_out_of_time_is_killed_in_words():
    with pytest.raises(RenderFailed, match=r"longer than 0\.1 seconds and was stopped"):
        html_to_pdf("<p>text</p>" * 200_000, seconds=0.1)


def test_renderer_out_of_memory_is_stopped_in_words():
    with pytest.raises(RenderFailed, match="needed more than 150 MB"):
        html_to_pdf("<p>text</p>" * 100_000, memory_bytes=150 << 20)


def test_renderer_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@db/x")
    given = {}

    def run(command, **options):
        given.update(options)
        return render.subprocess.CompletedProcess(command, 1, b"", b"Traceback\nboom\n")

    monkeypatch.setattr(render.subprocess, "run", run)
    with pytest.raises(RenderFailed, match="the renderer failed. boom"):
        html_to_pdf("<p>text</p>")
    assert "DATABASE_URL" not in given["env"]
