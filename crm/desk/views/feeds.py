"""Calendar feeds: the page on which people make and end them, and the address that calendar programs read."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import policies
from activities.calendar import feeds
from activities.models import CalendarFeed
from activities.services.feeds import feed_of, make_feed, note_read, revoke_feed
from crm.core.views.notices import success
from crm.desk.forms.calendar import FeedForm

KEPT_FOR = 15 * 60
"""Seconds for which a program may use what it has without asking."""


@require_http_methods(["GET", "POST"])
def feed_list(request: HttpRequest) -> HttpResponse:
    """One's own feeds, and a form for a new one. The answer to it is the only page that shows the new address."""
    if not policies.can_open_calendar(request.user):
        raise PermissionDenied
    form = FeedForm(request.POST or None, initial={"scope": CalendarFeed.Scope.MINE})
    made, address = None, ""
    if form.is_valid():
        try:
            made, token = make_feed(scope=form.cleaned_data["scope"], actor=request.user)
        except ValidationError as error:
            form.add_error("scope", " ".join(error.messages))
        else:
            address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
            form = FeedForm(initial={"scope": CalendarFeed.Scope.MINE})
    living = CalendarFeed.objects.filter(user=request.user, revoked_at__isnull=True)
    context = {"form": form, "feeds": living, "made": made, "address": address, "days_back": feeds.DAYS_BACK, "days_ahead": feeds.DAYS_AHEAD}
    response = render(request, "desk/calendar/feeds.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end one's own feed."""
    if not policies.can_open_calendar(request.user):
        raise PermissionDenied
    feed = get_object_or_404(CalendarFeed, pk=pk, user=request.user)
    if request.method == "POST":
        try:
            revoke_feed(feed, actor=request.user)
        except ValidationError as error:
            success(request, " ".join(error.messages))
        else:
            success(request, _("The feed has ended. Programs that still ask for it get nothing."))
        return redirect("desk:feed_list")
    return render(request, "desk/calendar/feed_revoke.html", {"feed": feed})


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A feed by its secret address, without a sign-in. Whatever is not right with it, the answer is that there is nothing."""
    feed = feed_of(token)
    if feed is None:
        raise Http404
    rows = feeds.activities_of(feed, timezone.localdate())
    name = f"{settings.ORGANISATION_NAME} Listening Post: {feed.get_scope_display()}"
    body = feeds.as_calendar(name, rows, changed=feeds.last_changes(rows), address_of=lambda activity: request.build_absolute_uri(activity.get_absolute_url()))
    note_read(feed)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="listening-post.ics"'
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
    response["Cache-Control"] = f"private, max-age={KEPT_FOR}"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return get_conditional_response(request, etag=response["ETag"], response=response)
