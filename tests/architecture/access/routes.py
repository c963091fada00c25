"""What one line of the table of rights says. `table.py` and its `table_<part>.py` hold the lines themselves.

Letters: e engagement officer, c communications editor, a assurance lead, b board secretary, i information-governance lead,
u auditor, d administrator, l colleague who plans a change, p partner user.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
ALL = STAFF + "lp"
LOGS = "eca"
READS = STAFF + "l"  # decisions: staff, and colleagues their own
DECIDES = "eabl"
ANSWERS = "eal"
REASON = {"reason": "Said in the walk"}
ARCHIVED = {"archived_at": "2026-01-01T00:00Z", "archived_reason": "Over"}


@dataclass(frozen=True)
class Route:
    """Who may GET and POST an address.

    Attributes:
        get, post: Letters. Nobody: the address does not take that method, from nobody.
        kind: What its first argument names; what the reader may not see answers 404. Without it the address names nothing.
        says: What people type into the form of the page, beside what the page fills in; the walk checks that it works.
        before: Columns of the record that the form needs to find, such as a planned activity to cancel.
        works: False where nothing can be changed by a plain form (a file is needed); then only refusals are checked.
        on: The variety on which it is tried that the form works.
        not_on: The variety on which nobody may, in the state that it is in.
        query: What stands behind the address.
        silent: The form works and leaves no line of history: mail, or a setting that no history keeps.
    """

    get: str
    post: str = ""
    kind: str = ""
    says: Mapping[str, object] = field(default_factory=dict)
    before: Mapping[str, object] = field(default_factory=dict)
    works: bool = True
    on: str = "open"
    not_on: str = ""
    silent: bool = False
    query: str = ""


def main_record(kind: str, keeps: str, reads: str = ALL, histories: str = STAFF, **says: object) -> dict[str, Route]:
    """The pages that every main record has: `keeps` change it, `reads` open it."""
    return {
        f"{kind}_list": Route(reads),
        f"{kind}_new": Route(keeps, keeps, says=says),
        f"{kind}_detail": Route(reads, kind=kind),
        f"{kind}_edit": Route(keeps, keeps, kind, says={**says, **REASON}),
        f"{kind}_history": Route(histories, kind=kind),
        f"{kind}_archive": Route(keeps, keeps, kind, says=REASON),
        f"{kind}_restore": Route(keeps, keeps, kind, says=REASON, before=ARCHIVED),
    }
