"""AR3: activities by level and type, with information kept apart from involvement. Charts and tables, never a count of people."""

from collections.abc import Iterable

from django.db.models import Count

from activities.models import Insight, Level
from assurance.annual.shape import Bar, Bars
from assurance.answers.reader import Reader, number
from assurance.answers.shape import Row, Sentence, Table

NOT_SAID = "none"
METHOD = (
    "Activities held in the year, by their first day. Activities that only informed people are counted apart and never as involvement; "
    "those whose level is not recorded are shown as such. What is kept to a team or to named people is left out, and so are training examples."
)


class YearCounts:
    """Activities held in the year by level and by type. Three queries."""

    def __init__(self, reader: Reader):
        self.reader, self.year = reader, reader.year.label
        held = reader.held()
        self.by_level: dict[str, int] = dict(held.values_list("level").annotate(Count("pk")))
        kinds = held.exclude(level=Level.INFORM).values_list("type__code", "type__label").annotate(held=Count("pk"))
        self.by_type = sorted(kinds, key=lambda row: (-row[2], row[1]))
        self.heard = reader.visible(Insight).filter(heard_on__range=reader.days).count()

    @property
    def informed(self) -> int:
        return self.by_level.get(Level.INFORM, 0)

    @property
    def involved(self) -> int:
        """Held with people, at any level but inform; the level of some is not recorded."""
        return sum(self.by_level.values()) - self.informed

    @property
    def not_said(self) -> int:
        return self.by_level.get("", 0)

    def address(self, **query: str) -> str:
        asked = {"since": self.reader.days[0], "until": self.reader.days[1], "status": "held", "training": "no", **query}
        return "/desk/activities/?" + "&".join(f"{name}={value}" for name, value in asked.items())

    def sentences(self) -> Iterable[Sentence]:
        source = f"Activities held in {self.year}"
        if not sum(self.by_level.values()):
            yield Sentence(text=f"Nothing is recorded for activities held in {self.year}.", source=source)
        else:
            involved = f"{number(self.involved, 'activity', 'activities')} of {self.year} involved people, all levels but “inform”."
            unsaid = f" The level of {self.not_said} of them is not recorded." if self.not_said else ""
            yield Sentence(text=involved + unsaid, source=source, address="#levels")
            told = f"{number(self.informed, 'activity', 'activities')} only informed people; that is counted apart and is not involvement."
            yield Sentence(text=told, source=source, address=self.address(level=Level.INFORM) if self.informed else "")
        if self.heard:
            said = f"{number(self.heard, 'point', 'points')} that people made in {self.year} are on record."
            address = f"/desk/insight/?since={self.reader.days[0]}&until={self.reader.days[1]}&training=no"
            yield Sentence(text=said, source=f"What people said, heard in {self.year}", address=address)
        else:
            yield Sentence(text=f"Nothing is recorded for what people said in {self.year}.", source=f"What people said, heard in {self.year}")

    def charts(self) -> Iterable[Bars]:
        if self.by_type:
            _code, label, most = self.by_type[0]
            bars = tuple(Bar(label=kind, number=held) for _kind, kind, held in self.by_type[:8])
            title = f"“{label}” was the most frequent type of involvement: {most} of {self.involved}"
            yield Bars(title=title, headers=("Type", "Activities that involved people"), bars=bars, anchor="chart")

    def tables(self) -> Iterable[Table]:
        rows = [(code, str(label)) for code, label in Level.choices if code != Level.INFORM]
        levels = [*rows, (NOT_SAID, "Level not recorded"), (str(Level.INFORM), "Inform, counted apart")]
        yield Table(
            title="Activities by level of participation",
            headers=("Level", "Activities"),
            anchor="levels",
            rows=tuple(self._row(label, self.by_level.get("" if code == NOT_SAID else code, 0), level=code) for code, label in levels),
        )
        yield Table(
            title="Activities that involved people, by type",
            headers=("Type", "Activities"),
            rows=tuple(self._row(label, held, type=code) for code, label, held in self.by_type),
            note="A list opened from here also shows activities of that type that only informed people.",
        )

    def _row(self, label: str, held: int, **query: str) -> Row:
        return Row(cells=(label, str(held)), address=self.address(**query) if held else "")
