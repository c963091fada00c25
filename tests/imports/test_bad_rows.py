"""Cells that are wrong: the row is parked, or the cell left out, always with a reason; a good row is never lost."""

import pytest

from crm.core.importing import parked_rows
from partners.models import Organisation
from tests.imports.conftest import table

GOOD = {"Name": "Carers of Deal", "Charity number": "1234560", "Postcode": "ME14 1XX"}
PARKED = {
    "no name": ({"Name": "  "}, "Name is empty."),
    "300 characters": ({"Name": "x" * 300}, "Name has 300 characters; at most 250 fit."),
    "formula": ({"Name": '=HYPERLINK("http://x")'}, "Name starts with “=”, like a spreadsheet formula."),
    "NUL": ({"Name": "Car\x00ers"}, "Name holds a control character that cannot be stored."),
    "control": ({"What it does": "Bell \x07"}, "What it does holds a control character that cannot be stored."),
    "1066": ({"Opened": "14/10/1066"}, "Opened “14/10/1066” is before 1800 or after 2200."),
    "no date": ({"Opened": "2016? Uncertain date"}, "Opened “2016? Uncertain date” is no date like 2026-07-14 or 14/07/2026."),
    "closes first": ({"Opened": "2020-01-02", "Closed": "2020-01-01"}, "It closes (2020-01-01) before it opens (2020-01-02)."),
    "huge number": ({"Charity number": "1e1000000"}, "Charity number “1E1000000” is not a charity number of 6 or 7 digits."),
    "unknown type": ({"Types": "Charity or community group; Wizards"}, "“Wizards” is none of our types of organisation."),
    "two at once": ({"Name": "", "Opened": "never"}, "Name is empty. Opened “never” is no date like 2026-07-14 or 14/07/2026."),
}
LEFT_OUT = {
    "postcode": ({"Postcode": "somewhere"}, "Postcode left out: “somewhere” is no full UK postcode."),
    "e-mail": ({"E-mail address": "x@y\r\nBcc: all@example.org"}, "E-mail address left out: “x@y Bcc: all@example.org” is no e-mail address."),
    "web": ({"Website": "javascript://%0aalert(1)"}, "Website left out: “javascript://%0aalert(1)” is no web address."),
    "phone": ({"Phone": "1" * 50}, "Phone left out: has 50 characters; at most 40 fit."),
    "company": ({"Company number": "1e99"}, "Company number left out: “1E99” is no company number."),
}
HEAD = ["Name", "Types", "Charity number", "Company number", "What it does", "Postcode", "E-mail address", "Phone", "Website", "Opened", "Closed"]


def row_of(values: dict[str, str]) -> list[str]:
    return [({**GOOD, **values}).get(heading, "") for heading in HEAD]


@pytest.mark.parametrize("case", PARKED)
def test_a_bad_row_is_parked_and_the_good_one_beside_it_is_not(imported, case):
    values, reason = PARKED[case]
    batch = imported("organisations", table(HEAD, row_of(values), row_of({"Name": "Good", "Charity number": "1234569"})))
    assert (batch.rows, batch.made, batch.parked) == (2, 1, 1)
    assert batch.row_set.get(outcome="park").reason == reason
    assert Organisation.objects.get().name == "Good"


@pytest.mark.parametrize("case", LEFT_OUT)
def test_a_bad_cell_that_nobody_needs_is_left_out_with_a_note(imported, case):
    values, reason = LEFT_OUT[case]
    batch = imported("organisations", table(HEAD, row_of(values)))
    assert (batch.made, batch.row_set.get().reason) == (1, reason)


def test_hostile_text_goes_round_as_it_is(imported):
    text = "<script>alert(1)</script> '; DROP TABLE partners_organisation;-- ‮evil {{ settings.SECRET_KEY }} 💣 ﷽"
    imported("organisations", table(HEAD, row_of({"What it does": text, "Name": "Ω≈ç√∫ 社會科學院 <b>"})))
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.description) == ("Ω≈ç√∫ 社會科學院 <b>", text)


def test_a_row_with_too_many_cells_is_parked(imported):
    batch = imported("organisations", table(["Name", "Phone"], ["Carers", "1", "surplus"]))
    assert batch.row_set.get().reason == "The row has 3 cells; the file has 2 columns. Is a separator inside a value?"


def test_a_short_row_is_read(imported):
    assert imported("organisations", table(["Name", "Phone"], ["Carers"])).made == 1


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        (
            "organisations",
            b"Organisation,Town\nCarers,Deal\n",
            "Organisations (our template): there is no column “Name” in row 1. Columns found: Organisation, Town.",
        ),
        ("organisations", b"Name,Phone,phone\nx,1,2\n", "The column “phone” is there twice. Take one of them out."),
        ("organisations", b"Name\n", "The file has headings but no rows."),
        ("organisations", b"", "The file is empty."),
        ("ods", b"a,b\n", "NHS organisations (ODS): a row has 27 columns; row 1 of this file has 2. Is it the right file?"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(previewed, kind, content, message):
    batch = previewed(kind, content)
    assert (batch.state, batch.message, batch.row_set.count()) == ("refused", message, 0)


def test_parked_rows_come_back_as_they_came_with_a_reason(imported):
    batch = imported("organisations", table(["Phone", "Name", "Other"], ["1", "", "kept"], ["2", "Carers", ""]))
    assert list(parked_rows(batch)) == [["Phone", "Name", "Other", "Reason"], ["1", "", "kept", "Name is empty."]]


def test_mended_rows_are_sent_again_with_the_reason_still_there(imported):
    batch = imported("organisations", table(["Name", "Opened"], ["Carers", "1066"]))
    header, row = parked_rows(batch)
    batch = imported("organisations", table(header, [row[0], "1966-01-01", row[2]]))
    assert (batch.made, batch.message) == (1, "")
    assert list(parked_rows(batch)) == [["Name", "Opened", "Reason"]]


def test_parked_rows_of_a_file_without_headings_can_be_sent_again(imported):
    cells = ["G82999", "TEST SURGERY", *[""] * 8, "10660101", *[""] * 14, "4", ""]
    batch = imported("ods", table(cells))
    (row,) = parked_rows(batch)
    assert row == [*cells, "Open date “10660101” is before 1800 or after 2200."]
    row[10] = "19660101"
    assert imported("ods", table(row)).made == 1
