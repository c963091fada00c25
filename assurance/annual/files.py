"""The files of an annual report: a Word file with real headings and tables, and an accessible page of one file.

Charts stand before the tables that hold their numbers: as SVG in the page, as pictures with alternative text in the Word file.
"""

from django.template.loader import render_to_string
from django.utils import timezone
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assurance.annual.shape import AnnualFacts, Part, Story
from assurance.covers.word import GREY, NHS_BLUE, NHS_RED, saved, table
from assurance.filling.words import words
from assurance.packs.word import page_of_pages
from assurance.picture import add_bars


def made_on(report: AnnualFacts) -> str:
    """The local day on which the records were read."""
    return words(timezone.localdate(report.generated_at))


def annual_page(report: AnnualFacts) -> bytes:
    """The whole report as one HTML file: nothing is fetched to show it, and it prints."""
    return render_to_string("assurance/annual/page.html", {"report": report, "made_on": made_on(report)}).encode()


def annual_word(report: AnnualFacts) -> bytes:
    """The report as a Word file, one heading a part."""
    document = _document(report)
    for part in report.parts:
        _part(document, part)
    return saved(document)


def _part(document: WordDocument, part: Part) -> None:
    document.add_heading(f"{part.number}. {part.title}", 1)
    for paragraph in part.paragraphs or [part.blank]:
        document.add_paragraph(paragraph)
    for sentence in part.sentences:
        _said(document, sentence.text, sentence.source)
    for story in part.stories:
        _story(document, story)
    for chart in part.charts:
        add_bars(document, chart.title, [(bar.label, bar.number) for bar in chart.bars])
    for found in part.tables:
        if found.rows:
            document.add_heading(found.title, 2)
        table(document, found.headers, (row.cells for row in found.rows), empty=f"Nothing is recorded for “{found.title}”.")
        if found.note and found.rows:
            _quiet(document, found.note)
    if part.gaps:
        document.add_heading("What the records do not say", 2)
        for gap in part.gaps:
            document.add_paragraph(gap, style="List Bullet")
    if part.methods:
        document.add_heading("How it was counted", 2)
        for method in part.methods:
            _quiet(document, method)


def _story(document: WordDocument, story: Story) -> None:
    document.add_heading(f"{story.title} ({story.reference})", 2)
    for paragraph in filter(str.strip, story.text.split("\n")):
        document.add_paragraph(paragraph)
    for label, said in story.facts:
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(said or "Nothing is recorded.")
    rows = [(answer.said, answer.outcome, answer.did, answer.source) for answer in story.answers]
    table(document, ("You said", "Our answer", "What we did, or why not", "Source"), rows, empty="Nothing is recorded for what changed.")


def _said(document: WordDocument, text: str, source: str) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(text)
    paragraph.add_run(f" [{source}]").font.color.rgb = GREY


def _quiet(document: WordDocument, text: str) -> None:
    document.add_paragraph().add_run(text).font.color.rgb = GREY


def _document(report: AnnualFacts) -> WordDocument:
    """An A4 page with title, language, the notices at the top of each page, and a footer that names the report."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = report.title, report.organisation[:255], "en-GB"
    properties.subject, properties.comments = f"Annual report {report.year}", "; ".join(report.notices)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for name in ("Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", NHS_BLUE
        for theme in ("w:asciiTheme", "w:hAnsiTheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    header = section.header.paragraphs[0].add_run(" · ".join(report.notices))
    header.bold, header.font.color.rgb = True, NHS_RED
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{report.organisation} · {report.title} · ")
    page_of_pages(footer)
    document.add_heading(report.title, 0)
    document.add_paragraph(f"{report.organisation}. {report.starts} to {report.ends}. Numbers as the records had them on {made_on(report)}.")
    for notice in report.notices:
        run = document.add_paragraph().add_run(notice)
        run.bold, run.font.color.rgb = True, NHS_RED
    return document
