"""Stages, impact assessments, scrutiny, the Secretary of State, the outcome, reports received, questions from the public."""

from tests.architecture.access.routes import DECIDES, LOGS, STAFF, Route

ON = {"on_day": "1", "on_month": "6", "on_year": "2026"}
UNTIL = {"until_day": "1", "until_month": "6", "until_year": "2190", "because": "Waits"}
DECIDED = {"decided_on_day": "1", "decided_on_month": "6", "decided_on_year": "2026", "outcome": "Agreed"}
RECEIVED = {"received_on_day": "1", "received_on_month": "6", "received_on_year": "2026"}
KEEPS_REPORTS = LOGS + "b"
KEEPS_MEETINGS = "ab"

SERVICE_CHANGE = {
    "stages_edit": Route(DECIDES, DECIDES, "decision", says={"idea-skipped_because": "Not needed"}),
    "impact_new": Route(DECIDES, DECIDES, "decision", says={"kind": "ehia", "not_needed_because": "No effect"}),
    "impact_edit": Route(DECIDES, DECIDES, "decision", says={"mitigations": "Looked at"}),
    "scrutiny_new": Route(DECIDES, DECIDES, "decision", says={"new_body": "A scrutiny committee", "view": "not_asked"}),
    "scrutiny_edit": Route(DECIDES, DECIDES, "decision", says={"reply": "They agree"}),
    "escalation_new": Route(DECIDES, DECIDES, "decision", says={"kind": "notified", **ON}),
    "escalation_edit": Route(DECIDES, DECIDES, "decision", says={"note": "They asked"}),
    "decision_put_off": Route(DECIDES, DECIDES, "decision", says=UNTIL),
    "decision_bring_back": Route("", DECIDES, "decision", before={"deferred_until": "2190-01-01", "deferred_because": "Waits"}),
    "decision_leave_path": Route(DECIDES, DECIDES, "decision", says={"side_exit": "review", "note": "A claim came"}),
    "decision_outcome": Route(DECIDES, DECIDES, "decision", says=DECIDED),
    "partner_report_list": Route(STAFF),
    "partner_report_new": Route(KEEPS_REPORTS, KEEPS_REPORTS, says={"organisation": "organisation:{organisation}", "title": "A report", **RECEIVED}),
    "partner_report_detail": Route(STAFF, kind="partner_report"),
    "partner_report_edit": Route(KEEPS_REPORTS, KEEPS_REPORTS, "partner_report", says={"title": "Another title"}, on="one"),
    "public_question_new": Route(KEEPS_MEETINGS, KEEPS_MEETINGS, "meeting", says={"question": "Why?"}, on="one"),
    "public_question_reply": Route(KEEPS_MEETINGS, KEEPS_MEETINGS, "public_question", says={"reply": "Because"}, on="one"),
}
