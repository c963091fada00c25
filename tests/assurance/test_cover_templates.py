"""The organisation's own Word template: what may be one, what it is filled with, and what is refused in words."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from assurance.covers import merging
from assurance.covers.merging import FIELDS, LISTS, TemplateRefused, check_template, fill_template, merge_values, sample_template
from assurance.covers.report import BoxText, WholeCover
from assurance.models import CoverTemplate
from assurance.reports import Claim, Gap
from assurance.rules.cover_boxes import BOXES
from tests.assurance.packs.test_documents import cover

OUTSIDE = b'<Relationships><Relationship Id="r" Type="x/image" Target="http://a" TargetMode="External"/></Relationships>'


def template(*lines: str) -> bytes:
    """A Word file with these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """The same Word file with one part added or written anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return out.getvalue()


def whole(**changes) -> WholeCover:
    facts = cover().to_data() | {
        "boxes": [BoxText(code=box.code, label=box.label, text=f"Text of {box.code}").to_data() for box in BOXES],
        "checklist": [Claim(label="Is it clear?", text="No", source="Assurance lead").to_data()], "state": "frozen", "verdict": "Adequate with conditions",
    }  # fmt: skip
    return WholeCover.from_data(facts | changes)


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells])


def test_the_sample_has_every_field_and_is_filled():
    assert check_template(sample_template()) == sorted([*FIELDS, *LISTS])
    filled = fill_template(sample_template(), merge_values(whole(), ""), title="DEC-3")
    text = words(filled)
    assert all(f"Text of {box.code}" in text for box in BOXES)
    assert "{{" not in text and "{%" not in text and "Findings are still missing." in text
    document = Document(io.BytesIO(filled))
    rows = [[cell.text for cell in row.cells] for row in next(table for table in document.tables if table.rows[0].cells[0].text == "Text").rows]
    assert rows == [["Text", "Owner", "Due"], ["What people said", "no owner named", ""]]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    assert [p.style.name for p in document.paragraphs if p.text == "Executive summary"] == ["Heading 1"]
    assert document.core_properties.language == "en-GB" and document.core_properties.title == "DEC-3"


def test_text_is_text_whatever_it_holds():
    """Markup, merge fields and line breaks in what people wrote come out as they were written."""
    report = whole(statement="A & B <w:br/> {{ organisation }} {% if x %}\nsecond line", gaps=[Gap(code="x", text="<b>& {{ title }}").to_data()])
    values = merge_values(report, "")
    filled = fill_template(template("{{ engagement }}", "{% for row in gaps %}{{ row.text }}{% endfor %}"), values, title="x")
    assert "A & B <w:br/> {{ organisation }} {% if x %}\nsecond line" in words(filled) and "<b>& {{ title }}" in words(filled)


def test_a_condition_shows_a_box_only_where_there_is_text():
    content = template("{% if review_note %}Note: {{ review_note }}{% endif %}!")
    assert words(fill_template(content, merge_values(whole(), ""), title="x")).strip() == "!"
    assert "Note: One more group." in words(fill_template(content, merge_values(whole(review_note="One more group."), ""), title="x"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ ''.__class__.__mro__ }}", "__"),
        ("{{ title.__class__ }}", "__class__"),
        ("{{ gaps.__class__ }}", "__class__"),
        ("{{ cycler.__init__.__globals__ }}", "__"),
        ("{{ title|attr('__class__') }}", "filter"),
        ("{{ range(999999999) }}", "call"),
        ("{% for x in range(10**9) %}{% for y in range(10**9) %}a{% endfor %}{% endfor %}", "lists"),
        ("{{ 'a' * 9999999999 }}", "mul"),
        ("{% include '/etc/passwd' %}", "include"),
        ("{% import 'x' as y %}", "import"),
        ("{% set title = 1 %}", "assign"),
        ("{% macro a() %}{% endmacro %}", "macro"),
        ("{{ title", "not written rightly"),
        ("{% for x in gaps %}", "not written rightly"),
        ("{{ nothing_like_it }}", "nothing_like_it"),
        ("No field at all", "no merge field"),
    ],
)
def test_anything_but_known_merge_fields_is_refused(line, message):
    with pytest.raises(TemplateRefused) as refused:
        check_template(template(line))
    assert message in " ".join(refused.value.messages)


@pytest.mark.parametrize("where", ["header", "title"])
def test_headers_and_properties_are_looked_at_too(where):
    document = Document(io.BytesIO(template("{{ title }}")))
    if where == "header":
        document.sections[0].header.paragraphs[0].text = "{{ ''.__class__ }}"
    else:
        document.core_properties.title = "{{ ''.__class__ }}"
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(TemplateRefused, match="__class__"):
        check_template(out.getvalue())


def test_a_column_that_a_row_does_not_have_is_said_when_it_is_filled():
    with pytest.raises(TemplateRefused, match="does not have"):
        fill_template(template("{% for row in gaps %}{{ row.colour }}{% endfor %}"), merge_values(whole(), ""), title="x")


def test_a_template_that_takes_too_long_is_stopped():
    """Rows of rows of rows grow without end; the process is stopped and nothing of it is left."""
    loops = "".join("{% for row in gaps %}" for _ in range(6)) + "{{ row.text }}" + "{% endfor %}" * 6
    values = merge_values(whole(gaps=[Gap(code="x", text="y").to_data()] * 100), "")
    with pytest.raises(TemplateRefused, match="too long or too much memory|was stopped"):
        merging._ask({"do": "fill", "values": values}, template(loops), seconds=2)


def test_a_template_that_takes_too_much_memory_is_stopped():
    values = merge_values(whole(), "") | {"title": "x" * 40_000_000}
    with pytest.raises(TemplateRefused, match="too much memory"):
        merging._ask({"do": "fill", "values": values}, template("{{ title }}" * 40), memory_bytes=400_000_000)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 nothing", "Word file"),
        (b"PK\x03\x04 damaged", "damaged"),
        (with_part(template("{{ title }}"), "word/vbaProject.bin", b"x"), "macros"),
        (with_part(template("{{ title }}"), "word/activeX/activeX1.xml", b"<x/>"), "macros"),
        (with_part(template("{{ title }}"), "word/media/bomb.bin", b"\0" * 60_000_000), "unpacks to more than 50 MB"),
        (with_part(template("{{ title }}"), "word/big.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "Save it again in Word"),
        (
            with_part(template("{{ title }}"), "word/_rels/more.rels", OUTSIDE),
            "from elsewhere",
        ),
        (b"PK" + b"x" * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)  # fmt: skip
def test_files_that_may_not_be_a_template(content, message):
    with pytest.raises(ValidationError) as refused:
        check_template(content)
    assert message in " ".join(refused.value.messages)


@pytest.mark.django_db
class TestPages:
    def form(self, content: bytes, **more):
        return {"name": "Board cover", "file": SimpleUploadedFile("cover.docx", content), **more}

    def test_doors(self, make_user, client):
        address = reverse("assurance:cover_template_list")
        assert "/accounts/login/" in client.get(address)["Location"]
        for role, status in (("engagement_officer", 403), ("partner", 403), ("auditor", 403), ("board_secretary", 200), ("assurance_lead", 200)):
            client.force_login(make_user(role=role))
            assert client.get(address).status_code == status, role
            assert client.get(reverse("assurance:cover_template_sample")).status_code == status
        assert client.get(reverse("assurance:cover_template_edit", args=[987654])).status_code == 404

    def test_upload_and_lengths(self, as_lead):
        page = as_lead.post(reverse("assurance:cover_template_new"), self.form(sample_template(), cap_summary="200", cap_risk=""))
        assert page.status_code == 302
        stored = CoverTemplate.objects.get()
        assert stored.caps == {"summary": 200} and stored.name == "Board cover"
        address = reverse("assurance:cover_template_edit", args=[stored.pk])
        assert 'value="200"' in as_lead.get(address).content.decode()
        as_lead.post(address, {"name": "Board cover 2026", "cap_summary": "300", "cap_engagement": "120"})
        stored.refresh_from_db()
        assert (stored.name, stored.caps, stored.is_current) == ("Board cover 2026", {"engagement": 120}, False)
        download = as_lead.get(reverse("assurance:cover_template_download", args=[stored.pk])).content
        assert hashlib.sha256(download).hexdigest() == stored.sha256

    def test_a_hostile_template_is_refused_beside_the_field(self, as_lead):
        page = as_lead.post(reverse("assurance:cover_template_new"), self.form(template("{{ ''.__class__ }}"))).content.decode()
        assert "__class__" in page and "not a column of a list" in page and CoverTemplate.objects.count() == 0

    def test_unknown_fields_are_named(self, as_lead):
        page = as_lead.post(reverse("assurance:cover_template_new"), self.form(template("{{ titel }} {{ title }}"))).content.decode()
        assert "These merge fields are not known: titel." in page

    def test_two_of_one_name_are_refused(self, as_lead):
        for _turn in range(2):
            page = as_lead.post(reverse("assurance:cover_template_new"), self.form(sample_template()))
        assert page.status_code == 200 and "There is already one with this name" in page.content.decode()
