"""What a lower app must show or do for a higher one, registered by the higher app in `AppConfig.ready()`.

The page of an organisation shows activities and responses, although `partners` knows neither: `activities` and
`assurance` register a timeline source and panels for the kind `organisation`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a record's timeline. `on` is None when the date is not known; `date_text` is what the reader sees."""

    on: date | None
    date_text: str
    label: str
    title: str
    url: str
    reference: str
    text: str = ""
    is_training: bool = False

    @property
    def href(self) -> str:
        """The address, as `components/timeline.html` names it."""
        return self.url

    @property
    def kind(self) -> str:
        """The label, as `components/timeline.html` names it."""
        return self.label


@dataclass(frozen=True)
class Panel:
    """A block of a record's page: a template and its plain values."""

    title: str
    template: str
    context: dict
    beside: bool = False
    """In the narrow column beside the timeline."""
    position: int = 100
    """On a desk: panels with smaller numbers come first."""


TimelineSource = Callable[[Model, object, int], list[TimelineEntry]]
PanelSource = Callable[[Model, object], Panel | None]

_timelines: dict[str, list[TimelineSource]] = {}
_panels: dict[str, list[PanelSource]] = {}


def register_timeline(kind: str, source: TimelineSource) -> None:
    """`source(record, user, limit)` answers at most `limit` newest entries that `user` may see, for records of `kind`."""
    _timelines.setdefault(kind, []).append(source)


def register_panel(kind: str, source: PanelSource) -> None:
    """`source(record, user)` answers a panel for the page of a record of `kind`, or None where there is nothing to show."""
    _panels.setdefault(kind, []).append(source)


def timeline_of(record: Model, user, limit: int = 50) -> list[TimelineEntry]:
    """The newest entries of all sources, newest first, unknown dates last. One to three queries a source."""
    entries = [entry for source in _timelines.get(record._meta.model_name, []) for entry in source(record, user, limit)]
    return sorted(entries, key=lambda entry: (entry.on is not None, entry.on or date.min, len(entry.reference), entry.reference), reverse=True)[:limit]


def panels_of(record: Model, user) -> list[Panel]:
    """Panels of the record's page, in the order they were registered."""
    return [panel for source in _panels.get(record._meta.model_name, []) if (panel := source(record, user)) is not None]


def desk_panels_of(user) -> list[Panel]:
    """Panels of the person's own desk: for each role, in the order of `ROLE_LABELS`, those registered for `desk:<role>`; by their position.

    A source is called as `source(user, user)`. A panel of the same title comes once, for people with several roles.
    """
    from crm.core.roles import ROLE_LABELS

    found: dict[str, Panel] = {}
    for role in ROLE_LABELS:
        for source in _panels.get(f"desk:{role}", []) if role in user.roles else ():
            panel = source(user, user)
            if panel is not None:
                found.setdefault(panel.title, panel)
    return sorted(found.values(), key=lambda panel: panel.position)
