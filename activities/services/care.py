"""What was written about activities, said, promised or sent to us and needs care: its words move into a case at once.

The record keeps a sentence, is seen by who pressed and the lead of its team, and leaves the public pages, partners and lists
of others in the same transaction. `put_back` is the way back.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from activities.models import Activity, CapturedMessage, Commitment, Correction, Insight
from activities.services.apart import WORDS, Apart, neutral_name, neutral_title, restrict, sentence_field
from activities.services.keeping import KEPT
from crm.core import history
from crm.core.models import Attachment, CareCase
from crm.core.services import explained, locked, save_record
from crm.core.services.care import MOVED, cases_of, empty_case, is_kept_apart, locked_case, moved_key

_titles: list[Callable[[Activity], object]] = []


def register_title_keeper(follow: Callable[[Activity], object]) -> None:
    """Say what else keeps a copy of an activity's title, in an app above: `follow(activity)` is called when the title has changed."""
    _titles.append(follow)


def hold_back(model: type[Model], values: Mapping[str, Any], reason: str = "") -> tuple[dict[str, Any], dict[str, str]]:
    """Values that may be stored, and the words among them (`typed` of `set_apart`), the reason of the change with them."""
    typed = {name: values[name] for name in WORDS[model] if name in values}
    return {name: value for name, value in values.items() if name not in typed}, typed | {"reason": reason}


@transaction.atomic
def set_apart(record: Activity | Insight | Commitment, *, matter: str, actor, typed: Mapping[str, str] | None = None) -> CareCase:
    """Move the words of a stored record into a new case. The caller has asked `policies.can_change`.

    Args:
        typed: What somebody typed over the words just now, by column; it is kept instead of the stored words.

    With an activity go its points, promises, corrections, the words about its files, gaps and counts, and the messages it
    came from. Its files stay, for those who may still see it.

    Raises:
        ValidationError: `already_apart`, or `matter` is none of the matters.
    """
    record = locked(type(record), record.pk)
    _refuse_twice(record)
    apart = Apart(matter=matter, actor=actor, team=actor.team or record.team, is_training=record.is_training)
    with history.because(actor, "set_apart"), explained():
        if isinstance(record, Activity):
            _activity(record, apart)
        else:
            _child(record, apart)
    apart.texts |= {f"{moved_key(record)}.{name}": words for name, words in (typed or {}).items() if words}
    return apart.close(record)


@transaction.atomic
def set_apart_message(message: CapturedMessage, *, matter: str, actor) -> CareCase:
    """Move the words of a captured message into a new case; it and its file are seen by `actor` alone from now on.

    What became of it moves too: an activity that was made from it holds the same words.

    Raises:
        ValidationError: `already_apart`, or `matter` is none of the matters.
    """
    message = CapturedMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.needs_care:
        raise ValidationError("This is kept apart already.", code="already_apart")
    apart = Apart(matter=matter, actor=actor, team=actor.team or message.team)
    with history.because(actor, "set_apart"), explained():
        _message(message, apart)
        if message.activity_id and not is_kept_apart((activity := locked(Activity, message.activity_id)).heard):
            _activity(activity, apart)
    return apart.close(message)


@transaction.atomic
def move_message_too(activity: Activity, message: CapturedMessage, *, actor) -> None:
    """An activity was set apart while it was logged from a message: what the message says goes into the same case."""
    case = cases_of(activity).select_for_update(of=("self",)).first()
    apart = Apart.more(case, actor)
    with history.because(actor, "set_apart"), explained():
        _message(CapturedMessage.objects.select_for_update(of=("self",)).get(pk=message.pk), apart)
        case.texts = apart.texts
        case.save(update_fields=["texts"])


