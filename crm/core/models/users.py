from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from crm.core import roles


class Team(models.Model):
    """A team that owns records, so that holidays and leavers lock nobody out."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    lead = models.ForeignKey("core.User", verbose_name=_("team lead"), null=True, blank=True, on_delete=models.PROTECT, related_name="teams_led")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager):
    def create_user(self, email: str, name: str, password: str | None = None, **fields) -> "User":
        """Make a sign-in. Without a password the person sets one through the invitation link."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from their groups (`crm.core.roles`)."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name or role shown to colleagues"), max_length=150)
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    deputy = models.ForeignKey("self", verbose_name=_("deputy"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cover_from = models.DateField(_("away from"), null=True, blank=True)
    cover_to = models.DateField(_("away until"), null=True, blank=True)
    is_active = models.BooleanField(_("can sign in"), default=True)
    digest = models.CharField(
        _("summary of the desk by e-mail"), max_length=6, choices=[("", _("None")), ("daily", _("Every working day")), ("weekly", _("Every Monday"))],
        blank=True, default="", db_default="",
    )  # fmt: skip
    shortcuts_off = models.BooleanField(_("keyboard shortcuts off"), default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Somebody with this e-mail address is already here.",
            ),
            models.CheckConstraint(
                condition=Q(cover_to__isnull=True) | Q(cover_from__isnull=True) | Q(cover_to__gte=F("cover_from")),
                name="user_cover_ends_after_start",
                violation_error_message="The cover must end on or after the day it starts.",
                violation_error_code="cover_to",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the person's roles (`crm.core.roles`). One query an instance; none for the person of a request (`RolesBackend`)."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def led_team_ids(self) -> tuple[int, ...]:
        """Teams whose kept records this person sees as their lead. One query an instance; none for the person of a request."""
        return tuple(self.teams_led.values_list("pk", flat=True))

    @property
    def is_staff(self) -> bool:
        """Django asks this of its own admin site, which is not installed; staff are known by their roles."""
        return False

    @property
    def is_partner_user(self) -> bool:
        return roles.PARTNER in self.roles

    @property
    def is_staff_member(self) -> bool:
        """Whether the person reads records as staff of the board."""
        return bool(self.roles & roles.STAFF_ROLES)

    def has_right(self, right: str) -> bool:
        return roles.has_right(self, right)
