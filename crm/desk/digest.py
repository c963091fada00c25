"""The summary of a person's desk by e-mail: counts, titles and links, from the panels that the desk itself shows.

A mailbox is read by others and kept for years, so records that are kept to some people appear by their reference only,
and no note, draft or message of anybody is quoted.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.working_days import is_working_day
from crm.core import roles
from crm.core.models import DigestMail, User
from crm.core.registries import Panel, desk_panels_of
from crm.core.templatetags.kit import long_date

DIGEST_ROLES = frozenset({roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD, roles.COLLEAGUE})
"""Roles whose desk has panels with numbers."""
WORK_PANEL = "desk/panels/work.html"
NOT_BEFORE = time(7, 0)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Digest:
    """One message, ready to send; `is_empty` where nothing waits for the person."""

    subject: str
    text: str
    html: str
    is_empty: bool


def may_have_digest(user) -> bool:
    """Whether the person's desk holds anything that a digest can tell."""
    return user.is_active and bool(user.roles & DIGEST_ROLES)


def digest_of(user, today: date) -> Digest:
    """What waits for a person today. As many queries as their desk."""
    parts = [_part(panel) for panel in desk_panels_of(user) if panel.template == WORK_PANEL]
    parts = [part for part in parts if part["figures"] or part["rows"]]
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    context = {"user": user, "today": today, "parts": parts, "base": base, "desk": f"{base}/desk/", "settings_address": f"{base}/desk/settings/"}
    return Digest(
        subject=_("Your desk, {day}").format(day=long_date(today)),
        text=render_to_string("desk/digest/digest.txt", context),
        html=render_to_string("desk/digest/digest.html", context),
        is_empty=not parts,
    )


def _part(panel: Panel) -> dict:
    """A panel as a mail may hold it: numbers above nought, and rows whose words may leave the building."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    figures = [{**item, "href": base + item["href"]} for item in panel.context["figures"] if item["figure"]]
    rows = []
    for row in panel.context["rows"]:
        if not row.get("is_kept"):
            tags = (str(row.get("tag", "")), _("Training example") if row.get("is_training") else "")
            rows.append({"text": row["text"], "tag": ", ".join(filter(None, tags)), "note": row.get("note", ""), "href": base + row["href"]})
        elif row.get("reference"):
            rows.append({"text": row["reference"], "tag": "", "note": _("kept to some people: sign in to read it"), "href": base + row["href"]})
    return {"title": panel.title, "figures": figures, "rows": rows}


def send_digests(now: datetime, *, to: str = "") -> str:
    """Send today's digests to those who asked for them; whoever got one today, and whoever is away, gets none.

    A digest counts as sent before it is handed over: a second clock, or one killed in between, sends no second one.

    Args:
        to: Only to the person with this address, whether or not they asked for it, and whatever day it is.

    Returns:
        What came of it, in words without names.

    Raises:
        OSError, SMTPException: The mail server cannot be reached; nobody is marked, so trying again is safe.
    """
    local = timezone.localtime(now)
    today = local.date()
    if not to and not is_working_day(today):
        return _("No working day: nothing sent")
    if not to and local.time() < NOT_BEFORE:
        return _("Too early: nothing sent")
    people = [user for user in recipients(today, to=to) if may_have_digest(user)]
    if not people:
        return _("Nobody waits for one")
    sent = refused = 0
    with get_connection() as connection:
        for user in people:
            digest = digest_of(user, today)
            if digest.is_empty:
                continue
            mark, is_first = DigestMail.objects.get_or_create(user=user, day=today)
            if not is_first:
                continue
            try:
                message_for(user, digest, connection).send()
            except (SMTPException, OSError) as error:
                log.warning("digest_refused", kind=type(error).__name__)
                connection.close()  # whatever state it is in: the next message opens another
                refused += 1
            else:
                mark.is_sent = True
                mark.save(update_fields=["is_sent"])
                sent += 1
    words = _("{n} sent").format(n=sent)
    return _("{words}, {n} not taken by the mail server").format(words=words, n=refused) if refused else words


def recipients(today: date, *, to: str = "") -> QuerySet[User]:
    """Who is to get a digest today: daily ones, and weekly ones that got none since Monday. Those who are away are left alone."""
    got_today = DigestMail.objects.filter(day=today).values("user")
    if to:
        return User.objects.filter(is_active=True, email__iexact=to.strip()).exclude(pk__in=got_today)
    monday = today - timedelta(days=today.weekday())
    this_week = DigestMail.objects.filter(day__range=(monday, today)).values("user")
    people = User.objects.filter(is_active=True).exclude(cover_from__lte=today, cover_to__gte=today)
    daily = people.filter(digest="daily").exclude(pk__in=got_today)
    return (daily | people.filter(digest="weekly").exclude(pk__in=this_week)).order_by("pk")


def message_for(user: User, digest: Digest, connection=None) -> EmailMultiAlternatives:
    """One message to one person, marked so that no auto-reply answers it."""
    headers = {"Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(digest.subject, digest.text, None, [user.email], headers=headers, connection=connection)
    message.attach_alternative(digest.html, "text/html")
    return message
