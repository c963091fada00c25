"""What a list is: its columns, its rows, its order. Pages, exports and background tasks read the same definition."""

import datetime
import decimal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.urls import get_resolver
from django.utils.translation import gettext as _

from crm.core.forms.filters import ListFilterSet


@dataclass(frozen=True)
class Cell:
    """One cell as the page shows it; `text` is words already."""

    text: str = ""
    label: str = ""
    href: str = ""
    note: str = ""
    is_tag: bool = False
    is_number: bool = False
    template: str = ""
    value: Any = None
    record: Any = None
    is_plain: bool = False
    """Words and nothing else, as most cells: the page writes them without asking further."""


@dataclass(frozen=True)
class Column:
    """One column of a list.

    Args:
        key: In addresses (`?sort=key`); stable.
        label: Heading on the page and in exports.
        value: Attribute path with dots, or a callable from record to value; without it `key` is the path. It causes no query.
        sort: ORM lookups to order by, ascending; empty: not sortable. There is an index for each.
        nulls_last: Rows without a value come last in descending order and first in ascending, as the index `… DESC NULLS LAST` has them.
        link: The cell is a link to the record, or to the address that a callable gives.
        note: Callable from record to quiet words beside the value.
        is_tag: The value is a status in words.
        is_number: Right-aligned; stays a number in exports.
        template: Included instead of the value, with `record` and `value`.
        export: Callable from record to the exported value where it differs from the shown one.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any] = ""
    sort: tuple[str, ...] = ()
    nulls_last: bool = False
    link: bool | Callable[[Any], str] = False
    note: Callable[[Any], str] | None = None
    is_tag: bool = False
    is_number: bool = False
    template: str = ""
    export: Callable[[Any], Any] | None = None

    def of(self, record) -> Any:
        """The value of this column for one record; None where the path ends early."""
        if callable(self.value):
            return self.value(record)
        found: Any = record
        for name in (self.value or self.key).split("."):
            if found is None:
                return None
            found = getattr(found, name)
        return found() if callable(found) else found

    def _address(self, record) -> str:
        if callable(self.link):
            return self.link(record)
        return record.get_absolute_url() if self.link else ""

    def exported(self, record) -> Any:
        return self.export(record) if self.export else self.of(record)

    def cell(self, record, label: str) -> Cell:
        """One cell; `label` is the heading in words, translated once a page."""
        value = self.of(record)
        note = self.note(record) if self.note else ""
        if self.link and not note and hasattr(record, "reference"):
            note = record.reference
        text = as_words(value)
        return Cell(
            text=text,
            label=label,
            href=self._address(record),
            note=note,
            is_tag=self.is_tag,
            is_number=self.is_number,
            template=self.template,
            value=value,
            record=record,
            is_plain=bool(text) and not (self.link or note or self.is_tag or self.is_number or self.template),
        )


def as_words(value: Any) -> str:
    """A value as a table shows it: `14 Jul 2026`, `1,042`, `Yes`; "" for nothing."""
    from crm.core.templatetags.kit import short_date

    if value is None or value is False:
        return ""
    if value is True:
        return _("Yes")
    if isinstance(value, (datetime.date, datetime.datetime)):
        return short_date(value)
    if isinstance(value, (int, float, decimal.Decimal)):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return ", ".join(as_words(item) for item in value)
    return str(value)


def anybody(user) -> bool:
    """Every person who signs in may open the list; rows are still only the visible ones."""
    return True


def may_export(user) -> bool:
    return user.has_right("export_lists")


@dataclass(frozen=True)
class Grouping:
    """Rows that stand together under a heading, as long as the list is in the order of one column.

    Args:
        key: The column in whose order they stand together. Its cells are left out then: the heading says it.
        of: From a record to the key of its group.
        about: From the whole filtered list to what the headings show, by key of the group. A fixed number of queries.
        template: A heading, with its `about`; it is put into a cell across the table.
    """

    key: str
    of: Callable[[Any], Any]
    about: Callable[[QuerySet], dict[Any, Any]]
    template: str


@dataclass(frozen=True)
class RecordList:
    """A list that people open at one address: what is in it, who may open it, what can be done with it.

    Args:
        kind: Short name in saved views and exports (`organisation`); registered once.
        title: Heading of the page.
        noun: Singular and plural in small letters, for counts: `("partner", "partners")`.
        queryset: From a user to the rows that this user may see (`visible_to`), with `select_related` for the columns.
        columns: The columns, or a callable from a user to them where some are not for everybody.
        filterset_class: Filters; names are stable, because saved views and bookmarks hold them.
        default_sort: A sortable column's key, `-` before it for descending.
        empty_text: What the list is for, when nothing was ever in it.
        first_step: (address, words, right or "") of the first step offered there.
        actions: (address, words, right or "") of the buttons beside the title; the first is the main one.
        may_open: Who may open the list at all (others: 403).
        may_export: Who may take it away as a file.
        grouping: Headings between the rows; exports have the column instead.
    """

    kind: str
    title: str
    noun: tuple[str, str]
    queryset: Callable[[Any], QuerySet]
    columns: tuple[Column, ...] | Callable[[Any], tuple[Column, ...]]
    filterset_class: type[ListFilterSet]
    default_sort: str
    empty_text: str = ""
    first_step: tuple[str, str, str] | None = None
    actions: tuple[tuple[str, str, str], ...] = ()
    template: str = "core/list.html"
    may_open: Callable[[Any], bool] = anybody
    may_export: Callable[[Any], bool] = may_export
    grouping: Grouping | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def columns_for(self, user) -> tuple[Column, ...]:
        return self.columns(user) if callable(self.columns) else self.columns

    def sort_key(self, asked: str, user) -> str:
        """`asked` when it names a sortable column, the default otherwise."""
        allowed = {column.key for column in self.columns_for(user) if column.sort}
        return asked if asked.removeprefix("-") in allowed else self.default_sort

    def grouping_in(self, asked: str, user) -> Grouping | None:
        """The grouping when the rows are in its order."""
        return self.grouping if self.grouping and self.sort_key(asked, user).removeprefix("-") == self.grouping.key else None

    def ordered(self, queryset: QuerySet, asked: str, user) -> QuerySet:
        """`queryset` in a total order: the asked column, then the key in the same direction (so that one index serves both)."""
        key = self.sort_key(asked, user)
        column = next(column for column in self.columns_for(user) if column.key == key.removeprefix("-"))
        descends = key.startswith("-")
        low, high = ({"nulls_first": True}, {"nulls_last": True}) if column.nulls_last else ({}, {})
        order = [F(name.removeprefix("-")).desc(**high) if descends != name.startswith("-") else F(name.removeprefix("-")).asc(**low) for name in column.sort]
        return queryset.order_by(*order, "-pk" if descends else "pk")

    def filterset(self, user, query) -> ListFilterSet:
        """The filters over the rows that this user may see."""
        return self.filterset_class(query, queryset=self.queryset(user), user=user)

    def rows(self, user, query, filterset: ListFilterSet | None = None) -> QuerySet:
        """The visible, filtered, ordered rows for a query (`QueryDict`): what the page shows and what is exported."""
        if filterset is None:
            filterset = self.filterset(user, query)
        return self.ordered(filterset.qs, query.get("sort", ""), user)


_registry: dict[str, RecordList] = {}


def register(definition: RecordList) -> RecordList:
    """Make a list known to saved views and exports. Call it where the list is defined, beside its view."""
    _registry[definition.kind] = definition
    return definition


def list_of(kind: str) -> RecordList | None:
    """The registered list, or None. Loads the addresses first: a task worker has not seen the views yet."""
    if kind not in _registry:
        _ = get_resolver().url_patterns
    return _registry.get(kind)


def registered() -> Iterable[RecordList]:
    """All lists, for tests that walk them."""
    _ = get_resolver().url_patterns
    return tuple(_registry.values())
