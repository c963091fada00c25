"""An upload is what its content says; it comes back as a download, to those who may read its record."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.core import attachments
from crm.core.attachments import access, content
from crm.core.models import Attachment

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\x00" * 20
EXE = b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode."


def office(part: str, *extra: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", part, *extra):
            archive.writestr(name, "<xml/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("minutes.pdf", PDF, "application/pdf"),
        ("photo.PNG", PNG, "image/png"),
        ("notes.docx", office("word/document.xml"), content.OFFICE["docx"]),
        ("list.xlsx", office("xl/workbook.xml"), content.OFFICE["xlsx"]),
        ("words.txt", "What people said – all of it".encode(), "text/plain"),
        ("list.csv", b"a,b\n1,2\n", "text/csv"),
    ],
)
def test_the_type_is_found_by_content(name, data, media_type):
    assert attachments.type_by_content(io.BytesIO(data), name) == media_type


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("minutes.pdf", EXE, "not what “.pdf” says"),
        ("minutes.txt", EXE, "not what “.txt” says"),
        ("minutes.docx", office("xl/workbook.xml"), "not what “.docx” says"),
        ("minutes.docx", office("word/document.xml", "word/vbaProject.bin"), "not what “.docx” says"),
        ("list.csv", office("xl/workbook.xml"), "not what “.csv” says"),
        ("picture.jpg", PNG, "not what “.jpg” says"),
        ("page.svg", b"<svg onload='alert(1)'/>", "“.svg” are not accepted"),
        ("setup.exe", EXE, "“.exe” are not accepted"),
        ("minutes", PDF, "without an ending is not accepted"),
        ("minutes.pdf", b"", "empty"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "not what “.docx” says"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(name, data, words):
    with pytest.raises(attachments.Refused, match=words):
        attachments.type_by_content(io.BytesIO(data), name)


@pytest.mark.django_db
def test_a_kept_file_has_its_hash_and_a_name_of_ours(make_user):
    user = make_user(role="engagement_officer")
    kept = attachments.store_upload(SimpleUploadedFile("../../etc/minu\u202etes.pdf", PDF), user)
    assert kept.name == "minutes.pdf"
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert "minutes" not in kept.file.name and kept.file.name.endswith(".pdf")
    assert kept.file.open().read() == PDF


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("crm.core.attachments.storing.MAX_BYTES", 10)
    with pytest.raises(ValidationError, match="larger than"):
        attachments.store_upload(SimpleUploadedFile("a.pdf", PDF), None)


@pytest.fixture
def readers(monkeypatch):
    """Users for whom the one registered record is readable."""
    allowed = set()
    monkeypatch.setattr(access, "_owners", [lambda attachment, user: user.pk in allowed])
    return allowed


@pytest.fixture
def kept(db):
    return attachments.store_upload(SimpleUploadedFile("minutes.pdf", PDF), None)


def test_a_stranger_is_led_to_the_sign_in(client, kept, readers):
    response = client.get(reverse("core:file_download", args=[kept.pk]))
    assert response.status_code == 302 and response.url.startswith("/accounts/login/")


def test_a_file_of_no_readable_record_is_hidden(client, kept, readers, make_user):
    client.force_login(make_user(role="administrator"))
    assert client.get(reverse("core:file_download", args=[kept.pk])).status_code == 404
    assert client.get(reverse("core:file_download", args=[kept.pk + 999])).status_code == 404


def test_a_reader_gets_a_download_that_cannot_run(client, kept, readers, make_user):
    user = make_user(role="engagement_officer")
    readers.add(user.pk)
    client.force_login(user)
    response = client.get(reverse("core:file_download", args=[kept.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_quarantined_file_is_given_to_nobody(client, kept, readers, make_user):
    user = make_user(role="engagement_officer")
    readers.add(user.pk)
    Attachment.objects.filter(pk=kept.pk).update(scan_state="quarantined")
    client.force_login(user)
    assert client.get(reverse("core:file_download", args=[kept.pk])).status_code == 404
