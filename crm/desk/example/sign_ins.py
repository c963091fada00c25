"""One sign-in for each role. They are roles, not people."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from crm.core import roles
from crm.core.models import Team, User


@dataclass(frozen=True)
class SignIn:
    """An example user: `email` is `ROLE@example.nhs.uk`."""

    email: str
    role: str
    team: str


SIGN_INS = [
    SignIn("engagement@example.nhs.uk", roles.ENGAGEMENT_OFFICER, "Engagement"),
    SignIn("comms@example.nhs.uk", roles.COMMUNICATIONS_EDITOR, "Communications"),
    SignIn("assurance@example.nhs.uk", roles.ASSURANCE_LEAD, "Assurance"),
    SignIn("board@example.nhs.uk", roles.BOARD_SECRETARY, "Board office"),
    SignIn("ig@example.nhs.uk", roles.IG_LEAD, "Information governance"),
    SignIn("colleague@example.nhs.uk", roles.COLLEAGUE, "Service planning"),
    SignIn("partner@example.nhs.uk", roles.PARTNER, ""),
    SignIn("auditor@example.nhs.uk", roles.AUDITOR, ""),
    SignIn("admin@example.nhs.uk", roles.ADMINISTRATOR, ""),
]


def load_sign_ins(password: str) -> dict[str, User]:
    """Make the example users that are missing, and give every one of them this password. Returns them by role."""
    users = {}
    for sign_in in SIGN_INS:
        team = Team.objects.get_or_create(name=sign_in.team)[0] if sign_in.team else None
        user = User.objects.filter(email=sign_in.email).first()
        if user is None:
            user = User.objects.create_user(sign_in.email, roles.ROLE_LABELS[sign_in.role], password, team=team)
            user.groups.add(Group.objects.get(name=sign_in.role))
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        elif not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        users[sign_in.role] = user
    return users
