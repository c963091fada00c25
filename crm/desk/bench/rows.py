"""One line of the table: what was measured, what it may be, and what that makes it."""

from dataclasses import asdict, dataclass

from crm.desk.bench.rounds import Timing

PASSED, OVER, INVALID = "passed", "over", "invalid"


@dataclass(frozen=True)
class Limits:
    """What a row may be. None: not limited.

    Attributes:
        ratio: Ours over floor.
        queries: Database queries of one call; savepoints and transaction control do not count.
        ours_ms: Milliseconds of ours, where the document names seconds.
        memory_mb: Further megabytes at the peak of one call.
        growth: Ours over ours of the same row at `growth_from` activities.
        growth_from: Size that growth is measured from.
    """

    ratio: float | None = None
    queries: int | None = None
    ours_ms: float | None = None
    memory_mb: float | None = None
    growth: float | None = None
    growth_from: int = 10_000

    def in_words(self) -> str:
        """`≤ 4 × floor, 12 queries, 1.5 × over 10,000`."""
        parts = [
            f"{self.ratio:g} × floor" if self.ratio is not None else "",
            f"{self.ours_ms / 1000:g} s" if self.ours_ms is not None else "",
            f"{self.queries} queries" if self.queries is not None else "",
            f"{self.memory_mb:g} MB" if self.memory_mb is not None else "",
            f"{self.growth:g} × over {self.growth_from:,}" if self.growth is not None else "",
        ]
        return "≤ " + ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Row:
    """One measurement. `floor` names what the floor is; `note` says what is over, or what the row stands for."""

    name: str
    size: int
    floor: str
    timing: Timing
    limits: Limits
    queries: int | None = None
    memory_mb: float | None = None
    grown: float | None = None
    note: str = ""

    def exceeded(self) -> list[str]:
        """Each limit that is passed, in words."""
        pairs = [
            ("ratio", round(self.timing.ratio, 2), self.limits.ratio),
            ("queries", self.queries, self.limits.queries),
            ("milliseconds", round(self.timing.ours_ms), self.limits.ours_ms),
            ("MB", self.memory_mb, self.limits.memory_mb),
            ("growth", self.grown, self.limits.growth),
        ]
        return [f"{what} {value:g} > {most:g}" for what, value, most in pairs if value is not None and most is not None and value > most]

    @property
    def verdict(self) -> str:
        """`invalid` where the rounds did not agree: such a row is never passed."""
        if not self.timing.settled:
            return INVALID
        return OVER if self.exceeded() else PASSED

    def as_json(self) -> dict:
        """The row as `--json` writes it."""
        return {
            "name": self.name,
            "size": self.size,
            "ours_ms": round(self.timing.ours_ms, 2),
            "floor_ms": round(self.timing.floor_ms, 2),
            "ratio": round(self.timing.ratio, 2),
            "queries": self.queries,
            "memory_mb": self.memory_mb,
            "growth": self.grown,
            "rounds": self.timing.rounds,
            "floor": self.floor,
            "limit": self.limits.in_words(),
            "verdict": self.verdict,
            "note": "; ".join(part for part in [self.note, *self.exceeded()] if part),
        }

    def as_message(self) -> dict:
        """Everything, for the process that puts the sizes together."""
        return asdict(self)


def from_message(message: dict) -> Row:
    """The inverse of `Row.as_message`."""
    return Row(**{**message, "timing": Timing(**message["timing"]), "limits": Limits(**message["limits"])})
