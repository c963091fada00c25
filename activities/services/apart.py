"""Words on their way into a case: what is taken from values or records, and what is stored instead of them."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django.db.models import Model

from activities import rules
from activities.models import Activity, ActivityFile, CapturedMessage, Commitment, Correction, Insight, MissingFact, ParticipationCount
from activities.services.files import NewFile
from activities.services.keeping import KEPT
from crm.core import history
from crm.core.models import Attachment, CareCase, Visibility
from crm.core.services import save_record
from crm.core.services.care import MOVED, kept_apart, moved_key, open_case

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
        self.case.texts, self.case.source_kind, self.case.source_id = self.texts, str(record._meta.model_name), record.pk
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


def neutral_name(name: str) -> str:
    """`File.pdf`: the kind of a file without the words of its name."""
    return f"File{PurePath(name).suffix}"
