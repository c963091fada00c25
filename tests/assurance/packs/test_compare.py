"""What is new between two reports: rows that came, went or read differently, worked out by hand."""

import dataclasses

import pytest

from assurance.packs.compare import compare
from assurance.reports import Criterion, Gap, Response
from assurance.reports_base import Claim
from assurance.reports_years import AnswerTable, QuestionReport, Row
from tests.assurance.packs.example import d3_report


def rows(old, new) -> list[tuple[str, str, str]]:
    return [(row.what, row.part, row.reference) for row in compare(old, new).rows]


def test_a_pack_beside_itself_has_nothing_new():
    changes = compare(d3_report(), d3_report(reference="PACK-9"))
    assert changes.rows == () and changes.since == "PACK-4" and changes.in_words == "nothing that the pack shows has changed"


def test_gaps_open_and_close_and_other_rows_come_and_go():
    old = d3_report()
    gap = Gap(code="late", text="The minutes")
    answer = Response(reference="RES-1", you_said="s", considered_by="c", answer="a", outcome="o", source="RES-1")
    new = d3_report(gaps=(*old.gaps[1:], gap), activities=old.activities[:-1], responses=(answer,))
    assert rows(old, new) == [
        ("gap opened", "Gaps", "late"),
        ("gap closed", "Gaps", old.gaps[0].code),
        ("gone", "Activities", old.activities[-1].reference),
        ("new", "Responses", "RES-1"),
    ]
    assert compare(old, new).in_words == "1 gap opened, 1 gap closed, 1 gone, 1 new"


def test_what_is_said_of_the_decision_itself_is_compared():
    old = d3_report()
    (change,) = compare(old, d3_report(options_fixed="Mon 1 June 2026", generated_by="Auditor", withheld_count=3)).rows
    assert (change.what, change.part, change.reference, change.text) == ("changed", "The decision", old.decision_reference, "Options fixed")
    assert change.detail == f"{old.options_fixed} → Mon 1 June 2026"


def test_an_assessment_that_reads_differently_is_told():
    old = d3_report()
    assert old.assessment
    new = d3_report(assessment=dataclasses.replace(old.assessment, reason="Another reason"))
    assert [(row.text, row.detail) for row in compare(old, new).rows] == [("Assessment: Reason", f"{old.assessment.reason} → Another reason")]
    assert ("changed", "The decision", old.decision_reference) in rows(old, d3_report(assessment=None))


def test_a_criterion_that_reads_differently_says_how():
    old = d3_report()
    at = next(number for number, row in enumerate(old.criteria) if row.code == "D1")
    was = old.criteria[at]
    now = Criterion(framework=was.framework, code=was.code, text=was.text, state="Evidence linked (1)", evidence=("RES-1",))
    new = d3_report(criteria=(*old.criteria[:at], now, *old.criteria[at + 1 :]))
    (change,) = compare(old, new).rows
    assert (change.what, change.reference) == ("changed", "pcei:D1")
    assert change.detail == f"State: {was.state} → Evidence linked (1); Evidence: none → RES-1"


def test_a_file_that_only_got_another_number_is_no_news():
    old = d3_report()
    moved = dataclasses.replace(old.files[1], path=old.files[1].path.replace("002", "001"))
    assert rows(old, d3_report(files=(moved,))) == [("gone", "Files", old.files[0].title)]


def question(*cells: tuple[str, ...], columns=("Decision", "Changed")) -> QuestionReport:
    old = d3_report()
    common = {name: getattr(old, name) for name in ("reference", "organisation", "is_training", "status", "generated_at", "generated_by")}
    table = AnswerTable(title="What changed: all [2026/27]", columns=columns, rows=tuple(Row(cells=row) for row in cells))
    return QuestionReport(**common, code="Q2", question="Which?", year="2026/27", sentences=(Claim(text="One.", source="DEC-1"),), tables=(table,))


def test_tables_of_an_answer_are_compared_by_their_first_column():
    old, new = question(("DEC-1", "Hours"), ("DEC-2", "None")), question(("DEC-1", "Hours and place"), ("DEC-3", "None"))
    part = "What changed  all  2026 27"
    assert rows(old, new) == [("changed", part, "DEC-1"), ("new", part, "DEC-3"), ("gone", part, "DEC-2")]


def test_rows_that_share_their_first_column_are_compared_as_a_whole():
    old, new = question(("DEC-1", "Hours"), ("DEC-1", "Place")), question(("DEC-1", "Hours"), ("DEC-1", "Cost"))
    assert [row[0] for row in rows(old, new)] == ["new", "gone"]


def test_a_table_that_got_another_column_is_no_news_about_its_rows():
    assert rows(question(("DEC-1", "Hours")), question(("DEC-1", "Hours", "x"), columns=("Decision", "Changed", "More"))) == []


def test_a_row_of_an_answer_has_as_many_cells_as_its_table_has_columns():
    with pytest.raises(ValueError, match="has not the 2 cells"):
        question(("DEC-1",))


def test_a_question_reads_back_as_the_same_report():
    report = question(("DEC-1", "Hours"))
    assert QuestionReport.from_data(report.to_data()) == report
