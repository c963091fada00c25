"""Ours and the floor by turns, round after round, until their ratio holds still. The machine may be noisy: medians decide."""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

LEAST, MOST = 7, 60
"""Rounds of quick calls; slow ones say fewer."""
SECONDS = 20.0
"""After this long no further round starts, once the least number is done."""
TOLERANCE = 0.3
"""Settled: the 95 % interval of the rounds' median ratio is at most this wide, as a share of the median."""


@dataclass(frozen=True)
class Timing:
    """Medians of the rounds in milliseconds, their ratio, and whether the rounds agree on it."""

    ours_ms: float
    floor_ms: float
    settled: bool
    rounds: int

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.floor_ms


def alternate(
    ours: Callable[[], object], floor: Callable[[], object], *, least: int = LEAST, most: int = MOST, seconds: float = SECONDS, warm: int = 2
) -> Timing:
    """Time both by turns; who goes first changes with each round.

    Args:
        warm: Calls of each before the first round, which do not count (caches, plans, templates). 0 where a call cannot be repeated freely.
    """
    for _number in range(warm):
        floor()
        ours()
    mine: list[float] = []
    plain: list[float] = []
    began = time.perf_counter()
    for number in range(most):
        for call, times in ((ours, mine), (floor, plain)) if number % 2 else ((floor, plain), (ours, mine)):
            times.append(_milliseconds(call))
        if number + 1 >= least and (holds_still(mine, plain) or time.perf_counter() - began > seconds):
            break
    return Timing(statistics.median(mine), statistics.median(plain), holds_still(mine, plain), len(mine))


def holds_still(mine: list[float], plain: list[float], tolerance: float = TOLERANCE) -> bool:
    """Whether the rounds agree: the interval of their median ratio (by rank, 95 %) is narrow. At least five rounds."""
    ratios = sorted(one / other for one, other in zip(mine, plain, strict=True))
    if len(ratios) < 5:
        return False
    reach = 0.98 * math.sqrt(len(ratios))
    low = ratios[max(0, math.floor(len(ratios) / 2 - reach))]
    high = ratios[min(len(ratios) - 1, math.ceil(len(ratios) / 2 + reach) - 1)]
    return (high - low) / statistics.median(ratios) <= tolerance


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000
