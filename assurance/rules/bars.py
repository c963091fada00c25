"""Where the bars of a chart stand: numbers for an SVG, worked out without a browser."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 720
LABEL_WIDTH = 260
NUMBER_WIDTH = 70
ROW_HEIGHT = 34
LONGEST_LABEL = 34


@dataclass(frozen=True)
class DrawnBar:
    """One bar with the words beside it; `text_y` is the line on which they stand."""

    label: str
    number: int
    y: int
    text_y: int
    width: int
    number_x: int


def drawn(bars: Sequence[tuple[str, int]]) -> tuple[DrawnBar, ...]:
    """Bars from the top down, as long as their share of the largest; a number above 0 never has a bar of no width."""
    most = max((number for _label, number in bars), default=0) or 1
    room = WIDTH - LABEL_WIDTH - NUMBER_WIDTH
    made = []
    for place, (label, number) in enumerate(bars):
        width = max(round(room * number / most), 2) if number else 0
        short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
        y = place * ROW_HEIGHT + 4
        made.append(DrawnBar(short, number, y, y + 18, width, LABEL_WIDTH + width + 8))
    return tuple(made)


def height(bars: Sequence[object]) -> int:
    return len(bars) * ROW_HEIGHT + 4
