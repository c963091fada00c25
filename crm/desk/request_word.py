"""The answer to a request as a Word file."""

import io
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement

from assurance.models import InformationRequest
from crm.core.templatetags.kit import long_date
from crm.desk.disclosing import Disclosed


def answer_docx(request: InformationRequest, rows: Iterable[Disclosed]) -> bytes:
    """A schedule of all records with their exemptions, then the text of those that are given. Real headings, header rows that repeat."""
    listed = list(rows)
    document = Document()
    document.core_properties.title = f"{request.local_reference} {request.subject}"
    document.core_properties.author, document.core_properties.language = settings.ORGANISATION_NAME, "en-GB"
    document.add_heading(f"{request.local_reference} {request.subject}", 0)
    document.add_paragraph(request.question)
    document.add_paragraph(_("Received {day}.").format(day=long_date(request.received_on)))
    document.add_heading(_("Records"), 1)
    if listed:
        _schedule(document, listed)
    else:
        document.add_paragraph(_("No record is given."))
    for row in listed:
        if not row.parts:
            continue
        document.add_heading(f"{row.reference} {row.title}", 2)
        for part in row.parts:
            document.add_paragraph().add_run(part.label).bold = True
            document.add_paragraph(_clean(part.text))
        if row.kept_back:
            document.add_paragraph(_("Kept back: {parts}. {exemption}").format(parts=", ".join(row.kept_back), exemption=row.exemption))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _schedule(document, rows: list[Disclosed]) -> None:
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell, words in zip(table.rows[0].cells, (_("Record"), _("What is done"), _("Exemption"), _("Why")), strict=True):
        cell.text = words
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, text in zip(table.add_row().cells, (row.reference, row.treatment, row.exemption, row.reason), strict=True):
            cell.text = _clean(text)


def _clean(text: str) -> str:
    """Without characters that XML does not take."""
    return "".join(character for character in text if character in "\n\t" or character >= " ")
