"""Files that are not what they say: refused on the web and on the command line, with the reason and with nothing saved."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from crm.core.models import Attachment, ImportBatch
from partners.models import Organisation, Person
from tests.assurance.factories import ActivityFactory, DecisionFactory, ProjectFactory
from tests.bad_input.forms import FORMS
from tests.bad_input.test_hostile_texts import Writer, stored, summary_of
from tests.imports.test_parsing import with_part

pytestmark = pytest.mark.django_db

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(500)


def workbook_of_ten_million_rows() -> bytes:
    """A small file that says it has ten million rows, and has one at the very end."""
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    rows = "".join(f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>Name</t></is></c></row>' for number in (1, 10_000_000))
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:A10000000"/><sheetData>{rows}</sheetData></worksheet>'
    )
    return with_part(plain.getvalue(), "xl/worksheets/sheet1.xml", sheet.encode())


def zip_of_nothing() -> bytes:
    return with_part(b"PK\x05\x06" + bytes(18), "list.txt", b"Name\nA name\n")


FILES = {
    "empty": ("empty.csv", lambda: b""),
    "blank": ("blank.csv", lambda: b"\n\n  \n"),
    "zip named csv": ("list.csv", zip_of_nothing),
    "ten million rows": ("list.xlsx", workbook_of_ten_million_rows),
    "bytes of no encoding": ("list.csv", lambda: b"Name,Postcode\n\x81\x8d\x8f\x90\x9d\xff\xfe,\xc3\x28\n"),
    "program named csv": ("list.csv", lambda: PROGRAM),
    "half a workbook": ("list.xlsx", lambda: workbook_of_ten_million_rows()[:900]),
    "picture": ("list.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200)),
}


@pytest.fixture
def officer(client, make_user):
    client.force_login(make_user(role=("engagement_officer", "assurance_lead")))
    return client


def everybody() -> tuple[int, int]:
    return Organisation.objects.count(), Person.objects.count()


@pytest.mark.parametrize("name", FILES)
def test_file_that_cannot_be_read_is_refused_on_the_web(officer, name):
    file_name, content = FILES[name]
    answer = officer.post("/desk/imports/new/", {"kind": "organisations", "file": SimpleUploadedFile(file_name, content())}, follow=True)
    body = answer.content.decode()
    assert answer.status_code == 200 and everybody() == (0, 0)
    assert 'id="id_file_error"' in body, summary_of(body)
    assert "Traceback" not in body and "Error:" in body.partition("</title>")[0]


@pytest.mark.parametrize("name", FILES)
def test_file_that_cannot_be_read_is_refused_on_the_command_line(tmp_path, name, capsys):
    file_name, content = FILES[name]
    (tmp_path / file_name).write_bytes(content())
    with pytest.raises(CommandError) as refusal:
        call_command("import_records", "organisations", str(tmp_path / file_name), "--commit")
    assert str(refusal.value).startswith(f"{file_name}: ") and "\n" not in str(refusal.value)
    assert refusal.value.returncode in (1, 2) and everybody() == (0, 0)


def test_file_that_is_not_there_and_kind_that_is_none_are_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_records", "organisations", str(tmp_path / "nothing.csv"))
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("import_records", "nonsense", str(tmp_path / "nothing.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_other_encodings_are_read_and_never_garbled(officer, encoding):
    content = "Name,Postcode\nCafé Zoë – carers’ group,ME10 4BJ\n".encode(encoding)
    officer.post("/desk/imports/new/", {"kind": "organisations", "file": SimpleUploadedFile("old.csv", content)}, follow=True)
    body = officer.get(f"/desk/imports/{ImportBatch.objects.latest('pk').pk}/").content.decode()
    assert "Café Zoë – carers’ group" in body


@pytest.mark.parametrize("field", ["minutes", "file"])
def test_program_named_pdf_is_refused_in_the_log_form_and_nothing_is_logged(officer, field):
    answer, before = Writer(officer, FORMS["log"]).send({"heard": "Something.", field: SimpleUploadedFile("minutes.pdf", PROGRAM)})
    body = answer.content.decode()
    assert answer.status_code == 200 and stored(FORMS["log"]) == before
    assert f'id="id_{field}_error"' in body, summary_of(body)
    assert Attachment.objects.count() == 0 and not Organisation.objects.exists()


def test_program_named_pdf_is_refused_as_evidence_and_as_a_file_of_an_activity(officer):
    project = ProjectFactory()
    activity, decision = ActivityFactory(project=project), DecisionFactory(project=project)
    for address, more in (
        (f"/desk/decisions/{decision.pk}/evidence/new/", {"criteria": "1", "title": "Minutes"}),
        (f"/desk/activities/{activity.pk}/files/new/", {"kind": "minutes"}),
    ):
        answer = officer.post(address, {"file": SimpleUploadedFile("minutes.pdf", PROGRAM), **more})
        body = answer.content.decode()
        assert answer.status_code == 200 and 'id="id_file_error"' in body, summary_of(body)
    assert Attachment.objects.count() == 0
