"""Who may sign in: inviting people, their roles, teams and cover, switching leavers off and on again."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core import history, roles
from crm.core.models import Team, User
from crm.core.services.editing import explained

COLUMNS = ("name", "team", "deputy", "cover_from", "cover_to")


@transaction.atomic
def invite(*, email: str, name: str, role_names: set[str], team: Team | None, actor: User) -> User:
    """Make a sign-in without a password and send the link with which the person sets one, once this is stored.

    Args:
        role_names: Keys of `ROLE_LABELS`.

    Raises:
        ValidationError: The address is taken, or partner user is mixed with a staff role.
    """
    _refuse_mixed_roles(role_names)
    user = User(email=User.objects.normalize_email(email).lower(), name=name.strip(), team=team)
    user.set_unusable_password()
    user.clean_fields(exclude=["password"])
    with history.because(actor, "invite"), explained():
        user.save()
        user.groups.set(Group.objects.filter(name__in=role_names))
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    transaction.on_commit(lambda: send_invitation(user))
    return user


def send_invitation(user: User) -> None:
    """Mail the link with which a person sets a password. It works once, for as long as password links do."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    address = settings.WAGTAILADMIN_BASE_URL + reverse(
        "account_reset_password_from_key", kwargs={"uidb36": key.partition("-")[0], "key": key.partition("-")[2]}
    )
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    text = render_to_string("core/people/invitation.txt", {"user": user, "address": address, "days": days, "organisation": settings.ORGANISATION_NAME})
    send_mail(_("Your sign-in to Listening Post"), text, None, [user.email])


@transaction.atomic
def change_person(user: User, *, values: dict[str, Any], role_names: set[str], actor: User) -> User:
    """Change name, roles, team, deputy and cover.

    Raises:
        ValidationError: `own_administrator`, `last_administrator`, mixed roles, a deputy who is the person, or a cover
            that ends before it starts.
    """
    administrators = _lock_administrators()
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _refuse_mixed_roles(role_names)
    if roles.ADMINISTRATOR not in role_names:
        _refuse_losing_administrator(user, administrators, actor)
    if values.get("deputy") is not None and values["deputy"].pk == user.pk:
        raise ValidationError({"deputy": _("Choose somebody else as deputy.")}, code="own_deputy")
    for column in COLUMNS:
        if column in values:
            setattr(user, column, values[column])
    user.clean_fields(exclude=["password"])
    with history.because(actor, "change_person"), explained():
        user.save(update_fields=[column for column in COLUMNS if column in values] or None)
        user.groups.set(Group.objects.filter(name__in=role_names))
    return user


@transaction.atomic
def switch_off(user: User, *, reason: str, actor: User) -> User:
    """A leaver can no longer sign in; every session ends. The second factor stays, for the day the person comes back.

    Raises:
        ValidationError: `already_off`, `oneself`, or `last_administrator`.
    """
    administrators = _lock_administrators()
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(_("This sign-in is already switched off."), code="already_off")
    if user.pk == actor.pk:
        raise ValidationError(_("You cannot switch yourself off. Ask another administrator."), code="oneself")
    _refuse_losing_administrator(user, administrators, actor)
    user.is_active = False
    with history.because(actor, "switch_off", reason=reason):
        user.save(update_fields=["is_active"])
    end_sessions(user)
    return user


@transaction.atomic
def switch_on(user: User, *, actor: User, reason: str = "") -> User:
    """Somebody comes back; roles, team and second factor are as they were.

    Raises:
        ValidationError: `already_on`.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.is_active:
        raise ValidationError(_("This person can already sign in."), code="already_on")
    user.is_active = True
    with history.because(actor, "switch_on", reason=reason):
        user.save(update_fields=["is_active"])
    return user


def end_sessions(user: User) -> int:
    """Delete every session of a person; how many there were. Reads all sessions in force: their content is signed, not queryable."""
    theirs = [
        session.pk for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator() if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)


@transaction.atomic
def save_team(team: Team, *, name: str, lead: User | None, actor: User) -> Team:
    """Make or change a team. The lead sees what is kept to the team or to named people in it.

    Raises:
        ValidationError: The name is taken, or the lead is a partner user or switched off.
    """
    if lead is not None and (not lead.is_active or lead.is_partner_user):
        raise ValidationError({"lead": _("The lead must be a colleague who can sign in.")}, code="lead")
    team.name, team.lead = name.strip(), lead
    team.clean_fields()
    with history.because(actor, "save_team"), explained():
        team.save()
    return team


@transaction.atomic
def set_shortcuts(user: User, *, off: bool) -> None:
    """Switch the keyboard shortcuts of a person off or on."""
    user.shortcuts_off = off
    with history.because(user, "set_shortcuts"):
        user.save(update_fields=["shortcuts_off"])


@transaction.atomic
def set_digest(user: User, *, digest: str) -> None:
    """Whether the person wants the summary of their desk by e-mail: "" for none, `daily` or `weekly`."""
    user.digest = digest
    user.clean_fields(exclude=["password"])
    with history.because(user, "set_digest"):
        user.save(update_fields=["digest"])


def _lock_administrators() -> set[int]:
    """Who can sign in as administrator. The lock on the role makes two administrators who act at once wait for each other."""
    group = Group.objects.select_for_update().get(name=roles.ADMINISTRATOR)
    return set(group.user_set.filter(is_active=True).values_list("pk", flat=True))


def _refuse_losing_administrator(user: User, administrators: set[int], actor: User) -> None:
    if user.pk not in administrators:
        return
    if user.pk == actor.pk:
        raise ValidationError({"roles": _("You cannot take the administrator role from yourself. Ask another administrator.")}, code="own_administrator")
    if administrators == {user.pk}:
        raise ValidationError({"roles": _("This is the last administrator. Name another one first.")}, code="last_administrator")


def _refuse_mixed_roles(role_names: set[str]) -> None:
    if roles.PARTNER in role_names and len(role_names) > 1:
        raise ValidationError({"roles": _("A partner user has no other role: partner users see only what is shared with them.")}, code="mixed_roles")
