"""Word files: the pack, and the box for a paper's front cover. Real headings, real tables, fields for page numbers."""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from assurance.packs import charts, contents
from assurance.packs.listing import assessment_facts
from assurance.packs.tables import CHANGES, PackSection, public_words
from assurance.picture import add_bars
from assurance.reports import TRAINING_NOTICE, CoverReport, PackReport
from assurance.reports_base import SealedReport

NHS_BLUE, NHS_RED, GREY = RGBColor(0x00, 0x30, 0x87), RGBColor(0x8A, 0x1A, 0x11), RGBColor(0x4C, 0x62, 0x72)

LONGEST_WORD = 16
"""Characters for which a column of a Word table makes room; a longer word, such as an address, breaks."""


def pack_docx(report: SealedReport) -> bytes:
    """The pack as a Word file: gaps first, then what it is about, then its numbered sections, on landscape pages."""
    notices = [TRAINING_NOTICE] if report.is_training else []
    notices += ["Draft: not the version that was relied on"] if report.status == "draft" else []
    notices += [public_words(report)] if report.is_public else []
    document = _document(f"{report.subject} {report.title}", report.organisation, report.reference, notices, landscape=True)
    document.add_paragraph(f"{report.organisation} · evidence of involvement · {report.reference}")
    gaps = next(table for table in contents.tables(report) if table.opens_and_closes)
    document.add_heading(f"What is missing: {len(report.gaps)} gap{'' if len(report.gaps) == 1 else 's'}", 1)
    _table(document, gaps.columns, gaps.rows(report), empty="No gap is recorded.", widths=gaps.widths)
    if report.changes:
        document.add_heading(f"What is new since {report.changes.since}", 1)
        document.add_paragraph(f"{report.changes.since} was made {report.changes.made}: {report.changes.in_words}.")
        _table(document, CHANGES.columns, CHANGES.rows(report), empty="Nothing has changed.", widths=CHANGES.widths)
    document.add_heading("This decision and this pack" if isinstance(report, PackReport) else "This pack", 1)
    _table(document, ("What", "Value"), contents.short_facts(report))
    for section in contents.sections(report):
        _section(document, report, section)
    return _bytes(document)


def _section(document: WordDocument, report: SealedReport, section: PackSection) -> None:
    document.add_heading(f"{section.number}. {section.title}", 1)
    for gap in section.gaps:
        _missing(document, f"{gap.text} ({gap.owner})")
    for claim in section.claims:
        _claim(document, claim.label, claim.text, claim.source)
    if isinstance(report, PackReport) and section.number == 1 and report.cover:
        _claim(document, f"Cover as signed ({report.cover.signed}):", report.cover.text, report.cover.reference)
        if report.cover.unreviewed:
            _claim(document, "Review of the cover:", report.cover.unreviewed, report.cover.reference)
    if isinstance(report, PackReport) and section.number == 1 and (chart := charts.placing_chart(report)):
        add_bars(document, chart.title, [(bar.label, bar.number) for bar in chart.bars])
    if isinstance(report, PackReport) and section.number == 2:
        _table(document, ("Question", "Answer"), assessment_facts(report), empty="No assessment is recorded.")
    for table in section.tables:
        _table(document, table.columns, table.rows(report), empty="Nothing is recorded.", widths=table.widths)
        if table.note:
            document.add_paragraph(table.note)
    if isinstance(report, PackReport) and section.number == 4:
        _raw_notes(document, report)


def cover_docx(report: CoverReport) -> bytes:
    """The box "patient and public engagement considered" to paste into a paper: statement, fields, gaps.

    Raises:
        ValueError: the statement has more words than its cap.
    """
    if report.words_over:
        raise ValueError(f"The statement is {report.words_over} words over its {report.word_cap}.")
    notices = [TRAINING_NOTICE] if report.is_training else []
    mark = f"{report.decision_reference} cover, version {report.version}"
    document = _document("Patient and public engagement considered", report.organisation, mark, notices)
    document.add_paragraph(f"{report.decision_reference} {report.decision_title} · {report.body} · {report.meeting_date}")
    for paragraph in filter(None, report.statement.split("\n")):
        document.add_paragraph(paragraph)
    document.add_paragraph().add_run(f"{report.words} of at most {report.word_cap} words").font.color.rgb = GREY
    document.add_heading("What this rests on", 1)
    rows = ((field.label, field.text, field.source) for field in report.fields)
    _table(document, ("Field", "From the record", "Source"), rows, empty="No field is filled.")
    document.add_heading("What is still missing", 1)
    _table(document, ("Gap", "Owner"), ((gap.text, gap.owner) for gap in report.gaps), empty="No gap is recorded.")
    return _bytes(document)


