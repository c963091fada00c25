"""Word files and the index, read back."""

import io
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from assurance.packs.charts import described, placing_chart
from assurance.packs.sheet import CUT, MAX_CELL, index_xlsx
from assurance.packs.word import cover_docx, pack_docx
from assurance.reports import COVER_FIELDS, SECTION_TITLES, TRAINING_NOTICE, Activity, Claim, CoverReport, Gap
from tests.assurance.packs.example import d3_report


def cover(**changes):
    values = {
        "decision_reference": "DEC-3",
        "decision_title": "Long-term changes",
        "organisation": "Kent and Medway Clinical Commissioning Group",
        "body": "Governing Body",
        "meeting_date": "not yet known",
        "statement": "People were asked by survey, phone and e-mail. Findings are still missing.",
        "is_training": False,
        "generated_at": datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
        "generated_by": "Board secretary",
        "fields": tuple(Claim(label=label, text="not recorded", source="DEC-3") for label in COVER_FIELDS),
        "gaps": (Gap(code="no-findings", text="What people said"),),
    }
    return CoverReport(**{**values, **changes})


def read(content):
    return Document(io.BytesIO(content))


def headings(document, level):
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_word_pack_has_gaps_first_and_all_sections_as_headings():
    document = read(pack_docx(d3_report()))
    titles = headings(document, 1)
    assert titles[0] == "What is missing: 11 gaps"
    assert titles[2:] == [f"{number}. {title}" for number, title in SECTION_TITLES.items()]
    first = document.tables[0]
    assert [row.cells[1].text for row in first.rows[1:]] == [gap.text for gap in d3_report().gaps]


def test_word_pack_has_a_chart_with_its_numbers_in_words():
    [picture] = read(pack_docx(d3_report())).inline_shapes
    assert picture._inline.docPr.get("descr") == described(placing_chart(d3_report()))
    assert not read(pack_docx(d3_report(activities=()))).inline_shapes


def test_word_tables_have_header_rows_that_repeat():
    for table in read(pack_docx(d3_report())).tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_word_pack_has_title_language_and_page_fields():
    document = read(pack_docx(d3_report()))
    assert document.core_properties.title == "DEC-3 Long-term changes to services after Covid-19"
    assert document.core_properties.language == "en-GB"
    footer = document.sections[0].footer._element.xml
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer
    assert "PACK-4" in document.sections[0].footer.paragraphs[0].text


def test_columns_of_long_texts_are_wider_and_the_table_fills_the_page():
    document = read(pack_docx(d3_report()))
    page = document.sections[0]
    [schedule] = [table for table in document.tables if "Level" in [cell.text for cell in table.rows[0].cells]]
    widths = [column.width for column in schedule.columns]
    named = dict(zip([cell.text for cell in schedule.rows[0].cells], widths, strict=True))
    assert named["Activity"] > 1.5 * named["Ref"]
    assert abs(sum(widths) - (page.page_width - page.left_margin - page.right_margin)) < 100 * len(widths)
    assert [cell.width for cell in schedule.rows[1].cells] == [round(width / 635) * 635 for width in widths]


@pytest.mark.parametrize("content", [pack_docx(d3_report(is_training=True)), cover_docx(cover(is_training=True))])
def test_training_notice_is_in_the_header_of_each_page(content):
    assert TRAINING_NOTICE in read(content).sections[0].header.paragraphs[0].text


def test_draft_is_in_the_header_of_each_page():
    document = read(pack_docx(d3_report(status="draft")))
    assert "Draft" in document.sections[0].header.paragraphs[0].text


def test_raw_notes_get_their_heading_only_when_asked_for():
    notes = Activity(**{**d3_report().activities[0].to_data(), "raw_notes": "as written"})
    document = read(pack_docx(d3_report(raw_notes=True, activities=(notes,))))
    assert headings(document, 2) == ["Raw notes of ACT-1"]
    assert headings(read(pack_docx(d3_report())), 2) == []


def test_cover_has_statement_word_count_fields_and_gaps():
    document = read(cover_docx(cover()))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Findings are still missing." in text
    assert "12 of at most 150 words" in text
    assert [row.cells[0].text for row in document.tables[0].rows[1:]] == list(COVER_FIELDS)
    assert document.tables[1].rows[1].cells[1].text == "no owner named"


def test_cover_over_its_cap_is_refused_with_the_number():
    report = cover(statement="word " * 153)
    assert report.words_over == 3
    with pytest.raises(ValueError, match="3 words over its 150"):
        cover_docx(report)


def workbook(**changes):
    return load_workbook(io.BytesIO(index_xlsx(d3_report(**changes))))


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("text", ["=HYPERLINK(A1)", "+1+1", "-2", "@SUM(A1)", "\t=1", "1e1000000", "#REF!", "=cmd|' /C x'!A0"])
def test_no_cell_is_a_formula(text):
    act = Activity(**{**d3_report().activities[0].to_data(), "title": text})
    book = workbook(activities=(act,), decision_title=text, gaps=(Gap(code="x", text=text),))
    assert {cell.data_type for cell in cells(book)} == {"s"}
    assert all(cell.quotePrefix for cell in cells(book))
    assert book["Activities"]["B3"].value == text


def test_index_has_one_sheet_a_list_with_its_header():
    book = workbook()
    assert book.sheetnames[:2] == ["About", "Gaps"]
    assert len(book.sheetnames) == 12
    assert [cell.value for cell in book["Gaps"][2]] == ["Code", "Gap", "Owner", "Due", "Source"]
    assert book["Activities"].max_row == 2 + 11
    assert book["Files"]["F3"].value == d3_report().files[0].sha256


def test_training_notice_is_on_every_sheet():
    for sheet in workbook(is_training=True):
        assert TRAINING_NOTICE in sheet["A1"].value
        assert TRAINING_NOTICE in sheet.oddFooter.left.text


def test_text_longer_than_a_cell_says_that_it_was_cut():
    value = workbook(proposal="x" * 40_000)["About"]["B7"].value
    assert len(value) == MAX_CELL
    assert value.endswith(CUT)


def test_control_characters_break_no_document():
    text = "a\0b\x0bc\ud800d\ufffe \u202eevil\r\nnext"
    report = d3_report(gaps=(Gap(code="x", text=text),))
    assert report.gaps[0].text == "abcd evil\nnext"
    assert pack_docx(report)
    assert index_xlsx(report)
