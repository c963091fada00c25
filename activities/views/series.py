"""Meetings that come again: planned from one of them, listed, and the next one planned like the last."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies, services
from activities.forms.series import NextForm, RenameForm, SeriesForm
from activities.models import Activity, Series
from activities.occurrences import MOST, Occurrence, occurrences
from activities.rules import date_text, time_text
from activities.views.records import visible
from crm.core.views.notices import Undo, success

MOST_SHOWN = 200


def visible_series(request: HttpRequest, pk: int) -> Series:
    """A series of which the reader sees at least one meeting; 404 otherwise."""
    seen = Activity.objects.visible_to(request.user).filter(series__isnull=False).order_by()
    return get_object_or_404(Series.objects.filter(pk__in=seen.values("series")), pk=pk)


def _meetings(request: HttpRequest, series: Series):
    return Activity.objects.visible_to(request.user).filter(series=series)


@require_http_methods(["GET", "POST"])
def series_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an activity one of a series, or plan more of the series it belongs to: the days are shown before they are planned."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    start = {"name": activity.title[:200], "every": activity.series.every if activity.series_id else "month", "by": "date"}
    form = SeriesForm(request.POST or None, activity=activity, today=timezone.localdate(), initial=start) if _may_come_again(activity) else None
    days: list[Occurrence] = []
    if form is not None and form.is_valid():
        days = form.days()
        ticked = request.POST.getlist("on")
        wanted = [day.on for day in days if day.on.isoformat() in ticked]
        if not days:
            form.add_error("until", _("No meeting falls into that time. Choose a later day."))
        elif "_plan" in request.POST and form.cleaned_data["shown"] == form.signature() and wanted:
            try:
                cleaned = form.cleaned_data
                series = services.plan_series(
                    activity, dates=wanted, name=cleaned.get("name", ""), every=cleaned["every"], actor=request.user, key=cleaned["submission_key"]
                )
            except ValidationError as error:
                form.add_error(None, " ".join(error.messages))
            else:
                success(request, ngettext("{n} meeting is planned.", "{n} meetings are planned.", len(wanted)).format(n=len(wanted)), _undo(series, wanted))
                return redirect("activities:series_detail", series.pk)
        elif "_plan" in request.POST and form.cleaned_data["shown"] == form.signature():
            form.add_error(None, _("Tick at least one day."))
    return render(request, "activities/series_form.html", _form_context(activity, form, days))


def _undo(series: Series, days: list[date]) -> Undo:
    """Take back what was planned for these days: the meetings that nobody touched since."""
    keys = series.activities.filter(date_from__in=days, status=Activity.Status.PLANNED, version=1).values_list("pk", flat=True)
    return Undo(reverse("activities:series_unplan", args=[series.pk]), tuple(("meeting", str(key)) for key in keys))


@require_POST
def series_unplan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back meetings planned by mistake a moment ago."""
    series = visible_series(request, pk)
    if not policies.can_log(request.user):
        raise PermissionDenied
    keys = [int(key) for key in request.POST.getlist("meeting")[:MOST] if key.isascii() and key.isdigit() and len(key) < 19]
    count = services.unplan(series, keys=keys, actor=request.user)
    messages.info(request, ngettext("{n} meeting is taken back.", "{n} meetings are taken back.", count).format(n=count))
    return redirect("activities:series_detail", series.pk)


def _may_come_again(activity: Activity) -> bool:
    is_current = activity.archived_at is None and activity.status != Activity.Status.CANCELLED
    return is_current and activity.date_from is not None and activity.date_precision == "day"


def _form_context(activity: Activity, form: SeriesForm | None, days: list[Occurrence]) -> dict:
    if form is not None and days:
        form.data = form.data.copy()
        form.data["shown"] = form.signature()
    return {
        "activity": activity,
        "record": activity,
        "form": form,
        "days": days if form is not None and not form.errors else [],
        "moved": sum(day.moved_from is not None for day in days),
        "title": _("Plan more of this series") if activity.series_id else _("Make this a series"),
    }


@require_safe
def series_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The meetings of a series, the newest first, and the next one in one press."""
    series = visible_series(request, pk)
    user, today = request.user, timezone.localdate()
    meetings = list(_meetings(request, series).current().select_related("type", "owner").order_by("-date_from", "-pk")[:MOST_SHOWN])
    may_change = policies.can_log(user)
    rows = [
        {
            "activity": item,
            "date_words": date_text(item),
            "time_words": time_text(item),
            "may_hold": may_change and item.status == Activity.Status.PLANNED and item.date_from <= today,
        }
        for item in meetings
    ]
    context = {
        "series": series,
        "is_training": any(item.is_training for item in meetings),
        "rows": rows,
        "coming": sum(item.status == Activity.Status.PLANNED for item in meetings),
        "held": sum(item.status == Activity.Status.HELD for item in meetings),
        "source": _last(meetings),
        "can_change": may_change,
        "can_prepare": policies.can_prepare(user),
        "today": today,
    }
    return render(request, "activities/series_detail.html", context)


def _last(meetings: list[Activity]) -> Activity | None:
    """The latest meeting that was not cancelled: what "as last time" means."""
    return next((item for item in meetings if item.status != Activity.Status.CANCELLED), None)


@require_http_methods(["GET", "POST"])
def series_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the next one: people, organisations, place and project as last time, the day as the rhythm gives it."""
    series = visible_series(request, pk)
    if not policies.can_log(request.user):
        raise PermissionDenied
    last = _last(list(_meetings(request, series).current().select_related("place").order_by("-date_from", "-pk")[:MOST_SHOWN]))
    form = None
    if last is not None:
        form = NextForm(request.POST or None, user=request.user, today=timezone.localdate(), initial=_initial_of_next(series, last))
        if form.is_valid():
            try:
                services.plan_series(last, dates=[form.cleaned_data["when"]], values=form.values(), actor=request.user, key=form.cleaned_data["submission_key"])
            except ValidationError as error:
                form.add_error("when" if error.code == "no_dates" else None, " ".join(error.messages))
            else:
                success(request, _("The next meeting is planned."), _undo(series, [form.cleaned_data["when"]]))
                return redirect("activities:series_detail", series.pk)
    context = {"series": series, "record": last, "last": last, "form": form, "last_date": date_text(last) if last else ""}
    return render(request, "activities/series_next.html", context)


def _initial_of_next(series: Series, last: Activity) -> dict:
    today = timezone.localdate()
    following = occurrences(last.date_from, series.every, how_many=1, not_before=today) if last.date_from else []
    same = {name: getattr(last, name) for name in ("starts_at", "ends_at", "how", "place", "venue")}
    return {**same, "when": following[0].on if following else None}


@require_http_methods(["GET", "POST"])
def series_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a series another name or rhythm."""
    series = visible_series(request, pk)
    if not policies.can_log(request.user):
        raise PermissionDenied
    form = RenameForm(request.POST or None, initial={"name": series.name, "every": series.every})
    if form.is_valid():
        try:
            services.rename_series(series, **form.cleaned_data, actor=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("The series is changed."))
            return redirect("activities:series_detail", series.pk)
    address = request.path.removesuffix("edit/")
    return render(request, "core/form.html", {"form": form, "title": _("Change {name}").format(name=series), "cancel_address": address})
