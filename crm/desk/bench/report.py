"""The table that is printed."""

from crm.desk.bench.rows import Row

HEADINGS = ("What", "Size", "Ours", "Floor", "Ratio", "Growth", "Queries", "Memory", "Verdict", "Limit")


def table(rows: list[Row]) -> str:
    """All rows in columns; below, what each row that is not passed has to say."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[number]) for line in cells) for number in range(len(HEADINGS))]
    lines = ["  ".join(text.ljust(width) if number in (0, 8, 9) else text.rjust(width) for number, (text, width) in enumerate(zip(line, widths, strict=True)))
             for line in cells]  # fmt: skip
    lines.insert(1, "  ".join("-" * width for width in widths))
    remarks = [f"{row.name} at {row.size:,}: {row.verdict}; {row.as_json()['note'] or 'the rounds did not agree'}" for row in rows if row.verdict != "passed"]
    return "\n".join([*(line.rstrip() for line in lines), "", *(remarks or ["Every row is within its limits."])])


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        f"{row.size:,}",
        _time(row.timing.ours_ms),
        _time(row.timing.floor_ms),
        f"{row.timing.ratio:.2f}",
        "" if row.grown is None else f"{row.grown:.2f}",
        "" if row.queries is None else str(row.queries),
        "" if row.memory_mb is None else f"{row.memory_mb:.0f} MB",
        row.verdict,
        row.limits.in_words(),
    )


def _time(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f} s" if milliseconds >= 1000 else f"{milliseconds:.1f} ms"
