from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from activities.forms import CountRows, LogForm, PointRows, PromiseRows
from activities.forms.logging import COUNTS, POINTS, PROMISES, LogRows
from activities.models import LogDraft
from activities.services.drafts import NEVER_KEPT
from assurance.models import Decision
from crm.core.forms import PlainForm
from crm.core.forms.text import plain_data
from crm.core.models import User


class EvidenceForm(PlainForm):
    """Decisions that an activity is proposed for as evidence. Nothing is ever ticked for anybody."""

    decisions = forms.ModelMultipleChoiceField(label=_("Could be evidence for"), queryset=Decision.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decisions"].queryset = Decision.objects.visible_to(user).current()

    @property
    def ticked(self) -> set[int]:
        """Keys that came back from the form, to show them ticked again."""
        raw = self.data.getlist("decisions") if hasattr(self.data, "getlist") else []
        return {int(key) for key in raw if key.isascii() and key.isdigit() and len(key) < 19}


ROWS = {"points": POINTS, "promises": PROMISES, "counts": COUNTS}


@dataclass
class LogParts:
    """The forms of the log page; each says what is wrong with it, also when another is wrong."""

    form: LogForm
    points: LogRows
    promises: LogRows
    counts: LogRows
    evidence: EvidenceForm

    @classmethod
    def of(cls, user, data=None, files=None, initial: dict | None = None) -> "LogParts":
        data = plain_data(data)
        for prefix, rows in ROWS.items() if data is not None else ():
            data.setdefault(f"{prefix}-TOTAL_FORMS", str(rows))  # a form of yesterday, kept on a phone, may not know them all
            data.setdefault(f"{prefix}-INITIAL_FORMS", "0")
        return cls(
            LogForm(data, files, user=user, initial=initial),
            PointRows(data, prefix="points"),
            PromiseRows(data, prefix="promises", form_kwargs={"user": user}),
            CountRows(data, prefix="counts"),
            EvidenceForm(data, user=user),
        )

    def are_valid(self) -> bool:
        valid = [part.is_valid() for part in (self.form, self.points, self.promises, self.counts, self.evidence)]  # all of them are asked
        return all(valid)

    def quietly(self) -> "LogParts":
        """What was typed so far, without judging it: a draft, or a form that was filled from its first line."""
        for part in (self.form, self.points, self.promises, self.counts):
            part.quietly()
        return self

    def relations(self) -> dict[str, Any]:
        """What `log_activity` takes beside columns, promises and points."""
        relations = self.form.relations()
        return relations | {"counts": [*relations["counts"], *self.counts.values()]}


def pairs_of(data: QueryDict) -> list[list[str]]:
    """The fields of a form that was sent, as drafts keep them: without files, tokens and the names of buttons."""
    return [[name, value] for name, values in data.lists() if name not in NEVER_KEPT and not name.startswith("_") for value in values]


def form_data_of(draft: LogDraft) -> QueryDict:
    """A draft as if its form had been sent, under the draft's own key: saved from two devices it is still one record."""
    data = QueryDict(mutable=True)
    for name, value in draft.data.get("pairs", []):
        data.appendlist(name, value)
    for prefix, rows in ROWS.items():
        data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(rows), "0"
    data["submission_key"] = str(draft.key)
    return data


def title_of_draft(data: QueryDict) -> str:
    """A few words that tell a draft from others: its title, its first line, or how its note begins."""
    words = next((words for name in ("title", "line", "heard", "venue") if (words := data.get(name, "").strip())), "")
    return " ".join(words.split())[:80]
