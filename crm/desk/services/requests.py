"""Requests for information: noted, searched for, decided item by item, answered, entered in the disclosure log."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.working_days import after_working_days
from assurance.models import InformationRequest, InformationRequestItem
from crm.core import history
from crm.core.models import User
from crm.core.services import explained, locked
from crm.desk.disclosing import MOST_FOUND, PARTS, REPLY_DAYS, found

COLUMNS = ("local_reference", "subject", "question", "received_on", "due_on", "words", "from_on", "to_on")
State = InformationRequest.State


@transaction.atomic
def note_request(*, values: Mapping[str, Any], actor: User) -> InformationRequest:
    """Write down a request, without the name of who asks; due in 20 working days unless a day is named.

    Raises:
        ValidationError: The reference is taken, or a rule of the table is broken.

    Source:
        Freedom of Information Act 2000 s.10.
    """
    request = InformationRequest(created_by=actor)
    _take(request, values)
    with history.because(actor, "note_request"), explained():
        request.save()
    return request


@transaction.atomic
def change_request(request: InformationRequest, *, version: int, values: Mapping[str, Any], actor: User) -> InformationRequest:
    """Change what was noted.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
    """
    stored = locked(InformationRequest, request.pk, version=version)
    _take(stored, values)
    stored.version += 1
    with history.because(actor, "change_request"), explained():
        stored.save()
    return stored


def _take(request: InformationRequest, values: Mapping[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            value = values[name]
            setattr(request, name, value.strip() if isinstance(value, str) else value)
    request.due_on = request.due_on or after_working_days(request.received_on, REPLY_DAYS)
    request.clean_fields(exclude=["created_by"])


@transaction.atomic
def find_records(request: InformationRequest, *, actor: User) -> int:
    """Add what the words and dates of the request find; what is there already keeps its treatment. Returns how many were added.

    Raises:
        ValidationError: Neither words nor dates; more found than one can decide upon.
    """
    stored = locked(InformationRequest, request.pk)
    _still_open(stored)
    if not (stored.words or stored.from_on or stored.to_on):
        raise ValidationError(_("Say first what to search for: words, dates, or both."), code="no_words")
    keys = list(found(stored, actor).values_list("kind", "object_id")[: MOST_FOUND + 1])
    if len(keys) > MOST_FOUND:
        raise ValidationError(_("More than {most} records are found. Use more words, or fewer days.").format(most=MOST_FOUND), code="too_many")
    there = set(stored.items.values_list("kind", "record_key"))
    new = [InformationRequestItem(request=stored, kind=kind, record_key=key) for kind, key in keys if (kind, key) not in there]
    with history.because(actor, "find_records"):
        InformationRequestItem.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def treat_item(
    item: InformationRequestItem, *, treatment: str, exemption: str = "", reason: str = "", hidden: Iterable[str] = (), actor: User
) -> InformationRequestItem:
    """Decide what is done with one record.

    Raises:
        ValidationError: Kept back without an exemption and a reason; in part without a part.
    """
    item = InformationRequestItem.objects.select_for_update(of=("self",)).select_related("request").get(pk=item.pk)
    _still_open(item.request)
    Treatment = InformationRequestItem.Treatment
    keeps_back = treatment in (Treatment.PART, Treatment.WITHHOLD)
    chosen = [column for column in PARTS[item.kind] if column in set(hidden)]
    if treatment == Treatment.PART and not chosen:
        raise ValidationError({"hidden": _("Choose the parts that are kept back.")})
    item.treatment, item.decided_by = treatment, actor
    item.exemption, item.reason = (exemption, reason.strip()) if keeps_back else ("", "")
    item.hidden_fields = chosen if treatment == Treatment.PART else []
    item.clean_fields()
    with history.because(actor, "treat_item", reason=item.reason), explained():
        item.save()
    return item


@transaction.atomic
def hide_words(request: InformationRequest, *, version: int, words: str, actor: User) -> InformationRequest:
    """Keep with the request which words are hidden besides, one word or phrase a line; history keeps who hid what.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: The request is closed.
    """
    stored = locked(InformationRequest, request.pk, version=version)
    _still_open(stored)
    stored.also_hide = "\n".join(dict.fromkeys(filter(None, (" ".join(line.split()) for line in words.splitlines()))))
    stored.version += 1
    stored.clean_fields(exclude=["created_by"])
    with history.because(actor, "hide_words"), explained():
        stored.save()
    return stored


@transaction.atomic
def answer_request(request: InformationRequest, *, outcome: str, on: date, actor: User) -> InformationRequest:
    """Say that it is answered. Every record that was found must have been decided upon.

    Raises:
        ValidationError: Something is not decided yet, or it is answered already.
    """
    stored = locked(InformationRequest, request.pk)
    _still_open(stored)
    undecided = stored.items.filter(treatment=InformationRequestItem.Treatment.UNDECIDED).count()
    if undecided:
        raise ValidationError(_("{number} records are not decided upon yet.").format(number=undecided), code="undecided")
    stored.state, stored.outcome, stored.answered_on = State.ANSWERED, outcome, on
    stored.version += 1
    with history.because(actor, "answer_request"), explained():
        stored.save()
    return stored


@transaction.atomic
def enter_in_log(request: InformationRequest, *, text: str, actor: User) -> InformationRequest:
    """Enter an answered request in the disclosure log, in words for the public.

    Raises:
        ValidationError: Not answered yet, or no words.
    """
    stored = locked(InformationRequest, request.pk)
    if stored.state != State.ANSWERED:
        raise ValidationError(_("Answer the request first."), code="open")
    if not text.strip():
        raise ValidationError({"text": _("Write what the log says.")})
    stored.disclosure_text, stored.disclosed_at = text.strip(), stored.disclosed_at or timezone.now()
    stored.version += 1
    with history.because(actor, "enter_in_log"), explained():
        stored.save()
    return stored


def _still_open(request: InformationRequest) -> None:
    if request.state != State.OPEN:
        raise ValidationError(_("This request is closed."), code="closed")
