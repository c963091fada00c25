"""Meetings that come again: planned at once from one of them, changed and cancelled one by one or from one on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from activities.models import Activity, ActivityOrganisation, ActivityPerson, Series
from activities.occurrences import MOST
from activities.services.changing import cancel_activity, change_activity
from crm.core import history
from crm.core.services import explained, locked, save_record, submission
from partners.models import Organisation, Person
from partners.services.sharing import refuse_sharing_without_agreement

SAME = (
    "title", "type", "level", "starts_at", "ends_at", "how", "place", "venue", "lead_organisation", "lead_text", "project", "audience",
    "visibility", "team", "owner", "named_user_ids", "shared_with_ids", "is_training",
)  # fmt: skip
"""What the next meeting takes over from the last: never notes, counts, purpose, or what was offered on the day."""
FOLLOWS = ("starts_at", "ends_at", "how", "place", "venue")
"""What later meetings take over when one is changed for all of them."""


@transaction.atomic
def plan_series(
    activity: Activity,
    *,
    dates: Iterable[date],
    actor,
    name: str = "",
    every: str = Series.Every.OTHER,
    values: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> Series:
    """Plan more meetings like `activity`, and make it one of a series if it is not yet. The caller has asked `policies.can_change`.

    Args:
        activity: People, organisations, place, venue, how and project are taken from it; archived partners stay behind.
        dates: Local days; those on which the series has a meeting already are left out.
        name, every: Of the new series; a series that is there keeps its own.
        values: Other times or another place for the new ones, by column.
        key: Of the form that was sent: a second press answers with the series of the first.

    Cost: the same number of queries for one meeting as for sixty.

    Raises:
        ValidationError: No day is left, too many days, the source is cancelled or archived, or a rule of the table is broken.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Series.objects.get(pk=press.object_id)
    source = locked(Activity, activity.pk)
    if source.archived_at is not None or source.status == Activity.Status.CANCELLED:
        raise ValidationError("An archived or cancelled activity cannot come again.", code="not_current")
    wanted = _new_dates(source, dates)
    with history.because(actor, "plan_series"), explained():
        series = source.series or _begin(source, name, every, actor)
        made = [_like(source, series, day, values or {}, actor) for day in wanted]
        refuse_sharing_without_agreement(made[0], already=set())
        Activity.objects.bulk_create(made)
        _bring_everybody(source, made)
    if press:
        press.object_id = series.pk
        press.save(update_fields=["object_id"])
    return series


def _new_dates(source: Activity, dates: Iterable[date]) -> list[date]:
    wanted = sorted(set(dates))
    if len(wanted) > MOST:
        raise ValidationError(f"Plan at most {MOST} meetings at once.", code="too_many")
    if source.series_id:
        there = Activity.objects.filter(series=source.series_id, archived_at__isnull=True, date_from__in=wanted)
        taken = set(there.exclude(status=Activity.Status.CANCELLED).values_list("date_from", flat=True))
        wanted = [day for day in wanted if day not in taken]
    if not wanted:
        raise ValidationError("The series has a meeting on each of these days already. Choose another day.", code="no_dates")
    return wanted


def _begin(source: Activity, name: str, every: str, actor) -> Series:
    series = Series(name=name.strip() or source.title[:200], every=every, created_by=actor)
    series.clean_fields()
    series.save()
    source.series = series
    save_record(source, fields=["series"])
    return series


def _like(source: Activity, series: Series, day: date, values: Mapping[str, Any], actor) -> Activity:
    made = Activity(series=series, status=Activity.Status.PLANNED, date_from=day, created_by=actor)
    for column in SAME:
        setattr(made, column, getattr(source, column))
    for column in FOLLOWS:
        if column in values:
            setattr(made, column, values[column])
    made.clean_fields(exclude=[field.name for field in Activity._meta.fields if field.is_relation])
    made.clean()
    return made


def _bring_everybody(source: Activity, made: list[Activity]) -> None:
    """The partners, people, colleagues and communities of the source at each new meeting. Two queries a relation."""
    organisations = source.organisation_links.filter(organisation__archived_at__isnull=True)
    people = source.person_links.filter(person__archived_at__isnull=True)
    ActivityOrganisation.objects.bulk_create(
        ActivityOrganisation(activity=new, organisation_id=link.organisation_id, part=link.part) for link in organisations for new in made
    )
    ActivityPerson.objects.bulk_create(
        ActivityPerson(activity=new, person_id=link.person_id, organisation_id=link.organisation_id) for link in people for new in made
    )
    staff, communities = Activity.staff.through, Activity.communities.through
    there = source.staff.filter(is_active=True).values_list("pk", flat=True)
    staff.objects.bulk_create(staff(activity=new, user_id=key) for key in there for new in made)
    keys = source.communities.values_list("pk", flat=True)
    communities.objects.bulk_create(communities(activity=new, community_id=key) for key in keys for new in made)


