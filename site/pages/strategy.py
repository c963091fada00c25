"""What the public may know of the involvement strategy: published words and readings that somebody wrote down, never a live count."""

import datetime
from dataclasses import dataclass

from django.db.models import F

from assurance.measures import in_words, newest, unit_of
from assurance.models import Measure, Strategy


@dataclass(frozen=True)
class PublicMeasure:
    """A measure with its newest reading; `value` is "" and `on` None where there is none yet."""

    what: str
    value: str
    on: datetime.date | None
    source: str
    target: str
    target_on: datetime.date | None
    ended_on: datetime.date | None = None
    ended_because: str = ""


@dataclass(frozen=True)
class PublicObjective:
    number: int
    title: str
    text: str
    progress: str
    progress_on: datetime.date | None
    measures: tuple[PublicMeasure, ...]
    ended_on: datetime.date | None = None
    ended_because: str = ""


@dataclass(frozen=True)
class PublicStrategy:
    title: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    address: str
    source: str
    objectives: tuple[PublicObjective, ...]


def published_strategy() -> PublicStrategy | None:
    """The published strategy, of several the latest. Four queries, however many objectives it has."""
    found = Strategy.objects.filter(published_at__isnull=False).order_by(F("valid_from").desc(nulls_last=True), "-published_at", "-pk")
    strategy = found.prefetch_related("objectives__measures__readings").first()
    if strategy is None:
        return None
    objectives = tuple(
        PublicObjective(
            number=objective.number,
            title=objective.title,
            text=objective.text,
            progress=objective.progress,
            progress_on=objective.progress_on,
            measures=tuple(_measure(measure) for measure in objective.measures.all()),
            ended_on=objective.ended_on,
            ended_because=objective.ended_because,
        )
        for objective in strategy.objectives.all()
    )
    return PublicStrategy(strategy.title, strategy.valid_from, strategy.valid_to, strategy.url, strategy.source, objectives)


def _measure(measure: Measure) -> PublicMeasure:
    unit, reading = unit_of(measure), newest(measure.readings.all())
    return PublicMeasure(
        what=measure.text,
        value=in_words(reading.value, unit) if reading else "",
        on=reading.on if reading else None,
        source=reading.source if reading else "",
        target=in_words(measure.target, unit),
        target_on=measure.target_on,
        ended_on=measure.ended_on,
        ended_because=measure.ended_because,
    )
