"""Pages that read: lists, filters, search, a record."""

from collections.abc import Iterator
from itertools import combinations, product
from time import perf_counter
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from crm.core.tables import RecordList, list_of
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject, queries_of
from crm.desk.load.generating import ABSENT_WORD, COMMON_WORD, RARE_WORD

LIST = "/desk/activities/"
FLOOR_LIST = "/activities/"
THIN = "thin list"
NAMES = {"organisation": ("Carers group 0", "Parents group 1"), "project": ("Stroke rehabilitation project 0",), "place": ("Medway",)}
"""What is typed into filters that ask for a name: the busy and the quiet partner (`crm.desk.load`), a project, a place."""
DEEPEST = 100
"""The last page that is offered of a list whose end is not known (`crm.core.paging`); shorter lists answer with their last."""


def list_page(subject: Subject, name: str) -> Row:
    ours = subject.page(LIST)
    timing = alternate(ours, subject.floor(FLOOR_LIST))
    return Row(name, subject.size, THIN, timing, Limits(ratio=4, queries=12, growth=1.5), queries_of(ours))


def deepest_page(subject: Subject, name: str) -> Row:
    """The middle of a counted list costs most: pages behind it are read from the other end."""
    ours = subject.page(LIST, page=DEEPEST)
    timing = alternate(ours, subject.page(LIST))
    return Row(name, subject.size, "our first page", timing, Limits(ratio=1.3, queries=12, growth=1.5), queries_of(ours))


def filled_pair(subject: Subject, name: str) -> Row:
    return _slowest_pair(subject, name, is_empty=False)


def empty_pair(subject: Subject, name: str) -> Row:
    return _slowest_pair(subject, name, is_empty=True)


def _slowest_pair(subject: Subject, name: str, *, is_empty: bool) -> Row:
    """Every pair of two filters is tried once; the one that took longest is measured."""
    definition = list_of("activity")
    slowest, tried = (0.0, ""), 0
    for query in pairs_of(definition, subject):
        if definition.rows(subject.officer, QueryDict(query)).exists() == is_empty:
            continue
        began = perf_counter()
        subject.page(f"{LIST}?{query}")()
        slowest, tried = max(slowest, (perf_counter() - began, query)), tried + 1
    if not tried:
        raise RuntimeError("No pair of filters was found: values_of knows too few.")
    ours = subject.page(f"{LIST}?{slowest[1]}")
    timing = alternate(ours, subject.page(LIST))
    limits = Limits(ratio=2, growth=2, growth_from=100_000)
    return Row(name, subject.size, "our first page", timing, limits, queries_of(ours), note=f"slowest of {tried} pairs: {slowest[1]}")


def pairs_of(definition: RecordList, subject: Subject) -> Iterator[str]:
    """Queries that use two filters of a list at once, each with one or two of its values."""
    filterset = definition.filterset_class(QueryDict(), queryset=definition.queryset(subject.officer), user=subject.officer)
    values = {field: list(NAMES.get(field, ())) or list(values_of(item)) for field, item in filterset.form.fields.items()}
    for one, other in combinations(sorted(values), 2):
        for first, second in product(values[one], values[other]):
            yield urlencode({one: first, other: second})


def values_of(item: forms.Field) -> Iterator[str]:
    """One to three values of a filter.

    Raises:
        RuntimeError: A kind of field that is not known here would be left out silently.
    """
    if isinstance(item, forms.ModelChoiceField):
        yield from (str(item.prepare_value(record)) for record in item.queryset.order_by("pk")[:1])
    elif isinstance(item, forms.ChoiceField):
        choices = [str(key) for key, _words in item.choices if key]
        yield from dict.fromkeys(choices[:1] + choices[-1:])
    elif isinstance(item, forms.DateField):
        yield from ("2018-01-01", "2026-10-01")
    elif isinstance(item, forms.BooleanField):
        yield "on"
    elif isinstance(item, forms.CharField):
        yield from (COMMON_WORD, RARE_WORD, ABSENT_WORD)
    else:
        raise RuntimeError(f"{type(item).__name__}: say here which values of such a filter are to be measured.")


def search_for(word: str, limits: Limits):
    """A measurement of the global search for one word."""

    def measure(subject: Subject, name: str) -> Row:
        ours = subject.page("/desk/search/", q=word)
        return Row(name, subject.size, THIN, alternate(ours, subject.floor(FLOOR_LIST)), limits, queries_of(ours), note=f"“{word}”")

    return measure


def record_page(subject: Subject, name: str) -> Row:
    key = subject.made.quiet_organisation
    ours = subject.page(f"/desk/partners/{key}/")
    timing = alternate(ours, subject.floor(f"/partners/{key}/"))
    return Row(name, subject.size, "thin record", timing, Limits(ratio=4, queries=15, growth=1.5), queries_of(ours))


def busy_record_page(subject: Subject, name: str) -> Row:
    ours = subject.page(f"/desk/partners/{subject.made.busy_organisation}/")
    timing = alternate(ours, subject.page(f"/desk/partners/{subject.made.quiet_organisation}/"))
    return Row(name, subject.size, "one with 20 activities", timing, Limits(ratio=1.5, queries=15, growth=1.5), queries_of(ours))


def page_of(address: str, limits: Limits, **query: str):
    """A measurement of one page of everyday work against the thin list.

    Nobody asked a number of these pages: the limits hold them to about what they cost today.
    """

    def measure(subject: Subject, name: str) -> Row:
        ours = subject.page(address, **query)
        return Row(name, subject.size, THIN, alternate(ours, subject.floor(FLOOR_LIST)), limits, queries_of(ours))

    return measure


BUSY_MONTH = "2026-11"
"""A third of what is planned lies in it (`crm.desk.load`)."""

ROWS = {
    "list of activities": list_page,
    "list, deepest page": deepest_page,
    "list, two filters": filled_pair,
    "list, two filters, nothing found": empty_pair,
    "search, rare word": search_for(RARE_WORD, Limits(ratio=4, growth=1.5, growth_from=100_000)),
    "search, absent word": search_for(ABSENT_WORD, Limits(ratio=4, growth=1.5, growth_from=100_000)),
    "search, common word": search_for(COMMON_WORD, Limits(ratio=5, growth=2)),
    "record with timeline": record_page,
    "record with 10,000 activities": busy_record_page,
    "log form": page_of("/desk/activities/log/", Limits(ratio=10, queries=20, growth=1.5)),
    "calendar, a month": page_of("/desk/calendar/", Limits(ratio=6, queries=15, growth=2), month=BUSY_MONTH),
    "calendar, a month as list": page_of("/desk/calendar/", Limits(ratio=8, queries=15, growth=2), month=BUSY_MONTH, view="list"),
    "desk of an officer": page_of("/desk/", Limits(ratio=6, queries=20, growth=1.5)),
}
