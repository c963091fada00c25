"""The two real files of the example, with figures counted from the files themselves by the csv module alone."""

import csv
import gzip
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import partners.reference
from crm.core.importing import run_import
from crm.core.models import AuditEvent, ImportBatch, SearchEntry
from crm.desk.importing import KINDS
from partners.models import ExternalIdentifier, Organisation
from tests.imports.conftest import CHARITY_FILE, ODS_FILE


def ods_rows() -> list[list[str]]:
    with ODS_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def charity_rows() -> list[dict[str, str]]:
    with CHARITY_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def known_postcodes() -> set[str]:
    with gzip.open(partners.reference.DATA / "postcodes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {row["postcode"] for row in csv.DictReader(file)}


def test_the_files_are_what_we_think():
    assert len(ods_rows()) == 426
    assert sum(row[12] == "A" and row[25] == "4" for row in ods_rows()) == 182
    numbers = [row["registered_charity_number"] for row in charity_rows()]
    assert (len(numbers), len(set(numbers))) == (96, 95)


def test_every_row_of_epraccur_becomes_an_organisation(imported):
    batch = imported("ods", ODS_FILE)
    rows = ods_rows()
    assert (batch.rows, batch.made, batch.matched, batch.parked) == (len(rows), len(rows), 0, 0)
    stored = {item.value: item.organisation for item in ExternalIdentifier.objects.filter(scheme="ods").select_related("organisation")}
    assert stored.keys() == {row[0] for row in rows}
    for row in rows:
        organisation = stored[row[0]]
        assert organisation.name.casefold() == " ".join(row[1].split()).casefold()
        assert organisation.postcode == row[9]
        assert f"{organisation.opened_on:%Y%m%d}" == row[10]
        assert (f"{organisation.closed_on:%Y%m%d}" if organisation.closed_on else "") == row[11]
        assert organisation.phone == row[17]


def test_types_come_from_the_prescribing_setting_and_are_not_guessed(imported):
    batch = imported("ods", ODS_FILE)
    settings = Counter(row[25] for row in ods_rows())
    expected = {"gp-practice": settings["4"], "optom": settings["11"], "hospice": settings["13"], "care-home": settings["14"], "pcn": settings["26"]}
    expected["nhs-other"] = len(ods_rows()) - sum(expected.values())
    assert Counter(Organisation.objects.values_list("types__code", flat=True)) == expected
    noted = batch.row_set.filter(reason__startswith="Type “Other NHS service or body”: the file only says").count()
    assert noted == expected["nhs-other"]


def test_postcodes_resolve_as_far_as_the_geography_goes(imported):
    imported("ods", ODS_FILE)
    imported("charities", CHARITY_FILE)
    known = known_postcodes()
    for organisation in Organisation.objects.select_related("district", "ward"):
        if organisation.postcode.replace(" ", "") in known:
            assert organisation.postcode_state == "found"
            assert organisation.decile in range(1, 11)
            assert organisation.decile_release == "IMD 2025"
            assert organisation.district.kind == "district" and organisation.ward.kind == "ward"
        else:
            assert (organisation.postcode_state, organisation.district, organisation.decile, organisation.decile_release) == ("not_found", None, None, "")
    found = sum(row[9].replace(" ", "") in known for row in ods_rows())
    assert Organisation.objects.filter(identifiers__scheme="ods", postcode_state="found").count() == found == 386


def test_the_charity_that_is_there_twice_becomes_one(imported):
    batch = imported("charities", CHARITY_FILE)
    assert (batch.rows, batch.made, batch.matched, batch.parked) == (96, 95, 1, 0)
    second = batch.row_set.get(outcome="match")
    first = batch.row_set.get(number=second.values["same_as"])
    assert second.object_id == first.object_id
    assert second.reason == f"The same organisation as row {first.number} of this file. Nothing was taken from this row."


def test_numbers_of_companies_get_their_zeros_back(imported):
    batch = imported("charities", CHARITY_FILE)
    given = [row["charity_company_registration_number"] for row in charity_rows()]
    wanted = {number.removesuffix(".0").zfill(8) for number in given if number} - {"01234567"}
    assert set(ExternalIdentifier.objects.filter(scheme="GB-COH").values_list("value", flat=True)) == wanted
    assert batch.row_set.filter(reason="Charity company registration number left out: “1234567” looks like a placeholder.").count() == 1


def test_the_same_file_again_makes_nothing_and_changes_nothing(imported):
    for kind, path in (("ods", ODS_FILE), ("charities", CHARITY_FILE)):
        first, count, events = imported(kind, path), Organisation.objects.count(), AuditEvent.objects.exclude(table_name="core_importbatch")
        written = events.count()
        again = imported(kind, path)
        assert (again.made, again.matched, again.parked) == (0, first.rows, 0)
        assert Organisation.objects.count() == count
        assert events.count() == written
        assert not again.row_set.filter(changed=True).exists()


def test_history_says_which_import_wrote_a_record(imported):
    batch = imported("ods", ODS_FILE)
    events = AuditEvent.objects.filter(table_name="partners_organisation", operation="insert", action=f"import:{batch.pk}")
    assert events.count() == batch.made
    assert SearchEntry.objects.filter(kind="organisation").count() == batch.made


def test_a_preview_writes_nothing_but_itself(previewed):
    before = AuditEvent.objects.exclude(table_name="core_importbatch").count()
    batch = previewed("ods", ODS_FILE)
    assert (batch.state, batch.made) == (ImportBatch.State.PREVIEWED, 426)
    assert batch.row_set.count() == 426
    assert not Organisation.objects.exists()
    assert AuditEvent.objects.exclude(table_name="core_importbatch").count() == before


@pytest.mark.parametrize("copies", [1, 4])
def test_queries_do_not_grow_with_the_rows_of_a_chunk(previewed, copies):
    rows = ods_rows()
    content = "\n".join(",".join(f'"{cell}"' for cell in [f"{code}{copy}", *rest]) for copy in range(copies) for code, *rest in rows[:200]).encode()
    with CaptureQueriesContext(connection) as queries:
        batch = previewed("ods", content)
        run_import(batch, KINDS["ods"], actor=None)
    assert sum("SAVEPOINT" not in query["sql"] for query in queries) <= 60
