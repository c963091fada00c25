from partners.forms.organisations import EditOrganisationForm, IdentifierRows, NameRows, NewOrganisationForm, initial_of_organisation
from partners.forms.people import EditPersonForm, NewPersonForm, PermissionForm, RoleRows, initial_of_person
from partners.forms.relations import AgreementForm, DayForm, PartnerUserForm, RelationshipForm, SuccessionForm
from partners.forms.visibility import VisibilityMixin, initial_of_visibility

__all__ = [
    "AgreementForm",
    "DayForm",
    "EditOrganisationForm",
    "EditPersonForm",
    "IdentifierRows",
    "NameRows",
    "NewOrganisationForm",
    "NewPersonForm",
    "PartnerUserForm",
    "PermissionForm",
    "RelationshipForm",
    "RoleRows",
    "SuccessionForm",
    "VisibilityMixin",
    "initial_of_organisation",
    "initial_of_person",
    "initial_of_visibility",
]
