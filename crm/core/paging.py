"""Pages of long lists that cost the same at a million rows as at a hundred."""

from dataclasses import dataclass

from django.db.models import QuerySet

PAGE_SIZE = 50
COUNTED = 10_000
"""Lists are counted exactly up to here; beyond, "more than 10,000" is all that a count would be worth."""
OFFERED_UNCOUNTED = 5_000
"""How deep a list goes whose end is not known. No page of any list skips more rows than this."""
DEEP = 500
"""From this many skipped rows on, keys are read first (from the index), then the rows of one page."""


@dataclass(frozen=True)
class Slice:
    """One page of a list.

    Attributes:
        rows: At most `PAGE_SIZE` records, in order.
        number: Page, from 1.
        pages: How many pages are offered.
        count: Rows of the whole list, at most `COUNTED`.
        is_more: There are more rows than `COUNTED`.
    """

    rows: list
    number: int
    pages: int
    count: int
    is_more: bool

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 when there is none."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE_SIZE + len(self.rows)

    @property
    def is_last_offered(self) -> bool:
        """The list goes on, but no further page is offered: narrow it."""
        return self.is_more and self.number == self.pages


def bounded_count(queryset: QuerySet, most: int = COUNTED) -> tuple[int, bool]:
    """Rows of `queryset` up to `most`, and whether there are more. One query that reads at most `most + 1` rows."""
    found = queryset.order_by().values("pk")[: most + 1].count()
    return min(found, most), found > most


def read_page(queryset: QuerySet, number: int) -> Slice:
    """One page of `queryset`, which has a total order (ending in the key). At most three queries.

    A page behind the middle of a counted list is read from the other end, so no page skips more than 5,000 rows.
    A number beyond the end gives the last page.
    """
    number = max(1, number)
    if number == 1:
        rows = list(queryset[: PAGE_SIZE + 1])
        if len(rows) <= PAGE_SIZE:
            return Slice(rows, 1, 1, len(rows), False)
        count, is_more = bounded_count(queryset)
        return Slice(rows[:PAGE_SIZE], 1, _pages(count, is_more), count, is_more)
    count, is_more = bounded_count(queryset)
    pages = _pages(count, is_more)
    number = min(number, pages)
    start = (number - 1) * PAGE_SIZE
    stop = start + PAGE_SIZE if is_more else min(start + PAGE_SIZE, count)
    if not is_more and start > count // 2:
        rows = _read(queryset.reverse(), count - stop, count - start)[::-1]
    else:
        rows = _read(queryset, start, stop)
    return Slice(rows, number, pages, count, is_more)


def _pages(count: int, is_more: bool) -> int:
    offered = OFFERED_UNCOUNTED if is_more else count
    return max(1, -(-offered // PAGE_SIZE))


def _read(queryset: QuerySet, start: int, stop: int) -> list:
    if start < DEEP:
        return list(queryset[start:stop])
    keys = list(queryset.values_list("pk", flat=True)[start:stop])
    found = {record.pk: record for record in queryset.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
