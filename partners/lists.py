"""The lists of partners and of people: what their pages, saved views and exports show."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.tables import Column, RecordList, register
from partners import contact, policies
from partners.filters import OrganisationFilter, PersonFilter
from partners.models import Organisation, Person, RoleHolding
from partners.querysets import in_force


def _organisations(user) -> QuerySet[Organisation]:
    rows = Organisation.objects.visible_to(user).select_related("district", "team", "owner")
    labels = Organisation.types.through.objects.filter(organisation=OuterRef("pk")).order_by("organisationtype__label").values("organisationtype__label")
    return contact.with_last_contact(rows.annotate(type_labels=ArraySubquery(labels)), user)


def _place(organisation: Organisation) -> str:
    if organisation.postcode_state == Organisation.PostcodeState.NOT_FOUND:
        return "Postcode not found"
    decile = f"decile {organisation.decile}" if organisation.decile else ""
    return " · ".join(filter(None, [str(organisation.district or ""), decile]))


def _types(organisation: Organisation) -> str:
    return ", ".join(organisation.type_labels)


def _keeper(record: Organisation | Person) -> str:
    """Team and owner: "West Kent team, engagement officer"."""
    return ", ".join(str(part) for part in (record.team, record.owner) if part)


def _organisation_columns(user) -> tuple[Column, ...]:
    columns = [
        Column("name", _("Partner"), sort=("name",), link=True),
        Column("types", _("Type"), value=_types),
        Column("place", _("Place"), value=_place, sort=("district__name", "name")),
    ]
    if contact.is_known():
        columns.append(Column("last_contact", _("Last contact"), value=contact.in_words))
    if user.is_partner_user:
        return tuple(columns)
    return (*columns, Column("keeper", _("Team and owner"), value=_keeper))


organisation_records = register(
    RecordList(
        kind="organisation",
        title=_("Partners"),
        noun=("partner", "partners"),
        queryset=_organisations,
        columns=_organisation_columns,
        filterset_class=OrganisationFilter,
        default_sort="name",
        empty_text=_("Partners are the organisations we work with, listen to or answer to. Add one, or import a list."),
        first_step=("/desk/partners/new/", _("Add a partner"), "keep_partners"),
        actions=(("/desk/partners/new/", _("Add a partner"), "keep_partners"), ("/desk/imports/", _("Import"), "import_records")),
    )
)


def _people(user) -> QuerySet[Person]:
    now = RoleHolding.objects.filter(in_force(day=timezone.localdate()), organisation__in=Organisation.objects.visible_to(user))
    shown = now.select_related("organisation")
    people = Person.objects.visible_to(user).select_related("team", "owner")
    return people.prefetch_related(Prefetch("roles", shown, to_attr="roles_shown"))


def _roles(person: Person) -> str:
    return "; ".join(str(role) for role in person.roles_shown)


person_records = register(
    RecordList(
        kind="person",
        title=_("People"),
        noun=("person", "people"),
        queryset=_people,
        columns=(
            Column("name", _("Name or role"), sort=("name",), link=True),
            Column("roles", _("Roles now"), value=_roles),
            Column("email", _("E-mail")),
            Column("phone", _("Phone")),
            Column("keeper", _("Team and owner"), value=_keeper),
        ),
        filterset_class=PersonFilter,
        default_sort="name",
        empty_text=_("People are the contacts at partner organisations, by name or by role."),
        first_step=("/desk/people/new/", _("Add a person"), "keep_partners"),
        actions=(("/desk/people/new/", _("Add a person"), "keep_partners"),),
        may_open=policies.can_see_contacts,
    )
)
