"""The morning: the meetings of a day, and what to know before each of them, on the phone or on paper."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import policies
from activities.models import Activity
from activities.rules import date_text, time_text
from crm.core.forms import PlainForm, RecordsField
from crm.core.forms.dates import parse_iso
from crm.core.models import Team, User
from crm.desk.before import briefs_for, meetings_of_day
from partners.models import Organisation, Person
from partners.pickers import organisation_source, person_source, suggest_address

MOST = 20
"""Partners and people on one page."""
EARLIEST, LATEST = date(1948, 7, 5), date(2199, 12, 31)


class WhoForm(PlainForm):
    """For whom to prepare."""

    marks = "none"
    who = RecordsField(label=_("Partners and people"), suggest_url=suggest_address("organisation", "person"))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].sources = [organisation_source(user), person_source(user)]


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The meetings of a day: `?day=2026-07-14`, today without it; the reader's own, or with `?team=` a team's."""
    if not policies.can_prepare(request.user):
        raise PermissionDenied
    now = timezone.localdate()
    day = parse_iso(request.GET.get("day", "")) or now
    day = min(max(day, EARLIEST), LATEST)
    team = _team(request.GET.get("team", ""))
    meetings = [_row(item, request.user, now) for item in _with_who(meetings_of_day(request.user, day, team=team), request.user)]
    prepared = [row["activity"].pk for row in meetings if row["activity"].status == Activity.Status.PLANNED]
    context = {
        "day": day,
        "is_today": day == now,
        "before_day": day - timedelta(days=1),
        "after_day": day + timedelta(days=1),
        "meetings": meetings,
        "prepared_query": "&".join(f"activity={key}" for key in prepared) if len(prepared) > 1 else "",
        "team": team,
        "teams": Team.objects.order_by("name"),
        "may_log": policies.can_log(request.user),
    }
    return render(request, "desk/before/today.html", context)


def _with_who(rows, user: User):
    people = Person.objects.visible_to(user) if user.has_right("see_contacts") else Person.objects.none()
    seen = Prefetch("organisations", Organisation.objects.visible_to(user).order_by("name", "pk"))
    return rows.select_related("type", "place", "owner", "series").prefetch_related(seen, Prefetch("people", people.order_by("name", "pk")), "staff")


def _row(activity: Activity, user: User, now: date) -> dict:
    return {
        "activity": activity,
        "time_words": time_text(activity),
        "where": ", ".join(filter(None, [activity.get_how_display(), activity.venue, str(activity.place or "")])),
        "may_hold": activity.status == Activity.Status.PLANNED and activity.date_from <= now and policies.can_change(user, activity),
    }


def _team(key: str) -> Team | None:
    return Team.objects.filter(pk=int(key)).first() if _is_key(key) else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_safe
def before(request: HttpRequest) -> HttpResponse:
    """Before the meeting: a page for each partner and person of `?activity=`, `?partner=`, `?person=` (several of each) or `?who=`.

    What names nothing that the reader may see is left out; when nothing is left, there is no such page.
    """
    user = request.user
    if not policies.can_prepare(user):
        raise PermissionDenied
    day = timezone.localdate()
    activities = list(_with_who(Activity.objects.visible_to(user).filter(pk__in=_keys(request, "activity")), user).order_by("date_from", "starts_at", "pk"))
    form = WhoForm(request.GET if {"who", "who_text", "_find"} & set(request.GET) else None, user=user)
    organisations, people = _asked_for(request, form, activities)
    is_asked = bool({"activity", "partner", "person"} & set(request.GET))
    if is_asked and not (activities or organisations or people):
        raise Http404
    briefs = briefs_for(user, organisations[:MOST], people[: max(0, MOST - len(organisations))], today=day, besides=[item.pk for item in activities])
    context = {
        "activities": [{"activity": item, "date_words": date_text(item), "time_words": time_text(item), **_last_time(item, user)} for item in activities],
        "briefs": briefs,
        "left_out": max(0, len(organisations) + len(people) - MOST),
        "form": form,
        "today": day,
        "is_training": any(item.is_training for item in [*activities, *organisations, *people]),
        "may_log": policies.can_log(user),
    }
    return render(request, "desk/before/before.html", context)


def _keys(request: HttpRequest, name: str) -> list[int]:
    """Keys of a parameter that may come several times, as `12` or `ORG-12`; anything else is passed over."""
    found = [text.rpartition("-")[2].strip() for text in request.GET.getlist(name)[: MOST * 2]]
    return [int(text) for text in found if _is_key(text)]


def _asked_for(request: HttpRequest, form: WhoForm, activities: list[Activity]) -> tuple[list[Organisation], list[Person]]:
    """Partners and people of the address, of the form and of the meetings, each once, as the reader may see them."""
    user = request.user
    organisations = list(Organisation.objects.visible_to(user).filter(pk__in=_keys(request, "partner")).order_by("name", "pk"))
    people = list(Person.objects.visible_to(user).filter(pk__in=_keys(request, "person")).order_by("name", "pk"))
    if form.is_bound and form.is_valid():
        organisations += form.cleaned_data["who"].of_kind("organisation")
        people += form.cleaned_data["who"].of_kind("person")
    for activity in activities:
        organisations += activity.organisations.all()
        people += activity.people.all()
    return list(dict.fromkeys(organisations)), list(dict.fromkeys(people))


def _last_time(activity: Activity, user: User) -> dict:
    """What was to happen next after the last held meeting of the same series. One query where it is one of a series."""
    if activity.series_id is None or activity.date_from is None:
        return {"last": None}
    held = Activity.objects.visible_to(user).current().filter(series=activity.series_id, status=Activity.Status.HELD, date_from__lt=activity.date_from)
    last = held.order_by("-date_from", "-pk").first()
    return {"last": last, "last_words": date_text(last) if last else ""}
