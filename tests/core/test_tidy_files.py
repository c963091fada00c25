"""`manage.py tidy_files`: what nobody needs goes, what a record names stays."""

import datetime
import io
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from crm.core.attachments import store_upload
from crm.core.models import Attachment, Export
from crm.core.services.tidying import remove_orphans

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """An empty folder of files."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def tidy(*options: str) -> str:
    said = io.StringIO()
    call_command("tidy_files", *options, stdout=said)
    return said.getvalue()


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def age(folder: Path, **ago: int) -> None:
    """Make all files as old as that."""
    moment = (timezone.now() - datetime.timedelta(**ago)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))


@pytest.fixture
def export(make_user):
    """Makes an export that ended some days ago and has a file."""

    def make(name: str, **ago: int) -> Export:
        user = make_user(role="engagement_officer")
        made = Export(user=user, kind="kit", file_format="csv", state="done", finished_at=timezone.now() - datetime.timedelta(**ago))
        made.file.save(name, ContentFile(b"a,b\n"), save=False)
        made.save()
        return made

    return make


def test_exports_lose_their_file_after_a_week_and_stay_written_down(export, folder):
    old, fresh = export("old.csv", days=8), export("fresh.csv", days=6)
    assert tidy() == "Deleted 1 files of old exports and 0 files that no record names.\n"
    assert files(folder) == {"fresh.csv"}
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (bool(old.file), bool(fresh.file), old.state) == (False, True, "done")
    assert tidy() == "Deleted 0 files of old exports and 0 files that no record names.\n"


def test_the_reader_is_told_that_the_file_has_gone(export):
    old = export("old.csv", days=8)
    tidy()
    client = Client()
    client.force_login(old.user)
    words = "The file was deleted after 7 days."
    assert words in client.get("/desk/exports/").content.decode()
    assert words in client.get(f"/desk/exports/{old.pk}/").content.decode()
    assert client.get(f"/desk/exports/{old.pk}/download/").status_code == 404


def test_an_upload_whose_transaction_was_rolled_back_goes_after_a_day(folder):
    kept = store_upload(SimpleUploadedFile("kept.pdf", PDF), None)
    with pytest.raises(RuntimeError), transaction.atomic():
        store_upload(SimpleUploadedFile("lost.pdf", PDF), None)
        raise RuntimeError
    assert len(files(folder)) == 2
    assert remove_orphans(timezone.now()) == 0, "its transaction may still be under way"
    age(folder, days=2)
    assert tidy() == "Deleted 0 files of old exports and 1 files that no record names.\n"
    assert files(folder) == {Path(Attachment.objects.get(pk=kept.pk).file.name).name}


def test_files_of_other_kinds_are_left_alone(folder):
    for name in ("packs/2026/pack-1.zip", "documents/leaflet.pdf", "images/photo.png", "notes.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    age(folder, days=30)
    tidy()
    assert len(files(folder)) == 4


def test_a_dry_run_deletes_nothing(export, folder):
    export("old.csv", days=8)
    (folder / "imports" / "2026").mkdir(parents=True)
    (folder / "imports" / "2026" / "upload").write_bytes(b"x")
    age(folder, days=2)
    assert tidy("--dry-run") == "Would delete 1 files of old exports and 1 files that no record names.\n"
    assert files(folder) == {"old.csv", "upload"}
