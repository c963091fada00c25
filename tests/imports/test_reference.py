"""Reference data from files, and where a postcode lies."""

import csv
import gzip

import pytest
from django.core.management import CommandError, call_command

import partners.reference
from activities.models import ActivityType, Theme
from crm.core.loading import bring_up_to_date
from crm.core.models import ImportBatch
from partners.geography import place_organisation, resolve, tidy_postcode
from partners.models import Body, Community, Deprivation, Organisation, OrganisationType, Place, PlaceMembership, Postcode
from tests.imports.conftest import ODS_FILE, table


@pytest.fixture
def said(db, capsys):
    """`said()` loads the reference data and answers its lines."""

    def load() -> list[str]:
        call_command("load_reference")
        return capsys.readouterr().out.splitlines()

    return load


def test_loading_again_changes_nothing(said):
    lines = said()
    assert len(lines) >= 9
    assert all(": 0 added, 0 changed, " in line for line in lines)


def test_the_difference_is_said(said):
    OrganisationType.objects.filter(code="vcse").update(label="Something else")
    OrganisationType.objects.filter(code="hwb").delete()
    Postcode.objects.filter(pk="BR67NZ").delete()
    Deprivation.objects.filter(lsoa="E01016016").update(decile=9)
    lines = said()
    kept = OrganisationType.objects.count() - 2
    assert f"Organisation types: 1 added, 1 changed, {kept} as before" in lines
    assert "Postcodes: 1 added, 0 changed, 64,671 as before" in lines
    assert "Deprivation of areas: 0 added, 1 changed, 1,106 as before" in lines
    assert OrganisationType.objects.get(code="vcse").label == "Charity or community group"


def test_rows_that_are_no_longer_given_stay(db):
    difference = bring_up_to_date("Themes", Theme, ("name",), [{"name": "Finance"}])
    assert str(difference) == "Themes: 0 added, 0 changed, 1 as before"
    assert Theme.objects.count() > 1


def test_places_are_those_of_kent_and_medway(db):
    kinds = {kind: Place.objects.filter(kind=kind).count() for kind in ("district", "ward", "hcp", "county", "icb")}
    assert kinds == {"district": 13, "ward": 279, "hcp": 4, "county": 1, "icb": 1}
    parts = PlaceMembership.objects.filter(place__name__in=["Sevenoaks", "Swale"], within__kind="hcp")
    assert {(part.place.name, part.in_part, part.confidence) for part in parts} == {("Sevenoaks", True, "K"), ("Swale", True, "K")}
    assert parts.count() == 4
    wards = PlaceMembership.objects.filter(place__kind="ward", within__kind="district")
    assert wards.values("place").distinct().count() == 279


def test_every_postcode_leads_to_a_ward_a_district_and_a_decile(db):
    assert Postcode.objects.count() == 64_672
    assert not Postcode.objects.exclude(ward_code__in=Place.objects.filter(kind="ward").values("code")).exists()
    assert not Postcode.objects.exclude(district_code__in=Place.objects.filter(kind="district").values("code")).exists()
    assert not Postcode.objects.exclude(lsoa21__in=Deprivation.objects.filter(release="IMD 2025").values("lsoa")).exists()
    assert set(Postcode.objects.values_list("release", flat=True)) == {partners.reference.POSTCODES_RELEASE}


def test_deciles_are_those_of_the_release(db):
    assert Deprivation.objects.count() == 1_107
    for item in Deprivation.objects.all():
        assert item.decile == -(-10 * item.rank // 33_755)


def test_types_and_words_of_the_field_are_there(db):
    assert list(ActivityType.objects.filter(common=True).values_list("code", flat=True)) == ["meeting", "call", "visit", "focus-group", "workshop"]
    assert Theme.objects.filter(name="Transport and travel").exists()
    assert Body.objects.filter(name="Board of NHS Kent and Medway", kind="board").exists()
    assert Community.objects.filter(seldom_heard=True).exists()


def test_postcodes_are_located_in_one_query_whatever_their_spacing(db, django_assert_num_queries):
    with gzip.open(partners.reference.DATA / "postcodes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    with django_assert_num_queries(1):
        found = resolve([row["postcode"].lower(), f" {row['postcode'][:-3]}  {row['postcode'][-3:]} ", "ZZ1 1ZZ", ""])
    assert found.keys() == {row["postcode"]}
    at = found[row["postcode"]]
    assert Place.objects.get(pk=at.ward_id).code == row["ward_code"]
    assert Place.objects.get(pk=at.district_id).code == row["district_code"]
    assert (at.lsoa, at.decile_release) == (row["lsoa21"], "IMD 2025")


@pytest.mark.parametrize(("text", "state"), [("", "none"), ("ZZ1 1ZZ", "not_found"), ("br67nz", "found")])
def test_a_placed_organisation_says_how_it_went(db, text, state):
    organisation = place_organisation(Organisation(name="Carers", postcode=text))
    organisation.full_clean(exclude=["owner"])
    assert organisation.postcode_state == state
    assert (organisation.district is not None) == (state == "found")


@pytest.mark.parametrize(("text", "tidy"), [("me104bj", "ME10 4BJ"), (" ct1  1aa", "CT1 1AA"), ("ME10", ""), ("ME10 4B1", ""), ("", "")])
def test_a_postcode_has_one_spelling(text, tidy):
    assert tidy_postcode(text) == tidy


def test_the_command_previews_and_imports(db, capsys):
    call_command("import_records", "ods", str(ODS_FILE))
    assert "426 rows = 426 to make + 0 to match + 0 to park" in capsys.readouterr().out
    assert not Organisation.objects.exists()
    call_command("import_records", "ods", str(ODS_FILE), "--commit")
    assert "426 rows = 426 made + 0 matched + 0 parked" in capsys.readouterr().out
    assert Organisation.objects.count() == 426


def test_the_command_says_what_it_parked(db, capsys, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(table(["Name", "Opened"], ["Carers", "1066"]))
    call_command("import_records", "organisations", str(path))
    out = capsys.readouterr().out
    assert "  row 2, Carers: Opened “1066” is no date like 2026-07-14 or 14/07/2026." in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ods", "/nowhere/at/all.csv"], "/nowhere/at/all.csv: No such file or directory"),
        (["ods", str(ODS_FILE), "--as", "nobody@example.org"], "Nobody who may import signs in as nobody@example.org."),
        (["organisations", str(ODS_FILE)], "there is no column “Name” in row 1"),
    ],
)
def test_the_command_fails_in_words(db, arguments, message):
    with pytest.raises(CommandError, match=message.replace(".", r"\.")):
        call_command("import_records", *arguments)
    assert not Organisation.objects.exists()


def test_the_command_imports_as_a_person(db, make_user):
    officer = make_user(role="engagement_officer")
    call_command("import_records", "ods", str(ODS_FILE), "--as", officer.email.upper())
    assert ImportBatch.objects.get().created_by == officer
