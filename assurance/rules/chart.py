"""Where things stand on the picture of a decision's timeline: numbers for an SVG, worked out without a browser."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 1000
LEFT, RIGHT = 20, 980
DOT_GAP = 18
LABEL_WIDTH = 7.2
MOST_TICKS = 8


@dataclass(frozen=True)
class Event:
    """An activity for the picture; `day` is None when it is not known."""

    day: date | None
    title: str
    reference: str
    url: str
    is_told: bool = False


@dataclass(frozen=True)
class Milestone:
    """A day of the decision, with the words beside it."""

    day: date
    label: str


@dataclass(frozen=True)
class Dot:
    x: int
    row: int
    event: Event


@dataclass(frozen=True)
class Mark:
    """A milestone's line; `row` keeps labels from running into each other, `end` says that the label stands left of it."""

    x: int
    row: int
    label: str
    end: bool


@dataclass(frozen=True)
class Band:
    """A stretch of time: `open`, `fixed` or `after`."""

    x: int
    width: int
    kind: str


@dataclass(frozen=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True)
class Chart:
    """A picture 1,000 wide; rows of dots and labels count from 0."""

    dots: tuple[Dot, ...]
    unknown: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]

    @property
    def label_rows(self) -> int:
        return 1 + max((mark.row for mark in self.marks), default=0)

    @property
    def dot_rows(self) -> int:
        return 1 + max((dot.row for dot in self.dots), default=0)


def chart(events: Iterable[Event], milestones: Iterable[Milestone], *, fixed: date | None, decided: date | None) -> Chart | None:
    """The picture, or None where no day is known at all."""
    events, milestones = list(events), sorted(milestones, key=lambda item: item.day)
    days = [event.day for event in events if event.day] + [item.day for item in milestones]
    if not days:
        return None
    first, last = min(days), max(days)
    margin = timedelta(days=max(7, (last - first).days // 20))
    first, last = first - margin, last + margin
    span = (last - first).days

    def x(day: date) -> int:
        return LEFT + round((RIGHT - LEFT) * (min(max(day, first), last) - first).days / span)

    return Chart(
        dots=_stacked([(x(event.day), event) for event in events if event.day]),
        unknown=tuple(Dot(LEFT + 10 + place * DOT_GAP, 0, event) for place, event in enumerate(event for event in events if event.day is None)),
        marks=_labelled([(x(item.day), item.label) for item in milestones]),
        bands=_bands(x, first, last, fixed, decided),
        ticks=_ticks(x, first, last),
    )


def _stacked(placed: list[tuple[int, Event]]) -> tuple[Dot, ...]:
    """Dots that would cover each other go on rows above."""
    ends: list[int] = []
    dots = []
    for x, event in sorted(placed, key=lambda pair: pair[0]):
        row = next((number for number, end in enumerate(ends) if x - end >= DOT_GAP), len(ends))
        if row == len(ends):
            ends.append(x)
        ends[row] = x
        dots.append(Dot(x, row, event))
    return tuple(dots)


def _labelled(placed: list[tuple[int, str]]) -> tuple[Mark, ...]:
    """Labels that would run into each other go on rows above; those near the right edge stand left of their line."""
    ends: list[float] = []
    marks = []
    for x, label in placed:
        width = len(label) * LABEL_WIDTH + 12
        is_end = x + width > RIGHT
        start = x - width if is_end else x
        row = next((number for number, end in enumerate(ends) if start >= end), len(ends))
        if row == len(ends):
            ends.append(0)
        ends[row] = start + width
        marks.append(Mark(x, row, label, is_end))
    return tuple(marks)


def _bands(x, first: date, last: date, fixed: date | None, decided: date | None) -> tuple[Band, ...]:
    open_until = fixed or decided or last
    closed_until = decided if fixed and decided else last if fixed else open_until
    stretches = [("open", first, open_until), ("fixed", open_until, closed_until), ("after", closed_until, last)]
    return tuple(Band(x(start), x(end) - x(start), kind) for kind, start, end in stretches if x(end) > x(start))


def _ticks(x, first: date, last: date) -> tuple[Tick, ...]:
    """The first days of months, at most eight of them, with the year where it begins."""
    months = []
    month = date(first.year, first.month, 1)
    while month <= last:
        if month >= first:
            months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    step = max(1, -(-len(months) // MOST_TICKS))
    shown = months[::step]
    return tuple(Tick(x(day), f"{day:%b %Y}" if place == 0 or day.year != shown[place - 1].year else f"{day:%b}") for place, day in enumerate(shown))
