"""Where the calendar's entries come from. A higher app adds its own dates with `register_source` in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from activities.calendar.months import Entry
from activities.models import ActivityType, Project
from partners.models import Organisation


@dataclass(frozen=True)
class Question:
    """What a reader asks of the calendar.

    Attributes:
        first, last: Both days are in it.
        per_day: More than so many of a day need not be read; the source says how many it left out.
        whose: `me`, `team` or "" for everybody's.
        projects, partners: Only what belongs to these, as far as the reader may see them; None asks for all.
    """

    user: object
    first: date
    last: date
    today: date
    per_day: int = 4
    whose: str = ""
    projects: QuerySet[Project] | None = None
    partners: QuerySet[Organisation] | None = None
    type: ActivityType | None = None
    planned_only: bool = False

    def kept_by(self) -> Q:
        """The condition on records of one owner or team."""
        if self.whose == "me":
            return Q(owner=self.user)
        return Q(team=self.user.team_id) & Q(team__isnull=False) if self.whose == "team" else Q()


@dataclass(frozen=True)
class Found:
    """Entries, and by day how many more there are."""

    entries: tuple[Entry, ...] = ()
    left_out: Mapping[date, int] = field(default_factory=dict)


Source = Callable[[Question], Found]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """`source(question)` answers entries that `question.user` may see. A constant number of queries, whatever is found."""
    if source not in _sources:
        _sources.append(source)


def ask(question: Question) -> Found:
    """What all sources know."""
    return joined(source(question) for source in _sources)


def joined(answers: Iterable[Found]) -> Found:
    entries: list[Entry] = []
    left_out: dict[date, int] = {}
    for answer in answers:
        entries += answer.entries
        for day, number in answer.left_out.items():
            left_out[day] = left_out.get(day, 0) + number
    return Found(tuple(entries), left_out)
