"""A colleague says at the start that they plan a change: it becomes a decision, and the engagement team is told."""

import hashlib
import re
import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Project
from activities.rules import day_text
from activities.services import create_project
from assurance.models import ColleagueLink, Decision, PlannedChange
from assurance.rules.proportion import Plan
from assurance.services.decisions import create_decision
from crm.core import history, roles
from crm.core.models import User
from crm.core.services import explained, save_record

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
LINK_DAYS = 180
NOTED_EVERY = timedelta(hours=1)
"""Whoever uses a link for an hour leaves one line in the history, not one a page."""


@transaction.atomic
def invite_colleague(*, role: str, email: str, actor: User, today: date) -> tuple[ColleagueLink, str]:
    """Make a link for a colleague without an account and mail it to them. The caller has asked for `invite_colleagues`.

    Returns:
        The link and its token, which is told once: only its hash is kept.

    Raises:
        ValidationError: No role, or no e-mail address.
    """
    token = secrets.token_urlsafe(32)
    link = ColleagueLink(
        token_hash=hash_of(token), role=role.strip(), email=email.strip().lower(), expires_on=today + timedelta(days=LINK_DAYS), created_by=actor
    )
    link.clean_fields()
    with history.because(actor, "invite_colleague"), explained():
        link.save()
    address = settings.WAGTAILADMIN_BASE_URL + reverse("planning_start", args=[token])
    context = {"link": link, "address": address, "organisation": settings.ORGANISATION_NAME, "inviter": actor}
    text = render_to_string("assurance/changes/mail_invitation.txt", context)
    transaction.on_commit(lambda: EmailMessage(_("Planning a change: tell us early"), text, to=[link.email]).send())
    return link, token


@transaction.atomic
def end_link(link: ColleagueLink, *, actor: User) -> ColleagueLink:
    """End a link for good; what was announced by it stays.

    Raises:
        ValidationError: It has ended already.
    """
    link = ColleagueLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.ended_at is not None:
        raise ValidationError(_("This link has ended already."), code="ended")
    link.ended_at = timezone.now()
    with history.because(actor, "end_link"):
        link.save(update_fields=["ended_at"])
    return link


def link_of(token: str, *, today: date) -> ColleagueLink | None:
    """The link of a token while it works: not ended, not out of date, and whoever sent it can still sign in. One query."""
    if TOKEN.fullmatch(token) is None:
        return None
    living = ColleagueLink.objects.filter(token_hash=hash_of(token), ended_at__isnull=True, expires_on__gte=today, created_by__is_active=True)
    return living.select_related("created_by__team", "decision").first()


def note_use(link: ColleagueLink) -> None:
    """Remember that a link was used, at most once an hour."""
    now = timezone.now()
    if link.last_used_at is None or now - link.last_used_at > NOTED_EVERY:
        with acting_by(link):
            ColleagueLink.objects.filter(pk=link.pk).update(last_used_at=now)


def acting_by(link: ColleagueLink):
    """What is written inside is recorded as done by whoever holds the link."""
    return history.acting(f"link:{link.pk}", request=history.current().request)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def announce_change(
    *, values: dict[str, Any], role: str, wants: str, actor: User | None = None, link: ColleagueLink | None = None, key: UUID | None = None
) -> PlannedChange:
    """Open a decision for a change that somebody plans, and tell the engagement team now rather than at the end.

    Args:
        values: `title`, `proposal`, `expected_on`, `can_influence`, `cannot_influence`, `duty_as_at` of the decision.
        role: Of who plans it.
        actor: The person with an account, who then owns the decision; or
        link: The signed link. The decision belongs to who sent it, and to their team. A link announces one change: a second
            press answers with the first.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    if link is not None:
        link = ColleagueLink.objects.select_for_update(of=("self",)).select_related("created_by__team").get(pk=link.pk)
        if link.decision_id is not None:
            return PlannedChange.objects.select_related("decision").get(decision_id=link.decision_id)
        values = values | {"owner": link.created_by, "team": link.created_by.team}
    decision = create_decision(values=values, frameworks=[], actor=actor, key=key)
    earlier = PlannedChange.objects.filter(decision=decision).first()
    if earlier is not None:
        return earlier
    change = PlannedChange(decision=decision, announced_by=actor, link=link, role=role.strip(), wants=wants.strip())
    change.clean_fields()
    with history.because(actor, "announce_change"), explained():
        change.save()
        if link is not None:
            link.decision = decision
            link.save(update_fields=["decision"])
    transaction.on_commit(lambda: tell_engagement_team(change))
    return change


def tell_engagement_team(change: PlannedChange) -> None:
    """Mail the engagement officers of the decision's team, or all of them where it has none. Nobody sees the others' addresses."""
    officers = User.objects.filter(is_active=True, groups__name=roles.ENGAGEMENT_OFFICER).order_by("pk")
    ours = officers.filter(team=change.decision.team_id) if change.decision.team_id else officers
    addresses = list((ours if ours.exists() else officers).values_list("email", flat=True)[:50])
    if not addresses:
        return
    address = settings.WAGTAILADMIN_BASE_URL + reverse("assurance:change_detail", args=[change.decision_id])
    text = render_to_string("assurance/changes/mail_announced.txt", {"change": change, "decision": change.decision, "address": address})
    EmailMessage(_("A change is planned: {reference}").format(reference=change.decision.reference), text, bcc=addresses).send()


@transaction.atomic
def start_plan(decision: Decision, plan: Plan, *, actor: User) -> Project:
    """Make a project whose engagement plan starts from the proposed steps, and hang the decision on it.

    Raises:
        ValidationError: The decision has a project already.
    """
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.project_id is not None:
        raise ValidationError(_("This decision has a project already."), code="has_project")
    steps = "\n".join(f"{step.text}{f' By {day_text(step.by)}.' if step.by else ''}" for step in plan.steps)
    values = {
        "title": decision.title, "purpose": decision.proposal, "can_influence": decision.can_influence, "cannot_influence": decision.cannot_influence,
        "methods": f"{plan.name}: {plan.because}\n{steps}", "owner": decision.owner, "team": decision.team, "visibility": decision.visibility,
        "named_user_ids": decision.named_user_ids,
    }  # fmt: skip
    project = create_project(values=values, actor=actor)
    decision.project = project
    with history.because(actor, "start_plan"):
        save_record(decision)
    return project


@transaction.atomic
def take_up(change: PlannedChange, *, actor: User) -> PlannedChange:
    """Say that one helps with this change. Somebody else may take it over later. The caller has asked `policies.can_take_up`."""
    change = PlannedChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    change.taken_up_by, change.taken_up_at = actor, timezone.now()
    with history.because(actor, "take_up_change"):
        change.save(update_fields=["taken_up_by", "taken_up_at"])
    return change


def announced(decision: Decision) -> PlannedChange | None:
    """How a decision was announced, None where it was opened in another way. One query."""
    return PlannedChange.objects.filter(decision=decision).select_related("announced_by", "link", "taken_up_by").first()
