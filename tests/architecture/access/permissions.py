"""docs/permissions.md, written from the tables that the walk keeps the code to. Renew it with
`python -m tests.architecture.access.permissions`."""

from collections.abc import Iterable
from pathlib import Path

from crm.core.roles import RIGHTS, ROLE_LABELS
from tests.architecture.access.routes import ROLES
from tests.architecture.access.table import PUBLIC, ROUTES
from tests.architecture.access.words import KINDS, VARIETIES, readers

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
MEANINGS = {
    "open": "all staff",
    "shared": "shared with a partner organisation under an agreement in force",
    "team": "another team's only",
    "restricted": "named people only",
    "own": "a colleague's own",
    "published": "all staff, and published",
}
START = """# Who may do what

Generated from the tables in `tests/architecture/access`, which the tests keep the code to: every address is opened as every
role, with records of every kind. Renew it with `python -m tests.architecture.access.permissions`.

A page or action that is not for a role answers 403. A record that one may not see answers 404, the same as one that does not
exist. A stranger is led to the sign-in. Restricted records open to the people named on them, to the lead of their team and, for
eight hours with a reason that stays on record, to the information-governance lead and the auditor; not to the administrator.
"""


def cells(letters: str) -> Iterable[str]:
    return ("yes" if letter in letters else "" for letter in ROLES)


def table(first: str, rows: Iterable[tuple[str, Iterable[str]]], *more: str) -> str:
    """A Markdown table with a column a role."""
    heads = [first, *more, *(ROLE_LABELS[role] for role in ROLES.values())]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join([name, *found])} |" for name, found in rows)]) + "\n"


def page() -> str:
    """The whole page."""
    records = ((f"{kind}, {MEANINGS[variety]}", cells(readers(kind, variety))) for kind in KINDS for variety in VARIETIES)
    rights = ((right.replace("_", " "), cells("".join(letter for letter, role in ROLES.items() if role in holders))) for right, holders in RIGHTS.items())
    routes = [
        (f"`{name}`", [method, *cells(letters)]) for name, route in ROUTES.items() for method, letters in (("open", route.get), ("send", route.post)) if letters
    ]
    return "\n".join(
        [
            START,
            "## Rights\n", table("Right", rights),
            "## Who reads which record\n", table("Record", records),
            "## Addresses\n",
            "Where an address names a record, the table above comes first. A colleague's “yes” on decisions, projects and what belongs to them "
            "is for their own only. Addresses that libraries bring (sign-in, the CMS) are listed by namespace in `tests/architecture/test_cms_access.py`: "
            "the CMS is for the communications editor, without people, groups, rights and sites.\n",
            table("Address", routes, "To"),
            "## Open to everybody\n",
            "\n".join(f"- `{name}`" for name in sorted(PUBLIC)) + "\n",
        ]
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
