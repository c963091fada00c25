from partners.services.organisations import (
    add_identifier,
    add_relationship,
    change_organisation,
    close_identifier,
    create_organisation,
    end_relationship,
    succeed,
)
from partners.services.people import change_person, create_person, end_permission, give_permission
from partners.services.sharing import agree_to_share, end_agreement, name_partner_user, remove_partner_user

__all__ = [
    "add_identifier",
    "add_relationship",
    "agree_to_share",
    "change_organisation",
    "change_person",
    "close_identifier",
    "create_organisation",
    "create_person",
    "end_agreement",
    "end_permission",
    "end_relationship",
    "give_permission",
    "name_partner_user",
    "remove_partner_user",
    "succeed",
]
