"""The kinds of files that become partners."""

from crm.core.importing import Column, ImportKind
from partners.imports.layouts import CharityPlanner, OdsPlanner, OwnPlanner
from partners.imports.people import PeoplePlanner
from partners.imports.resources import CharityResource, OdsResource, OrganisationResource, PersonResource
from partners.models import ExternalIdentifier, Organisation, Person, RoleHolding

_CHILDREN = (ExternalIdentifier, Organisation.types.through)

ODS = ImportKind(
    code="ods",
    label="NHS organisations (ODS)",
    hint="epraccur (GP practices and other prescribers) or etr (trusts) as NHS England publishes them: 27 columns, no headings.",
    columns=tuple(
        Column(name, label)
        for name, label in (
            ("code", "Code"), ("name", "Name"), ("grouping", "National grouping"), ("geography", "Health geography"),
            ("address1", "Address line 1"), ("address2", "Address line 2"), ("address3", "Address line 3"), ("address4", "Address line 4"),
            ("address5", "Address line 5"), ("postcode", "Postcode"), ("open_date", "Open date"), ("close_date", "Close date"),
            ("status", "Status"), ("sub_type", "Sub-type"), ("commissioner", "Commissioner"), ("join_date", "Join date"),
            ("left_date", "Left date"), ("telephone", "Telephone"), ("empty19", "Column 19"), ("empty20", "Column 20"), ("empty21", "Column 21"),
            ("amended", "Amended"), ("empty23", "Column 23"), ("provider", "Provider or region"), ("empty25", "Column 25"),
            ("prescribing_setting", "Prescribing setting"), ("empty27", "Column 27"),
        )
    ),
    resource=OdsResource(),
    planner=OdsPlanner,
    model=Organisation,
    children=_CHILDREN,
    has_header=False,
    is_ours=False,
)  # fmt: skip

CHARITIES = ImportKind(
    code="charities",
    label="Charities (register extract)",
    hint="The table “charity” of the register of charities of England and Wales, as downloaded: tab-separated, 34 columns.",
    columns=tuple(
        Column(name, name.replace("_", " ").capitalize(), required=name in ("registered_charity_number", "charity_name"))
        for name in (
            "date_of_extract", "organisation_number", "registered_charity_number", "linked_charity_number", "charity_name", "charity_type",
            "charity_registration_status", "date_of_registration", "date_of_removal", "charity_reporting_status",
            "latest_acc_fin_period_start_date", "latest_acc_fin_period_end_date", "latest_income", "latest_expenditure",
            "charity_contact_address1", "charity_contact_address2", "charity_contact_address3", "charity_contact_address4",
            "charity_contact_address5", "charity_contact_postcode", "charity_contact_phone", "charity_contact_email", "charity_contact_web",
            "charity_company_registration_number", "charity_insolvent", "charity_in_administration", "charity_previously_excepted",
            "charity_is_cdf_or_cif", "charity_is_cio", "cio_is_dissolved", "date_cio_dissolution_notice", "charity_activities",
            "charity_gift_aid", "charity_has_land",
        )
    ),
    resource=CharityResource(),
    planner=CharityPlanner,
    model=Organisation,
    children=_CHILDREN,
    is_ours=False,
    quotes_with_tabs=False,
)  # fmt: skip

ORGANISATIONS = ImportKind(
    code="organisations",
    label="Organisations (our template)",
    hint="A spreadsheet of your own with our headings.",
    columns=(
        Column("name", "Name", required=True, example="Example community group"),
        Column("types", "Types", hint="By name, several with semicolons", example="Charity or community group"),
        Column("charity_number", "Charity number", hint="England and Wales"),
        Column("company_number", "Company number"),
        Column("ods_code", "ODS code"),
        Column("description", "What it does"),
        Column("address", "Address"),
        Column("postcode", "Postcode", example="ME14 1XX"),
        Column("email", "E-mail address", hint="Of the organisation, not of a person", example="hello@example.org"),
        Column("phone", "Phone"),
        Column("website", "Website", example="https://www.example.org"),
        Column("opened", "Opened", hint="2026-07-14 or 14/07/2026"),
        Column("closed", "Closed"),
    ),
    resource=OrganisationResource(),
    planner=OwnPlanner,
    model=Organisation,
    children=_CHILDREN,
)

PEOPLE = ImportKind(
    code="people",
    label="People (our template)",
    hint="People in their roles at organisations that are here already.",
    columns=(
        Column("name", "Name", required=True, hint="Or the role, if the name is not needed", example="Engagement lead"),
        Column("email", "E-mail address", example="engagement@example.org"),
        Column("phone", "Phone"),
        Column("role", "Role", example="Engagement lead"),
        Column("organisation", "Organisation", hint="By name or reference, like ORG-12", example="Example community group"),
        Column("since", "Since", hint="2026-07-14 or 14/07/2026"),
        Column("until", "Until"),
        Column("note", "Facts worth knowing before a meeting"),
    ),
    resource=PersonResource(),
    planner=PeoplePlanner,
    model=Person,
    children=(RoleHolding,),
)
