"""The page on which anybody who reads packs drops one to see whether it is genuine; and that checking needs no database and no network."""

import io
import os
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assurance.packs import check
from assurance.views import pack_check as view
from crm.core.models import Attachment, AuditEvent
from tests.assurance.packs.example import d3_report, evidence
from tests.assurance.reading_packs import build

pytestmark = pytest.mark.django_db


def ask(client, content: bytes, name: str = "anything.zip") -> str:
    answer = client.post(reverse("assurance:pack_check"), {"pack": SimpleUploadedFile(name, content, "application/zip")})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def bytes_of(pack) -> bytes:
    with pack.file.open("rb") as file:
        return file.read()


def changed(content: bytes, name: str, new: bytes | None) -> bytes:
    """The pack with one file replaced, or taken out, packed as packs are."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for info in old.infolist():
            if info.filename != name or new is not None:
                made.writestr(info.filename, new if info.filename == name and new is not None else old.read(info))
    return out.getvalue()


@pytest.fixture
def packs(decision, lead):
    return build(decision, lead), build(decision, lead)


def test_doors(make_user):
    address = reverse("assurance:pack_check")
    assert "/accounts/login/" in Client().get(address)["Location"] and "/accounts/login/" in Client().post(address)["Location"]
    for role, status in (("partner", 403), ("auditor", 200), ("colleague", 200)):
        client = Client()
        client.force_login(make_user(role=role))
        assert client.get(address).status_code == status, role


def test_a_genuine_pack_is_known_and_placed_in_the_chain(as_lead, packs):
    page = ask(as_lead, bytes_of(packs[0]))
    assert "Genuine" in page and "signed with a key of this installation" in page
    assert "its list of files has the hash that we recorded" in page and "Number 1. It is the first." in page and f"{packs[1].reference} follows it." in page
    second = ask(as_lead, bytes_of(packs[1]))
    assert f"Number 2. It follows {packs[0].reference}. It is the newest." in second


def test_a_changed_file_is_named(as_lead, packs):
    page = ask(as_lead, changed(bytes_of(packs[0]), "pack.docx", b"other"))
    assert "Not genuine" in page and "<strong>pack.docx</strong> was changed" in page and "Genuine</strong>" not in page


def test_a_pack_of_somebody_else_is_not_ours(as_lead, packs, d3_pack):
    page = ask(as_lead, d3_pack.read_bytes())
    assert "Signed by somebody else" in page and "Every file is as it was sealed, but not with a key of this installation." in page


def test_a_number_of_ours_with_another_hash_is_told(as_lead, packs, tmp_path):
    from assurance.packs.build import build_pack
    from assurance.packs.signing import load_or_create_key

    out = io.BytesIO()
    build_pack(d3_report(reference=packs[0].reference), evidence()[1], out, key=load_or_create_key(settings.KEY_DIR), previous=None)
    assert "our pack has another hash" in ask(as_lead, out.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_pack_is_said_to_be_none(as_lead, content):
    page = ask(as_lead, content)
    assert ("Not a pack" in page) if content else ("empty" in page)


def test_a_zip_without_a_manifest_is_no_pack(as_lead, packs):
    assert "Not a pack" in ask(as_lead, changed(bytes_of(packs[0]), "manifest.json", None))


def test_without_a_file_the_page_says_what_to_do(as_lead):
    answer = as_lead.post(reverse("assurance:pack_check"), {})
    assert answer.status_code == 200 and "There is a problem" in answer.content.decode()


def test_too_large_a_file_is_not_read(as_lead, monkeypatch):
    monkeypatch.setattr(view, "MOST_BYTES", 1000)
    answer = as_lead.post(reverse("assurance:pack_check"), {"pack": SimpleUploadedFile("big.zip", b"x" * 2000)})
    assert answer.status_code == 413 and "larger than" in answer.content.decode()


def test_the_form_asks_for_its_token(lead, packs):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    assert client.post(reverse("assurance:pack_check"), {"pack": SimpleUploadedFile("x.zip", b"x")}).status_code == 403


def test_nothing_of_the_upload_is_kept(as_lead, packs, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    content, lines, files = bytes_of(packs[0]), AuditEvent.objects.count(), Attachment.objects.count()
    answer = as_lead.post(reverse("assurance:pack_check"), {"pack": SimpleUploadedFile("secret-name.zip", content)})
    assert answer.status_code == 200
    assert list(tmp_path.iterdir()) == []
    assert (AuditEvent.objects.count(), Attachment.objects.count()) == (lines, files)


def test_a_check_that_takes_too_long_or_too_much_is_stopped(packs):
    path = settings.KEY_DIR.parent / "absent.zip"
    assert "was stopped" in check.check_pack(path, settings.KEY_DIR, seconds=0.001).message
    assert check.check_pack(path, settings.KEY_DIR, memory_bytes=10 << 20).outcome == check.NOT_CHECKED


NO_SOCKETS = """
import socket, sys
class Refused(socket.socket):
    def __init__(self, *arguments, **options):
        raise AssertionError("a socket was opened")
socket.socket = Refused
import runpy
sys.argv = ["manage.py", "verify_pack", *sys.argv[1:]]
runpy.run_path("manage.py", run_name="__main__")
"""


def test_verify_pack_opens_no_socket_and_needs_no_database(d3_pack, tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere", "DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", NO_SOCKETS, str(d3_pack)], capture_output=True, text=True, env=environment, cwd=check.PROJECT)
    assert done.returncode == 0, done.stderr
    assert "PACK-4 verified" in done.stdout
