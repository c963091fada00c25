"""Calendar feeds: made, ended, and found again by their token."""

import hashlib
import re
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities import policies
from activities.models import CalendarFeed
from crm.core import history

MOST_FEEDS = 10
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@transaction.atomic
def make_feed(*, scope: str, actor) -> tuple[CalendarFeed, str]:
    """A new feed and its token, which is told once: only its hash is kept. The caller has asked `policies.can_open_calendar`.

    Raises:
        ValidationError: Somebody without a team asks for that of the team, or has ten feeds already.
    """
    if scope == CalendarFeed.Scope.TEAM and actor.team_id is None:
        raise ValidationError({"scope": "You are in no team. Choose another feed, or ask an administrator to put you in a team."}, code="no_team")
    if CalendarFeed.objects.filter(user=actor, revoked_at__isnull=True).count() >= MOST_FEEDS:
        raise ValidationError("You have 10 feeds. End one that you no longer use.", code="too_many")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(user=actor, scope=scope, token_hash=hash_of(token))
    feed.clean_fields()
    with history.because(actor, "make_feed"):
        feed.save()
    return feed, token


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, actor) -> CalendarFeed:
    """End a feed for good; whoever reads its address is answered that there is nothing.

    Raises:
        ValidationError: It has ended already.
    """
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if feed.revoked_at is not None:
        raise ValidationError("This feed has ended already.", code="revoked")
    feed.revoked_at = timezone.now()
    with history.because(actor, "revoke_feed"):
        feed.save(update_fields=["revoked_at"])
    return feed


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of a token while it lives: not ended, its person can sign in and may still open the calendar. Two queries."""
    if TOKEN.fullmatch(token) is None:
        return None
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=hash_of(token), revoked_at__isnull=True).first()
    if feed is None or not feed.user.is_active or not feed.user.roles or not policies.can_open_calendar(feed.user):
        return None
    return feed


def note_read(feed: CalendarFeed) -> None:
    """Write down the day on which a feed was last read; at most one query a day, however often a program asks."""
    today = timezone.localdate()
    if feed.last_read_on != today:
        with history.acting("system:calendar_feed"):
            CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
