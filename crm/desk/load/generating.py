"""Rows by COPY, through the same triggers as every other write, so that history and search are measured with them.

Nothing here is drawn by chance: the same call makes the same rows, and measurements can rely on the words.
`COMMON_WORD` is in half of the activities, `RARE_WORD` in five, `ABSENT_WORD` in none. The first organisation took part
in `BUSY` activities (where there are that many), the second in `QUIET`. Every fiftieth activity is kept to one person,
so that the rule of who may read what has something to hide.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Field, JSONField, Min, Model

from activities.models import Activity, ActivityOrganisation, ActivityType, Commitment, Insight, Project
from crm.core.models import User
from partners.models import Organisation, OrganisationType, Person, Place, RoleHolding

COMMON_WORD = "transport"
RARE_WORD = "zebrafinch"
ABSENT_WORD = "quixotically"
BUSY = 10_000
QUIET = 20

ORGANISATIONS = 5_000
PEOPLE = 20_000
PROJECTS = 200
HIDDEN_EVERY = 50
INSIGHT_EVERY = 4
PROMISE_EVERY = 20
SOURCE = "generated"
CHUNK = 20_000

TOPICS = ["stroke rehabilitation", "walk-in clinic", "urgent care", "maternity", "diabetes", "dementia support", "mental health", "dental access"]
CONCERNS = ["waiting times", "parking", "letters that arrive late", "carers not being told", "no interpreter", "the website", "opening hours"]
GROUPS = ["carers", "parents", "older people", "young people", "disabled people", "veterans", "Roma families", "refugees"]


@dataclass(frozen=True)
class Made:
    """What was generated: first keys and the number of activities, so that a measurement can name its rows."""

    first_organisation: int
    first_activity: int
    activities: int
    first_project: int

    @property
    def busy_organisation(self) -> int:
        return self.first_organisation

    @property
    def quiet_organisation(self) -> int:
        return self.first_organisation + 1


def generated() -> Made | None:
    """What an earlier `generate` made in this database, None where nothing was generated. Four queries."""
    activities = Activity.objects.filter(source=SOURCE).aggregate(first=Min("pk"), many=Count("pk"))
    if not activities["many"]:
        return None
    return Made(
        Organisation.objects.filter(source=SOURCE).order_by("pk").values_list("pk", flat=True)[0],
        activities["first"],
        activities["many"],
        Project.objects.filter(source=SOURCE).order_by("pk").values_list("pk", flat=True)[0],
    )


def generate(activities: int, say: Callable[[str], None] = lambda line: None) -> Made:
    """Add one board's worth of records with that many activities. About 20 s per 100,000 activities on two cores."""
    types = list(ActivityType.objects.order_by("position", "pk").values_list("pk", "code"))
    places = list(Place.objects.filter(kind="district").order_by("code").values_list("pk", flat=True)) or [None]
    kinds = list(OrganisationType.objects.order_by("pk").values_list("pk", flat=True))
    reader = User.objects.order_by("-pk").values_list("pk", flat=True).first()
    first_organisation = next_key("partners_organisation")
    first_person = next_key("partners_person")
    first_project = next_key("activities_project")
    first_activity = next_key("activities_activity")
    copy_rows(Organisation, ["id", "name", "address", "source", "district_id", "contact_every_days"], _organisations(first_organisation, places))
    copy_rows(Organisation.types.through, ["organisation_id", "organisationtype_id"], (
        (first_organisation + number, kinds[number % len(kinds)]) for number in range(ORGANISATIONS if kinds else 0)
    ))  # fmt: skip
    copy_rows(Person, ["id", "name", "source"], (
        (first_person + number, f"Contact {number}, {GROUPS[number % len(GROUPS)]} group {number % ORGANISATIONS}", SOURCE) for number in range(PEOPLE)
    ))  # fmt: skip
    copy_rows(RoleHolding, ["person_id", "organisation_id", "role"], (
        (first_person + number, first_organisation + number % ORGANISATIONS, "Coordinator") for number in range(PEOPLE)
    ))  # fmt: skip
    copy_rows(Project, ["id", "title", "stage", "purpose", "source"], (
        (first_project + number, f"{TOPICS[number % len(TOPICS)].capitalize()} project {number}", "engagement", "Generated for measuring.", SOURCE)
        for number in range(PROJECTS)
    ))  # fmt: skip
    say(f"{ORGANISATIONS:,} organisations, {PEOPLE:,} people, {PROJECTS:,} projects")
    for start in range(0, activities, 100_000):
        size = min(100_000, activities - start)
        numbers = range(start, start + size)
        copy_rows(
            Activity,
            [
                *("id", "title", "type_id", "level", "status", "date_from", "date_precision", "how", "place_id", "project_id", "summary", "heard"),
                *("visibility", "named_user_ids", "source"),
            ],
            _activities(numbers, first_activity, types, places, first_project, reader),
        )
        copy_rows(ActivityOrganisation, ["activity_id", "organisation_id", "part"], _links(numbers, first_activity, first_organisation, activities))
        copy_rows(Insight, ["paraphrase", "activity_id", "heard_on", "state", "visibility", "named_user_ids"], _insight(numbers, first_activity, reader))
        copy_rows(Commitment, ["text", "organisation_id", "activity_id", "made_on", "state", "visibility", "named_user_ids"], (
            (f"Tell the {GROUPS[number % 8]} what came of {CONCERNS[number % 7]}", first_organisation + number % ORGANISATIONS, first_activity + number,
             _day(number), "open", *_readers(number, reader))
            for number in numbers if number % PROMISE_EVERY == 0
        ))  # fmt: skip
        say(f"{start + size:,} of {activities:,} activities")
    for table in ("partners_organisation", "partners_person", "activities_project", "activities_activity"):
        advance(table)
    return Made(first_organisation, first_activity, activities, first_project)


