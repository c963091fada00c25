"""An upload is what its content says; it comes back as a download, to those who may read its record."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.core import attachments, uploads
from crm.core.models import Attachment

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\x00" * 20
EXE = b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode."
MAIL = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Hello\r\n\r\nText\r\n"
MESSAGE = uploads.OLE + b"\x00" * 40 + uploads.MESSAGE_PART


def office(*parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in ("[Content_Types].xml", *parts):
            package.writestr(name, "<xml/>")
    return file.getvalue()


def odt() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", uploads.ACCEPTED["odt"])
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("minutes.pdf", PDF, "pdf"),
        ("photo.PNG", PNG, "png"),
        ("notes.docx", office("word/document.xml"), "docx"),
        ("list.xlsx", office("xl/workbook.xml"), "xlsx"),
        ("slides.pptx", office("ppt/presentation.xml"), "pptx"),
        ("notes.odt", odt(), "odt"),
        ("words.txt", "What people said – all of it".encode(), "txt"),
        ("old words.txt", "café".encode("cp1252"), "txt"),
        ("list.csv", b"a,b\n1,2\n", "csv"),
        ("mail.eml", MAIL, "eml"),
        ("mail.msg", MESSAGE, "msg"),
        ("entry.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ics"),
        ("minutes", PDF, "pdf"),
    ],
)
def test_the_kind_is_found_by_content(name, content, kind):
    assert uploads.kind_of(content, name) == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("minutes.pdf", EXE, "named like a PDF file, but its content is of another kind"),
        ("setup.exe", EXE, "not accepted"),
        ("minutes.docx", office("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("bundle.zip", office("word/document.xml", "xl/workbook.xml"), "ZIP file is not accepted"),
        ("list.csv", office("other.txt"), "ZIP file is not accepted"),
        ("old.doc", uploads.OLE + b"\x00" * 100, "old Office version"),
        ("page.svg", b"<svg onload='alert(1)'/>", "not accepted"),
        ("page.html", b"<script>alert(1)</script>", "not accepted"),
        ("binary.txt", b"a\x00b", "not accepted"),
        ("mail.eml", b"no mail at all", "holds none"),
        ("entry.ics", b"no entry", "holds none"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "damaged"),
        ("minutes.pdf", b"", "empty"),
    ],
)
def test_what_is_refused_is_refused_in_words(name, content, words):
    with pytest.raises(ValidationError, match=words):
        uploads.kind_of(content, name)


def test_a_package_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PARTS", 2)
    with pytest.raises(ValidationError, match="too many parts"):
        uploads.kind_of(office("word/document.xml", "another.xml"), "a.docx")


@pytest.mark.parametrize(
    ("given", "kind", "shown"),
    [
        ("../../etc/minu\u202etes.pdf", "pdf", "minutes.pdf"),
        ("C:\\files\\photo.jpeg", "jpg", "photo.jpg"),
        ("minutes.txt", "pdf", "minutes.pdf"),
        ("v1.2 notes", "pdf", "v1.2 notes.pdf"),
        ("\x00", "txt", "file.txt"),
        ("x" * 400 + ".pdf", "pdf", "x" * 196 + ".pdf"),
    ],
)
def test_readers_see_a_plain_name_with_the_right_ending(given, kind, shown):
    assert uploads.safe_name(given, kind) == shown


@pytest.mark.django_db
def test_a_kept_file_has_its_hash_and_a_name_of_ours(make_user):
    user = make_user(role="engagement_officer")
    kept = attachments.store_upload(SimpleUploadedFile("minutes.pdf", PDF), user)
    assert (kept.name, kept.sha256, kept.size, kept.uploaded_by) == ("minutes.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF), user)
    assert "minutes" not in kept.file.name and kept.file.name.endswith(".pdf")
    with kept.file.open() as stored:
        assert stored.read() == PDF


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused_and_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    with pytest.raises(ValidationError, match="larger than"):
        attachments.store_upload(SimpleUploadedFile("a.pdf", PDF), None)
    assert not Attachment.objects.exists()


@pytest.fixture
def readers(monkeypatch):
    """Users for whom the one registered record is readable."""
    allowed = set()
    monkeypatch.setattr(attachments, "_owners", [lambda user, attachment: user.pk in allowed])
    return allowed


@pytest.fixture
def kept(db):
    return attachments.store_upload(SimpleUploadedFile("minutes.pdf", PDF), None)


def download(client, pk: int):
    return client.get(reverse("core:attachment_download", args=[pk]))


def test_a_stranger_is_led_to_the_sign_in(client, kept, readers):
    assert download(client, kept.pk).url.startswith("/accounts/login/")


def test_a_file_of_no_readable_record_is_hidden(client, kept, readers, make_user):
    client.force_login(make_user(role="administrator"))
    assert download(client, kept.pk).status_code == 404
    assert download(client, kept.pk + 999).status_code == 404


def test_a_reader_gets_a_download_that_cannot_run(client, kept, readers, make_user):
    user = make_user(role="engagement_officer")
    readers.add(user.pk)
    client.force_login(user)
    response = download(client, kept.pk)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_quarantined_file_is_given_to_nobody(client, kept, readers, make_user):
    user = make_user(role="engagement_officer")
    readers.add(user.pk)
    Attachment.objects.filter(pk=kept.pk).update(scan_state="quarantined")
    client.force_login(user)
    assert download(client, kept.pk).status_code == 403
