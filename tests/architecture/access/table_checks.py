"""Computed checks, what people make of them, and actions."""

from tests.architecture.access.routes import DECIDES, READS, Route

ACTION = {"text": "Ask carers", "owner_role": "Manager", "due_on_day": "1", "due_on_month": "12", "due_on_year": "2190"}

CHECKS = {
    "check_list": Route(READS, kind="decision"),
    "check_review": Route("a", "a", "decision", says={"view": "yes", "reason": "I know it", "reviewer_role": "Assurance lead"}),
    "action_list": Route(READS),
    "action_new": Route(DECIDES, DECIDES, "decision", says=ACTION),
    "action_detail": Route(READS, DECIDES, "action", says={"done_note": "Asked them"}),
}