@transaction.atomic
def put_back(case: CareCase, *, reason: str, actor) -> CareCase:
    """It needs no care after all: the words stand again where they stood, for those who saw them before.

    What was on the public pages or with partners for corrections is not put there again; somebody decides that anew.

    Raises:
        ValidationError: `closed`, `required` (no reason), `not_opener`, or `nothing_to_put_back`.
    """
    case = locked_case(case)
    if case.opened_by_id != actor.pk:
        raise ValidationError("Only the person who set it apart puts it back.", code="not_opener")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it does not need care."}, code="required")
    if not case.texts.get(MOVED):
        raise ValidationError("There is no record to put the words back into.", code="nothing_to_put_back")
    with history.because(actor, "put_back", reason=reason), explained():
        for key, before in case.texts[MOVED].items():
            _restore(case, key, before)
    return empty_case(case, reason, actor)


def _refuse_twice(record: Any) -> None:
    if is_kept_apart(getattr(record, sentence_field(type(record)))):
        raise ValidationError("This is kept apart already.", code="already_apart")


def _activity(activity: Activity, apart: Apart) -> None:
    apart.take(activity, KEPT)
    activity.title = neutral_title(activity)
    restrict(activity, apart.actor)
    save_record(activity)
    for follow in _titles:
        follow(activity)
    for child in [*activity.insights.select_for_update(of=("self",)), *activity.commitments.select_for_update(of=("self",))]:
        if is_kept_apart(getattr(child, sentence_field(type(child)))):
            restrict(child, apart.actor)
            save_record(child)
        else:
            _child(child, apart)
    _rows(activity, apart)
    for message in CapturedMessage.objects.select_for_update(of=("self",)).filter(activity=activity, needs_care=False):
        if moved_key(message) not in apart.texts[MOVED]:
            _message(message, apart)


def _child(record: Any, apart: Apart) -> None:
    if isinstance(record, Insight):
        apart.take(record, (*KEPT, "state", "checked_by_id"))
        record.state, record.checked_by = Insight.State.DRAFT, None
    else:
        apart.take(record, KEPT)
        record.proof = apart.sentence if record.state != Commitment.State.OPEN else ""
    restrict(record, apart.actor)
    save_record(record)


def _rows(activity: Activity, apart: Apart) -> None:
    """Lines that belong to an activity and hold words of their own."""
    for fact in activity.missing_facts.all():
        apart.take(fact)
        fact.text = f"{apart.sentence} {fact.pk}"
        fact.save(update_fields=["text"])
    for count in activity.counts.all():
        apart.take(count)
        count.save(update_fields=["what"])
    for correction in activity.corrections.all():
        apart.take(correction)
        correction.answer = apart.sentence if correction.state != Correction.State.OPEN else ""
        correction.save(update_fields=["text", "answer"])
    for file in activity.files.select_related("attachment"):
        apart.take(file, ("is_published",))
        file.whose, file.is_published = "", False
        file.save(update_fields=["whose", "is_published"])
        _attachment(file.attachment, apart)


def _attachment(attachment: Attachment, apart: Apart) -> None:
    apart.take(attachment)
    attachment.name = neutral_name(apart.texts[f"{moved_key(attachment)}.name"])
    attachment.save(update_fields=["name"])


def _message(message: CapturedMessage, apart: Apart) -> None:
    apart.take(message, ("captured_by_id",))
    message.needs_care, message.captured_by = True, apart.actor
    message.save()
    if message.attachment is not None and moved_key(message.attachment) not in apart.texts[MOVED]:
        _attachment(message.attachment, apart)


MODELS: dict[str, type[Model]] = {model._meta.model_name or "": model for model in WORDS}


def _restore(case: CareCase, key: str, before: Mapping[str, Any]) -> None:
    kind, _dash, pk = key.partition("-")
    model = MODELS[kind]
    record: Any = model._default_manager.select_for_update(of=("self",)).get(pk=int(pk))
    for name in WORDS[model]:
        setattr(record, name, case.texts.get(f"{key}.{name}", ""))
    for name, value in before.items():
        setattr(record, name, value)
    if new_names := case.texts.get(f"{key}.new_names"):
        record.heard = f"{record.heard}\n\nAlso named: {new_names}".strip()
    if isinstance(record, CapturedMessage):
        record.needs_care = False
    if isinstance(record, (Activity, Insight, Commitment)):
        save_record(record)
    else:
        record.save()
    if isinstance(record, Activity):
        for follow in _titles:
            follow(record)
