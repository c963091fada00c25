"""What a cell may hold, as django-import-export resources: one field a column, one widget a kind of value.

A `ValueError` of a widget parks the row. `LeftOut` keeps the row and leaves the cell out, with a note. Both are worded
for the person who sent the file.
"""

import datetime
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from import_export import fields, resources, widgets

EARLIEST, LATEST = datetime.date(1800, 1, 1), datetime.date(2200, 12, 31)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－", "＠")


class LeftOut(ValueError):
    """The value is not taken over, the rest of the row is."""


class Text(widgets.Widget):
    """Plain text: blanks tidied, control characters refused, no longer than the field.

    Args:
        most: Characters at most.
        name: Whether it names the record: a formula is refused then, not only neutralised on the way out.
        lines: Whether line breaks stay.
        cut: Leave a text that is too long out of the record instead of parking the row.
    """

    def __init__(self, most: int, *, name: bool = False, lines: bool = False, cut: bool = False, required: bool = False):
        super().__init__()
        self.most, self.name, self.lines, self.cut, self.required = most, name, lines, cut, required

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or ""), lines=self.lines)
        if self.required and not text:
            raise ValueError("is empty")
        if self.name and text.startswith(FORMULA_STARTS):
            raise ValueError(f"starts with “{text[0]}”, like a spreadsheet formula")
        if len(text) > self.most:
            words = f"has {len(text):,} characters; at most {self.most:,} fit"
            raise LeftOut(words) if self.cut else ValueError(words)
        return text


class Day(widgets.Widget):
    """A date: 2026-07-14, 14/07/2026, 14 July 2026 or 20260714, the day before the month. Gives ISO text or "".

    A date before 1800 or after 2200 parks the row: a typing error there means that others are likely.
    """

    FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%Y")

    def __init__(self, earliest: datetime.date = EARLIEST, *, required: bool = False):
        super().__init__()
        self.earliest, self.required = earliest, required

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or ""))
        if not text:
            if self.required:
                raise ValueError("is empty")
            return ""
        day = self._day(re.split(r"[T ]\d{1,2}:\d{2}", text)[0])
        if not self.earliest <= day <= LATEST:
            raise ValueError(f"“{shown(text)}” is before {self.earliest.year} or after {LATEST.year}")
        return day.isoformat()

    def _day(self, text: str) -> datetime.date:
        for form in self.FORMS:
            try:
                return datetime.datetime.strptime(text, form).date()
            except ValueError:
                continue
        raise ValueError(f"“{shown(text)}” is no date like 2026-07-14 or 14/07/2026")


class WholeNumber(widgets.Widget):
    """A whole number of at most `most`; `1e1000000` and the like are refused by their looks, before any arithmetic."""

    def __init__(self, most: int = 10_000_000):
        super().__init__()
        self.most = most

    def clean(self, value, row=None, **kwargs) -> int | None:
        text = tidy(str(value or "")).replace(",", "")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) > self.most:
            raise ValueError(f"“{shown(text)}” is no whole number from 0 to {self.most:,}")
        return int(text)


class Choice(widgets.Widget):
    """One of a few words, by code or by label, whatever the case."""

    def __init__(self, choices: dict[str, str], *, default: str = ""):
        super().__init__()
        self.choices, self.default = choices, default

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or ""))
        if not text:
            return self.default
        wanted = text.casefold().replace("_", " ").replace("-", " ")
        for code, label in self.choices.items():
            if wanted in (code.casefold().replace("_", " ").replace("-", " "), str(label).casefold().replace("-", " ")):
                return code
        raise ValueError(f"“{shown(text)}” is none of: {', '.join(str(label) for label in self.choices.values())}")


class Email(widgets.Widget):
    """An e-mail address; one that is none is left out."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or ""))
        return _checked(text, EmailValidator(), "is no e-mail address", 254)


class WebAddress(widgets.Widget):
    """A web address; `https://` may be missing (`http://` is then put before it, which every site answers)."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = tidy(str(value or ""))
        if text and "://" not in text:
            text = f"http://{text}"
        return _checked(text, URLValidator(schemes=["http", "https"]), "is no web address", 300)


class Several(widgets.Widget):
    """Texts with semicolons between them."""

    def __init__(self, most: int = 250):
        super().__init__()
        self.one = Text(most)

    def clean(self, value, row=None, **kwargs) -> list[str]:
        return [text for part in str(value or "").split(";") if (text := self.one.clean(part))]


class RowResource(resources.Resource):
    """A resource that reads one row: `Field(attribute, column_name, widget)` for each value of the record."""

    def read(self, row: dict[str, str], labels: dict[str, str]) -> tuple[dict, list[str], list[str]]:
        """The values of a row.

        Args:
            row: Cells by column name.
            labels: How the reader knows each column.

        Returns:
            Values by attribute, what is wrong (parks the row), what was left out (a note).
        """
        values, wrong, notes = {}, [], []
        for field in self.get_import_fields():
            label = labels.get(field.column_name, field.column_name)
            try:
                values[field.attribute] = field.clean(row)
            except LeftOut as reason:
                values[field.attribute] = ""
                notes.append(f"{label} left out: {reason}.")
            except ValueError as reason:
                wrong.append(f"{label} {reason}.")
        return values, wrong, notes


def tidy(text: str, *, lines: bool = False) -> str:
    """`text` without blanks around it and with single ones inside.

    Raises:
        ValueError: It holds NUL or another control character, which no record can keep.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in kept):
        raise ValueError("holds a control character that cannot be stored")
    if lines:
        return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    return " ".join(kept.split())


def shown(text: str) -> str:
    """A piece of what was found, short enough for a message."""
    return text if len(text) <= 30 else f"{text[:29]}…"


def _checked(text: str, validator, words: str, most: int) -> str:
    if not text:
        return ""
    if len(text) > most:
        raise LeftOut(f"it has {len(text):,} characters")
    try:
        validator(text)
    except ValidationError as error:
        raise LeftOut(f"“{shown(text)}” {words}") from error
    return text


def column(attribute: str, column_name: str, widget: widgets.Widget) -> fields.Field:
    """A field of a `RowResource`."""
    return fields.Field(attribute=attribute, column_name=column_name, widget=widget)
