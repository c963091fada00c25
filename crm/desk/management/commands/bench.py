import dataclasses
import json
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.desk.bench import databases
from crm.desk.bench.measuring import measured_rows, names_with
from crm.desk.bench.report import table
from crm.desk.bench.rows import Row, from_message
from crm.desk.bench.subject import fill_database

SIZES = (10_000, 100_000)


class Command(BaseCommand):
    help = "Measure the product against the numbers it has to meet, on databases of its own. See docs/how-to/measure.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--activities", type=int, help="measure at this size, and at the usual smaller ones that growth is measured from")
        parser.add_argument("--only", default="", help="rows whose name has this in it")
        parser.add_argument("--json", type=Path, help="write the rows to this file as well")
        parser.add_argument("--fresh", action="store_true", help="make the databases anew even if they are up to date")
        # What this command runs in processes of their own, connected to the database that is measured:
        parser.add_argument("--fill", type=int, help="(internal) fill the connected database with that many activities")
        parser.add_argument("--measure", type=Path, help="(internal) measure the connected database into this file")

    def handle(self, *, activities: int | None, only: str, json: Path | None, fresh: bool, fill: int | None, measure: Path | None, **options) -> None:
        if fill is not None:
            fill_database(fill, self.say)
        elif measure is not None:
            self.measure(only, measure)
        else:
            self.bench(sizes_up_to(activities), only, json, fresh)

    def bench(self, sizes: list[int], only: str, target: Path | None, fresh: bool) -> None:
        """Make the databases, measure each in a process of its own, put the sizes together."""
        if not names_with(only):
            raise CommandError(f"No row has “{only}” in its name.")
        found: list[Row] = []
        try:
            for size in sizes:
                kept = databases.kept_database(size, fresh=fresh, say=self.say)
                self.say(f"Measuring at {size:,} activities …")
                with databases.copy_of(kept) as copy, tempfile.NamedTemporaryFile("r", suffix=".json") as answer:
                    databases.run(copy, "bench", "--measure", answer.name, "--only", only)
                    found += [from_message(message) for message in json.load(answer)]
        except databases.BenchFailed as error:
            raise CommandError(str(error)) from None
        rows = with_growth(found)
        print(table(rows), flush=True)
        if target:
            target.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n", encoding="utf-8")

    def measure(self, only: str, target: Path) -> None:
        rows = []
        for row in measured_rows(only):
            self.say(f"  {row.name}: {row.timing.ours_ms:,.1f} ms, floor {row.timing.floor_ms:,.1f} ms, {row.verdict}")
            rows.append(row.as_message())
        target.write_text(json.dumps(rows), encoding="utf-8")

    def say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


def sizes_up_to(activities: int | None) -> list[int]:
    """The sizes of one call, smallest first."""
    return [*SIZES] if activities is None else [*(size for size in SIZES if size < activities), activities]


def with_growth(rows: list[Row]) -> list[Row]:
    """Each row that has a limit of growth, with how much it grew over the same row at the smaller size, where that was measured."""
    ours = {(row.name, row.size): row.timing.ours_ms for row in rows}
    return [
        dataclasses.replace(row, grown=round(row.timing.ours_ms / ours[row.name, row.limits.growth_from], 2))
        if row.limits.growth is not None and row.size > row.limits.growth_from and (row.name, row.limits.growth_from) in ours
        else row
        for row in rows
    ]
