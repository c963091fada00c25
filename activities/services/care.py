"""What was written about activities, said, promised or sent to us and needs care: its words move into a case at once.

The record keeps a sentence, is seen by who pressed and the lead of its team, and leaves the public pages, partners and lists
of others in the same transaction. `put_back` is the way back.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from activities import rules
from activities.models import Activity, ActivityFile, CapturedMessage, Commitment, Correction, Insight, MissingFact, ParticipationCount
from activities.services.files import NewFile
from activities.services.keeping import KEPT
from crm.core import history
from crm.core.models import Attachment, CareCase, Visibility
from crm.core.services import explained, locked, save_record
from crm.core.services.care import MOVED, cases_of, empty_case, is_kept_apart, kept_apart, locked_case, moved_key, open_case

WORDS: dict[type[Model], tuple[str, ...]] = {
    Activity: (
        "title", "heard", "summary", "next_steps", "purpose", "could_influence", "audience", "venue", "date_note", "lead_text", "adjustments_offered",
        "adjustments_met", "source", "notes_by",
    ),
    Insight: ("paraphrase", "quote", "service"),
    Commitment: ("text", "made_to", "proof", "source"),
    CapturedMessage: ("subject", "text", "file_name", "place", "sender_name", "sender_address"),
    MissingFact: ("text",),
    ParticipationCount: ("what",),
    ActivityFile: ("whose",),
    Attachment: ("name",),
    Correction: ("text", "answer"),
}  # fmt: skip
"""Columns that hold what somebody typed, the one that keeps the sentence first but for an activity, whose title has to say something else."""

_titles: list[Callable[[Activity], object]] = []


def register_title_keeper(follow: Callable[[Activity], object]) -> None:
    """Say what else keeps a copy of an activity's title, in an app above: `follow(activity)` is called when the title has changed."""
    _titles.append(follow)


def sentence_field(model: type[Model]) -> str:
    """The column that says that the words are kept apart."""
    return "heard" if model is Activity else WORDS[model][0]


