"""What people said: written down by one person, checked by another."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity, Insight
from activities.services.apart import Apart
from activities.services.care import hold_back, set_apart
from activities.services.keeping import keep_like, name_the_writer
from crm.core import history
from crm.core.services import locked, save_record, submission
from crm.core.services.care import refuse_kept_apart
from partners.services.sharing import refuse_sharing_without_agreement

COLUMNS = (
    "paraphrase", "sentiment", "strength", "service", "place", "community", "quote", "quote_consent", "heard_on", "owner",
    "visibility", "team", "named_user_ids", "shared_with_ids",
)  # fmt: skip
WORDING = ("paraphrase", "quote", "quote_consent")


def write_insight(insight: Insight, values: Mapping[str, Any]) -> Insight:
    """Fill and store a point inside the caller's transaction and history context; themes are `values["themes"]`.

    With an activity it takes over its visibility, its place and, when it was held on a known day, its date.
    """
    for column in COLUMNS:
        if column in values:
            setattr(insight, column, values[column])
    if insight.activity is not None:
        keep_like(insight, insight.activity)
        insight.heard_on = insight.heard_on or insight.activity.date_from
        insight.place = insight.place or insight.activity.place
    save_record(insight)
    if "themes" in values:
        insight.themes.set(values["themes"])
    return insight


@transaction.atomic
def add_insight(*, values: Mapping[str, Any], actor, activity: Activity | None = None, key: UUID | None = None, care: str = "") -> Insight:
    """Write down one thing that people said, as a draft to be checked. The caller has asked `policies.can_log`.

    Args:
        values: Columns by name and `themes`; `paraphrase` is needed.
        activity: Where it was heard; its row is locked, so that the visibility cannot change meanwhile.
        care: What needs care about it (`Matter`): the words go to a case at once (`activities.services.care`).
        key: Of the form that was sent: a second press answers with the point of the first.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Insight.objects.get(pk=press.object_id)
    source = locked(Activity, activity.pk) if activity else None
    apart = Apart(matter=care, actor=actor, team=actor.team, is_training=bool(source and source.is_training)) if care else None
    if apart:
        values, words = apart.split(Insight, values)
    insight = Insight(activity=source, created_by=actor, owner=actor, team=actor.team)
    with history.because(actor, "add_insight"):
        write_insight(insight, values)
    if apart:
        apart.one(insight, words)
    if press:
        press.object_id = insight.pk
        press.save(update_fields=["object_id"])
    return insight


@transaction.atomic
def change_insight(insight: Insight, *, version: int, values: Mapping[str, Any], actor, reason: str = "", care: str = "") -> Insight:
    """Change a point. New wording has to be checked again.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of the table is broken, by field.
    """
    stored = locked(Insight, insight.pk, version=version)
    refuse_kept_apart(stored.paraphrase)
    wording = [getattr(stored, column) for column in WORDING]
    if care:
        values, typed = hold_back(Insight, values, reason)
        reason = ""
    shared_before = set(stored.shared_with_ids)
    for column in COLUMNS:
        if column in values:
            setattr(stored, column, values[column])
    if wording != [getattr(stored, column) for column in WORDING]:
        stored.state, stored.checked_by = Insight.State.DRAFT, None
    if stored.activity is not None:
        keep_like(stored, stored.activity)
    else:
        name_the_writer(stored, actor)
        refuse_sharing_without_agreement(stored, already=shared_before)
    with history.because(actor, "change", reason=reason):
        save_record(stored)
        if "themes" in values:
            stored.themes.set(values["themes"])
    if care:
        set_apart(stored, matter=care, typed=typed, actor=actor)
    return stored


@transaction.atomic
def check_insight(insight: Insight, *, version: int, may_publish: bool, actor) -> Insight:
    """Say, as a second person, that a point holds no personal data and is true to its source. The caller has asked `policies.can_check`.

    Args:
        version: What the checker read; other wording in the meantime is not checked unseen.
        may_publish: It may also be used on public pages and in packs as a quote of what people said.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: `archived`.
    """
    stored = locked(Insight, insight.pk, version=version)
    refuse_kept_apart(stored.paraphrase)
    if stored.archived_at is not None:
        raise ValidationError("This is archived. Restore it before you check it.", code="archived")
    stored.state = Insight.State.PUBLISHABLE if may_publish else Insight.State.VALIDATED
    stored.checked_by = actor
    with history.because(actor, "check"):
        return save_record(stored, fields=["state", "checked_by"])
