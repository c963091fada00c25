"""Choosing records by name: a combobox with JavaScript, names one a line and "Search" without."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

LEAVE_OUT = "leave-out"
MOST_LINES = 50


@dataclass(frozen=True)
class Choice:
    """One suggestion: `value` is `<kind>:<pk>`, `hint` tells namesakes apart."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class NewRecord:
    """A name nobody has yet, to be made as a record of `kind` by the service."""

    kind: str
    name: str

    @property
    def value(self) -> str:
        return f"new:{self.kind}:{self.name}"


@dataclass(frozen=True)
class Picked:
    """What was chosen: stored records, in the order chosen, and new names."""

    records: tuple[Model, ...] = ()
    new: tuple[NewRecord, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.records or self.new)

    def of_kind(self, kind: str) -> list[Model]:
        return [record for record in self.records if record._meta.model_name == kind]

    def new_of_kind(self, kind: str) -> list[str]:
        return [item.name for item in self.new if item.kind == kind]


class QuerySource:
    """Records of one kind that may be chosen.

    Args:
        queryset: Already `visible_to` the reader; without `archived` ones.
        name_field: Lookup that holds the name.
        label: Callable from record to text; default `str`.
        hint: Callable from record to a few words that tell namesakes apart; it must not cause queries.
    """

    def __init__(self, queryset: QuerySet, name_field: str = "name", label=str, hint=lambda record: ""):
        self.queryset, self.name_field, self.label, self.hint = queryset, name_field, label, hint
        self.kind = queryset.model._meta.model_name

    def choice(self, record: Model) -> Choice:
        return Choice(f"{self.kind}:{record.pk}", self.label(record), self.hint(record))

    def suggest(self, words: str, limit: int = 10) -> list[Choice]:
        """Best matches first: names that start with the words, then names that hold all of them. Two queries at most."""
        words = " ".join(words.split())[:100]
        if not words:
            return []
        starts = self.queryset.filter(**{f"{self.name_field}__istartswith": words}).order_by(self.name_field, "pk")
        found = list(starts[:limit])
        if len(found) < limit:
            holds = self.queryset.exclude(pk__in=[record.pk for record in found])
            for word in words.split()[:6]:
                holds = holds.filter(**{f"{self.name_field}__icontains": word})
            found += holds.order_by(self.name_field, "pk")[: limit - len(found)]
        return [self.choice(record) for record in found]

    def exact(self, name: str) -> list[Model]:
        """Records of exactly this name, whatever the case; at most two, because two already need a choice."""
        return list(self.queryset.filter(**{f"{self.name_field}__iexact": name}).order_by("pk")[:2])

    def get_many(self, keys: Iterable[str]) -> dict[str, Model]:
        numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
        return {f"{self.kind}:{record.pk}": record for record in self.queryset.filter(pk__in=numbers)} if numbers else {}


@dataclass
class PickerData:
    """What came back from the form: chosen values, typed lines, and earlier lines with the answers ticked for each."""

    values: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    answers: list[tuple[str, list[str]]] = field(default_factory=list)


class RecordPicker(forms.Widget):
    """The widget of `RecordsField` and `RecordField`; `suggest_url` answers `?q=` with `[{value, label, hint}]`."""

    template_name = "django/forms/widgets/record_picker.html"
    use_fieldset = True
    is_finding = False

    def __init__(self, suggest_url: str = "", several: bool = True, attrs=None):
        super().__init__(attrs)
        self.suggest_url, self.several = str(suggest_url), several
        self.sources: Sequence[QuerySource] = ()
        self.new_kinds: dict[str, str] = {}

    def id_for_label(self, id_: str, index=None) -> str:
        return f"{id_}_text" if id_ else id_

    def value_from_datadict(self, data, files, name) -> PickerData:
        def listed(key: str) -> list[str]:
            found = data.getlist(key) if hasattr(data, "getlist") else data.get(key, [])
            return [found] if isinstance(found, str) else [str(item) for item in found]

        lines = [line.strip() for text in listed(f"{name}_text") for line in text.split("\n")]
        asked = listed(f"{name}_asked")[:MOST_LINES]
        return PickerData(
            values=[value for value in dict.fromkeys(listed(name)) if value],
            lines=[line[:300] for line in dict.fromkeys(lines) if line][:MOST_LINES],
            answers=[(line, listed(f"{name}_for_{number}")) for number, line in enumerate(asked)],
        )

    def value_omitted_from_data(self, data, files, name) -> bool:
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        data = self._as_data(value)
        chosen, open_lines = settle(data, self.sources, self.new_kinds)
        context["widget"] |= {
            "chosen": [self._shown(item) for item in chosen][: None if self.several else 1],
            "questions": [{"line": line, "name": f"{name}_for_{number}", "choices": self._offers(line)} for number, line in enumerate(open_lines)],
            "suggest_url": self.suggest_url,
            "several": self.several,
            "new_kinds": self.new_kinds,
            "leave_out": LEAVE_OUT,
        }
        return context

    def _as_data(self, value) -> PickerData:
        if isinstance(value, PickerData):
            return value
        items = value if isinstance(value, (list, tuple, set, QuerySet)) else [] if value in (None, "") else [value]
        return PickerData(values=[value_of(item) for item in items])

    def _shown(self, item) -> Choice:
        if isinstance(item, NewRecord):
            return Choice(item.value, item.name, _("new"))
        return next(source for source in self.sources if source.kind == item._meta.model_name).choice(item)

    def _offers(self, line: str) -> list[Choice]:
        found = [choice for source in self.sources for choice in source.suggest(line, 6)]
        return found + [Choice(f"new:{kind}:{line}", words.replace("{}", line)) for kind, words in self.new_kinds.items()]


