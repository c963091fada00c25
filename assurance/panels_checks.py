"""What the page of a decision, and the desk, show of computed checks and actions."""

from django.urls import reverse

from assurance import policies
from assurance.actions import actions_seen_by, shown
from assurance.checking import checked
from assurance.dossier import read_dossier
from assurance.rules.checks import DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, STATES
from crm.core.registries import Panel

MOST_ROWS = 5
COLOURS = {FOUND: "blue", PARTLY: "yellow", NOT_FOUND: "red"}
"""Not green: what was found is no verdict."""


def checks_of_decision(decision, user) -> Panel | None:
    """Each check that arises with its state and the newest person's view. Five queries where the page has read the dossier already."""
    if not policies.can_open(user):
        return None
    dossier = getattr(decision, "dossier", None) or read_dossier(user, decision.pk)
    rows = checked(dossier)
    context = {
        "rows": [_row(row, user) for row in rows if row.finding.state != DOES_NOT_ARISE],
        "not_arising": sum(row.finding.state == DOES_NOT_ARISE for row in rows),
        "address": reverse("assurance:check_list", args=[decision.pk]),
    }
    return Panel("What the records show", "assurance/panels/checks.html", context)


def _row(row, user) -> dict:
    return {
        "name": row.finding.name,
        "code": row.finding.code,
        "anchor": row.finding.code.replace(":", "-"),
        "state": STATES[row.finding.state],
        "colour": COLOURS.get(row.finding.state, "grey"),
        "sentence": row.finding.sentence,
        "review": row.review,
        "is_stale": row.is_stale and user.is_staff_member,
    }


def own_actions(user, reader) -> Panel | None:
    """On a desk: one's own actions that are not done, the most overdue first. One query."""
    rows = list(actions_seen_by(reader).filter(owner=reader, done_on__isnull=True).order_by("due_on", "pk")[: MOST_ROWS + 1])
    if not rows:
        return None
    context = {
        "rows": [shown(action) for action in rows[:MOST_ROWS]],
        "more": len(rows) > MOST_ROWS,
        "address": f"{reverse('assurance:action_list')}?whose=me&state=open",
    }
    return Panel("Your actions", "assurance/panels/actions.html", context, position=30)
