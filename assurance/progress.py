"""The page of a strategy, read in a number of queries that does not grow with its objectives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Prefetch, Q

from activities.models import Activity
from assurance import measures
from assurance.models import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from assurance.rules.progress import way

MOST_READINGS = 12


@dataclass(frozen=True)
class MeasureRow:
    """A measure with its newest reading, what it stands at now for the reader, and how far it has come (per cent, None: cannot be said).

    It has ended by itself or with its objective; then nothing is computed any more.
    """

    code: str
    measure: Measure
    has_ended: bool
    unit: str
    readings: list[MeasureReading]
    reading: MeasureReading | None
    now: measures.Found | None
    method: measures.Method | None
    way: int | None

    def _words(self, value: Decimal | None) -> str:
        return measures.in_words(value, self.unit)

    @property
    def baseline(self) -> str:
        return self._words(self.measure.baseline)

    @property
    def target(self) -> str:
        return self._words(self.measure.target)

    @property
    def latest(self) -> str:
        return self._words(self.reading.value) if self.reading else ""

    @property
    def now_words(self) -> str:
        return self._words(self.now.value) if self.now else ""

    @property
    def reading_rows(self) -> list[tuple[MeasureReading, str]]:
        return [(reading, self._words(reading.value)) for reading in self.readings[:MOST_READINGS]]


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective with its measures and the activities that the reader may see."""

    objective: Objective
    measures: list[MeasureRow]
    links: list[ObjectiveLink]

    @property
    def may_go(self) -> bool:
        """Whether nothing that the reader sees hangs on it; the service looks at all of it."""
        return not (self.measures or self.links or self.objective.progress)


def current_strategy(today: date) -> Strategy | None:
    """The one in force, the latest first; otherwise the newest there is. One query."""
    in_force = Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    ordered = Strategy.objects.order_by(F("valid_from").desc(nulls_last=True), "-pk")
    return ordered.filter(*in_force).first() or ordered.first()


def objectives_of(strategy: Strategy, user, today: date) -> list[ObjectiveRow]:
    """Objectives in their order. Four queries, one more for each method that is used."""
    links = ObjectiveLink.objects.filter(activity__in=Activity.objects.visible_to(user).current()).select_related("activity")
    found = list(strategy.objectives.order_by("number").prefetch_related("measures__readings", Prefetch("links", links, to_attr="links_shown")))
    going_on = [measure for objective in found for measure in objective.measures.all() if not _has_ended(objective, measure)]
    now = measures.compute([measure.computed_by for measure in going_on], user, today)
    return [
        ObjectiveRow(
            objective,
            [
                _row(f"{objective.number}.{place}", measure, _has_ended(objective, measure), now)
                for place, measure in enumerate(objective.measures.all(), start=1)
            ],
            objective.links_shown,
        )
        for objective in found
    ]


def _has_ended(objective: Objective, measure: Measure) -> bool:
    return bool(objective.ended_on or measure.ended_on)


def _row(code: str, measure: Measure, has_ended: bool, now: dict[str, measures.Found]) -> MeasureRow:
    readings = list(measure.readings.all())
    reading = measures.newest(readings)
    found = None if has_ended else now.get(measure.computed_by)
    value = reading.value if reading else found.value if found else None
    return MeasureRow(
        code=code, measure=measure, has_ended=has_ended, unit=measures.unit_of(measure), readings=readings, reading=reading, now=found,
        method=measures.METHODS.get(measure.computed_by), way=way(measure.baseline, measure.target, value),
    )  # fmt: skip


def ways_of(rows: Iterable[ObjectiveRow]) -> list[tuple[str, int]]:
    """What the chart draws: the number of each measure that goes on and whose way is known, and its share."""
    return [(measure.code, measure.way) for row in rows for measure in row.measures if measure.way is not None and not measure.has_ended]
