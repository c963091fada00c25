"""What a day to plan for is too close to: the same people asked twice in a fortnight, a restricted period, a day off.

Nothing here forbids anything. It says what is there; the planner decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.calendar.holidays import bank_holidays
from activities.models import Activity, ActivityOrganisation, DatePrecision
from activities.rules import day_text
from crm.core.models import RestrictedPeriod
from partners.models import Community, Organisation

FORTNIGHT = 14
"""Days before and behind in which the same people should not be asked twice."""
MOST_NEIGHBOURS = 10


@dataclass(frozen=True)
class Neighbour:
    """An activity nearby in time that shares partners or communities; `shared` names them."""

    title: str
    href: str
    first: date
    last: date
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Clash:
    """One thing to know about a day, in words; `href` leads to what it speaks of."""

    kind: str
    text: str
    href: str = ""
    link_text: str = ""


def clashes_about(
    first: date, last: date, *, neighbours: Iterable[Neighbour], periods: Iterable[tuple[date, date, str]], holidays: dict[date, str]
) -> list[Clash]:
    """What to know about days from `first` to `last`, the gravest first. A pure rule over rows that were read before.

    Args:
        periods: Restricted periods as (first, last, name).
        holidays: Bank holidays by day.

    Source:
        Pre-election periods: no new NHS consultation starts unless essential. The fortnight is ours: seldom-heard groups
        are asked by several teams at once.
    """
    found = [
        Clash("period", _("{name}, {first} to {last}: no new consultation starts unless it is essential.").format(
            name=name, first=day_text(begins), last=day_text(ends)
        ))
        for begins, ends, name in periods if begins <= last and ends >= first
    ]  # fmt: skip
    for near in sorted(neighbours, key=lambda item: (_apart(first, last, item), item.first, item.title)):
        days = _apart(first, last, near)
        if days <= FORTNIGHT:
            found.append(Clash("near", f"{_listed(near.shared)}: {_distance(days, near.last < first)}, {day_text(near.first)}:", near.href, near.title))
    off = sorted(day for day in holidays if first <= day <= last)
    found += [Clash("holiday", _("{day} is a bank holiday: {name}.").format(day=day_text(day), name=holidays[day])) for day in off]
    if first == last and first.weekday() >= 5 and not off:
        found.append(Clash("weekend", _("{day} is a {weekday}.").format(day=day_text(first), weekday=WEEKDAYS[first.weekday()])))
    return found


def _apart(first: date, last: date, near: Neighbour) -> int:
    """Whole days between the two, 0 where they meet."""
    return max(0, (near.first - last).days, (first - near.last).days)


def _distance(days: int, is_before: bool) -> str:
    if days == 0:
        return _("already something on the same day")
    words = ngettext("{n} day before", "{n} days before", days) if is_before else ngettext("{n} day later", "{n} days later", days)
    return _("already something {distance}").format(distance=words.format(n=days))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (_(" and {n} more").format(n=len(names) - 3) if len(names) > 3 else "")


def clashes_of_plan(
    user,
    first: date,
    last: date | None = None,
    *,
    organisations: QuerySet[Organisation] | None = None,
    communities: QuerySet[Community] | None = None,
    leave_out: Activity | None = None,
) -> list[Clash]:
    """What to know before something is planned on these days with these partners and communities. At most four queries.

    Activities and partners that `user` may not see count for nothing, so that a warning never gives them away.
    """  # fmt: skip
    last = last or first
    rows = RestrictedPeriod.objects.filter(starts_on__lte=last, ends_on__gte=first)
    periods = [(row.starts_on, row.ends_on, row.name) for row in rows]
    neighbours = _neighbours(user, first, last, organisations, communities, leave_out)
    return clashes_about(first, last, neighbours=neighbours, periods=periods, holidays=bank_holidays(first, last))


def clashes_of(activity: Activity, user) -> list[Clash]:
    """The same for a planned activity that is stored; nothing for others and for days that are not known. At most four queries."""
    if activity.status != Activity.Status.PLANNED or activity.date_precision != DatePrecision.DAY or activity.date_from is None or activity.archived_at:
        return []
    organisations = Organisation.objects.filter(activity_links__activity=activity)
    communities = Community.objects.filter(activities=activity)
    return clashes_of_plan(user, activity.date_from, activity.date_to, organisations=organisations, communities=communities, leave_out=activity)


def _neighbours(user, first: date, last: date, organisations, communities, leave_out: Activity | None) -> list[Neighbour]:
    shared_partners = Organisation.objects.visible_to(user).filter(pk__in=organisations.order_by().values("pk")) if organisations is not None else None
    shared = Q()
    if shared_partners is not None:
        shared |= Q(Exists(ActivityOrganisation.objects.filter(activity=OuterRef("pk"), organisation__in=shared_partners.order_by().values("pk"))))
    if communities is not None:
        links = Activity.communities.through.objects.filter(activity=OuterRef("pk"), community__in=communities.order_by().values("pk"))
        shared |= Q(Exists(links))
    if not shared:
        return []
    reach = timedelta(days=FORTNIGHT)
    rows = Activity.objects.visible_to(user).current().exclude(status=Activity.Status.CANCELLED).filter(shared, date_precision=DatePrecision.DAY)
    rows = rows.filter(Q(date_from__range=(first - reach, last + reach)) | Q(date_to__gte=first - reach, date_from__lt=first - reach))
    if leave_out is not None:
        rows = rows.exclude(pk=leave_out.pk).filter(is_training=leave_out.is_training)
    near = list(rows.order_by("date_from", "pk").only("title", "date_from", "date_to")[:MOST_NEIGHBOURS])
    names = _names_of(near, shared_partners, communities)
    return [Neighbour(row.title, row.get_absolute_url(), row.date_from, row.date_to or row.date_from, tuple(names[row.pk])) for row in near]


def _names_of(near: list[Activity], partners, communities) -> dict[int, list[str]]:
    """Which partners and communities each shares. Two queries."""
    names: dict[int, list[str]] = {row.pk: [] for row in near}
    pairs: list[tuple[int, str]] = []
    if near and partners is not None:
        pairs += partners.filter(activity_links__activity__in=names).order_by("name", "pk").values_list("activity_links__activity", "name")
    if near and communities is not None:
        found = Community.objects.filter(pk__in=communities.order_by().values("pk"), activities__in=names)
        pairs += [(key, str(name)) for key, name in found.order_by("name", "pk").values_list("activities", "name")]
    for key, name in pairs:
        names[key].append(name)
    return names


def too_close(user, keys: Iterable[int]) -> set[int]:
    """Which of these activities have another one of the same visible partner or community within a fortnight. One query.

    Each looks for one neighbour and stops, so that partners with ten thousand activities cost no more than others.
    """
    reach = timedelta(days=FORTNIGHT)
    others = Activity.objects.visible_to(user).current().exclude(status=Activity.Status.CANCELLED)
    others = others.filter(date_precision=DatePrecision.DAY, pk=OuterRef("activity_id"))
    others = others.filter(date_from__range=(OuterRef(OuterRef("date_from")) - reach, OuterRef(OuterRef("date_from")) + reach))
    seen = Organisation.objects.visible_to(user).filter(pk=OuterRef("organisation_id"))
    partner = ActivityOrganisation.objects.filter(organisation__activity_links__activity=OuterRef("pk")).exclude(activity=OuterRef("pk"))
    community = Activity.communities.through.objects.filter(community__activities=OuterRef("pk")).exclude(activity=OuterRef("pk"))
    rows = Activity.objects.filter(pk__in=list(keys), date_from__isnull=False)
    rows = rows.filter(Q(Exists(partner.filter(Exists(seen), Exists(others)))) | Q(Exists(community.filter(Exists(others)))))
    return set(rows.order_by().values_list("pk", flat=True)) if keys else set()
