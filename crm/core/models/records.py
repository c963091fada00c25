from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.core.visibility import visibility_of


class Visibility(models.TextChoices):
    ORGANISATION = "organisation", _("All staff")
    SHARED = "shared", _("All staff, and partners it is shared with")
    TEAM = "team", _("Our team only")
    RESTRICTED = "restricted", _("Named people and their team lead")


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """Records that `user` may read: one rule for every kind (`crm.core.visibility`)."""
        return self.filter(visibility_of(user, self.model))

    def current(self) -> Self:
        """Records in daily use: not archived."""
        return self.filter(archived_at__isnull=True)

    def real(self) -> Self:
        """Without training examples, which never enter totals, packs or exports of real records."""
        return self.filter(is_training=False)


class PublishableQuerySet(RecordQuerySet):
    def public(self) -> Self:
        """What anonymous readers see, the one door: published, in daily use, kept to nobody, not a training example outside example mode."""
        published = self.filter(
            published_at__isnull=False,
            archived_at__isnull=True,
            visibility__in=[Visibility.ORGANISATION, Visibility.SHARED],
        )
        return published if settings.EXAMPLE_MODE else published.filter(is_training=False)


class Record(models.Model):
    """What every main record has: a reference, an owner and a team, who may see it, and an end that keeps its history.

    `reference_prefix` and the primary key make the reference that people quote (`ORG-12`).
    `colleague_paths` names the lookups that make a record a colleague's own.
    `open_to_partner_users` says whether partner users may see records of this kind that are shared with them.
    """

    reference_prefix = ""
    colleague_paths: tuple[str, ...] = ()
    open_to_partner_users = True

    visibility = models.CharField(
        _("who may see this"), max_length=12, choices=Visibility.choices, default=Visibility.ORGANISATION, db_default=Visibility.ORGANISATION
    )
    team = models.ForeignKey("core.Team", verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("core.User", verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_user_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True, verbose_name=_("people named to see this"))
    shared_with_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True, verbose_name=_("partner organisations it is shared with"))
    is_training = models.BooleanField(_("training example"), default=False, db_default=False, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    archived_reason = models.CharField(_("reason for archiving"), max_length=500, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("logged"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("core.User", verbose_name=_("logged by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    @property
    def reference(self) -> str:
        """The short reference people quote in papers, such as `ACT-1042`."""
        return f"{self.reference_prefix}-{self.pk}"

    @property
    def is_restricted(self) -> bool:
        return self.visibility == Visibility.RESTRICTED


def record_constraints(name: str) -> list[models.BaseConstraint]:
    """Constraints of every main record; `name` starts each constraint's name."""
    return [
        models.CheckConstraint(
            condition=Q(archived_at__isnull=True) | ~Q(archived_reason=""),
            name=f"{name}_archive_needs_reason",
            violation_error_message="Say why this is archived.",
            violation_error_code="archived_reason",
        ),
        models.CheckConstraint(
            condition=~Q(visibility="team") | Q(team__isnull=False),
            name=f"{name}_team_visibility_needs_team",
            violation_error_message="Choose the team that may see this.",
            violation_error_code="team",
        ),
        models.CheckConstraint(
            condition=~Q(visibility="restricted") | ~Q(named_user_ids=[]),
            name=f"{name}_restricted_needs_names",
            violation_error_message="Name at least one person who may see this.",
            violation_error_code="named_user_ids",
        ),
    ]


def published_constraint(name: str) -> models.BaseConstraint:
    """A record kept to a team or to named people cannot be published."""
    return models.CheckConstraint(
        condition=Q(published_at__isnull=True) | Q(visibility__in=["organisation", "shared"]),
        name=f"{name}_published_is_open",
        violation_error_message="This is kept to some people. Open it to all staff before you publish it.",
        violation_error_code="visibility",
    )
