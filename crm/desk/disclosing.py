"""What a request for information finds, and what of it leaves the house: third parties hidden, restricted and training records never in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import CharField, F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Length, Lower, StrIndex
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assurance.models import InformationRequest, InformationRequestItem
from crm.core.models import SearchEntry, User, Visibility
from crm.core.search import record_kinds
from crm.core.templatetags.kit import long_date
from crm.desk.hiding import Hider, Piece
from partners.models import Person

MOST_FOUND = 500
REPLY_DAYS = 20
"""Working days after the day on which the request came. Source: Freedom of Information Act 2000 s.10."""

EXEMPTIONS = {
    "s21": gettext_lazy("s.21 It can be had in another way"),
    "s22": gettext_lazy("s.22 It will be published"),
    "s31": gettext_lazy("s.31 Law enforcement"),
    "s36": gettext_lazy("s.36 It would prejudice the conduct of public affairs"),
    "s38": gettext_lazy("s.38 Health and safety"),
    "s40": gettext_lazy("s.40 Personal information"),
    "s41": gettext_lazy("s.41 It was given in confidence"),
    "s42": gettext_lazy("s.42 Legal professional privilege"),
    "s43": gettext_lazy("s.43 Commercial interests"),
    "s44": gettext_lazy("s.44 Another law forbids it"),
}
"""Sections of the Freedom of Information Act 2000 that an involvement record may meet; whether one applies, a person decides."""

PARTS: dict[str, tuple[str, ...]] = {
    "organisation": ("name", "description", "website"),
    "project": ("title", "purpose", "aims", "context", "can_influence", "cannot_influence", "audiences", "methods", "feedback_plan"),
    "activity": ("title", "date_from", "purpose", "summary", "heard", "next_steps", "adjustments_offered"),
    "insight": ("paraphrase", "heard_on"),
    "commitment": ("text", "made_on", "due_on", "proof"),
    "decision": ("title", "proposal", "can_influence", "cannot_influence", "expected_on", "decided_on", "outcome", "minute"),
    "response": ("you_said", "we_did", "considered_by", "told_on"),
}
"""What of each kind can be given, its title first. People are no records of a request: their names are hidden wherever they stand."""

SHORTEST_NAME = 4


@dataclass(frozen=True)
class Part:
    """One part of a record: its column, its name in words and what stands there, as stored; once it leaves, also what of it is hidden."""

    column: str
    label: str
    text: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Disclosed:
    """One record as it leaves: `parts` have third parties hidden; `kept_back` names the parts that are not given."""

    reference: str
    title: str
    treatment: str
    exemption: str
    reason: str
    title_pieces: tuple[Piece, ...] = ()
    parts: tuple[Part, ...] = ()
    kept_back: tuple[str, ...] = ()


def found(request: InformationRequest, user) -> QuerySet[SearchEntry]:
    """Records with all the words of the request in its dates, of what all staff may see, newest first. One query."""
    open_kinds = SearchEntry.objects.visible_to(user).filter(visibility__in=[Visibility.ORGANISATION, Visibility.SHARED], is_training=False, kind__in=PARTS)
    if request.words:
        open_kinds = open_kinds.filter(words=SearchQuery(request.words, config="listening_post", search_type="websearch"))
    if request.from_on:
        open_kinds = open_kinds.filter(on_date__gte=request.from_on)
    if request.to_on:
        open_kinds = open_kinds.filter(on_date__lte=request.to_on)
    return open_kinds.order_by("-on_date", "-pk")


def records_of(items: Iterable[InformationRequestItem], user) -> dict[tuple[str, int], Model]:
    """The records of items that all staff may see now, by kind and key; one that was restricted since is not there. One query a kind."""
    keys: dict[str, list[int]] = {}
    for item in items:
        keys.setdefault(item.kind, []).append(item.record_key)
    seen: dict[tuple[str, int], Model] = {}
    for kind, numbers in keys.items():
        rows = (
            record_kinds()[kind]
            ._default_manager.visible_to(user)
            .filter(pk__in=numbers, visibility__in=[Visibility.ORGANISATION, Visibility.SHARED], is_training=False)
        )
        seen |= {(kind, row.pk): row for row in rows}
    return seen


def parts_of(record: Any) -> tuple[Part, ...]:
    """What of a record could be given; empty parts are left out."""
    rows = []
    for column in PARTS[record._meta.model_name]:
        field, value = record._meta.get_field(column), getattr(record, column)
        text = long_date(value) if value and not isinstance(field, CharField | TextField) else str(value or "")
        if text.strip():
            rows.append(Part(column, str(field.verbose_name).capitalize(), text))
    return tuple(rows)


def disclosed(request: InformationRequest, user) -> Iterator[Disclosed]:
    """Each item that is about the request, as it leaves: given, in part, or named with its exemption only. Three queries and one a kind."""
    Treatment = InformationRequestItem.Treatment
    items = list(request.items.all())
    records = records_of(items, user)
    texts = {key: parts_of(record) for key, record in records.items()}
    everything = [*map(str, records.values()), *(part.text for parts in texts.values() for part in parts)]
    hider = Hider(third_parties("\n".join(everything)), request.also_hide.splitlines())
    for item in items:
        if item.treatment in (Treatment.OUT, Treatment.UNDECIDED):
            continue
        key = (item.kind, item.record_key)
        record = records.get(key)
        if record is None or item.treatment == Treatment.WITHHOLD:
            reason = item.reason if record is not None else _("It is no longer open to all staff.")
            yield Disclosed(_reference(item), "", str(Treatment.WITHHOLD.label), str(EXEMPTIONS.get(item.exemption, "")), reason)
            continue
        hidden = set(item.hidden_fields) if item.treatment == Treatment.PART else set()
        given = tuple(_as_given(part, hider) for part in texts[key] if part.column not in hidden)
        kept = tuple(part.label for part in texts[key] if part.column in hidden)
        exemption = str(EXEMPTIONS.get(item.exemption, "")) if hidden else ""
        title = () if PARTS[item.kind][0] in hidden else tuple(hider.pieces(str(record)))
        words = "".join(piece.as_given for piece in title)
        yield Disclosed(_reference(item), words, str(item.get_treatment_display()), exemption, item.reason if hidden else "", title, given, kept)


def _as_given(part: Part, hider: Hider) -> Part:
    return Part(part.column, part.label, hider.hide(part.text), tuple(hider.pieces(part.text)))


def _reference(item: InformationRequestItem) -> str:
    return f"{record_kinds()[item.kind].reference_prefix}-{item.record_key}"


def third_parties(text: str) -> list[str]:
    """Names of people on record, and of staff, whose last name stands in the text, so that "A. Surname" is found too. Two queries."""
    wanted = Value(text.lower(), output_field=TextField())
    names: set[str] = set()
    for model in (Person, User):
        last = Func(Lower(F("name")), Value(r"^.*\s"), Value(""), function="regexp_replace", output_field=TextField())
        rows = model._default_manager.annotate(size=Length("name"), place=StrIndex(wanted, last))
        names |= set(rows.filter(size__gte=SHORTEST_NAME, place__gt=0).order_by().values_list("name", flat=True))
    return sorted(names)
