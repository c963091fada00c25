"""How people get in: invited by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest

from crm.core.models import Team, User


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions, answered for an organisation whose administrators invite people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes their own account."""
        return False


class RolesBackend(AuthenticationBackend):
    """allauth's way in; the person of a request comes with everything that every page asks of them."""

    def get_user(self, user_id: int) -> User | None:
        """The person with their team, roles and led teams, or None if they may not sign in. One query."""
        roles = User.groups.through.objects.filter(user=OuterRef("pk")).values("group__name")
        led = Team.objects.filter(lead=OuterRef("pk")).order_by("name").values("pk")
        found = User.objects.select_related("team").annotate(role_names=ArraySubquery(roles), led_ids=ArraySubquery(led))
        user = found.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.roles, user.led_team_ids = frozenset(user.role_names), tuple(user.led_ids)
        return user
