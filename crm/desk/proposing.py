"""What a typed first line proposes for the log form. Nothing is made, and what the reader may not see is never proposed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.db.models.functions import Upper
from django.http import QueryDict

from activities.models import ActivityType
from activities.typed_line import TypedLine, read_line, runs, title_of
from crm.core.forms import QuerySource
from crm.core.forms.pickers import Choice
from partners.pickers import organisation_source, person_source

ALIKE = 0.45
"""From this trigram similarity on a name is offered; it is never taken without a press."""
MOST_OFFERED = 5
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Question:
    """Words that could mean several, and whom."""

    words: str
    choices: tuple[Choice, ...]


@dataclass
class Names:
    """Who is meant: known for sure, to be chosen from, and not known."""

    chosen: list[Choice] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Proposal:
    """What the line says, in the terms of the log form."""

    read: TypedLine
    names: Names
    type: ActivityType | None
    title: str


def propose_from_line(line: str, user, *, today: date) -> Proposal:
    """Read the line and look up who is meant. Four queries at most, and two for each name that nobody has."""
    read = read_line(line, today=today)
    kind = ActivityType.objects.filter(code=read.type, valid_to__isnull=True).first() if read.type else None
    names = names_in(read.who, user)
    return Proposal(read, names, kind, title_of(read.topic, ", ".join(names.unknown)))


def as_fields(proposal: Proposal) -> dict[str, str]:
    """What the proposal puts into the log form, by the names that its fields are posted under."""
    read = proposal.read
    found: dict[str, str] = {}
    if proposal.type is not None:
        key = str(proposal.type.pk)
        found |= {"type": key} if proposal.type.common else {"type": "more", "type_more": key}
    if read.when is not None:
        day = read.when.day
        found |= {"when_day": str(day.day) if read.when.precision == "day" else "", "when_month": str(day.month), "when_year": str(day.year)}
    if read.starts_at is not None:
        found["starts_at"] = f"{read.starts_at:%H:%M}"
    if read.number is not None:
        found |= {"public_number": str(read.number), "public_method": read.counted}
    found |= {"how": read.how, "title": proposal.title}
    return {name: value for name, value in found.items() if value or name == "when_day"}


GROUPS = (("type", "type_more"), ("when_day", "when_month", "when_year"), ("public_number", "public_method"))
"""Fields that are filled together or not at all, the one that tells whether a person answered first."""


def fill(data: QueryDict, proposal: Proposal, *, today: date) -> list[str]:
    """Put the proposal where nobody answered yet; the date counts as answered when it is not today. Used without JavaScript.

    Returns:
        The names of the fields that were filled.
    """
    proposed = as_fields(proposal)
    answered = {name for name in proposed if data.get(name)}
    if (data.get("when_day"), data.get("when_month"), data.get("when_year")) == (str(today.day), str(today.month), str(today.year)):
        answered -= {"when_day", "when_month", "when_year"}
    for group in GROUPS:
        if any(name in answered for name in (group if group[0] != "public_number" else group[:1])):
            answered |= set(group)
        else:
            answered -= set(group)
    filled = [name for name in proposed if name not in answered]
    for name in filled:
        data[name] = proposed[name]
    chosen = data.getlist("who")
    data.setlist("who", list(dict.fromkeys([*chosen, *(choice.value for choice in proposal.names.chosen)])))
    asked = [question.words for question in proposal.names.questions] + proposal.names.unknown
    if asked and proposal.read.number is None:
        data["who_text"] = "\n".join(filter(None, [data.get("who_text", ""), *asked]))
    return filled + (["who"] if proposal.names.chosen else [])


def names_in(words: str, user) -> Names:
    """Whom the words name: the longest run that is somebody's whole name, then names that start with it, once it is clear who is meant."""
    found = Names()
    readings = runs(words) if words.strip() else []
    if not readings:
        return found
    sources = [organisation_source(user), person_source(user)]
    known = _starting_with({name for reading in readings for name, _length in reading}, sources)
    at = 0
    while at < len(readings):
        name, length, choices = _longest(readings[at], known)
        at += length
        if len(choices) == 1:
            if choices[0] not in found.chosen:
                found.chosen.append(choices[0])
        elif choices or (choices := _alike(name, sources)):
            found.questions.append(Question(name, tuple(choices[:MOST_OFFERED])))
        elif name:
            found.unknown.append(name)
    return found


def _longest(reading: list[tuple[str, str]], known: dict[str, list[Choice]]) -> tuple[str, int, list[Choice]]:
    """The longest name of a reading that somebody has; the shortest when nobody has any."""
    for name, length in reading:
        if known.get(name.lower()):
            return name, int(length), known[name.lower()]
    return reading[-1][0], int(reading[-1][1]), []


def _starting_with(names: Iterable[str], sources: list[QuerySource]) -> dict[str, list[Choice]]:
    """For each name, lower case: who has exactly it, otherwise whose name starts with it. One query a source."""
    names = {name.lower() for name in names if len(name) >= SHORTEST_NAME}
    if not names:
        return {}
    exact: dict[str, list[Choice]] = {}
    starting: dict[str, list[Choice]] = {}
    for source in sources:
        wanted = Q()
        for name in names:
            wanted |= Q(**{f"{source.name_field}__istartswith": name}) | Q(**{f"{source.name_field}__istartswith": f"the {name}"})
        for record in source.queryset.filter(wanted).order_by(source.name_field, "pk")[:60]:
            theirs = str(getattr(record, source.name_field)).lower().removeprefix("the ")
            for name in names:
                if theirs == name:
                    exact.setdefault(name, []).append(source.choice(record))
                elif theirs.startswith(name):
                    starting.setdefault(name, []).append(source.choice(record))
    return starting | exact


def _alike(name: str, sources: list[QuerySource]) -> list[Choice]:
    """Names that look like a misspelt one, the most alike first. One query a source."""
    if len(name) < SHORTEST_NAME:
        return []
    found = []
    for source in sources:
        rows = source.queryset.annotate(upper_name=Upper(source.name_field), alike=TrigramSimilarity(source.name_field, name))
        near = rows.filter(upper_name__trigram_similar=name.upper(), alike__gte=ALIKE).order_by("-alike", "pk")[:MOST_OFFERED]
        found += [(record.alike, source.choice(record)) for record in near]
    return [choice for _alike_by, choice in sorted(found, key=lambda pair: -pair[0])]
