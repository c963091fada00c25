"""The pages of imports: who may open them, what they show, what they do."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from crm.core.models import ImportBatch, Team
from crm.desk import importing
from partners.models import Organisation
from tests.imports.conftest import ODS_FILE, table

CONTENT = table(["Name", "Charity number", "Opened"], ["First", "1234561", ""], ["Second", "1234562", ""], ["=Third", "", "1066"])


@pytest.fixture
def officer(make_user):
    return make_user(role="engagement_officer")


@pytest.fixture
def client(client, officer):
    client.force_login(officer)
    return client


def send(client, content=CONTENT, kind="organisations", name="list.csv"):
    return client.post(reverse("desk:import_new"), {"kind": kind, "file": SimpleUploadedFile(name, content)}, follow=True)


def pages(batch) -> list[str]:
    with_key = ("import_detail", "import_roll_back", "import_parked", "import_commit")
    plain = [reverse("desk:import_list"), reverse("desk:import_new"), reverse("desk:import_template", args=["people"])]
    return [*plain, *(reverse(f"desk:{name}", args=[batch.pk]) for name in with_key)]


def rows_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_strangers_sign_in_and_others_are_refused(role_clients, previewed):
    batch = previewed("organisations", CONTENT)
    for address in pages(batch):
        ask = "post" if address.endswith("/commit/") else "get"
        for role, visitor in role_clients.items():
            status = getattr(visitor, ask)(address).status_code
            if role == "anonymous":
                assert status == 302
            elif role in ("engagement_officer", "assurance_lead", "administrator"):
                assert status in (200, 302)
            else:
                assert status == 403, (role, address)


def test_files_of_another_team_are_not_there(client, previewed, make_user):
    stranger = make_user(role="engagement_officer", team=Team.objects.create(name="Other"))
    batch = previewed("organisations", CONTENT, actor=stranger)
    for address in pages(batch)[3:]:
        ask = client.post if address.endswith("/commit/") else client.get
        assert ask(address).status_code == 404
    assert "list.csv" not in client.get(reverse("desk:import_list")).content.decode()


def test_from_the_file_to_records_and_back(client):
    page = send(client)
    batch = ImportBatch.objects.get()
    text = page.content.decode()
    assert "Make 2 · Match 0 · Park 1" in text
    assert "Import 2 rows" in text
    assert "Name starts with “=”, like a spreadsheet formula." in text
    assert not Organisation.objects.exists()
    page = client.post(reverse("desk:import_commit", args=[batch.pk]), follow=True)
    assert "Imported: 2 made, 0 matched, 1 parked." in page.content.decode()
    assert Organisation.objects.get(name="First").get_absolute_url() in page.content.decode()
    words = client.get(reverse("desk:import_roll_back", args=[batch.pk])).content.decode()
    assert "2 records that this import made are removed." in words
    page = client.post(reverse("desk:import_roll_back", args=[batch.pk]), follow=True)
    assert "Rolled back. Everything is as it was before this import." in page.content.decode()
    assert not Organisation.objects.exists()


def test_a_double_press_imports_once(client):
    send(client)
    address = reverse("desk:import_commit", args=[ImportBatch.objects.get().pk])
    client.post(address)
    assert "This import is “Imported” already." in client.post(address, follow=True).content.decode()
    assert Organisation.objects.count() == 2


def test_rows_can_be_filtered_by_outcome(client):
    send(client)
    address = reverse("desk:import_detail", args=[ImportBatch.objects.get().pk])
    parked = client.get(address, {"show": "park"}).content.decode()
    assert "=Third" in parked and "First" not in parked
    for query in ({"show": "nonsense"}, {"page": "99999999999"}, {"page": "-1"}, {"page": "x\x00"}):
        assert client.get(address, query).status_code == 200


def test_parked_rows_are_downloaded_with_formulas_neutralised(client):
    send(client)
    response = client.get(reverse("desk:import_parked", args=[ImportBatch.objects.get().pk]))
    assert response["Content-Disposition"] == 'attachment; filename="parked-list.csv"'
    header, row = rows_of(response)
    assert header == ["Name", "Charity number", "Opened", "Reason"]
    assert row[:3] == ["'=Third", "", "1066"]


def test_the_template_has_the_headings(client):
    response = client.get(reverse("desk:import_template", args=["people"]))
    assert [row[:5] for row in rows_of(response)] == [["Name", "E-mail address", "Phone", "Role", "Organisation"]]
    assert client.get(reverse("desk:import_template", args=["ods"])).status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty. Choose another one."),
        (b"%PDF-1.7 \n", "This is a PDF, not a table."),
        (b"Town\nDeal\n", "there is no column “Name” in row 1."),
    ],
)
def test_a_file_that_cannot_be_read_says_so_beside_the_field(client, content, message):
    page = send(client, content)
    text = page.content.decode()
    assert page.status_code == 200
    assert message in text
    assert "There is a problem" in text
    assert 'value="organisations"' in text and "checked" in text


def test_without_kind_or_file_the_form_asks(client):
    text = client.post(reverse("desk:import_new"), {}).content.decode()
    assert "Say what is in the file" in text and "Choose the file to import" in text


def test_a_large_file_is_read_imported_and_rolled_back_in_the_background(client, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(importing, "AT_ONCE_BYTES", 10)
    monkeypatch.setattr(importing, "AT_ONCE_ROWS", 1)
    send(client, ODS_FILE.read_bytes(), kind="ods")
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.made) == ("previewed", 426)
    for name, state in (("import_commit", "imported"), ("import_roll_back", "rolled_back")):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse(f"desk:{name}", args=[batch.pk]))
        batch.refresh_from_db()
        assert batch.state == state
        assert not importing.is_busy(batch)


def test_the_page_of_a_busy_import_looks_again_by_itself(client, previewed):
    batch = previewed("organisations", CONTENT)
    ImportBatch.objects.filter(pk=batch.pk).update(state="importing")
    response = client.get(reverse("desk:import_detail", args=[batch.pk]))
    assert response["Refresh"] == "3"
    assert "This file is being imported." in response.content.decode()


def test_a_task_that_finds_other_records_leaves_the_new_preview(officer, previewed):
    batch = previewed("organisations", CONTENT, actor=officer)
    Organisation.objects.create(name="First").identifiers.create(scheme="GB-CHC", value="1234561")
    ImportBatch.objects.filter(pk=batch.pk).update(state="importing")
    importing.write_records.enqueue(batch.pk, officer.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.made, batch.matched) == ("previewed", 1, 1)
    assert batch.message.startswith("Records have changed since the preview: 1 row would now end otherwise.")


def test_a_task_of_somebody_who_lost_the_right_imports_nothing(officer, previewed):
    batch = previewed("organisations", CONTENT, actor=officer)
    ImportBatch.objects.filter(pk=batch.pk).update(state="importing")
    officer.groups.clear()
    importing.write_records.enqueue(batch.pk, officer.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("previewed", "The person who asked for this may no longer import.")
    assert not Organisation.objects.exists()


def test_cost_does_not_grow_with_rows(client, previewed, imported, count_queries):
    small = imported("organisations", table(["Name"], ["One"]))
    one = count_queries(client, "desk:import_detail", small.pk)
    large = imported("organisations", table(["Name"], *([f"Number {number}"] for number in range(40))))
    assert count_queries(client, "desk:import_detail", large.pk) == one
    few = count_queries(client, "desk:import_list")
    for _ in range(10):
        previewed("organisations", table(["Name"], ["One"]))
    assert count_queries(client, "desk:import_list") == few


def test_a_hostile_file_name_is_only_a_name(client):
    send(client, name="../../etc/<b>x</b>.csv")
    batch = ImportBatch.objects.get()
    assert "<b>" not in client.get(reverse("desk:import_detail", args=[batch.pk])).content.decode()
    assert ".." not in batch.file.name
    with batch.file.open("rb") as file:
        assert file.read() == CONTENT
