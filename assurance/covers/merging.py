"""The organisation's own Word template: which merge fields there are, whether a file may be one, and filling it in a process of its own.

Nobody's template is trusted: it holds merge fields and nothing else, it is filled under limits of time and memory, and what
goes wrong is said in words.
"""

import base64
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from docx import Document

from assurance.covers.report import WholeCover
from assurance.rules.cover_boxes import BOXES
from crm.core.uploads import kind_of

PROJECT = Path(__file__).resolve().parents[2]
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
SECONDS = 20.0
MEMORY_BYTES = 512 * 1024 * 1024
ENVIRONMENT = ("PATH", "LANG", "LC_ALL")

PLAIN_FIELDS = {
    "organisation": "Organisation that decides",
    "body": "Body that meets",
    "meeting_date": "Date of the meeting",
    "held": "In public or in private",
    "title": "Title of the decision",
    "decision": "Number of the decision record, such as DEC-12",
    "cover_number": "Number of the cover",
    "notice": "“Draft: not signed” or “Training example”, empty on a signed cover of a real decision",
    "engagement": "Patient and public engagement considered",
    "engagement_words": "Number of words of that text",
    "written_by": "Author's role",
    "verdict": "Reviewer's verdict",
    "review_note": "Conditions, or what is missing",
    "reviewed_by": "Reviewer's role",
    "reviewed_on": "Day of the review",
    "signed_by": "Role of who signed",
    "signed_on": "Day of the signature",
    "unreviewed": "“Signed without a review, because: …”, empty where a reviewer read these words",
}
FIELDS = PLAIN_FIELDS | {box.code: box.label for box in BOXES}
LISTS = {
    "engagement_fields": ("What the engagement text rests on", ("label", "text", "source")),
    "gaps": ("What is still missing", ("text", "owner", "due")),
    "checklist": ("Reviewer's questions", ("label", "text")),
}


class TemplateRefused(ValidationError):
    """A template that may not be used, or could not be filled; the message says why."""


def merge_values(report: WholeCover, notice: str) -> dict[str, Any]:
    """The value of each merge field: text, and lists of rows of text."""
    plain = {
        "organisation": report.organisation, "body": report.body, "meeting_date": report.meeting_date, "held": report.held,
        "title": report.decision_title, "decision": report.decision_reference, "cover_number": str(report.version), "notice": notice,
        "engagement": report.statement, "engagement_words": str(report.words), "written_by": report.author_role, "verdict": report.verdict,
        "review_note": report.review_note, "reviewed_by": report.reviewer_role, "reviewed_on": report.reviewed_on,
        "signed_by": report.signed_role, "signed_on": report.signed_on,
        "unreviewed": report.signed_without_review,
    }  # fmt: skip
    rows = {"engagement_fields": report.fields, "gaps": report.gaps, "checklist": report.checklist}
    lists = {name: [{column: getattr(row, column) for column in LISTS[name][1]} for row in found] for name, found in rows.items()}
    return plain | {box.code: box.text for box in report.boxes} | lists


def check_template(content: bytes) -> list[str]:
    """The merge fields of a template, in the order of the alphabet.

    Raises:
        TemplateRefused: Not a Word file, too large, with macros or links to other files, with a field that is not known or with
            anything but merge fields.
    """
    refuse_unsafe(content)
    found = sorted(_ask({"do": "fields"}, content)["fields"])
    unknown = [name for name in found if name not in FIELDS and name not in LISTS]
    if unknown:
        raise TemplateRefused(f"These merge fields are not known: {', '.join(unknown)}. The list of known ones stands below.", code="unknown_fields")
    if not found:
        raise TemplateRefused("There is no merge field in this file. Write for example {{ title }} where the title shall stand.", code="no_fields")
    return found


