"""Which records here have no day of their own, in words for search: there they stand where the day they were logged puts them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from activities.models import Activity, Commitment, DatePrecision, Insight
from activities.rules import date_text


def activities_without_day(keys: list[int]) -> dict[int, str]:
    """`June 2020`, `2020`, what the source says, or `Date not known`."""
    vague = Activity.objects.filter(pk__in=keys).filter(Q(date_from__isnull=True) | ~Q(date_precision=DatePrecision.DAY)).order_by()
    return {activity.pk: date_text(activity) for activity in vague.only("date_from", "date_to", "date_precision", "date_note")}


def insights_without_day(keys: list[int]) -> dict[int, str]:
    found = Insight.objects.filter(pk__in=keys, heard_on__isnull=True).order_by()
    return dict.fromkeys(found.values_list("pk", flat=True), _("Date not known"))


def commitments_without_day(keys: list[int]) -> dict[int, str]:
    """Promises without a day on which they are due, and without one on which they were made."""
    found = Commitment.objects.filter(pk__in=keys, due_on__isnull=True, made_on__isnull=True).order_by()
    return dict.fromkeys(found.values_list("pk", flat=True), _("Date not known"))