def _organisations(first: int, places: list) -> Iterator[tuple]:
    for number in range(ORGANISATIONS):
        group = GROUPS[number % len(GROUPS)]
        yield first + number, f"{group.capitalize()} group {number}", f"{number} High Street", SOURCE, places[number % len(places)], 90


def _day(number: int) -> date:
    """Held ones lie in the last ten years, planned ones (every tenth) in the next three months."""
    newest = date(2026, 10, 31)
    return newest - timedelta(days=number * 7 % 3650) if number % 10 else newest + timedelta(days=1 + number // 10 % 90)


def _readers(number: int, reader: int | None) -> tuple[str, str]:
    """Visibility and named people of an activity and of what comes from it."""
    return ("restricted", f"{{{reader}}}") if reader and number % HIDDEN_EVERY == 7 else ("organisation", "{}")


def _activities(numbers: Iterable[int], first: int, types: list, places: list, first_project: int, reader: int | None) -> Iterator[tuple]:
    for number in numbers:
        topic, concern, group = TOPICS[number % 8], CONCERNS[number % 7], GROUPS[number * 3 % 8]
        words = f"{group.capitalize()} spoke about {concern} in {topic}. "
        words += f"Public {COMMON_WORD} was raised by several. " if number % 2 else "Several asked for a call back. "
        words += f"Somebody brought a {RARE_WORD}. " if number < 5 else ""
        kind = types[number % len(types)][0]
        yield (
            first + number, f"{topic.capitalize()}: {concern} with {group} ({number})", kind, "involve", "held" if number % 10 else "planned",
            _day(number), "day", "online", places[number % len(places)], first_project + number % PROJECTS, words[:60], words * 4,
            *_readers(number, reader), SOURCE,
        )  # fmt: skip


def _insight(numbers: Iterable[int], first_activity: int, reader: int | None) -> Iterator[tuple]:
    for number in numbers:
        if number % INSIGHT_EVERY == 1:
            words = f"{GROUPS[number * 3 % 8].capitalize()} find {CONCERNS[number % 7]} hard in {TOPICS[number % 8]}"
            yield words, first_activity + number, _day(number), "validated", *_readers(number, reader)


def _links(numbers: Iterable[int], first_activity: int, first_organisation: int, activities: int) -> Iterator[tuple]:
    """Each activity with one organisation, every second with a further one; the busy and the quiet one besides."""
    step, quiet_step = max(1, activities // BUSY), max(1, activities // QUIET)
    for number in numbers:
        yield first_activity + number, first_organisation + 2 + number % (ORGANISATIONS - 2), "present"
        if number % 2:
            yield first_activity + number, first_organisation + 2 + (number + 17) % (ORGANISATIONS - 2), "present"
        if (number + 2) % step == 0:
            yield first_activity + number, first_organisation, "present"
        if (number + 2) % quiet_step == 0:
            yield first_activity + number, first_organisation + 1, "present"


def copy_rows(model: type[Model], columns: list[str], rows: Iterable[tuple]) -> None:
    """COPY rows in chunks, one transaction a chunk; columns that are not named get the model's default."""
    given = set(columns)
    others = [field for field in model._meta.concrete_fields if field.column not in given and not (field.primary_key or field.null or field.has_db_default())]
    tail = tuple(_default_of(field) for field in others)
    rows = iter(rows)
    statement = f"COPY {model._meta.db_table} ({', '.join([*columns, *(field.column for field in others)])}) FROM STDIN"
    while chunk := list(islice(rows, CHUNK)):
        lines = io.StringIO("".join("\t".join(r"\N" if value is None else str(value) for value in (*row, *tail)) + "\n" for row in chunk))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.copy_expert(statement, lines)


def _default_of(field: Field) -> object:
    """The model's default as COPY writes it."""
    value = field.get_default()
    return json.dumps(value) if isinstance(field, JSONField) else field.get_db_prep_save(value, connection)


def next_key(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608 (our own table names)
        return cursor.fetchone()[0]


def advance(table: str) -> None:
    """Let the table's sequence go on behind the keys that COPY wrote."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, 1)")  # noqa: S608
        here = cursor.fetchone()[0]
        cursor.execute(f"SELECT coalesce(max(id), 1) FROM {table}")  # noqa: S608
        ahead = cursor.fetchone()[0] - here
        if ahead > 0:
            cursor.execute(f"SELECT count(nextval(pg_get_serial_sequence('{table}', 'id'))) FROM generate_series(1, %s)", [ahead])  # noqa: S608
