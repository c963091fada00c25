from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.core.models import PublishableQuerySet, Record, published_constraint, record_constraints


class OrganisationType(models.Model):
    """What an organisation is (`gp-practice`, `vcse`), as dated data."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("type"), max_length=120)
    note = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class Organisation(Record):
    """A body we deal with; a partner when there is a relationship."""

    reference_prefix = "ORG"
    open_to_colleagues = True

    class PostcodeState(models.TextChoices):
        NONE = "none", _("No postcode")
        FOUND = "found", _("Found")
        NOT_FOUND = "not_found", _("Not found in the loaded geography")

    name = models.CharField(_("name"), max_length=250)
    types = models.ManyToManyField(OrganisationType, verbose_name=_("types"), blank=True, related_name="organisations")
    description = models.TextField(_("what it does"), blank=True, default="", max_length=5000)
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    postcode = models.CharField(
        _("postcode"),
        max_length=8,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$", _("Enter a full UK postcode, like ME10 4BJ."))],
    )
    postcode_state = models.CharField(max_length=9, choices=PostcodeState.choices, default=PostcodeState.NONE, editable=False)
    district = models.ForeignKey(
        "partners.Place", verbose_name=_("district"), null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ward = models.ForeignKey("partners.Place", verbose_name=_("ward"), null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    lsoa = models.CharField(_("LSOA 2021"), max_length=9, blank=True, default="", editable=False)
    decile = models.PositiveSmallIntegerField(_("deprivation decile"), null=True, blank=True, editable=False)
    decile_release = models.CharField(_("deprivation release"), max_length=20, blank=True, default="", editable=False)
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    website = models.URLField(_("website"), max_length=300, blank=True, default="")
    places_served = models.ManyToManyField("partners.Place", verbose_name=_("places served"), blank=True, related_name="organisations_serving")
    communities = models.ManyToManyField("partners.Community", verbose_name=_("communities"), blank=True, related_name="organisations")
    contact_every_days = models.PositiveSmallIntegerField(_("agreed rhythm of contact, in days"), null=True, blank=True)
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    published_at = models.DateTimeField(_("in the public directory since"), null=True, blank=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="organisation_name"),
            models.Index(fields=["postcode"], name="organisation_postcode"),
            models.Index(fields=["district", "name"], name="organisation_district"),
            models.Index(fields=["decile", "name"], name="organisation_decile"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="organisation_name_trigrams"),
        ]
        constraints = [
            *record_constraints("organisation"),
            published_constraint("organisation"),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="organisation_has_name",
                violation_error_message="Enter the name of the organisation.",
                violation_error_code="name",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="organisation_closes_after_opening",
                violation_error_message="The closing date must be on or after the opening date.",
                violation_error_code="closed_on",
            ),
            models.CheckConstraint(
                condition=Q(decile__isnull=True) | (Q(decile__range=(1, 10)) & ~Q(decile_release="")),
                name="organisation_decile_has_release",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:organisation_detail", args=[self.pk])


class OrganisationName(models.Model):
    """A name the organisation had before, or is also known by."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(_("name"), max_length=250)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-valid_to", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class ExternalIdentifier(models.Model):
    """What a register calls the organisation: charity, company, ODS or GSS, with dates and source."""

    class Scheme(models.TextChoices):
        ODS = "ods", _("ODS code")
        CHARITY = "GB-CHC", _("Charity number (England and Wales)")
        SCOTTISH_CHARITY = "GB-SC", _("Charity number (Scotland)")
        NI_CHARITY = "GB-NIC", _("Charity number (Northern Ireland)")
        COMPANY = "GB-COH", _("Company number")
        SOCIETY = "GB-MPR", _("Registered society number")
        GSS = "gss", _("GSS code")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("register"), max_length=10, choices=Scheme.choices)
    value = models.CharField(_("number or code"), max_length=30)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["scheme", "value", "pk"]
        indexes = [models.Index(fields=["organisation"], name="identifier_of_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(valid_to__isnull=True),
                name="identifier_open_once",
                violation_error_message="Another organisation already has this number.",
                violation_error_code="value",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="identifier_ends_after_start",
                violation_error_message="The end must be on or after the start.",
                violation_error_code="valid_to",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Succession(models.Model):
    """That one organisation followed another on a date; both keep their records."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="origins")
    on = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_needs_two"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Relationship(models.Model):
    """What one organisation is to another, with dates: hosts, member of, commissioned by."""

    class Kind(models.TextChoices):
        HOSTS = "hosts", _("hosts")
        MEMBER_OF = "member_of", _("is a member of")
        COMMISSIONED_BY = "commissioned_by", _("is commissioned by")
        PART_OF = "part_of", _("is part of")
        WORKS_WITH = "works_with", _("works with")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relationships")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relationships_from")
    kind = models.CharField(_("relation"), max_length=16, choices=Kind.choices)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation=F("other")),
                name="relationship_needs_two",
                violation_error_message="Choose another organisation.",
                violation_error_code="other",
            ),
            ExclusionConstraint(
                name="relationship_not_twice",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("other", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (Func(F("valid_from"), F("valid_to"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This relation is already recorded for these dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()} {self.other}"


class SharingAgreement(models.Model):
    """The recorded agreement under which records are shared with a partner organisation's users."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sharing_agreements")
    purpose = models.CharField(_("purpose"), max_length=300)
    signed_on = models.DateField(_("signed"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        ordering = ["-signed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("signed_on")),
                name="agreement_ends_after_start",
                violation_error_message="The agreement must end on or after the day it was signed.",
                violation_error_code="ends_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.purpose}"


class PartnerMembership(models.Model):
    """That a partner user speaks for an organisation."""

    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="partner_memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="partner_memberships")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="partner_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"