def later_planned(activity: Activity, actor) -> QuerySet[Activity]:
    """The planned meetings of its series after this one that `actor` may see."""
    if activity.series_id is None or activity.date_from is None:
        return Activity.objects.none()
    rows = Activity.objects.visible_to(actor).current().filter(series=activity.series_id, status=Activity.Status.PLANNED)
    return rows.filter(date_from__gt=activity.date_from)


def _locked_later(activity: Activity, actor) -> list[int]:
    """Their keys, the rows locked until the end of the transaction."""
    rows = Activity.objects.filter(pk__in=later_planned(activity, actor).order_by().values("pk")).order_by("pk")
    return list(rows.select_for_update().values_list("pk", flat=True))


@transaction.atomic
def change_with_later(activity: Activity, *, values: Mapping[str, Any], actor, reason: str = "", **change) -> tuple[Activity, int]:
    """Change one of a series, and the later planned ones in what they share: time, place, venue, how and who.

    Args:
        change: The other arguments of `change_activity`.

    Returns:
        The stored activity, and how many later ones follow. What did not change here stays as it is there.
    """
    before = locked(Activity, activity.pk)
    who_before = _who(before)
    stored = change_activity(activity, values=values, actor=actor, reason=reason, **change)
    changed = {name: getattr(stored, name) for name in FOLLOWS if getattr(stored, name) != getattr(before, name)}
    if {"starts_at", "ends_at"} & set(changed):
        changed |= {"starts_at": stored.starts_at, "ends_at": stored.ends_at}
    later = _locked_later(stored, actor)
    with history.because(actor, "change_series", reason=reason), explained():
        _follow(later, who_before, _who(stored))
        if changed:
            Activity.objects.filter(pk__in=later).update(**changed, version=F("version") + 1)
    return stored, len(later)


def _who(activity: Activity) -> dict[type, set[int]]:
    return {
        Organisation: set(activity.organisation_links.values_list("organisation_id", flat=True)),
        Person: set(activity.person_links.values_list("person_id", flat=True)),
    }


def _follow(later: list[int], before: dict[type, set[int]], after: dict[type, set[int]]) -> None:
    """Who came to one meeting or left it comes to the later ones, or leaves them."""
    links: tuple[tuple[type, Any, str], ...] = ((Organisation, ActivityOrganisation, "organisation_id"), (Person, ActivityPerson, "person_id"))
    for model, link, column in links:
        gone, new = before[model] - after[model], after[model] - before[model]
        if gone:
            link.objects.filter(**{"activity__in": later, f"{column}__in": gone}).delete()
        rows = [link(**{"activity_id": key, column: one}) for key in later for one in new]
        link.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def cancel_with_later(activity: Activity, *, reason: str, actor) -> list[int]:
    """Say that a planned meeting and the later planned ones of its series will not take place.

    Returns:
        Keys of those that are cancelled, this one first.

    Raises:
        ValidationError: This one is not planned, or the reason is blank.
    """
    stored = cancel_activity(activity, reason=reason, actor=actor)
    later = _locked_later(stored, actor)
    with history.because(actor, "cancel", reason=reason):
        Activity.objects.filter(pk__in=later).update(status=Activity.Status.CANCELLED, published_at=None, version=F("version") + 1)
    return [stored.pk, *later]


@transaction.atomic
def plan_again(activity: Activity, *, actor, also: Iterable[int] = ()) -> int:
    """Take a cancellation back: planned again, this one and others of its series that `actor` may see. Nothing goes back on public pages.

    Returns:
        How many are planned again.

    Raises:
        ValidationError: This one is not cancelled.
    """
    stored = locked(Activity, activity.pk)
    if stored.status != Activity.Status.CANCELLED or stored.archived_at is not None:
        raise ValidationError("Only a cancelled activity can be planned again.", code="not_cancelled")
    stored.status = Activity.Status.PLANNED
    with history.because(actor, "plan_again"):
        save_record(stored, fields=["status"])
        same = Activity.objects.visible_to(actor).current().filter(series=stored.series_id, series__isnull=False, status=Activity.Status.CANCELLED)
        others = Activity.objects.filter(pk__in=same.filter(pk__in=list(also)).order_by().values("pk"))
        return 1 + others.update(status=Activity.Status.PLANNED, version=F("version") + 1)


@transaction.atomic
def unplan(series: Series, *, keys: Iterable[int], actor) -> int:
    """Take back meetings that `actor` has just planned by mistake: they are archived, unless somebody touched them since.

    Returns:
        How many are archived.
    """
    mine = Activity.objects.current().filter(series=series, pk__in=list(keys), status=Activity.Status.PLANNED, created_by=actor, version=1)
    with history.because(actor, "unplan", reason="Planned by mistake"):
        return mine.update(archived_at=timezone.now(), archived_reason="Planned by mistake", version=F("version") + 1)


@transaction.atomic
def rename_series(series: Series, *, name: str, every: str, actor) -> Series:
    """Give a series another name or rhythm; its meetings keep their days.

    Raises:
        ValidationError: The name is blank.
    """
    series = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
    series.name, series.every = name.strip(), every
    series.clean_fields()
    with history.because(actor, "rename_series"), explained():
        series.save(update_fields=["name", "every"])
    return series
