"""What checks read words and days by, out of `assurance/data/checks.json`."""

import json
import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "data" / "checks.json"


@cache
def settings() -> dict:
    """The file as it is; each part carries its note and, for days, its source."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def stays_open(type_code: str) -> bool:
    """Whether activities of this type stay open for people to answer over days."""
    return type_code in settings()["open_types"]["codes"]


def enough_days(scale: str) -> int:
    """Days below which a person is asked to look again, for a change of this size."""
    return settings()["enough_days"]["days"][scale]


def formats_in(text: str) -> tuple[str, ...]:
    """Formats of information that the words name, in the order of the file; whole words only."""
    folded = text.casefold()
    return tuple(
        name
        for name, words in settings()["formats"]["words"].items()
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in words)
    )  # fmt: skip
