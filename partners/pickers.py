"""What can be chosen by name in forms: partners, people and the reference data beside them."""

from django.db.models import Prefetch
from django.utils import timezone

from crm.core.forms import QuerySource
from crm.core.models import User
from partners.models import Community, Organisation, OrganisationType, Person, Place, RoleHolding
from partners.querysets import in_force


def organisation_source(user, *, also_archived: bool = False) -> QuerySource:
    """Organisations that `user` may see; the hint says reference and district."""
    visible = Organisation.objects.visible_to(user).select_related("district")
    visible = visible if also_archived else visible.current()
    return QuerySource(visible, hint=lambda organisation: " · ".join(filter(None, [organisation.reference, str(organisation.district or "")])))


def person_source(user) -> QuerySource:
    """People in use that `user` may see, nobody for those who see no contacts; the hint says their role."""
    people = Person.objects.visible_to(user).current() if user.has_right("see_contacts") else Person.objects.none()
    organisations = Organisation.objects.visible_to(user)
    roles = RoleHolding.objects.filter(in_force(day=timezone.localdate()), organisation__in=organisations).select_related("organisation")
    return QuerySource(people.prefetch_related(Prefetch("roles", roles, to_attr="roles_shown")), hint=_role_of)


def _role_of(person: Person) -> str:
    return str(person.roles_shown[0]) if person.roles_shown else person.reference


def type_source(user) -> QuerySource:
    """Types of organisations that are still given."""
    return QuerySource(OrganisationType.objects.filter(valid_to__isnull=True), name_field="label")


def place_source(user) -> QuerySource:
    """Places that are not superseded; wards come last because there are hundreds."""
    return QuerySource(Place.objects.filter(valid_to__isnull=True), hint=lambda place: place.get_kind_display())


def community_source(user) -> QuerySource:
    """Communities of place, identity and interest."""
    return QuerySource(Community.objects.all())


def staff_source(user) -> QuerySource:
    """Colleagues who can sign in, for owners and for people named on a record; partner users are never among them."""
    people = User.objects.filter(is_active=True).select_related("team") if not user.is_partner_user else User.objects.none()
    return QuerySource(people.exclude(groups__name="partner"), hint=lambda person: str(person.team or ""))


SOURCES = {
    "organisation": organisation_source,
    "person": person_source,
    "organisationtype": type_source,
    "place": place_source,
    "community": community_source,
    "user": staff_source,
}
"""By kind, as `/desk/search/suggest/?kind=` and pickers name them."""


def suggest_address(*kinds: str) -> str:
    """Where a picker of these kinds asks for suggestions."""
    return f"/desk/search/suggest/?kind={','.join(kinds)}"
