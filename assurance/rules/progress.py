"""How far a measure has come from its baseline to its target, worked out without a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 720
LABEL_WIDTH = 60
NUMBER_WIDTH = 70
ROW_HEIGHT = 34
FULL = 100


@dataclass(frozen=True)
class DrawnWay:
    """A bar of the chart: `width` is what is done, out of `room`; `text_y` is the line on which words stand."""

    label: str
    share: int
    y: int
    text_y: int
    width: int
    room: int
    number_x: int


def way(baseline: Decimal | None, target: Decimal | None, value: Decimal | None) -> int | None:
    """Per cent of the way from baseline to target, between 0 and 100; None where one of the three is missing or there is no way to go.

    A target below the baseline (fewer days) works the same way.
    """
    if baseline is None or target is None or value is None or baseline == target:
        return None
    share = (value - baseline) / (target - baseline) * FULL
    return int(min(max(share, Decimal(0)), Decimal(FULL)))


def drawn(ways: Sequence[tuple[str, int]]) -> tuple[DrawnWay, ...]:
    """Bars from the top down; the full width is the target."""
    room = WIDTH - LABEL_WIDTH - NUMBER_WIDTH
    made = []
    for place, (label, share) in enumerate(ways):
        y = place * ROW_HEIGHT + 4
        made.append(DrawnWay(label, share, y, y + 18, room * share // FULL, room, LABEL_WIDTH + room + 8))
    return tuple(made)


def height(ways: Sequence[object]) -> int:
    return len(ways) * ROW_HEIGHT + 4
