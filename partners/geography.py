"""From a postcode to its ward, district, LSOA and deprivation decile, as far as the loaded geography knows it.

Source: ONS Postcode Directory and English Indices of Deprivation, loaded by `partners.reference` (docs/data-sources.md).
A decile says something about a place, never about a person or an organisation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from partners.models import Deprivation, Organisation, Place, Postcode

_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")

PLACED_FIELDS = ("postcode", "postcode_state", "district", "ward", "lsoa", "decile", "decile_release")
"""What `place_organisations` may change; for `update_fields`."""


@dataclass(frozen=True)
class Location:
    """Where a postcode lies. Ids are those of `Place`; None or "" where the loaded geography does not say."""

    ward_id: int | None
    district_id: int | None
    lsoa: str
    decile: int | None
    decile_release: str


def postcode_key(text: str) -> str:
    """The postcode as the geography keeps it: upper case without spaces."""
    return re.sub(r"\s+", "", text).upper()


def tidy_postcode(text: str) -> str:
    """`me104bj` → `ME10 4BJ`; "" when the text is no full UK postcode."""
    found = _SHAPE.fullmatch(postcode_key(text))
    return f"{found[1]} {found[2]}" if found else ""


def resolve(postcodes: Iterable[str]) -> dict[str, Location]:
    """Locate postcodes, whatever their spacing. One query.

    Returns:
        Location by `postcode_key`; postcodes that are not in the loaded geography are absent.
    """
    keys = {postcode_key(text) for text in postcodes if text}
    if not keys:
        return {}
    newest = Deprivation.objects.filter(lsoa=OuterRef("lsoa21")).order_by("-release")
    found = Postcode.objects.filter(pk__in=keys).values_list(
        "pk",
        Subquery(Place.objects.filter(code=OuterRef("ward_code")).values("pk")),
        Subquery(Place.objects.filter(code=OuterRef("district_code")).values("pk")),
        "lsoa21",
        Subquery(newest.values("decile")[:1]),
        Subquery(newest.values("release")[:1]),
    )
    return {key: Location(ward, district, lsoa, decile, release or "") for key, ward, district, lsoa, decile, release in found}


def place_organisations(organisations: Iterable[Organisation]) -> None:
    """Set the place columns (`PLACED_FIELDS`) of organisations from their postcode, without saving. One query for all.

    A postcode that the geography does not hold leaves the columns empty and says `not_found`.
    """
    organisations = list(organisations)
    located = resolve(organisation.postcode for organisation in organisations)
    for organisation in organisations:
        organisation.postcode = tidy_postcode(organisation.postcode) or organisation.postcode
        at = located.get(postcode_key(organisation.postcode))
        organisation.ward_id = at.ward_id if at else None
        organisation.district_id = at.district_id if at else None
        organisation.lsoa = at.lsoa if at else ""
        organisation.decile = at.decile if at else None
        organisation.decile_release = at.decile_release if at else ""
        if at:
            organisation.postcode_state = Organisation.PostcodeState.FOUND
        else:
            organisation.postcode_state = Organisation.PostcodeState.NOT_FOUND if organisation.postcode else Organisation.PostcodeState.NONE


def place_organisation(organisation: Organisation) -> Organisation:
    """The same for one organisation; the caller saves it."""
    place_organisations([organisation])
    return organisation
