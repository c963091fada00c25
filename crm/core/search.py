"""One box over everything: words over all records that the reader may see, and references that open at once.

Source: docs/adr/0009-search-asks-the-planner.md. A query `WHERE words @@ q ORDER BY date LIMIT 50` walks the date index for
rare words (half a second at a million rows), and a full-text index read for common words visits every match. So the planner
is asked first how common the words are: rare ones are read from the full-text index and sorted here, common ones are met
quickly on the way down the date index.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Upper

from crm.core.forms.text import plain_text
from crm.core.models import Record, ReferenceRedirect, SearchEntry

COUNTED = 1_000
"""Results are counted exactly up to here; beyond, "more than 1,000"."""
SORTED_HERE = 3_000
"""Up to so many matches are read from the full-text index and sorted; words with more are common."""
MOST_WORDS = 8
MOST_SIGNS = 200
LIKE_ENOUGH = 0.5
"""Word similarity of a title from which on it counts as a misspelling of what was typed."""
REFERENCE = re.compile(r"\s*([A-Za-z]{3,4})\s*-?\s*([0-9]{1,18})\s*")


@dataclass(frozen=True)
class Hit:
    """One result: no snippet, so that nothing shows but the title of a record that the reader may see.

    `on` is None where the record has no day of its own: then it stands where the day it was logged puts it.
    """

    kind: str
    key: int
    kind_label: str
    reference: str
    title: str
    url: str
    on: date | None
    is_training: bool
    is_archived: bool
    date_text: str = ""
    """What the reader sees: the day, or how far the record itself knows one."""


@dataclass(frozen=True)
class Results:
    """What was found.

    Attributes:
        hits: Newest first, at most `limit`.
        count: How many there are, up to `COUNTED`.
        is_more: There are more than `COUNTED`.
        is_guess: No record holds the words; these have a title that looks like them.
    """

    hits: tuple[Hit, ...] = ()
    count: int = 0
    is_more: bool = False
    is_guess: bool = False

    @property
    def count_words(self) -> str:
        """`No records`, `1 record`, `14 records`, `More than 1,000 records`."""
        if self.is_more:
            return f"More than {COUNTED:,} records"
        return "No records" if not self.count else f"{self.count:,} record{'' if self.count == 1 else 's'}"


DateWords = Callable[[list[int]], dict[int, str]]
_date_words: dict[str, DateWords] = {}


def register_date_words(kind: str, answer: DateWords) -> None:
    """`answer(keys)` says in words how far the date is known of those records of `kind` that have no day of their own. One query."""
    _date_words[kind] = answer


@cache
def record_kinds() -> dict[str, type[Model]]:
    """Main records by kind, in the order of the apps: organisation, person, project, activity …"""
    return {model._meta.model_name: model for model in apps.get_models() if issubclass(model, Record)}


@cache
def prefixes() -> dict[str, type[Model]]:
    """Everything that has a reference, by its prefix: `ORG`, `DEC`, `PACK`."""
    return {model.reference_prefix: model for model in apps.get_models() if getattr(model, "reference_prefix", "")}


def find_reference(user, text: str) -> str | None:
    """The address of the record whose reference was typed, in any case, also after a merge; None when it is none for this reader.

    A thing that is no main record (a pack) is opened without a look: its own page answers for who may see it.
    """
    match = REFERENCE.fullmatch(text)
    if match is None:
        return None
    prefix, key = match[1].upper(), int(match[2])
    for _hop in range(5):
        moved_to = ReferenceRedirect.objects.filter(old_reference=f"{prefix}-{key}").values_list("new_reference", flat=True).first()
        if moved_to is None:
            break
        prefix, _dash, number = moved_to.partition("-")
        key = int(number)
    model = prefixes().get(prefix)
    if model is None or key > 2**63 - 1:
        return None
    if issubclass(model, Record) and not model._default_manager.visible_to(user).filter(pk=key).exists():
        return None
    return model(pk=key).get_absolute_url()


def search(user, text: str, *, kinds: Sequence[str] | None = None, limit: int = 50) -> Results:
    """Records that `user` may see and that hold all words of `text`, the last one also as the beginning of a word.

    Args:
        text: As typed; nothing in it is an operator, nothing in it is an error.
        kinds: Only these kinds (`organisation`, `decision`); None: all.
        limit: Most results.

    Cost: three queries for rare words, two for common ones, two more when nothing holds the words.
    """
    text = " ".join(plain_text(text)[:MOST_SIGNS].split())
    query = tsquery(text, staff=not user.is_partner_user)
    if query is None:
        return Results()
    entries = SearchEntry.objects.visible_to(user)
    if kinds:
        entries = entries.filter(kind__in=kinds)
    matching = entries.filter(words=query)
    # Few records are open to partner users and colleagues, so a walk down the date index could be long for them.
    if user.is_staff_member and _expected(entries.filter(words=tsquery(text, staff=True, begins=False))) > SORTED_HERE:
        return _walk(matching, limit)
    found = _candidates(matching)
    if len(found) > SORTED_HERE:
        return _walk(matching, limit)
    if not found:
        return _look_alikes(entries, text, limit)
    newest = [key for _day, key in sorted(found, reverse=True)[:limit]]
    rows = SearchEntry.objects.in_bulk(newest)
    return Results(tuple(hits_of(rows[key] for key in newest if key in rows)), min(len(found), COUNTED), len(found) > COUNTED)


def tsquery(text: str, *, staff: bool, begins: bool = True) -> SearchQuery | None:
    """All words of `text`, each read by PostgreSQL's own parser (so `ME10 4BJ` and `post-operative` match as they were indexed).

    Each piece goes in quotes, in which nothing is an operator. Partner users do not find records by words of weight D,
    which hold what only staff may read. None when nothing is left to look for. With `begins` the last word is also met as
    the beginning of a word.
    """
    weights = "" if staff else "AC"
    pieces = [piece for piece in text.split()[:MOST_WORDS] if any(sign.isalnum() for sign in piece)]
    if not pieces:
        return None
    quoted = ["'" + piece.replace("\\", "\\\\").replace("'", "''") + "'" for piece in pieces]
    marks = [f":{weights}" if weights else ""] * len(quoted)
    if begins and len(pieces[-1]) > 2:  # two letters begin too many words to be worth reading
        marks[-1] = f":*{weights}"
    return SearchQuery(" & ".join(f"{piece}{mark}" for piece, mark in zip(quoted, marks, strict=True)), config="listening_post", search_type="raw")


def _expected(matching: QuerySet) -> int:
    """How many rows the planner expects, from its statistics of words; nothing is read.

    Only of whole words: of a word's beginning it never expects less than a fiftieth of all rows, however rare it is.
    """
    sql, parameters = matching.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Plan Rows"])


def _candidates(matching: QuerySet) -> list[tuple[date, int]]:
    """(day, key) of at most `SORTED_HERE` + 1 matches in no order, read through the full-text index and no other."""
    with transaction.atomic(), _without("seqscan", "indexscan"):
        rows = list(matching.order_by().values_list("on_date", "pk")[: SORTED_HERE + 1])
    return [(day or date.max, key) for day, key in rows]


@contextmanager
def _without(*scans: str) -> Iterator[None]:
    """Kinds of scan that the planner leaves alone inside, because it misjudges how many rows match a word."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL enable_{scan} = off" for scan in scans))
        yield
        cursor.execute("; ".join(f"SET LOCAL enable_{scan} = on" for scan in scans))


