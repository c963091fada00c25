"""`manage.py bench`: what makes a row passed, over or invalid, and that each measurement measures what it says."""

import json

import pytest
from django.core.management import CommandError, call_command

from crm.desk.bench import databases
from crm.desk.bench.report import table
from crm.desk.bench.rounds import Timing, alternate, holds_still
from crm.desk.bench.rows import Limits, Row, from_message
from crm.desk.management.commands.bench import sizes_up_to, with_growth


def row(ours=30.0, floor=10.0, *, size=10_000, settled=True, limits=None, **values):
    return Row("a page", size, "thin", Timing(ours, floor, settled, 7), limits or Limits(ratio=4, queries=12), **values)


def test_a_row_within_its_limits_is_passed():
    assert row(queries=12).verdict == "passed"


def test_each_limit_can_be_exceeded():
    limits = Limits(ratio=2, queries=12, ours_ms=20, memory_mb=30, growth=1.5)
    found = row(queries=13, limits=limits, memory_mb=30.5, grown=1.6)
    assert found.verdict == "over"
    assert found.exceeded() == ["ratio 3 > 2", "queries 13 > 12", "milliseconds 30 > 20", "MB 30.5 > 30", "growth 1.6 > 1.5"]


def test_rounds_that_do_not_agree_are_invalid_even_within_the_limit():
    assert row(settled=False).verdict == "invalid"


def test_growth_is_measured_from_the_size_that_the_limit_names():
    limits = Limits(growth=1.5, growth_from=10_000)
    rows = with_growth([row(20, limits=limits), row(24, size=100_000, limits=limits), row(40, size=1_000_000, limits=limits)])
    assert [item.grown for item in rows] == [None, 1.2, 2.0]
    assert [item.verdict for item in rows] == ["passed", "passed", "over"]


def test_growth_stays_open_where_the_smaller_size_was_not_measured():
    assert with_growth([row(size=100_000, limits=Limits(growth=1.5))])[0].grown is None


def test_rounds_alternate_and_stop_when_they_agree():
    calls = []
    timing = alternate(lambda: calls.append("ours"), lambda: calls.append("floor"), least=5, most=5, warm=1)
    assert calls == ["floor", "ours", "floor", "ours", "ours", "floor", "floor", "ours", "ours", "floor", "floor", "ours"]
    assert timing.rounds == 5


@pytest.mark.parametrize(
    ("mine", "still"),
    [
        ([20.0] * 9, True),
        ([20.0] * 4, False),  # too few to say
        ([10.0, 20, 40, 10, 20, 40, 10, 20, 40], False),
        ([20.0] * 8 + [900], True),  # one hiccup of the machine
    ],
)
def test_rounds_hold_still_when_their_middle_is_narrow(mine, still):
    assert holds_still(mine, [10.0] * len(mine)) is still


def test_a_row_survives_the_way_between_processes():
    before = row(queries=3, note="“word”", limits=Limits(ratio=1, growth=2))
    assert from_message(json.loads(json.dumps(before.as_message()))) == before


def test_json_has_what_the_document_promises():
    assert {"name", "size", "ours_ms", "floor_ms", "ratio", "queries", "limit", "verdict"} <= row().as_json().keys()


def test_the_table_says_what_is_over():
    text = table([row(queries=13), row()])
    assert "a page at 10,000: over; queries 13 > 12" in text
    assert "≤ 4 × floor, 12 queries" in text
    assert table([row()]).endswith("Every row is within its limits.")


def test_a_size_brings_the_smaller_ones_that_growth_is_measured_from():
    assert sizes_up_to(None) == [10_000, 100_000]
    assert sizes_up_to(1_000_000) == [10_000, 100_000, 1_000_000]
    assert sizes_up_to(500) == [500]


def test_an_unknown_row_is_refused_before_anything_is_made(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("A database was made.")

    monkeypatch.setattr(databases, "kept_database", refuse)
    with pytest.raises(CommandError, match="No row has “nonsense” in its name"):
        call_command("bench", "--only", "nonsense")
