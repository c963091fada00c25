"""Filters and tags of the components: dates, tag colours, forms."""

import datetime
import json
import re

from django import forms, template
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from crm.core.forms.base import use_plain_words
from crm.core.forms.renderer import NHSFormRenderer

register = template.Library()

# Words of a status, lower case, by the first match of their start; the words themselves are always shown.
TAG_COLOURS = (
    (r"(reviewed: met|published|ready|kept|done|verified|imported|held|in use|active|current|open|validated|final|told)", "green"),
    (r"(reviewed: partly|due|check|draft|waiting|proposed|running|being|training|planned|previewed|expiring|historical|withheld)", "yellow"),
    (r"(reviewed: not met|none found|overdue|no assessment|failed|refused|missing|broken|quarantined|never met|gap|restricted|conflict)", "red"),
    (r"(evidence linked|linked|match|shared|submitted|new|applies)", "blue"),
)


@register.filter
def tag_colour(words: object) -> str:
    """The colour class of a status tag: a colour stays, words are looked up, anything else is grey."""
    text = str(words).strip().lower()
    if text in {"green", "yellow", "red", "blue", "grey"}:
        return text
    return next((colour for pattern, colour in TAG_COLOURS if re.match(pattern, text)), "grey")


@register.filter
def long_date(value: object) -> str:
    """`Tue 14 July 2026`, of a date or an aware time (in the local zone); "" for nothing."""
    day = _local_day(value)
    return f"{str(WEEKDAYS[day.weekday()])[:3]} {day.day} {MONTHS[day.month]} {day.year}" if day else ""


@register.filter
def short_date(value: object) -> str:
    """`14 Jul 2026`, for tables."""
    day = _local_day(value)
    return f"{day.day} {str(MONTHS[day.month])[:3]} {day.year}" if day else ""


@register.filter
def long_moment(value: object) -> str:
    """`Tue 14 July 2026, 14:05`, local time."""
    return f"{long_date(value)}, {timezone.localtime(value):%H:%M}" if isinstance(value, datetime.datetime) else long_date(value)


@register.simple_tag
def partial_date(day: datetime.date | None, precision: str = "day") -> str:
    """A date as far as it is known: `Tue 14 July 2026`, `July 2026`, `2026` or `Date not known`."""
    if day is None or precision == "unknown":
        return _("Date not known")
    if precision == "year":
        return str(day.year)
    return f"{MONTHS[day.month]} {day.year}" if precision == "month" else long_date(day)


@register.filter
def ago(value: object) -> str:
    """`3 days ago`, `today` or `in 5 days`; only ever beside the date itself."""
    if isinstance(value, datetime.datetime) and timezone.now() - value < datetime.timedelta(days=1) and value <= timezone.now():
        since = timesince(value, depth=1)
        return _("just now") if since.startswith("0") else _("{since} ago").format(since=since)
    day = _local_day(value)
    if day is None:
        return ""
    days = (timezone.localdate() - day).days
    if days == 0:
        return _("today")
    if abs(days) < 60:
        count = _("1 day") if abs(days) == 1 else _("{n} days").format(n=abs(days))
    else:
        count = _("{n} months").format(n=abs(days) // 30) if abs(days) < 730 else _("{n} years").format(n=abs(days) // 365)
    return _("{count} ago").format(count=count) if days > 0 else _("in {count}").format(count=count)


def _local_day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


@register.filter
def as_json(value: object) -> str:
    """JSON for a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, default=str)  # texts may be lazy translations


@register.filter
def field_kind(field: forms.BoundField) -> str:
    """How a field is laid out: `checkbox` (label after), `group` (fieldset with legend) or `single`."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "checkbox"
    return "group" if field.use_fieldset else "single"


@register.filter
def field_mark(field: forms.BoundField) -> str:
    """`optional`, `required` or "" as the form's `marks` asks."""
    marks = getattr(field.form, "marks", "none")
    if marks == "optional" and not field.field.required:
        return "optional"
    return "required" if marks == "required" and field.field.required else ""


def as_nhs(form: forms.BaseForm) -> forms.BaseForm:
    """`form`, also one of a library, made to render with NHS markup and plain words."""
    if not isinstance(form.renderer, NHSFormRenderer):
        form.renderer = NHSFormRenderer()
        form.use_required_attribute = False
        for bound in form:
            use_plain_words(bound.field, str(bound.label))
            bound.field.widget.attrs.pop("placeholder", None)
    return form


@register.simple_tag
def nhs_field(field: forms.BoundField) -> SafeString:
    """One field with label, hint, error and widget."""
    as_nhs(field.form)
    return field.as_field_group()


@register.simple_tag
def nhs_form(form: forms.BaseForm) -> SafeString:
    """The error summary and all fields of a form."""
    return as_nhs(form).as_div()


@register.simple_tag
def form_error_rows(*parts: object) -> list[tuple[str, str]]:
    """What is wrong in forms and formsets, each as (message, id to link to or "")."""
    rows: list[tuple[str, str]] = []
    for part in parts:
        if isinstance(part, forms.BaseFormSet):
            rows += [(str(message), "") for message in part.non_form_errors()] if part.is_bound else []
            for form in part.forms:
                rows += _rows_of(form)
        elif isinstance(part, forms.BaseForm):
            rows += _rows_of(part)
    return rows


def _rows_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    rows = [(str(message), "") for message in form.non_field_errors()] if form.is_bound else []
    for bound in form:
        rows += [(str(message), _anchor(bound)) for message in bound.errors]
    return rows


def _anchor(bound: forms.BoundField) -> str:
    if isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


@register.filter
def undo_of(message: object) -> dict | None:
    """The undo form a message carries (`crm.core.views.notices`), or None."""
    from crm.core.views.notices import read_undo

    return read_undo(message)
