"""Planned changes: announced by those who plan them, taken up by those who help."""

from tests.architecture.access.routes import ANSWERS, DECIDES, READS, Route

INVITES = "eab"
CHANGE = {"title": "A change", "proposal": "Something moves", "role": "Manager"}
TEST = {"arranged_by_us": "yes", "limb": "planning", "outcome": "applies", "reason": "Planning"}

CHANGES = {
    "change_list": Route(DECIDES),
    "change_new": Route(DECIDES, DECIDES, says=CHANGE),
    "change_test": Route(ANSWERS, ANSWERS, "decision", says=TEST),
    "change_detail": Route(READS, kind="decision"),
    "change_plan": Route("", ANSWERS, "decision", works=False),  # the walk's decisions have projects already
    "change_take_up": Route("", INVITES, "decision"),
    "colleague_link_new": Route(INVITES, INVITES, says={"role": "Manager", "email": "manager@example.org"}),
    "colleague_link_end": Route("", INVITES, "colleague_link", on="one"),
}