def _walk(matching: QuerySet, limit: int) -> Results:
    """The newest of very many, met on the way down the date index."""
    with transaction.atomic(), _without("seqscan", "bitmapscan"):
        rows = list(matching.order_by("-on_date", "-pk")[:limit])
    return Results(tuple(hits_of(rows)), COUNTED, True)


def _look_alikes(entries: QuerySet, text: str, limit: int) -> Results:
    """Records whose title looks like what was typed: misspelt names. At most 200 are compared."""
    if len(text) < 4 or not any(sign.isalpha() for sign in text):
        return Results()
    alike = entries.annotate(upper_title=Upper("title")).filter(upper_title__trigram_word_similar=text.upper())
    rows = list(alike.annotate(likeness=TrigramWordSimilarity(text.upper(), "upper_title")).order_by()[:200])
    rows = sorted((row for row in rows if row.likeness >= LIKE_ENOUGH), key=lambda row: (-row.likeness, row.title, row.pk))[:limit]
    return Results(tuple(hits_of(rows)), len(rows), False, bool(rows))


def hits_of(entries: Iterable[SearchEntry]) -> Iterator[Hit]:
    """What is shown of each entry, in their order. One query a kind that may have no day of its own."""
    from crm.core.templatetags.kit import long_date

    rows = list(entries)
    words = _words_for_dates(rows)
    for row in rows:
        model = record_kinds().get(row.kind)
        if model is None:
            continue
        record = model(pk=row.object_id)
        label = str(model._meta.verbose_name).capitalize()
        known = words.get((row.kind, row.object_id))
        on = None if known else row.on_date
        address = record.get_absolute_url()
        yield Hit(row.kind, row.object_id, label, record.reference, row.title, address, on, row.is_training, row.is_archived, known or long_date(on))


def _words_for_dates(rows: list[SearchEntry]) -> dict[tuple[str, int], str]:
    keys: dict[str, list[int]] = {}
    for row in rows:
        if row.kind in _date_words:
            keys.setdefault(row.kind, []).append(row.object_id)
    return {(kind, key): words for kind, found in keys.items() for key, words in _date_words[kind](found).items()}
