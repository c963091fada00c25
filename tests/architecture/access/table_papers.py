"""Meetings, the forward plan, covers of papers and their templates."""

from assurance.rules.cover_boxes import CHECKLIST
from tests.architecture.access.routes import DECIDES, READS, REASON, Route

SECRETARIES = "ab"
DRAFT = {"state": "draft", "signed_by_id": None, "signed_at": None}
SIGNED = {"state": "frozen", "unreviewed_because": "The paper was due that day."}
VERDICT = {**dict.fromkeys((code for code, _question in CHECKLIST), "yes"), "verdict": "adequate"}

PAPERS = {
    "forward_plan": Route(READS),
    "paper_return": Route(SECRETARIES, SECRETARIES, "decision", says=REASON),
    "meeting_list": Route(READS),
    "meeting_new": Route(SECRETARIES, SECRETARIES, works=False),  # the body is chosen from a list
    "meeting_detail": Route(READS, kind="meeting"),
    "meeting_edit": Route(SECRETARIES, SECRETARIES, "meeting", says={"on_day": "2", **REASON}, on="one"),
    "cover_list": Route(READS),
    "cover_new": Route(DECIDES, DECIDES, "decision", says={"text": "As the record has it."}),
    "cover_detail": Route(READS, kind="cover"),
    "cover_edit": Route(DECIDES, DECIDES, "cover", says={"text": "In other words."}, before=DRAFT),
    "cover_send": Route("", DECIDES, "cover", before=DRAFT),
    "cover_review": Route("a", "a", "cover", says=VERDICT, before=DRAFT),
    "cover_sign": Route(DECIDES, DECIDES, "cover", before=DRAFT),
    "supplement_new": Route(DECIDES, DECIDES, "cover", says={"kind": "verbal", "text": "Said at the meeting."}, before=SIGNED),
    "cover_download": Route(READS, kind="cover"),
    "cover_template_list": Route(SECRETARIES),
    "cover_template_new": Route(SECRETARIES, SECRETARIES, works=False),
    "cover_template_sample": Route(SECRETARIES),
    "cover_template_edit": Route(SECRETARIES, SECRETARIES, "cover_template", says={"name": "Another name"}, on="one"),
    "cover_template_download": Route(SECRETARIES, kind="cover_template"),
}
