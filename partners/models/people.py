from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.core.models import Record, RecordQuerySet, record_constraints


class Person(Record):
    """Somebody we are in contact with, in a role. `name` may be the role itself: contacts in examples are roles.

    There is no field for an NHS number, a home address or a judgement, and there will be none.
    """

    reference_prefix = "PER"
    open_to_partner_users = False

    name = models.CharField(_("name, or the role if the name is not needed"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    note = models.TextField(_("facts worth knowing before a meeting"), blank=True, default="", max_length=2000)
    source = models.CharField(_("where this came from"), max_length=300, blank=True, default="")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["name", "id"], name="person_name"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="person_name_trigrams"),
        ]
        constraints = [
            *record_constraints("person"),
            models.CheckConstraint(
                condition=~Q(name=""), name="person_has_name", violation_error_message="Enter a name or a role.", violation_error_code="name"
            ),
            models.UniqueConstraint(
                Upper("email"),
                condition=~Q(email="") & Q(archived_at__isnull=True),
                name="person_email_once",
                violation_error_message="Somebody with this e-mail address is already here.",
                violation_error_code="email",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:person_detail", args=[self.pk])


class RoleHolding(models.Model):
    """Who held which role at an organisation, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=150)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = [F("valid_to").desc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(role=""), name="role_has_name", violation_error_message="Enter the role.", violation_error_code="role"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="role_ends_after_start",
                violation_error_message="The role must end on or after the day it starts.",
                violation_error_code="valid_to",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"


class ContactPermission(models.Model):
    """Why we may write to somebody: purpose, lawful basis, channel, notice and source, with dates."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="permissions")
    purpose = models.CharField(_("purpose"), max_length=150)
    lawful_basis = models.CharField(
        _("lawful basis"),
        max_length=16,
        choices=[("public_task", _("Public task")), ("consent", _("Consent")), ("legal_obligation", _("Legal obligation"))],
    )
    channel = models.CharField(
        _("channel"), max_length=8, choices=[("email", _("E-mail")), ("phone", _("Phone")), ("post", _("Post")), ("sms", _("Text message"))]
    )
    notice_version = models.CharField(_("privacy notice"), max_length=60, blank=True, default="")
    source = models.CharField(_("how we know"), max_length=300)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="permission_ends_after_start",
                violation_error_message="The permission must end on or after the day it starts.",
                violation_error_code="valid_to",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.get_channel_display()})"


class Body(models.Model):
    """A board, committee or panel that takes or scrutinises decisions, with dates."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            ("board", _("Board")), ("committee", _("Committee")), ("scrutiny", _("Scrutiny committee")), ("hwb", _("Health and wellbeing board")),
            ("panel", _("Panel")), ("assurance", _("Assurance body")),
        ],
    )  # fmt: skip
    organisation = models.ForeignKey("partners.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="bodies")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name
