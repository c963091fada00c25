from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """An area with a GSS code (district, ward, county …) or a local one (health and care partnership), dated, not a tree."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("District or unitary council area")
        COUNTY = "county", _("County")
        WARD = "ward", _("Ward")
        HCP = "hcp", _("Health and care partnership")
        ICB = "icb", _("Integrated care board area")

    code = models.CharField(_("GSS or local code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["kind", "name"], name="place_kind_name")]

    def __str__(self) -> str:
        return self.name


class PlaceMembership(models.Model):
    """That one place belongs, wholly or in part, to another, between two dates."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="memberships")
    within = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="members")
    in_part = models.BooleanField(_("in part"), default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True, default="")
    confidence = models.CharField(max_length=1, choices=[("S", _("found in a source")), ("K", _("general knowledge, to be checked"))], default="S")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(place=F("within")), name="place_not_within_itself")]

    def __str__(self) -> str:
        return f"{self.place} in {self.within}"


class Postcode(models.Model):
    """A postcode with the areas it lies in (ONS Postcode Directory; ward and LSOA derived, see the data's README)."""

    postcode = models.CharField(primary_key=True, max_length=8)  # upper case, no space
    ward_code = models.CharField(max_length=9)
    district_code = models.CharField(max_length=9)
    lsoa21 = models.CharField(max_length=9)
    msoa21 = models.CharField(max_length=9)
    release = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.postcode


class Deprivation(models.Model):
    """Rank and decile of an area in one release of the Index of Multiple Deprivation. Decile 1 is the most deprived tenth."""

    release = models.CharField(max_length=20)  # "IMD 2025"
    lsoa = models.CharField(max_length=9)
    lsoa_name = models.CharField(max_length=100)
    rank = models.PositiveIntegerField()
    decile = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "lsoa"], name="deprivation_once"),
            models.CheckConstraint(condition=Q(decile__range=(1, 10)), name="deprivation_decile_1_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.lsoa}: {self.decile} ({self.release})"


class Community(models.Model):
    """A community of place, identity or interest. Never a person."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    kind = models.CharField(max_length=10, choices=[("place", _("Place")), ("identity", _("Identity")), ("interest", _("Interest"))], default="identity")
    seldom_heard = models.BooleanField(_("seldom heard"), default=False)
    source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return self.name
