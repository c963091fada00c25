"""The pages of the seven questions, and their files."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assurance.answers import QUESTIONS
from tests.assurance.factories import DecisionFactory

pytestmark = pytest.mark.django_db
IN_YEAR = date(2024, 9, 10)


def taken(**columns):
    return DecisionFactory(state="taken", decided_on=IN_YEAR, **columns)


@pytest.mark.parametrize("name", ["question_list", "question_detail", "question_export"])
def test_stranger_is_sent_to_sign_in_and_partner_and_colleague_refused(client, make_user, name):
    address = reverse(f"assurance:{name}", args=[] if name == "question_list" else ["Q1"])
    assert client.get(address).status_code == 302
    for role in ("partner", "colleague"):
        client.force_login(make_user(role=role))
        assert client.get(address).status_code == 403
    client.force_login(make_user(role="auditor"))
    assert client.get(address).status_code == 200


def test_a_question_or_a_year_that_there_is_not(as_lead):
    assert as_lead.get("/desk/questions/Q8/").status_code == 404
    assert as_lead.get("/desk/questions/Q1/?year=2024").status_code == 404
    assert as_lead.get("/desk/questions/Q1/export/?format=exe").status_code == 404


def test_cards_hold_the_first_sentence_of_each_answer(as_lead):
    taken()
    shown = as_lead.get("/desk/questions/", {"year": "2024/25"}).content.decode()
    assert "On record for 2024/25: 1 decision." in shown
    for code, words in QUESTIONS.items():
        assert f"/desk/questions/{code}/?year=2024%2F25" in shown and words in shown


def test_an_answer_links_its_numbers_to_their_rows_and_to_a_pack(as_lead):
    decision = taken(title="Move of the clinic")
    shown = as_lead.get("/desk/questions/Q1/", {"year": "2024/25"}).content.decode()
    assert decision.get_absolute_url() in shown and "Move of the clinic" in shown
    assert "period=2024/25&amp;training=no" in shown
    rows = as_lead.get("/desk/decisions/?period=2024/25&training=no").content.decode()
    assert "Move of the clinic" in rows
    assert "/desk/packs/question/?question=Q1&amp;year=2024%2F25" in shown


def test_a_reader_who_builds_no_packs_is_offered_none(client, auditor):
    client.force_login(auditor)
    assert "/desk/packs/question/" not in client.get("/desk/questions/Q1/", {"year": "2024/25"}).content.decode()


def test_files_hold_every_row_and_nothing_live(as_lead):
    taken(title="=1+1")
    for number in range(120):
        taken(title=f"Decision {number:03}")
    page = as_lead.get("/desk/questions/Q1/", {"year": "2024/25"}).content.decode()
    assert "21 more rows are in the files below." in page and "Decision 119" not in page.split('id="gaps"')[0]
    text = as_lead.get("/desk/questions/Q1/export/", {"year": "2024/25", "format": "csv"}).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "Decision 119" in cells and "'=1+1" in cells and "=1+1" not in cells
    book = load_workbook(io.BytesIO(as_lead.get("/desk/questions/Q1/export/", {"year": "2024/25", "format": "xlsx"}).content))
    assert book.sheetnames[0] == "Q1 2024 25" and book.sheetnames[-1] == "What is missing"
    sheet = next(book[name] for name in book.sheetnames if name.startswith("The decisions"))
    assert sheet.max_row == 122 and sheet.freeze_panes == "A2"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_hidden_decisions_are_in_no_answer(as_lead, hidden):
    hidden.state, hidden.decided_on = "taken", IN_YEAR
    hidden.save()
    for code in QUESTIONS:
        for address in (f"/desk/questions/{code}/", f"/desk/questions/{code}/export/"):
            assert "CANARY" not in as_lead.get(address, {"year": "2024/25"}).content.decode()


def test_cost_does_not_grow_with_rows(as_lead, count_queries):
    taken()
    one = count_queries(as_lead, "assurance:question_list", year="2024/25")
    for _number in range(19):
        taken()
    assert count_queries(as_lead, "assurance:question_list", year="2024/25") == one <= 45