class Apart:
    """Words on their way into a case: what is taken from values or records, and what stands there instead."""

    @classmethod
    def more(cls, case: CareCase, actor) -> "Apart":
        """Further words for a case that is open."""
        apart = cls.__new__(cls)
        apart.actor, apart.case, apart.sentence, apart.texts = actor, case, kept_apart(case), dict(case.texts)
        return apart

    def __init__(self, *, matter: str, actor, team, is_training: bool = False, source_kind: str = ""):
        self.actor = actor
        self.case = open_case(matter=matter, texts={}, actor=actor, team=team, is_training=is_training, source_kind=source_kind)
        self.sentence = kept_apart(self.case)
        self.texts: dict[str, Any] = {MOVED: {}}

    def split(self, model: type[Model], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Values as they may be stored, and the words taken from them."""
        words = {name: values[name] for name in WORDS[model] if values.get(name)}
        shown = {name: "" for name in WORDS[model] if name in values}
        return {**values, **shown, sentence_field(model): self.sentence}, words

    def keep(self, record: Model, words: Mapping[str, str], before: Mapping[str, Any] | None = None) -> None:
        """Remember the words of a record that is stored."""
        key = moved_key(record)
        self.texts |= {f"{key}.{name}": text for name, text in words.items()}
        self.texts[MOVED][key] = dict(before or {})

    def take(self, record: Model, before: tuple[str, ...] = ()) -> None:
        """Empty a stored record of its words, in memory; the caller saves it."""
        kept = {name: getattr(record, name) for name in before}
        shown, words = self.split(type(record), {name: getattr(record, name) for name in WORDS[type(record)]})
        for name, value in shown.items():
            setattr(record, name, value)
        self.keep(record, words, kept)

    def one(self, record: Insight | Commitment, words: Mapping[str, str]) -> CareCase:
        """A single point or promise was stored without its words: keep them, and the record to who may see it."""
        before = {name: getattr(record, name) for name in KEPT}
        self.case.is_training = record.is_training
        restrict(record, self.actor)
        with history.because(self.actor, "set_apart"):
            save_record(record)
        self.keep(record, words, before)
        return self.close(record)

    def close(self, record: Model) -> CareCase:
        """Store what was collected; `record` is where it was written."""
        self.case.texts, self.case.source_kind, self.case.source_id = self.texts, record._meta.model_name, record.pk
        with history.because(self.actor, "set_apart"):
            self.case.save(update_fields=["texts", "source_kind", "source_id", "is_training"])
        return self.case


class LogApart(Apart):
    """An activity that needs care from its first press: its words never reach the tables of activities, nor their history."""

    def names(self, organisations: Iterable[str], people: Iterable[str]) -> tuple[list[str], list[str]]:
        """Names that nobody has yet stay with the case: a person at risk does not become a partner."""
        self.new_names = ", ".join([*organisations, *people])
        return [], []

    def hold(self, activity: Activity, files: Iterable[NewFile], promises: Iterable[Mapping], points: Iterable[Mapping]) -> tuple[list, list, list]:
        """Take the words out of everything that is about to be stored; what is returned is stored instead."""
        self.before = {name: getattr(activity, name) for name in KEPT}
        shown, self.words = self.split(Activity, {name: getattr(activity, name) for name in WORDS[Activity]})
        for name, value in shown.items():
            setattr(activity, name, value)
        activity.title = neutral_title(activity)
        restrict(activity, self.actor)
        self.case.is_training = activity.is_training
        self.files = list(files)
        self.promises = [self.split(Commitment, promise) for promise in promises]
        self.points = [self.split(Insight, point) for point in points]
        return [_neutral_file(file) for file in self.files], [shown for shown, _words in self.promises], [shown for shown, _words in self.points]

    def groups(self, counts: Iterable[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
        """Who was counted is said in somebody's words; how many is not."""
        self.counts = list(counts)
        return [(self.sentence, number, method) for _what, number, method in self.counts]

    def done(self, activity: Activity, promised: list[Commitment], heard: list[Insight]) -> None:
        """Everything is stored: give the case its words."""
        self.keep(activity, self.words | ({"new_names": self.new_names} if self.new_names else {}), self.before)
        for record, (_shown, words) in [*zip(promised, self.promises, strict=True), *zip(heard, self.points, strict=True)]:
            self.keep(record, words, self.before)
        for count, (what, _number, _method) in zip(activity.counts.order_by("pk"), self.counts, strict=True):
            self.keep(count, {"what": what})
        for row, file in zip(activity.files.select_related("attachment").order_by("pk"), self.files, strict=True):
            self.keep(row, {"whose": file.whose} if file.whose else {}, {"is_published": file.is_published})
            self.keep(row.attachment, {"name": file.upload.name or ""})
        self.close(activity)


def _neutral_file(file: NewFile) -> NewFile:
    upload = copy(file.upload)
    upload.name = neutral_name(upload.name or "")
    return replace(file, upload=upload, whose="", is_published=False)


def restrict(record: Any, actor) -> None:
    """Kept to who pressed and the lead of the team; shared with nobody, on no public page. In memory."""
    record.visibility, record.named_user_ids, record.shared_with_ids = Visibility.RESTRICTED, [actor.pk], []
    record.team = record.team or actor.team
    if isinstance(record, Activity):
        record.published_at, record.corrections_until = None, None


def neutral_title(activity: Activity) -> str:
    """`Meeting, 14 July 2026`: nothing that anybody typed."""
    return f"{activity.type.label}, {rules.date_text(activity, in_table=True)}"[:250]


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


def _child(record: Insight | Commitment, apart: Apart) -> None:
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


def neutral_name(name: str) -> str:
    """`File.pdf`: the kind of a file without the words of its name."""
    return f"File{PurePath(name).suffix}"


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