class RecordsField(forms.Field):
    """Several records chosen by name; gives a `Picked`.

    Args:
        suggest_url: Address of the suggestions.
        sources: `QuerySource`s; usually set in the form's `__init__` with `field.sources = [...]`, because they depend on the reader.
        new_kinds: What may be made inline: kind → words with `{}` for the name, such as `{"organisation": "Add “{}” as a new partner"}`.
    """

    several = True

    def __init__(self, *, suggest_url: str = "", sources: Sequence[QuerySource] = (), new_kinds: dict[str, str] | None = None, **kwargs):
        kwargs.setdefault("widget", RecordPicker(suggest_url, several=self.several))
        super().__init__(**kwargs)
        self.sources = sources
        self.widget.new_kinds = new_kinds or {}

    @property
    def sources(self) -> Sequence[QuerySource]:
        return self.widget.sources

    @sources.setter
    def sources(self, sources: Sequence[QuerySource]) -> None:
        self.widget.sources = sources

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.widget.sources = list(self.widget.sources)
        return copied

    def clean(self, value) -> Any:
        data = self.widget._as_data(value)
        chosen, open_lines = settle(data, self.sources, self.widget.new_kinds)
        if open_lines:
            raise ValidationError([ValidationError(_("Choose who or what you mean by “%(name)s”"), "choose", {"name": line}) for line in open_lines])
        if len(chosen) < len(data.values):
            raise ValidationError(_("Something you chose is no longer there. Choose again."), code="gone")
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._answer(chosen)

    def has_changed(self, initial, data) -> bool:
        return self.widget._as_data(initial).values != self.widget._as_data(data).values or bool(data.lines or data.answers)

    def in_words(self, value) -> str:
        """Names of what is chosen, to compare two versions."""
        chosen, open_lines = settle(self.widget._as_data(value), self.sources, self.widget.new_kinds)
        return ", ".join([self.widget._shown(item).label for item in chosen] + open_lines)

    def _answer(self, chosen: list) -> Any:
        new = tuple(item for item in chosen if isinstance(item, NewRecord))
        return Picked(tuple(item for item in chosen if not isinstance(item, NewRecord)), new)


class RecordField(RecordsField):
    """One record chosen by name; gives the record, a `NewRecord`, or None."""

    several = False

    def _answer(self, chosen: list) -> Any:
        if len(chosen) > 1:
            raise ValidationError(_("Choose only one"), code="several")
        return chosen[0] if chosen else None


def value_of(item: Any) -> str:
    """`<kind>:<pk>` of a record; a text stays as it is."""
    if isinstance(item, NewRecord):
        return item.value
    return f"{item._meta.model_name}:{item.pk}" if isinstance(item, Model) else str(item)


def settle(data: PickerData, sources: Sequence[QuerySource], new_kinds: dict[str, str]) -> tuple[list[Model | NewRecord], list[str]]:
    """What is chosen, in order and each once, and the typed lines that still need an answer.

    Values that name nothing visible, or a kind that may not be made here, are left out. One query a source, plus one a
    typed line and source.
    """
    values = list(data.values)
    open_lines = []
    for line, ticked in data.answers:
        values += [value for value in ticked if value != LEAVE_OUT]
        if not ticked:
            open_lines.append(line)
    known: dict[str, Model] = {}
    for source in sources:
        known |= source.get_many(value.partition(":")[2] for value in values if value.startswith(f"{source.kind}:"))
    chosen: dict[str, Model | NewRecord] = {}
    for value in values:
        kind, _colon, name = value.removeprefix("new:").partition(":")
        if value in known:
            chosen[value] = known[value]
        elif value.startswith("new:") and kind in new_kinds and name.strip():
            chosen[value] = NewRecord(kind, name.strip()[:300])
    for line in data.lines:
        found = [record for source in sources for record in source.exact(line)]
        if len(found) == 1:
            chosen.setdefault(value_of(found[0]), found[0])
        else:
            open_lines.append(line)
    return list(chosen.values()), open_lines
