"""Logging an activity: one press, one transaction, everything that the form held."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from activities import rules
from activities.models import Activity, ActivityOrganisation, ActivityPerson, Commitment, Insight, LogDraft, ParticipationCount
from activities.services.apart import LogApart
from activities.services.files import NewFile, store_file
from activities.services.insight import write_insight
from activities.services.keeping import keep_like, name_the_writer
from crm.core import history
from crm.core.models import Submission
from crm.core.services import explained, save_record, submission
from partners.models import Organisation, Person
from partners.services import create_organisation, create_person
from partners.services.sharing import refuse_sharing_without_agreement

COLUMNS = (
    "title", "type", "level", "status", "date_from", "date_to", "date_precision", "date_note", "starts_at", "ends_at", "how", "place", "venue",
    "lead_organisation", "lead_text", "project", "audience", "purpose", "could_influence", "heard", "heard_in_minutes", "summary", "next_steps",
    "adjustments_offered", "adjustments_met", "cost", "source", "notes_by", "visibility", "team", "owner", "named_user_ids", "shared_with_ids",
)  # fmt: skip


@transaction.atomic
def log_activity(
    *,
    values: Mapping[str, Any],
    actor,
    organisations: Iterable[Organisation] = (),
    people: Iterable[Person] = (),
    new_organisations: Iterable[str] = (),
    new_people: Iterable[str] = (),
    staff: Iterable = (),
    communities: Iterable = (),
    counts: Iterable[tuple[str, int, str]] = (),
    files: Iterable[NewFile] = (),
    commitments: Iterable[Mapping[str, Any]] = (),
    insights: Iterable[Mapping[str, Any]] = (),
    key: UUID | None = None,
    written_at: datetime | None = None,
    care: str = "",
) -> Activity:
    """Record an activity that happened or is planned. The caller has asked `policies.can_log`.

    Args:
        values: Columns of the activity by name; `type` is needed. Without `title` one is proposed from type and partners;
            without `level` the usual one of the type is taken; without `owner` and `team` it is the writer's.
        new_organisations, new_people: Names to be made as partners; the writer has confirmed them.
        staff: Colleagues who were there.
        counts: (who or what, number, method) rows.
        commitments: Promises made in it: `text`, and perhaps `made_to`, `due_on`, `organisation`, `owner`.
        insights: Points heard in it: `paraphrase`, and perhaps `themes`, `sentiment`, `strength`, `community`.
        key: Of the form that was sent: a second press answers with the activity of the first. A draft of the same key goes.
        care: What needs care about it (`Matter`): the words go to a case, never to the activity (`activities.services.care`), and
            new names are not made partners.
        written_at: When a device wrote it that had no connection; None for a form that was sent at once.

    Returns:
        The stored activity. A training project or partner makes it a training example.

    Raises:
        ValidationError: A rule of a table is broken, by field; nothing is stored then.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Activity.objects.get(pk=press.object_id)
    apart = LogApart(matter=care, actor=actor, team=actor.team) if care else None
    if apart:
        new_organisations, new_people = apart.names(new_organisations, new_people)
    made = [create_organisation(values={"name": name, "source": "Made while logging an activity"}, actor=actor) for name in new_organisations]
    met = [create_person(values={"name": name, "source": "Made while logging an activity"}, actor=actor) for name in new_people]
    organisations, people, counts = [*organisations, *made], [*people, *met], list(counts)
    activity = Activity(created_by=actor, written_at=written_at, **_defaults(actor))
    take(activity, values)
    activity.title = activity.title.strip() or rules.proposed_title(activity.type.label, [str(item) for item in organisations or people], bool(counts))
    activity.level = activity.level or activity.type.usual_level
    activity.is_training = any(item.is_training for item in [activity.project, *organisations, *people] if item is not None)
    name_the_writer(activity, actor)
    if apart:
        files, commitments, insights = apart.hold(activity, files, commitments, insights)
        counts = apart.groups(counts)
    with history.because(actor, "log"), explained():
        save_record(activity)
        join_organisations(activity, organisations)
        join_people(activity, people)
        join_plain(activity, Activity.staff, staff)
        join_plain(activity, Activity.communities, communities)
        set_counts(activity, counts)
        for file in files:
            store_file(activity, file, actor)
        promised = _promise(activity, commitments, actor)
        heard = [write_insight(Insight(activity=activity, created_by=actor, owner=activity.owner), point) for point in insights]
    if apart:
        apart.done(activity, promised, heard)
    if press:
        press.object_id = activity.pk
        press.save(update_fields=["object_id"])
        LogDraft.objects.filter(user=actor, key=press.key).delete()
    return activity


def logged_before(key: UUID, actor) -> Activity | None:
    """The activity that an earlier press of the same form made. One query, two when there is one."""
    press = Submission.objects.filter(key=key, user=actor, object_id__isnull=False).first()
    return Activity.objects.filter(pk=press.object_id or 0).first() if press else None


def _defaults(actor) -> dict[str, Any]:
    return {"owner": actor, "team": actor.team}


def take(activity: Activity, values: Mapping[str, Any]) -> None:
    """Put the given columns on the activity, and check whom it is shared with."""
    shared_before = set(activity.shared_with_ids)
    for column in COLUMNS:
        if column in values:
            setattr(activity, column, values[column])
    refuse_sharing_without_agreement(activity, already=shared_before)


def join_organisations(activity: Activity, organisations: Iterable[Organisation]) -> None:
    """Say who took part; a chosen organisation counts once. One query when there is any."""
    links = [ActivityOrganisation(activity=activity, organisation=item) for item in dict.fromkeys(organisations)]
    if links:
        ActivityOrganisation.objects.bulk_create(links)


def join_people(activity: Activity, people: Iterable[Person]) -> None:
    """The same for people."""
    links = [ActivityPerson(activity=activity, person=item) for item in dict.fromkeys(people)]
    if links:
        ActivityPerson.objects.bulk_create(links)


def join_plain(activity: Activity, relation, items: Iterable) -> None:
    """Fill a plain many-to-many relation of a new activity in one query (`add` would ask first what is there)."""
    through = relation.through
    target = next(field.name for field in through._meta.fields if field.related_model not in (None, Activity))
    links = [through(**{"activity": activity, target: item}) for item in dict.fromkeys(items)]
    if links:
        through.objects.bulk_create(links)


def set_counts(activity: Activity, counts: Iterable[tuple[str, int, str]]) -> None:
    """Store how many took part and how that was counted. One query when there is any."""
    rows = [ParticipationCount(activity=activity, what=what, number=number, method=method) for what, number, method in counts]
    for row in rows:
        row.clean_fields(exclude=["activity"])
    if rows:
        ParticipationCount.objects.bulk_create(rows)


def _promise(activity: Activity, commitments: Iterable[Mapping[str, Any]], actor) -> list[Commitment]:
    made = []
    for promise in commitments:
        commitment = Commitment(
            activity=activity, project=activity.project, created_by=actor, **({"owner": activity.owner, "made_on": activity.date_from} | dict(promise))
        )
        keep_like(commitment, activity)
        made.append(save_record(commitment))
    return made
