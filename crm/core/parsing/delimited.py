"""CSV and its relatives: five encodings, three line ends, four separators."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from crm.core.parsing.refusal import Refused

SEPARATORS = ",\t;|"
MOST_LINES_IN_A_CELL = 200
"""More than that, and a quote mark was opened and never closed."""
BLANKS = b"\t\n\r"


def read_delimited(content: bytes, quotes_with_tabs: bool, limits: dict[str, Any]) -> Iterator[str | tuple[int, list[str]]]:
    """Rows of a text file, blank ones included, and notes."""
    text, note = decode(content)
    if note:
        yield note
    if not text.strip():
        raise Refused("The file is empty.")
    separator = separator_of(text)
    quoting = csv.QUOTE_NONE if separator == "\t" and not quotes_with_tabs else csv.QUOTE_MINIMAL
    csv.field_size_limit(limits["cell"])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(f"Row {number + 1} has a cell of more than {limits['cell']:,} characters. Is a quote mark missing its partner?") from error
        number += 1
        if any(cell.count("\n") + cell.count("\r") > MOST_LINES_IN_A_CELL for cell in cells):
            raise Refused(f"Row {number} has a cell of more than {MOST_LINES_IN_A_CELL} lines. Is a quote mark missing its partner?")
        yield number, cells


def decode(content: bytes) -> tuple[str, str]:
    """The text, and a note where the encoding had to be guessed.

    Raises:
        Refused: These bytes are no text.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return _strictly(content, "utf-8-sig"), ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16"), ""
    if guess := _unmarked_utf16(content):
        return _strictly(content, guess), ""
    if _looks_binary(content):
        raise Refused("This is not a text file. Send a CSV or an Excel file (.xlsx).")
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = _strictly(content, "cp1252")
        return text, "The file is not in UTF-8. It was read as Windows text (Windows-1252): check names with accents."


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("The letters in this file cannot be read. Save it again as “CSV UTF-8”.") from error


def _unmarked_utf16(content: bytes) -> str:
    """Text in UTF-16 without a mark has a NUL in every other place; "" when it has not."""
    sample = content[:2000]
    if len(sample) >= 4 and sample[1::2].count(0) > 0.7 * len(sample[1::2]) and sample[::2].count(0) == 0:
        return "utf-16-le"
    if len(sample) >= 4 and sample[::2].count(0) > 0.7 * len(sample[::2]) and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _looks_binary(content: bytes) -> bool:
    """A stray control character parks its row; many of them are no text."""
    sample = content[:100_000]
    controls = sum(1 for byte in sample if byte < 32 and byte not in BLANKS)
    return controls > max(8, len(sample) // 100)


def separator_of(text: str) -> str:
    """The separator that the first line with any uses most, outside quotes; a comma when there is none."""
    for line in io.StringIO(text[:200_000], newline=""):
        bare = "".join(line.split('"')[::2])
        counts = {separator: bare.count(separator) for separator in SEPARATORS}
        best = max(counts, key=lambda separator: counts[separator])
        if counts[best]:
            return best
    return ","
