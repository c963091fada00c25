from partners.models.organisations import (
    ExternalIdentifier,
    Organisation,
    OrganisationName,
    OrganisationType,
    PartnerMembership,
    Relationship,
    SharingAgreement,
    Succession,
)
from partners.models.people import Body, ContactPermission, Person, RoleHolding
from partners.models.places import Community, Deprivation, Place, PlaceMembership, Postcode

__all__ = [
    "Body",
    "Community",
    "ContactPermission",
    "Deprivation",
    "ExternalIdentifier",
    "Organisation",
    "OrganisationName",
    "OrganisationType",
    "PartnerMembership",
    "Person",
    "Place",
    "PlaceMembership",
    "Postcode",
    "Relationship",
    "RoleHolding",
    "SharingAgreement",
    "Succession",
]
