import csv
import datetime
import io
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook

from crm.core import exports
from crm.core.exports import csv_lines, neutral, table_of, write_xlsx
from crm.core.models import Export
from crm.core.services import exporting
from partners.models import Organisation
from tests.core.kit_urls import KIT_LIST

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.kit_urls")]
DATA = Path(__file__).parent / "data"
HOSTILE = (
    (DATA / "csv_injection_cells.txt").read_text().splitlines()
    + [line for line in (DATA / "csv_injection_control_characters.bin").read_bytes().decode().split("\n") if line.strip()]
    + ["\r=1+1", "\n=1+1", "\t=1+1", "\u00a0=1+1", "＝1+1", "%0A=1+1"]
)
LIVE = set("=+-@\t\r＝＋－＠")


@pytest.fixture
def officer(make_user) -> Client:
    client = Client()
    client.force_login(make_user(role="engagement_officer"))
    return client


def take(client: Client, file_format: str = "csv", query: str = ""):
    return client.post("/desk/exports/new/", {"kind": "kit", "file_format": file_format, "query": query})


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_hostile_cell_starts_like_a_formula_in_csv(cell):
    written = neutral(cell)
    assert written.lstrip(" \u00a0\n")[:1] not in LIVE
    assert written.lstrip("'") == cell.lstrip("'"), "the words themselves are kept"


@pytest.mark.parametrize("cell", HOSTILE)
def test_hostile_cells_are_text_in_excel(cell):
    target = io.BytesIO()
    write_xlsx([[cell]], "Hostile", target)
    found = load_workbook(target).active["A1"]
    assert found.data_type in ("s", "n") and (found.value is None or not isinstance(found.value, int | float))
    assert found.data_type != "f"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, -5),
        (Decimal("-1.5"), Decimal("-1.5")),
        ("-5", "-5"),
        ("+441622000000", "+441622000000"),
        (None, ""),
        (True, "Yes"),
        (datetime.date(2026, 7, 14), "2026-07-14"),
    ],
)
def test_numbers_and_dates_stay_what_they_are(value, written):
    assert neutral(value) == written


def test_excel_keeps_numbers_and_dates_typed():
    target = io.BytesIO()
    write_xlsx([[-5, datetime.date(2026, 7, 14), "x" * 40_000, "a\x0bb"]], "a/b", target)
    cells = next(load_workbook(target).active.iter_rows())
    assert cells[0].value == -5 and cells[1].value == datetime.datetime(2026, 7, 14)
    assert len(cells[2].value) == 32_767 and cells[3].value == "ab"


def test_csv_holds_what_the_page_shows(officer):
    Organisation.objects.create(name="=cmd|' /C calc'!A0")
    Organisation.objects.create(name="Zeta", is_training=True)
    Organisation.objects.create(name="Left out", postcode_state="not_found")
    response = take(officer, query="postcode_state=none&sort=-name")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="kit-partners-')
    content = body(response)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(content)
    assert rows[0] == ["Reference", "Partner", "Serves", "Postcode", "Decile", "Training"]
    assert [row[1] for row in rows[1:]] == ["Zeta", "'=cmd|' /C calc'!A0"]
    assert rows[1][5] == "Training example, not real"


def test_excel_holds_the_same_rows(officer):
    Organisation.objects.create(name="=1+1")
    sheet = load_workbook(io.BytesIO(body(take(officer, "xlsx")))).active
    assert [cell.value for cell in sheet[1]][:2] == ["Reference", "Partner"]
    assert sheet["B2"].value == "=1+1" and sheet["B2"].data_type == "s"


def test_rows_of_others_are_not_exported(officer, make_user):
    Organisation.objects.create(name="Canary", visibility="restricted", named_user_ids=[make_user(role="ig_lead").pk])
    assert b"Canary" not in body(take(officer))


