"""What stands in which record, and who may read it: written by hand from the design, not from the code.

Each record of the walk carries words of its own that stand in no language. A word that somebody reads who may not is a hole,
wherever it shows: in a page, a header, an export, a suggestion, a pack.
"""

from functools import cache

# Letters of the roles, as in table.ROLES; `s` is a stranger who has not signed in.
STAFF = "ecabiud"
SIGNED_IN = STAFF + "lp"
READERS = SIGNED_IN + "s"

KINDS = ("organisation", "person", "project", "activity", "insight", "commitment", "decision", "response")
# Words that stand in a record beside its own: contact details, raw notes, files that are published, files that are not.
PARTS = ("contact", "notes", "file", "draft")
PART_OF = {"contact": "organisation", "notes": "activity", "file": "activity", "draft": "activity"}

VARIETIES = ("open", "shared", "team", "restricted", "own", "published")
"""All staff · shared with the partner user's organisation · another team's · named people's, none of whom takes part in the
walk · the colleague's own · all staff, and on the public site."""

VISIBLE = {
    "open": STAFF,
    "shared": STAFF + "p",
    "team": "iu",  # the information-governance lead and the auditor read what teams keep; an administrator manages people
    "restricted": "",
    "own": STAFF + "l",
    "published": STAFF + "s",
}
# People are shared with nobody here; a decision and its answers are the board's own until published.
FOR_PARTNER_USERS = ("organisation", "project", "activity", "insight", "commitment", "file")
FOR_THE_PUBLIC = ("organisation", "project", "activity", "response")
# Colleagues see every open partner, without contact details, and of the rest only what is their own.
NOT_FOR_COLLEAGUES = ("person", "contact")


@cache
def readers(kind: str, variety: str) -> str:
    """Letters of those who may read that kind of word in a record of that variety."""
    found = VISIBLE[variety]
    if kind == "organisation" and variety in ("open", "shared", "published"):
        found += "l"
    if kind not in FOR_PARTNER_USERS:
        found = found.replace("p", "")
    if kind not in FOR_THE_PUBLIC:
        found = found.replace("s", "")
    if kind in NOT_FOR_COLLEAGUES:
        found = found.replace("l", "")
    return found


def canary(kind: str, variety: str) -> str:
    """A word that stands in records of that kind and variety only, and in no language."""
    return f"zq{variety}{kind}qz"


@cache
def hidden_words(letter: str) -> frozenset[str]:
    """Words that this reader must not read anywhere."""
    return frozenset(canary(kind, variety) for kind in KINDS + PARTS for variety in VARIETIES if letter not in readers(kind, variety))
