"""Who may do what with partners. Whether a record is seen at all is `visible_to`; these functions come after it."""

from partners.models import Organisation, Person


def can_see_contacts(user) -> bool:
    """E-mail, phone and people of partners: staff. Colleagues and partner users see organisations without them."""
    return user.has_right("see_contacts")


def can_create(user) -> bool:
    return user.has_right("keep_partners")


def can_change(user, record: Organisation | Person) -> bool:
    """Change, archive and restore. The caller found `record` through `visible_to(user)`."""
    return user.has_right("keep_partners")


def can_see_history(user, record: Organisation | Person) -> bool:
    """History repeats contact details, so it is for those who see them."""
    return can_see_contacts(user)


def can_share(user, organisation: Organisation) -> bool:
    """Record an agreement to share records with the organisation's users."""
    return user.has_right("keep_partners")


def can_name_partner_users(user, organisation: Organisation) -> bool:
    """Say which sign-ins speak for the organisation."""
    return user.has_right("manage_people")
