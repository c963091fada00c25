"""Who may open which address: the table written by hand. A route of ours that is not here fails the walk.

Letters: e engagement officer, c communications editor, a assurance lead, b board secretary, i information-governance lead,
u auditor, d administrator, l colleague who plans a change, p partner user.
"""

from dataclasses import dataclass

from crm.core import roles

ROLES = {
    "e": roles.ENGAGEMENT_OFFICER,
    "c": roles.COMMUNICATIONS_EDITOR,
    "a": roles.ASSURANCE_LEAD,
    "b": roles.BOARD_SECRETARY,
    "i": roles.IG_LEAD,
    "u": roles.AUDITOR,
    "d": roles.ADMINISTRATOR,
    "l": roles.COLLEAGUE,
    "p": roles.PARTNER,
}
STAFF = "ecabiud"
EVERYONE = STAFF + "lp"


@dataclass(frozen=True)
class Route:
    """Who may GET and POST an address. `kind`: the record that its first argument names; hidden records answer 404."""

    get: str
    post: str = ""
    kind: str = ""


ROUTES: dict[str, Route] = {
    "core:export_list": Route(STAFF),
    "core:export_new": Route("", STAFF),
    "partners:organisation_list": Route(EVERYONE),
    "partners:organisation_new": Route("eca", "eca"),
    "partners:organisation_detail": Route(EVERYONE, kind="organisation"),
    "partners:organisation_edit": Route("eca", "eca", "organisation"),
    "partners:organisation_history": Route(STAFF, kind="organisation"),
    "partners:organisation_archive": Route("eca", "eca", "organisation"),
    "partners:organisation_restore": Route("eca", "eca", "organisation"),
    "partners:person_list": Route(STAFF + "p"),
    "partners:person_new": Route("eca", "eca"),
    "partners:person_detail": Route(STAFF + "p", kind="person"),
    "partners:person_edit": Route("eca", "eca", "person"),
    "partners:person_history": Route(STAFF, kind="person"),
    "partners:person_archive": Route("eca", "eca", "person"),
    "partners:person_restore": Route("eca", "eca", "person"),
}

# Open to everybody, without a sign-in.
PUBLIC = {"healthz", "readyz", "cms_login", "public_search", "preference_set", "robots", "sitemap", "image_serve", "wagtaildocs_serve", "wagtail_serve"}
