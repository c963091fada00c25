"""What the page of a partner says, gathered in few queries and put in words."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from crm.core.forms.base import lower_first
from crm.core.templatetags.kit import ago, long_date
from partners import policies
from partners.contact import in_words, with_last_contact
from partners.models import ExternalIdentifier, Organisation, OrganisationName, Relationship, Succession


def with_facts(organisations: QuerySet[Organisation], user) -> QuerySet[Organisation]:
    """Each row with the names of its types, places and communities, and its other names, in the same query."""

    def names(through, label: str) -> ArraySubquery:
        return ArraySubquery(through.objects.filter(organisation=OuterRef("pk")).order_by(label).values(label))

    facts = organisations.select_related("district", "ward", "team", "owner").annotate(
        type_labels=names(Organisation.types.through, "organisationtype__label"),
        place_names=names(Organisation.places_served.through, "place__name"),
        community_names=names(Organisation.communities.through, "community__name"),
        name_list=names(OrganisationName, "name"),
    )
    return with_last_contact(facts, user)


def lede(organisation: Organisation, user) -> str:
    """The line under the name: what it is, whose it is, how often we meet."""
    parts = [", ".join(organisation.type_labels)]
    if not user.is_partner_user:
        keeper = ", ".join(str(part) for part in (organisation.team, organisation.owner) if part)
        parts.append(_("owner: {keeper}").format(keeper=keeper) if keeper else _("no owner named"))
        if organisation.contact_every_days:
            parts.append(_("agreed rhythm: every {days} days").format(days=organisation.contact_every_days))
        if hasattr(organisation, "last_contact"):
            known = organisation.last_contact
            parts.append(_("last contact {day}, {ago}").format(day=long_date(known), ago=ago(known)) if known else lower_first(str(in_words(organisation))))
    return " · ".join(filter(None, parts))


def deprivation(organisation: Organisation) -> str:
    """`Decile 2 of 10, 1 is most deprived (IMD 2025)`, or why there is none."""
    if organisation.postcode_state == Organisation.PostcodeState.NOT_FOUND:
        return _("Postcode {postcode} is not in the loaded geography").format(postcode=organisation.postcode)
    if organisation.decile is None:
        return ""
    return _("Decile {decile} of 10, where 1 is most deprived ({release})").format(decile=organisation.decile, release=organisation.decile_release)


def fact_rows(organisation: Organisation, identifiers: list[ExternalIdentifier], user) -> list[dict]:
    """Rows for `components/summary_list.html`; contact details only for those who may see them."""
    rows = [
        {"key": _("What it does"), "value": organisation.description},
        {"key": _("Numbers and codes"), "value": "\n".join(_identifier(item) for item in identifiers)},
        {"key": _("Other names"), "value": "\n".join(organisation.name_list)},
        {"key": _("Address"), "value": "\n".join(filter(None, [organisation.address, organisation.postcode]))},
        {"key": _("Ward and district"), "value": ", ".join(str(place) for place in (organisation.ward, organisation.district) if place)},
        {"key": _("Deprivation of the place"), "value": deprivation(organisation)},
        {"key": _("Places served"), "value": ", ".join(organisation.place_names)},
        {"key": _("Communities"), "value": ", ".join(organisation.community_names)},
        {"key": _("Website"), "value": organisation.website, "href": organisation.website},
    ]
    if policies.can_see_contacts(user):
        rows += [{"key": _("E-mail"), "value": organisation.email}, {"key": _("Phone"), "value": organisation.phone}]
    if organisation.opened_on or organisation.closed_on:
        rows.append({"key": _("Opened and closed"), "value": _span(organisation.opened_on, organisation.closed_on)})
    if not user.is_partner_user:
        rows += [
            {"key": _("Where this comes from"), "value": organisation.source},
            {"key": _("Who may see this"), "value": organisation.get_visibility_display()},
        ]
    return known_and_missing(rows)


def known_and_missing(rows: list[dict]) -> list[dict]:
    """The rows that have a value, and one last row that names the others: honest gaps without a column of empty lines."""
    known = [row for row in rows if row["value"]]
    missing = ", ".join(str(row["key"])[:1].lower() + str(row["key"])[1:] for row in rows if not row["value"])
    return [*known, {"key": _("Not recorded"), "value": missing}] if missing else known


def _identifier(item: ExternalIdentifier) -> str:
    until = _(" (until {day})").format(day=long_date(item.valid_to)) if item.valid_to else ""
    return f"{item.get_scheme_display()} {item.value}{until}"


def _span(start: date | None, end: date | None) -> str:
    """`from Tue 14 July 2026 until …`; "" when both are unknown."""
    parts = [_("from {day}").format(day=long_date(start)) if start else "", _("until {day}").format(day=long_date(end)) if end else ""]
    return " ".join(filter(None, parts))


def relations(organisation: Organisation, user) -> list[dict]:
    """Relations and successions with organisations that `user` may see, as plain rows. Two queries."""
    visible = Organisation.objects.visible_to(user)
    pair = Q(organisation=organisation, other__in=visible) | Q(other=organisation, organisation__in=visible)
    rows = []
    for item in Relationship.objects.filter(pair).select_related("organisation", "other"):
        ours = item.organisation_id == organisation.pk
        other = item.other if ours else item.organisation
        words = item.get_kind_display() if ours else _("{name} {relation} this").format(name="", relation=item.get_kind_display()).strip()
        rows.append({"words": words, "text": other.name, "href": other.get_absolute_url(), "note": _span(item.valid_from, item.valid_to), "inverse": not ours})
    pair = Q(predecessor=organisation, successor__in=visible) | Q(successor=organisation, predecessor__in=visible)
    for item in Succession.objects.filter(pair).select_related("predecessor", "successor"):
        follows = item.successor_id == organisation.pk
        other = item.predecessor if follows else item.successor
        words = _("followed") if follows else _("was followed by")
        rows.append({"words": words, "text": other.name, "href": other.get_absolute_url(), "note": _("on {day}").format(day=long_date(item.on))})
    return rows