def fill_template(content: bytes, values: dict[str, Any], *, title: str) -> bytes:
    """The Word file with its merge fields filled, its title and language set.

    Raises:
        TemplateRefused: It takes too long, too much memory, or asks for something that there is not.
    """
    answer = _ask({"do": "fill", "values": values}, content)
    document = Document(io.BytesIO(base64.b64decode(answer["docx"])))
    document.core_properties.title, document.core_properties.language = title[:255], "en-GB"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def refuse_unsafe(content: bytes) -> None:
    """Look at the package before anything reads it: kind, size, unpacked size, macros, links outside, document types.

    Raises:
        TemplateRefused: With what is wrong.
    """
    if len(content) > MOST_BYTES:
        raise TemplateRefused(f"The template is larger than {MOST_BYTES >> 20} MB. Take large pictures out.", code="too_large")
    if kind_of(content, "template.docx") != "docx":
        raise TemplateRefused("A template is a Word file (docx). Choose one.", code="kind")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TemplateRefused("The file unpacks to more than 50 MB. It cannot be used as a template.", code="bomb")
        for part in parts:
            text = _read(package, part) if part.filename.endswith((".xml", ".rels")) else b""
            if b"macroEnabled" in text or "activeX" in part.filename:
                raise TemplateRefused("The file holds macros. Save it without macros (docx) and choose that one.", code="macros")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise TemplateRefused("The file is not written as Word writes one. Save it again in Word.", code="doctype")
            if part.filename.endswith(".rels") and any(_leads_outside(line) for line in text.split(b"<Relationship ")):
                raise TemplateRefused("The file fetches pictures or templates from elsewhere. Put them into the file itself.", code="outside")


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """One part, never more than the whole may have, whatever its header claims."""
    try:
        with package.open(part) as stream:
            content = stream.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise TemplateRefused("The file is damaged and cannot be opened. Save it again and choose the new one.", code="damaged") from error
    if len(content) > MOST_UNPACKED:
        raise TemplateRefused("The file unpacks to more than 50 MB. It cannot be used as a template.", code="bomb")
    return content


def _leads_outside(relationship: bytes) -> bool:
    return b'TargetMode="External"' in relationship and b"/hyperlink" not in relationship


def _ask(order: dict[str, Any], content: bytes, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> dict[str, Any]:
    """Let the process of its own do one thing, and stop it when it takes too long."""
    order = order | {"template": base64.b64encode(content).decode()}
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-m", "assurance.covers.merge_process", str(memory_bytes), str(int(seconds))]
    try:
        done = subprocess.run(command, input=json.dumps(order).encode(), capture_output=True, timeout=seconds + 5, cwd=PROJECT, env=environment)
    except subprocess.TimeoutExpired as error:
        raise TemplateRefused(f"Filling the template took longer than {seconds:g} seconds and was stopped.", code="too_slow") from error
    if done.returncode == 0:
        answer = json.loads(done.stdout)
        if "refused" in answer:
            raise TemplateRefused(answer["refused"], code="refused")
        return answer
    raise TemplateRefused("Filling the template took too long or too much memory, and was stopped.", code="too_large_to_fill")


def sample_template() -> bytes:
    """A Word file with every merge field, to start from."""
    document = Document()
    document.core_properties.title, document.core_properties.language = "Cover template", "en-GB"
    document.add_heading("{{ title }}", 0)
    document.add_paragraph("{{ notice }}")
    first = (
        "organisation",
        "body",
        "held",
        "meeting_date",
        "decision",
        "cover_number",
        "agenda_item",
        "paper_reference",
        "presented_by",
        "author",
        "sponsor",
        "purpose",
    )
    _two_columns(document, ((FIELDS[name], f"{{{{ {name} }}}}") for name in first))
    for box in BOXES:
        if box.code not in first:
            document.add_heading(box.label, 1)
            document.add_paragraph(f"{{{{ {box.code} }}}}")
    document.add_heading(FIELDS["engagement"], 1)
    document.add_paragraph("{{ engagement }}")
    document.add_paragraph("{{ engagement_words }} words")
    for name, (label, columns) in LISTS.items():
        document.add_heading(label, 2)
        made = document.add_table(rows=4, cols=len(columns), style="Table Grid")
        made.rows[1].cells[0].text, made.rows[3].cells[0].text = f"{{%tr for row in {name} %}}", "{%tr endfor %}"
        for number, column in enumerate(columns):
            made.rows[0].cells[number].text, made.rows[2].cells[number].text = column.capitalize(), f"{{{{ row.{column} }}}}"
        _head(made)
    document.add_heading("Review and signature", 1)
    last = ("written_by", "verdict", "review_note", "reviewed_by", "reviewed_on", "signed_by", "signed_on", "unreviewed")
    _two_columns(document, ((FIELDS[name], f"{{{{ {name} }}}}") for name in last))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _two_columns(document, rows: Iterable[tuple[str, str]]) -> None:
    rows = [("What", "Value"), *rows]
    made = document.add_table(rows=len(rows), cols=2, style="Table Grid")
    for row, (label, value) in zip(made.rows, rows, strict=True):
        row.cells[0].text, row.cells[1].text = label, value
    _head(made)


def _head(table) -> None:
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
