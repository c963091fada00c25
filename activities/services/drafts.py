"""Drafts of the log form, kept on the server so that any device can bring them back. Only their writer reads them."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from activities.models import LogDraft
from crm.core.services import submission

MOST_DRAFTS = 20
MOST_BYTES = 200_000
KEPT_FOR = timedelta(days=30)
NEVER_KEPT = ("csrfmiddlewaretoken", "submission_key")


def drafts_of(user) -> QuerySet[LogDraft]:
    """The drafts of a person, the newest first; those older than 30 days are no longer offered. One query."""
    return LogDraft.objects.filter(user=user, changed_at__gte=timezone.now() - KEPT_FOR).order_by("-changed_at", "-pk")


@transaction.atomic
def keep_draft(
    user, key: UUID, data: Mapping[str, Any], form: str = LogDraft.Form.LOG, title: str = "", problem: str = "", written_at: datetime | None = None
) -> LogDraft | None:
    """Keep what somebody typed so far, instead of what was kept under the same key before.

    Drafts of the person that are older than 30 days go at the same time.

    Args:
        key: Of the form that was shown (`submission_key`). Saving the form with the same key removes the draft.
        data: `{"pairs": [[name, value], …], "labels": {value: words}}`; files are never kept.
        title: A few words that tell it from others.
        problem: Why the form was not saved, in words; empty for one that is still being written.
        written_at: When it was written, if that was earlier (a device without a connection).

    Returns:
        The draft; None when a form with this key is saved already, so that there is nothing left to keep.

    Raises:
        ValidationError: `draft_shape`, `draft_size`, `draft_number` or `not_yours`.
    """
    kept = {"pairs": _pairs(data), "labels": _labels(data)}
    if len(json.dumps(kept, ensure_ascii=False).encode()) > MOST_BYTES:
        raise ValidationError("This is more text than a draft can hold. Save it, or attach it as a file.", code="draft_size")
    if _saved(user, key):
        return None
    mine = LogDraft.objects.filter(user=user)
    mine.filter(changed_at__lt=timezone.now() - KEPT_FOR).delete()
    if not mine.filter(key=key).exists() and mine.count() >= MOST_DRAFTS:
        raise ValidationError(f"You have {MOST_DRAFTS} drafts. Finish or discard one, then this one can be kept.", code="draft_number")
    values = {"form": form, "title": title.strip()[:200], "data": kept, "problem": problem.strip()[:300], "changed_at": timezone.now()}
    if written_at is not None:
        values["written_at"] = written_at
    draft, _made = LogDraft.objects.update_or_create(user=user, key=key, defaults=values)
    return draft


@transaction.atomic
def discard_draft(user, key: UUID) -> LogDraft | None:
    """Take a draft away. Returns what it was, without a key in the table, so that it can be kept again; None when there is none."""
    draft = LogDraft.objects.select_for_update().filter(user=user, key=key).first()
    if draft is not None:
        draft.delete()
    return draft


def remove_old_drafts(now: datetime) -> int:
    """Delete the drafts of everybody that were kept more than 30 days before `now`. Returns how many; one query."""
    return LogDraft.objects.filter(changed_at__lt=now - KEPT_FOR).delete()[0]


def _saved(user, key: UUID) -> bool:
    """Whether the form was saved. Waits for a save of the same form that is under way, so that no draft outlives it."""
    return submission(key, user).object_id is not None


def _pairs(data: Mapping[str, Any]) -> list[list[str]]:
    pairs = data.get("pairs", []) if isinstance(data, Mapping) else None
    if not isinstance(pairs, list) or not all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in pairs
    ):
        raise ValidationError("The draft could not be read.", code="draft_shape")
    return [list(map(_storable, pair)) for pair in pairs if pair[0] not in NEVER_KEPT]


def _labels(data: Mapping[str, Any]) -> dict[str, str]:
    labels = data.get("labels") or {}
    if not isinstance(labels, Mapping):
        raise ValidationError("The draft could not be read.", code="draft_shape")
    return {_storable(str(value)): _storable(str(words)) for value, words in labels.items()}


def _storable(text: str) -> str:
    """PostgreSQL's JSON takes neither NUL nor half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
