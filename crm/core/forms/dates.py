"""Dates in three boxes, whole or partly known."""

import datetime
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PRECISIONS = ("day", "month", "year", "unknown")
EARLIEST = datetime.date(1900, 1, 1)
LATEST = datetime.date(2200, 12, 31)


class PartialDate(NamedTuple):
    """A date as far as it is known. `date` is the first day of the month or year, or None when `precision` is `unknown`."""

    date: datetime.date | None
    precision: str


class DateInput(forms.MultiWidget):
    """Day, month and year; posts `<name>_day`, `<name>_month`, `<name>_year`."""

    template_name = "django/forms/widgets/nhs_date.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        boxes = {
            "day": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "nhsuk-input--width-2", "maxlength": 10}),
            "month": forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-2", "maxlength": 10}),
            "year": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "nhsuk-input--width-4", "maxlength": 10}),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value) -> list:
        if isinstance(value, str):
            value = parse_iso(value)
        if isinstance(value, (tuple, PartialDate)):
            day, precision = value
            if day is None or precision == "unknown":
                return [None, None, None]
            return [day.day if precision == "day" else None, day.month if precision != "year" else None, day.year]
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def get_context(self, name, value, attrs):
        # Django takes every tuple for the three boxes; a partly known date is one too.
        context = super().get_context(name, self.decompress(value) if isinstance(value, PartialDate) else value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], (_("Day"), _("Month"), _("Year")), strict=True):
            box["label"] = label
        return context


class NHSDateField(forms.Field):
    """A whole date from three boxes; gives a `datetime.date` or None.

    Args:
        earliest, latest: Bounds, both allowed; messages name them.
    """

    widget = DateInput

    def __init__(self, *, earliest: datetime.date = EARLIEST, latest: datetime.date = LATEST, **kwargs):
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("help_text", gettext_lazy("For example, 14 7 2026"))
        super().__init__(**kwargs)

    def clean(self, value):
        parts = self._parts(value)
        if not any(parts):
            return self._nothing()
        self._refuse_gaps(*parts)
        found = self._date(*parts)
        self._refuse_out_of_bounds(found)
        return self._answer(found, parts)

    def has_changed(self, initial, data) -> bool:
        return [str(part or "") for part in self.widget.decompress(initial)] != self._parts(data)

    def in_words(self, value) -> str:
        """What was typed or stored, as `14 7 2026`, to compare two versions."""
        return " ".join(part for part in self._parts(value) if part)

    @property
    def _name(self) -> str:
        return str(self.label or _("Date"))

    def _parts(self, value) -> list[str]:
        if isinstance(value, (list, tuple)):
            return [str(part or "").strip() for part in value]
        return [str(part or "").strip() for part in self.widget.decompress(value)] if value else ["", "", ""]

    def _nothing(self):
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return

    def _refuse_gaps(self, day: str, month: str, year: str) -> None:
        missing = [word for part, word in ((day, _("a day")), (month, _("a month")), (year, _("a year"))) if not part]
        if missing:
            raise ValidationError(_("{label} must include {missing}").format(label=self._name, missing=_(" and ").join(missing)), code="incomplete")

    def _date(self, day: str, month: str, year: str) -> datetime.date:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise ValidationError(_("{label}: the year must have 4 numbers, like 2026").format(label=self._name), code="year")
        try:
            return datetime.date(int(year), month_number(month or "1"), int(day or "1"))
        except ValueError as error:
            raise ValidationError(_("{label} must be a real date").format(label=self._name), code="invalid") from error

    def _refuse_out_of_bounds(self, found: datetime.date) -> None:
        if found < self.earliest:
            words = _("{label} must be in or after {bound}") if self.earliest == EARLIEST else _("{label} must be on or after {bound}")
            bound = str(EARLIEST.year) if self.earliest == EARLIEST else in_words(self.earliest)
            raise ValidationError(words.format(label=self._name, bound=bound), code="too_early")
        if found > self.latest:
            raise ValidationError(_("{label} must be on or before {bound}").format(label=self._name, bound=in_words(self.latest)), code="too_late")

    def _answer(self, found: datetime.date, parts: list[str]):
        return found


class PartialDateField(NHSDateField):
    """A date of which only the month, only the year, or nothing may be known; gives a `PartialDate`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("For example, 14 7 2026. Leave the day, or day and month, empty if you do not know them."))
        super().__init__(**kwargs)

    def _nothing(self) -> PartialDate:
        super()._nothing()
        return PartialDate(None, "unknown")

    def _refuse_gaps(self, day: str, month: str, year: str) -> None:
        if not year or (day and not month):
            super()._refuse_gaps(day, month, year)

    def _answer(self, found: datetime.date, parts: list[str]) -> PartialDate:
        day, month, _year = parts
        return PartialDate(found, "day" if day else "month" if month else "year")


def month_number(text: str) -> int:
    """1 to 12 from `7`, `07`, `Jul` or `July`; ValueError for anything else."""
    if text.isascii() and text.isdigit():
        return int(text)
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).lower() == text.lower():
                return number
    raise ValueError(text)


def parse_iso(text: str) -> datetime.date | None:
    """A date from `2026-07-14`, as links prefill it; None when it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def in_words(day: datetime.date) -> str:
    """`14 July 2026`."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"
