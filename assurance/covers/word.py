"""The Word file of a whole cover, for organisations without a template of their own. Real headings, real tables."""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assurance.covers.report import WholeCover
from assurance.packs.word import page_of_pages
from assurance.reports import TRAINING_NOTICE
from assurance.rules.cover_boxes import BY_CODE, GROUPS

NHS_BLUE, NHS_RED, GREY = RGBColor(0x00, 0x30, 0x87), RGBColor(0x8A, 0x1A, 0x11), RGBColor(0x4C, 0x62, 0x72)
TITLE = "Cover of a paper"
DRAFT_NOTICE = "Draft: not signed"
ENGAGEMENT_HEADING = "Patient and public engagement considered"


def whole_cover_docx(report: WholeCover) -> bytes:
    """The cover as a Word file: what the paper is, its boxes, the engagement section with what it rests on, review and signature."""
    notices = [notice for notice, applies in ((TRAINING_NOTICE, report.is_training), (DRAFT_NOTICE, report.is_draft)) if applies]
    document = empty_document(report, notices)
    table(document, ("About the paper", "Value"), paper_rows(report))
    for group in GROUPS[1:3]:
        _group(document, report, group)
    _engagement(document, report)
    for group in GROUPS[3:]:
        _group(document, report, group)
    document.add_heading("Review and signature", 1)
    table(document, ("Step", "Who and what"), report.sign_off)
    if report.checklist:
        table(document, ("Reviewer's question", "Answer"), ((claim.label, claim.text) for claim in report.checklist))
    return saved(document)


def paper_rows(report: WholeCover) -> list[tuple[str, str]]:
    """What the paper is and where it goes; blanks where nothing was written."""
    rows = [
        ("Organisation", report.organisation), ("Meeting", f"{report.body}, {report.held}"), ("Date", report.meeting_date),
        ("Title", report.decision_title), ("Decision record", report.decision_reference),
    ]  # fmt: skip
    return rows + [(box.label, box.text or "not recorded") for box in report.boxes if BY_CODE[box.code].group == GROUPS[0]]


def _group(document: WordDocument, report: WholeCover, group: str) -> None:
    document.add_heading(group, 1)
    for box in report.boxes:
        if box.code in BY_CODE and BY_CODE[box.code].group == group:
            document.add_heading(box.label, 2)
            for line in box.text.split("\n") if box.text else ("not recorded",):
                document.add_paragraph(line)


def _engagement(document: WordDocument, report: WholeCover) -> None:
    document.add_heading(ENGAGEMENT_HEADING, 1)
    for paragraph in filter(None, report.statement.split("\n")):
        document.add_paragraph(paragraph)
    document.add_paragraph().add_run(f"{report.words} of at most {report.word_cap} words").font.color.rgb = GREY
    document.add_heading("What this rests on", 2)
    table(document, ("Field", "From the record", "Source"), ((claim.label, claim.text, claim.source) for claim in report.fields))
    document.add_heading("What is still missing", 2)
    table(document, ("Gap", "Owner"), ((gap.text, gap.owner) for gap in report.gaps), empty="No gap is recorded.")


def empty_document(report: WholeCover, notices: list[str]) -> WordDocument:
    """An A4 page with title, language, notices at the top of each page, and a footer that names the cover."""
    document = Document()
    title = f"{report.decision_reference} {report.decision_title}"
    properties = document.core_properties
    properties.title, properties.author, properties.language = f"{TITLE}: {title}"[:255], report.organisation[:255], "en-GB"
    properties.subject, properties.comments = f"{report.decision_reference} cover {report.version}", "; ".join(notices)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    _set(normal.element.get_or_add_rPr(), "w:lang", "en-GB")
    for name in ("Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", NHS_BLUE
        for theme in ("w:asciiTheme", "w:hAnsiTheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    run = section.header.paragraphs[0].add_run(" · ".join(notices))
    run.bold, run.font.color.rgb = True, NHS_RED
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{report.decision_reference} cover {report.version} · {report.organisation} · ")
    page_of_pages(footer)
    document.add_heading(title, 0)
    for notice in notices:
        run = document.add_paragraph().add_run(notice)
        run.bold, run.font.color.rgb = True, NHS_RED
    return document


def table(document: WordDocument, columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str = "Nothing is recorded.") -> None:
    """A table whose header row is marked as such and repeats on each page; a sentence instead when it is empty."""
    rows = list(rows)
    if not rows:
        document.add_paragraph(empty)
        return
    made = document.add_table(rows=len(rows) + 1, cols=len(columns), style="Table Grid")
    _set(made.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", "true")
    cells = iter(made._cells)
    for number, row in enumerate([columns, *rows]):
        for value in row:
            run = next(cells).paragraphs[0].add_run(value)
            run.font.size, run.bold = Pt(10), number == 0
    document.add_paragraph()


def _set(parent, tag: str, value: str) -> None:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    parent.append(element)


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