def _document(title: str, organisation: str, mark: str, notices: list[str], *, landscape: bool = False) -> WordDocument:
    """An empty A4 document with title, language, notices on every page, and a footer "mark · page x of y"."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title[:255], organisation[:255], "en-GB"
    properties.subject, properties.comments = mark[:255], "; ".join(notices)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    _set(normal.element.get_or_add_rPr(), "w:lang", "en-GB")
    for name in ("Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", NHS_BLUE
        style.element.rPr.rFonts.attrib.pop(qn("w:asciiTheme"), None)
        style.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    header = section.header.paragraphs[0].add_run(" · ".join(notices))
    header.bold, header.font.color.rgb = True, NHS_RED
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{mark} · {organisation} · ")
    page_of_pages(footer)
    document.add_heading(title, 0)
    for notice in notices:
        run = document.add_paragraph().add_run(notice)
        run.bold, run.font.color.rgb = True, NHS_RED
    return document


def _table(document: WordDocument, columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str = "", widths: Sequence[int] = ()) -> None:
    """A table whose header row is marked as such and repeats on each page; a sentence instead when it is empty.

    Args:
        widths: Of the columns, in any unit, as shares of the page; without them columns of long texts are wider.
    """
    rows = list(rows)
    if not rows:
        document.add_paragraph(empty)
        return
    table = document.add_table(rows=len(rows) + 1, cols=len(columns), style="Table Grid")
    _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", "true")
    page = document.sections[0]
    room, shares = page.page_width - page.left_margin - page.right_margin, widths or _shares(columns, rows)
    exact = [Length(room * share // sum(shares)) for share in shares]
    table.autofit = False
    for column, width in zip(table.columns, exact, strict=True):
        column.width = width
    cells = iter(table._cells)  # one walk over the grid; `table.cell()` walks it again for every cell
    for number, row in enumerate([columns, *rows]):
        for value, width in zip(row, exact, strict=True):
            cell = next(cells)
            cell.width = width
            run = cell.paragraphs[0].add_run(value)
            run.font.size, run.bold = Pt(9), number == 0
    for row in table.rows:
        _set(row._tr.get_or_add_trPr(), "w:cantSplit", "true")
    document.add_paragraph()


def _shares(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Widths by what stands in the columns: room for the longest word, and more for long texts, but not in proportion."""
    texts = [[name, *cells] for name, *cells in zip(columns, *rows, strict=True)]
    words = [max(len(word) for text in column for word in text.split() or [""]) for column in texts]
    return [max(min(word, LONGEST_WORD), round(max(map(len, column)) ** 0.5 * 2)) + 1 for word, column in zip(words, texts, strict=True)]


def _claim(document: WordDocument, label: str, text: str, source: str) -> None:
    paragraph = document.add_paragraph()
    if label:
        paragraph.add_run(f"{label} ").bold = True
    paragraph.add_run(text)
    paragraph.add_run(f" [{source}]").font.color.rgb = GREY


def _missing(document: WordDocument, text: str) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run("Missing: ").bold = True
    paragraph.add_run(text)


def _raw_notes(document: WordDocument, report: PackReport) -> None:
    for activity in report.activities:
        if activity.raw_notes:
            document.add_heading(f"Raw notes of {activity.reference}", 2)
            document.add_paragraph(activity.raw_notes)


def _set(parent: BaseOxmlElement, tag: str, value: str) -> None:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    parent.append(element)


def page_of_pages(paragraph: Paragraph) -> None:
    """`page x of y` at the end of a footer."""
    paragraph.add_run("page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that Word computes on opening, such as the page number."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), name)
    paragraph._p.append(element)
    run = paragraph.add_run("1")
    element.append(run._r)


def _bytes(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