def test_taking_a_list_away_is_noted(officer):
    Organisation.objects.create(name="Alpha")
    take(officer, query="q=Alpha")
    export = Export.objects.get()
    assert (export.kind, export.query, export.rows_total, export.state) == ("kit", "q=Alpha", 1, "done")


def test_who_may_not_export_gets_no_file(make_user):
    client = Client()
    client.force_login(make_user(role="colleague"))
    assert take(client).status_code == 403
    assert client.get("/desk/exports/").status_code == 403
    assert Client().post("/desk/exports/new/").status_code == 302


def test_strange_requests_are_answered_in_words(officer):
    assert officer.post("/desk/exports/new/", {"kind": "no-such-list"}).status_code == 404
    assert take(officer, "exe").status_code == 302
    assert "Choose CSV or Excel." in officer.get("/desk/kit/list/").content.decode()


def test_a_long_list_is_written_in_the_background(officer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    monkeypatch.setattr(exports, "CHUNK", 2)
    Organisation.objects.bulk_create(Organisation(name=f"Partner {number}") for number in range(5))
    with django_capture_on_commit_callbacks(execute=True):
        response = take(officer)
    export = Export.objects.get()
    assert response.url == f"/desk/exports/{export.pk}/"
    assert (export.state, export.rows_done, export.rows_total) == ("done", 5, 5)
    assert "Download the file" in officer.get(response.url).content.decode()
    assert len(read_csv(body(officer.get(f"{response.url}download/")))) == 6


def test_an_unfinished_export_says_how_far_it_is(officer, make_user):
    user = make_user(role="engagement_officer")
    officer.force_login(user)
    export = Export.objects.create(user=user, kind="kit", file_format="csv", state="running", rows_done=1000, rows_total=6000)
    html = officer.get(f"/desk/exports/{export.pk}/").content.decode()
    assert "1000 of 6000 rows" in html and 'value="1000"' in html
    assert officer.get(f"/desk/exports/{export.pk}/download/").status_code == 404


def test_exports_of_others_are_not_there(officer, make_user):
    export = Export.objects.create(user=make_user(role="engagement_officer"), kind="kit", file_format="csv", state="done")
    assert officer.get(f"/desk/exports/{export.pk}/").status_code == 404
    assert officer.get(f"/desk/exports/{export.pk}/download/").status_code == 404


def test_access_is_asked_again_at_the_download(officer, make_user, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    user = make_user(role="engagement_officer")
    officer.force_login(user)
    Organisation.objects.create(name="Alpha")
    with django_capture_on_commit_callbacks(execute=True):
        response = take(officer)
    user.groups.clear()
    assert officer.get(f"{response.url}download/").status_code == 403


def test_a_leaver_gets_no_background_export(make_user, monkeypatch):
    user = make_user(role="engagement_officer", is_active=False)
    export = Export.objects.create(user=user, kind="kit", file_format="csv")
    exports.write_export.call(export.pk)
    export.refresh_from_db()
    assert export.state == "failed" and not export.file


def test_excel_refuses_more_rows_than_it_holds(make_user, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_XLSX_ROWS", 0)
    Organisation.objects.create(name="Alpha")
    with pytest.raises(Exception, match="Excel cannot hold 1 rows"):
        exporting.start_export(KIT_LIST, query="", file_format="xlsx", actor=make_user(role="auditor"))


def test_the_service_asks_for_the_right(make_user):
    with pytest.raises(PermissionDenied):
        exporting.start_export(KIT_LIST, query="", file_format="csv", actor=make_user(role="colleague"))


def test_memory_is_flat_in_the_rows(make_user):
    user = make_user(role="engagement_officer")

    def peak(count: int) -> int:
        Organisation.objects.bulk_create(Organisation(name=f"Partner {number}") for number in range(count))
        tracemalloc.start()
        for _piece in csv_lines(table_of(KIT_LIST, user, QueryDict())):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    first = peak(2_000)
    assert peak(8_000) < first * 1.5 + 1_000_000
