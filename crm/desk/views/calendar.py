"""The calendar: a month, a list of its days, one day; and what a day to plan for is too close to."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import policies
from activities.calendar.clashes import clashes_of_plan
from activities.calendar.holidays import bank_holidays
from activities.calendar.months import Day, Marks, Month, asked_month, earliest, latest, lay_out, month_of
from activities.calendar.rows import some_time
from activities.calendar.sources import Question, ask
from crm.core.forms.dates import parse_iso
from crm.core.forms.text import plain_data
from crm.core.models import RestrictedPeriod
from crm.core.views.parameters import with_values, without
from crm.desk.forms.calendar import CalendarFilterForm
from partners.models import Community, Organisation

IN_MONTH, IN_LIST, IN_DAY = 4, 20, 200
"""So many entries of one day are shown at most; the rest is counted, and the day's own list opens it."""
FILTERS = ("whose", "project", "organisation", "type", "planned")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: `?month=2026-07`, as a list with `&view=list`; one day: `?day=2026-07-14`. Other parameters filter."""
    if not policies.can_open_calendar(request.user):
        raise PermissionDenied
    today, query = timezone.localdate(), plain_data(request.GET)
    month, is_asked = asked_month(query.get("month", ""), today)
    day = parse_iso(query.get("day", ""))
    if day is not None:
        month, is_asked = asked_month(day.isoformat()[:7], today)
        day = day if is_asked else None
    is_list = query.get("view") == "list" and day is None
    form = CalendarFilterForm(query)
    days = [day] if day else month.days if is_list else [one for week in month.weeks() for one in week]
    per_day = IN_DAY if day else IN_LIST if is_list else IN_MONTH
    question = form.question(request.user, days[0], days[-1], per_day=per_day)
    periods = _periods(days[0], days[-1])
    shown = _days(question, days, periods, month)
    context = {
        "month": month,
        "day": day,
        "is_list": is_list,
        "not_shown": "" if is_asked else _not_shown(today),
        "weeks": [] if is_list or day else _weeks(shown),
        "days": shown if day else [one for one in shown if one.has_words] if is_list else [],
        "is_empty": not any(one.entries for one in shown),
        "is_free": not any(one.has_words and one.is_inside for one in shown),
        "some_time": [] if day else some_time(question, month),
        "periods": periods,
        "form": form,
        "tags": [{"label": label, "text": words, "address": f"?{without(query, name).urlencode()}"} for name, label, words in form.in_use()],
        "kept": _kept(query),
        "may_log": policies.can_log(request.user),
        "may_keep_periods": request.user.has_right("publish_records"),
        **_addresses(query, month, day, today),
    }
    return render(request, "desk/calendar/calendar.html", context)


def _not_shown(today: date) -> str:
    return _("There is no such month here. The calendar goes from {first} to {last}.").format(first=earliest(), last=latest(today))


def _days(question: Question, days: list[date], periods: list[RestrictedPeriod], month: Month) -> list[Day]:
    found = ask(question)
    marks = Marks(bank_holidays(days[0], days[-1]), tuple((row.starts_on, row.ends_on, row.name) for row in periods))
    return lay_out(days, found.entries, left_out=found.left_out, per_day=question.per_day, marks=marks, today=question.today, month=month)


def _weeks(days: list[Day]) -> list[dict]:
    """Rows of the month; `is_free` ones have nothing to say on a phone, where only days with words are shown."""
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    return [{"days": week, "is_free": not any(one.has_words and one.is_inside for one in week)} for week in weeks]


def _periods(first: date, last: date) -> list[RestrictedPeriod]:
    return list(RestrictedPeriod.objects.filter(starts_on__lte=last, ends_on__gte=first))


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """What the filter form carries along: where the reader is."""
    return [(name, query[name]) for name in ("month", "view", "day") if query.get(name)]


def _addresses(query: QueryDict, month: Month, day: date | None, today: date) -> dict[str, str]:
    """Where the links of the page lead; the filters go with them."""
    filters = without(query, "month", "view", "day")
    view = "list" if query.get("view") == "list" else ""
    previous, following = month.moved(-1), month.moved(1)
    kept = with_values(filters)
    return {
        "previous_month": with_values(filters, month=previous.key, view=view) if previous >= earliest() else "",
        "previous_words": str(previous),
        "next_month": with_values(filters, month=following.key, view=view) if following <= latest(today) else "",
        "next_words": str(following),
        "this_month": "#today" if month == month_of(today) and day is None else f"{with_values(filters, month=month_of(today).key, view=view)}#today",
        "as_month": with_values(filters, month=month.key),
        "as_list": with_values(filters, month=month.key, view="list"),
        "day_address": f"{kept}{'' if kept == '?' else '&'}day=",
        "clear_address": with_values(without(query, *FILTERS)),
    }


@require_safe
def calendar_clashes(request: HttpRequest) -> HttpResponse:
    """What planning something on `?when=2026-07-14&until=…&who=organisation:1&community=2` is too close to: a fragment for the log form."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    query = plain_data(request.GET)
    when, until = parse_iso(query.get("when", "")), parse_iso(query.get("until", ""))
    if when is None or not earliest().first <= when <= latest(timezone.localdate()).last:
        return render(request, "desk/calendar/clashes.html", {"clashes": []})
    until = until if until and when <= until <= latest(timezone.localdate()).last else None
    partners = Organisation.objects.filter(pk__in=_keys(query.getlist("who"), "organisation:"))
    communities = Community.objects.filter(pk__in=_keys(query.getlist("community"), "community:"))
    found = clashes_of_plan(request.user, when, until, organisations=partners, communities=communities)
    return render(request, "desk/calendar/clashes.html", {"clashes": found})


def _keys(values: list[str], prefix: str) -> list[int]:
    """Keys of chosen records, as pickers send them: `organisation:12`, or the bare number; at most fifty."""
    numbers = [value.removeprefix(prefix) for value in values[:50]]
    return [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 19]
