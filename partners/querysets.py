"""Questions about partners in the words of the team, beside those that every record answers (`RecordQuerySet`)."""

from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Upper

from partners.models import ExternalIdentifier, Organisation, OrganisationName, Person, RoleHolding, SharingAgreement

ALIKE = 0.45
"""From this trigram similarity on, two names look like the same organisation."""


def in_force(field: str = "", day: date | None = None) -> Q:
    """Rows with `valid_from` and `valid_to` that hold on `day`; both ends included, open ends count."""
    prefix = f"{field}__" if field else ""
    starts = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    return starts & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


def with_agreement(day: date) -> QuerySet[Organisation]:
    """Organisations whose users may be shown shared records on `day`."""
    agreements = SharingAgreement.objects.filter(organisation=OuterRef("pk"), signed_on__lte=day)
    return Organisation.objects.filter(Exists(agreements.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))))


def likely_duplicates(visible: QuerySet[Organisation], *, name: str, postcode: str = "", identifiers: list[tuple[str, str]] = (), limit: int = 5) -> list:
    """Organisations that may be the one being added, surest first. At most three queries.

    Args:
        visible: What the writer may see; a hidden record is not given away.
        identifiers: (scheme, value) pairs.

    Returns:
        (organisation, why in words) pairs.
    """
    found: dict[int, tuple[Organisation, str]] = {}
    for scheme, value in identifiers:
        holders = ExternalIdentifier.objects.filter(scheme=scheme, value__iexact=value, organisation=OuterRef("pk"))
        for organisation in visible.filter(Exists(holders))[:limit]:
            found.setdefault(organisation.pk, (organisation, f"has the same number, {value}"))
    same_name = OrganisationName.objects.filter(organisation=OuterRef("pk"), name__iexact=name)
    named = visible.annotate(upper_name=Upper("name"), alike=TrigramSimilarity("name", name))
    for organisation in named.filter(Q(upper_name__trigram_similar=name.upper(), alike__gte=ALIKE) | Exists(same_name)).order_by("-alike", "pk")[:limit]:
        found.setdefault(organisation.pk, (organisation, "has a similar name"))
    if postcode:
        for organisation in visible.filter(postcode=postcode).order_by("name", "pk")[:limit]:
            found.setdefault(organisation.pk, (organisation, f"is at the same postcode, {postcode}"))
    return list(found.values())[:limit]


def holders_on(visible: QuerySet[Person], organisation: Organisation, day: date | None = None) -> QuerySet[RoleHolding]:
    """Roles at `organisation` held by visible people: those in force on `day`, or all of them. One query."""
    holdings = RoleHolding.objects.filter(organisation=organisation, person__in=visible).select_related("person")
    return holdings.filter(in_force(day=day)) if day else holdings
