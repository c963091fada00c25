"""What a check says: a state in plain words, a sentence with its dates, the rows it rests on, what is missing."""

import hashlib
from dataclasses import dataclass
from datetime import date

from activities.rules import day_text
from assurance.rules.checks.facts import ActivityFact

FOUND = "found"
PARTLY = "partly"
NOT_FOUND = "not_found"
CANNOT_TELL = "cannot_tell"
DOES_NOT_ARISE = "does_not_arise"
STATES = {
    FOUND: "Found in the records",
    PARTLY: "Partly found",
    NOT_FOUND: "Not found",
    CANNOT_TELL: "The records cannot tell",
    DOES_NOT_ARISE: "Does not arise",
}


@dataclass(frozen=True)
class Row:
    """One record that a finding rests on. `kind` and `key` lead to it: activity, response, cover, decision, assessment, impact, web, file."""

    reference: str
    text: str
    date_text: str
    kind: str
    key: str


@dataclass(frozen=True)
class Missing:
    """Something that the check looked for and did not find. `gap` is the code of the gap that asks for it, "" where none does."""

    text: str
    gap: str = ""


@dataclass(frozen=True)
class Finding:
    """The answer of one check. It says what was found, never more; a named person judges."""

    code: str
    name: str
    state: str
    sentence: str
    rows: tuple[Row, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def state_in_words(self) -> str:
        return STATES[self.state]

    @property
    def in_words(self) -> str:
        """One line for packs and covers."""
        return f"{self.name}: {self.state_in_words.lower()}. {self.sentence}"

    @property
    def framework(self) -> str:
        return self.code.partition(":")[0]

    @property
    def mark(self) -> str:
        """Sixteen signs that change when the state or the sentence does: what a reviewer had before their eyes."""
        return hashlib.sha256(f"{self.state}\n{self.sentence}".encode()).hexdigest()[:16]


def words_of(day: date) -> str:
    """`Tue 14 July 2026`."""
    return day_text(day)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `3 days`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def activity_row(activity: ActivityFact) -> Row:
    return Row(activity.reference, activity.title, activity.when or "Date not known", "activity", str(activity.pk))


def listed(names: list[str], most: int = 3) -> str:
    """`ACT-1, ACT-2 and 4 more`."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
