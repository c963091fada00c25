"""Who may open which address: the table written by hand, from who does which work. A route of ours that is not here fails the walk.

The letters stand in `routes.py`.
"""

from tests.architecture.access.routes import ALL, ANSWERS, DECIDES, LOGS, READS, REASON, STAFF, Route, main_record
from tests.architecture.access.table_annual_reports import ANNUAL_REPORTS
from tests.architecture.access.table_assurance_desk import ASSURANCE_DESK
from tests.architecture.access.table_changes import CHANGES
from tests.architecture.access.table_checks import CHECKS
from tests.architecture.access.table_evidence import EVIDENCE
from tests.architecture.access.table_packs import PACKS
from tests.architecture.access.table_papers import PAPERS
from tests.architecture.access.table_requests import REQUESTS
from tests.architecture.access.table_rules import RULES
from tests.architecture.access.table_service_change import SERVICE_CHANGE
from tests.architecture.access.table_strategy import STRATEGY
from tests.architecture.access.table_years import YEARS

PERIOD = {"name": "Elections", **{f"{end}_{part}": value for end in ("starts_on", "ends_on") for part, value in (("day", 5), ("month", 5), ("year", 2027))}}

CORE = {
    "export_list": Route(STAFF),
    "export_new": Route("", STAFF, says={"kind": "organisation", "file_format": "csv", "query": ""}),
    "export_detail": Route(STAFF, kind="export"),
    "export_download": Route(STAFF, kind="export"),
    "attachment_download": Route(ALL, kind="file"),
    "saved_view_new": Route("", ALL, says={"kind": "organisation", "name": "Mine", "query": "q=a"}),
    "saved_view_delete": Route("", ALL, kind="view", on="of e"),
    "staff_list": Route("d"),
    "staff_invite": Route("d", "d", says={"email": "new@example.nhs.uk", "name": "New colleague", "roles": ["auditor"]}),
    "staff_edit": Route("d", "d", "user", says={"name": "Another name", "roles": ["auditor"]}, on="somebody"),
    "staff_history": Route("d", kind="user"),
    "staff_invite_again": Route("", "d", "user", on="somebody", silent=True),
    "staff_switch_off": Route("d", "d", "user", says=REASON, on="somebody"),
    "staff_switch_on": Route("", "d", "leaver", on="somebody"),
    "team_list": Route("d"),
    "team_new": Route("d", "d", says={"name": "New team"}),
    "team_edit": Route("d", "d", "team", says={"name": "Renamed"}, on="a team"),
}

DESK = {
    "home": Route(ALL),
    "search": Route(ALL),
    "suggest": Route(ALL),
    "shortcuts": Route(ALL, ALL, says={"shortcuts_on": ""}),
    "your_settings": Route(ALL, "ecal", says={"digest": "daily"}),
    # What needs care: who writes things down and the information-governance lead; each case only for its opener, their lead and that lead.
    "care_list": Route(LOGS + "i"),
    "care_new": Route(LOGS, LOGS, "activity", says={"matter": "complaint"}),
    "care_detail": Route(LOGS + "i", LOGS + "i", "care", says={"kind": "rung", "whom": "Complaints team"}, on="of e"),
    "care_close": Route(LOGS + "i", LOGS + "i", "care", says=REASON, on="of e"),
    "care_reopen": Route("", LOGS + "i", "care", before={"closed_at": "2026-06-01T00:00Z"}, on="of e"),
    "care_put_back": Route("e", "e", "care", works=False),  # the opener alone, and only where there is a record to put the words back into
    "care_contact_list": Route(LOGS + "id"),
    "care_contact_new": Route("id", "id", says={"matter": "complaint", "name": "Complaints team"}),
    "care_contact_edit": Route("id", "id", "care_contact", says={"phone": "01632 960000"}, on="one"),
    "care_contact_remove": Route("", "id", "care_contact", on="one"),
    "restricted_find": Route("iu", query="?reference=DEC-1"),
    "restricted_open": Route("iu", "iu", "kept", says=REASON, on="restricted"),
    "activity_log": Route(LOGS, LOGS, says={"who": "organisation:{organisation}", "heard": "Something", "type": "{type}"}),
    "activity_log_decisions": Route(LOGS),
    "activity_logged": Route(LOGS, LOGS, "activity", works=False),
    "activity_log_line": Route("", LOGS, works=False),
    "draft_keep": Route("", LOGS, works=False),
    "draft_discard": Route("", LOGS, works=False),
    "draft_undo": Route("", LOGS, works=False),
    "offline": Route(LOGS),
    "offline_state": Route(LOGS),
    "offline_partners": Route(LOGS),
    "offline_worker": Route(LOGS),
    "stall": Route(LOGS, LOGS, says={"venue": "The market", "passed_by": "12"}),
    "finish_list": Route(LOGS),
    "finish_answer": Route("", LOGS, "activity", says={"answer": "The times"}),
    "finish_waive": Route("", LOGS, "activity"),
    "finish_unwaive": Route("", LOGS, "activity", works=False),
    "today": Route(STAFF),
    "before": Route(STAFF),
    "calendar": Route(READS),
    "calendar_clashes": Route(LOGS, query="?when=2026-05-10"),
    "feed_list": Route(READS, READS),
    "feed_revoke": Route(READS, READS, "feed", on="of e"),
    "period_list": Route(READS),
    "period_new": Route("ca", "ca", says=PERIOD),
    "period_edit": Route("ca", "ca", "period", says={"name": "Renamed"}, on="a period"),
    "period_delete": Route("ca", "ca", "period", on="a period"),
    "message_list": Route(LOGS, LOGS, works=False),
    "message_detail": Route(LOGS, kind="message"),
    "message_make": Route("", LOGS, "message", on="of e"),
    "message_undo": Route("", LOGS, "message", before={"state": "made", "activity_id": "{activity}"}, on="of e"),
    "message_link": Route(LOGS, LOGS, "message", says={"activity": "activity:{activity}"}, on="of e"),
    "message_set_aside": Route(LOGS, LOGS, "message", says=REASON, on="of e"),
    "message_take_back": Route("", LOGS, "message", before={"state": "dismissed", "reason": "Said"}, on="of e"),
    "message_address": Route(LOGS, LOGS, "message", says={"known-who": "organisation:{organisation}"}, on="of e"),
    "message_address_leave_out": Route("", LOGS, "message", on="of e"),
    "message_address_bring_back": Route("", LOGS, "message", on="of e"),
    "import_list": Route("ead"),
    "import_new": Route("ead", "ead", works=False),
    "import_template": Route("ead"),
    "import_detail": Route("ead", kind="batch"),
    "import_commit": Route("", "ead", "batch", on="of e"),
    "import_roll_back": Route("ead", "ead", "batch", works=False),
    "import_parked": Route("ead", kind="batch"),
}


OTHER = "organisation:{another}"
SIGNED = {"purpose": "Work", "signed_on_day": "1", "signed_on_month": "2", "signed_on_year": "2026"}
PERMISSION = {"purpose": "Newsletter", "lawful_basis": "consent", "channel": "email", "source": "They said so"}
PARTNERS = {
    **main_record("organisation", LOGS, name="Another name"),
    **main_record("person", LOGS, reads=STAFF, name="Another name"),
    "organisation_holders": Route(STAFF, kind="organisation"),
    "relationship_new": Route(LOGS, LOGS, "organisation", says={"kind": "part_of", "other": OTHER}),
    "succession_new": Route(LOGS, LOGS, "organisation", says={"other": OTHER, "on_day": "1", "on_month": "7", "on_year": "2022"}),
    # Those who keep partners record agreements; who signs in for a partner is said by those who manage people.
    "organisation_sharing": Route(LOGS + "d", kind="organisation"),
    "agreement_new": Route(LOGS, LOGS, "organisation", says=SIGNED),
    "agreement_end": Route("", LOGS, "organisation"),
    "partner_user_new": Route("d", "d", "organisation", says={"user": "{p}"}),
    "partner_user_remove": Route("", "d", "organisation"),
    "permission_new": Route(LOGS, LOGS, "person", says=PERMISSION),
    "permission_end": Route("", LOGS, "person"),
}

PUBLISHES = "ca"
PLANNED = {"status": "planned"}
CLOSED = {"state": "kept", "closed_on": "2026-02-01", "proof": "Minutes"}
ACTIVITIES = {
    **main_record("activity", LOGS, histories=READS, title="Another title"),
    "activity_new": Route(ALL, ALL, works=False),  # leads to the log form, which answers for itself
    "activity_hold": Route("", LOGS, "activity", before=PLANNED),
    "activity_unhold": Route("", LOGS, "activity", works=False),  # stays held: it says what was heard
    "activity_replan": Route("", LOGS, "activity", before={"status": "cancelled"}),
    "activity_finish": Route(LOGS, LOGS, "activity", says={"heard": "Something else", "next_steps": "More"}),
    "activity_cancel": Route(LOGS, LOGS, "activity", says=REASON, before=PLANNED),
    "series_new": Route(LOGS, LOGS, "activity", works=False),  # the days are shown first
    "series_detail": Route(ALL, kind="series"),
    "series_unplan": Route("", LOGS, "series", works=False),  # takes back what was planned a moment ago
    "series_edit": Route(LOGS, LOGS, "series", says={"name": "Another name"}),
    "series_next": Route(LOGS, LOGS, "series", says={"when_day": "4", "when_month": "5", "when_year": "2190"}),
    "note_check": Route(LOGS, LOGS, "activity", on="shared"),
    "note_stop": Route(LOGS, LOGS, "activity", says=REASON, before={"corrections_until": "2190-01-01"}),
    "note_unlock": Route(LOGS, LOGS, "activity", says=REASON, before={"corrections_until": "2026-05-06"}),
    # Partner users alone correct, from their own sign-in; staff answer.
    "correction_new": Route("p", "p", "activity", says={"text": "It was Tuesday"}, before={"corrections_until": "2190-01-01"}, on="shared"),
    "correction_answer": Route(LOGS, LOGS, "activity", says={"verdict": "not_taken_up", "answer": "As the minutes have it"}),
    "activity_publish": Route("", PUBLISHES, "activity"),
    "activity_withdraw": Route(PUBLISHES, PUBLISHES, "activity", says=REASON, on="published"),
    "missing_fact_close": Route(LOGS, LOGS, "activity", says=REASON),
    "activity_file_new": Route(LOGS, LOGS, "activity", works=False),
    "activity_file_edit": Route(LOGS, LOGS, "activity", says={"whose": "Ours"}),
    "activity_file_remove": Route(LOGS, LOGS, "activity", says=REASON),
    **main_record("project", "eal", histories=READS, title="Another title"),
    "project_board": Route(READS),
    "project_copy": Route("eal", "eal", says={"source": "project:{project}", "title": "From an earlier plan"}),
    "project_plan": Route(ALL, kind="project"),
    "project_publish": Route("", PUBLISHES, "project"),
    "project_withdraw": Route(PUBLISHES, PUBLISHES, "project", says=REASON, on="published"),
    **main_record("insight", LOGS, histories=READS, paraphrase="Another wording"),
    "insight_check": Route(LOGS, LOGS, "insight", says={"no_personal_data": "on", "is_true": "on"}),
    **main_record("commitment", LOGS, histories=READS, text="Another promise"),
    "commitment_close": Route(LOGS, LOGS, "commitment", says={"state": "kept", "proof": "The minutes"}),
    "commitment_reopen": Route(LOGS, LOGS, "commitment", says=REASON, before=CLOSED),
}

ASSURANCE = {
    **main_record("decision", DECIDES, reads=READS, histories=READS, title="Another title"),
    "assessment_list": Route(READS, kind="decision"),
    "assessment_new": Route(ANSWERS, ANSWERS, "decision", says={"arranged_by_us": "yes", "limb": "planning", "outcome": "applies", "reason": "Planning"}),
    "assessment_approve": Route("", "a", "decision"),
    "review_new": Route("a", "a", "decision", says={"verdict": "partly", "reviewer_role": "Assurance lead"}),
    "verdict_new": Route("a", "a", "decision", says={"text": "Well begun", "reviewer_role": "Assurance lead"}),
    "gap_owner_edit": Route(DECIDES, DECIDES, "decision", says={"owner_role": "Engagement lead"}),
    "placing_edit": Route(DECIDES, DECIDES, "decision", says={"placing": "told", **REASON}),
    "evidence_new": Route(ANSWERS, ANSWERS, "decision", says={"url": "https://example.org/page", "title": "A page", "criteria": "{criterion}"}),
    "evidence_accept": Route(ANSWERS, ANSWERS, "decision", says={"criteria": "{criterion}"}),
    "evidence_decline": Route(ANSWERS, ANSWERS, "decision", says=REASON),
    **main_record("response", LOGS, reads=READS, histories=READS, you_said="Something else"),
    # What is on the public page is withdrawn before it is changed.
    "response_edit": Route(LOGS, LOGS, "response", says={"you_said": "Something else", **REASON}, not_on="published"),
    "response_new": Route(LOGS, LOGS, "decision", says={"insights": "{insight}", "you_said": "Something", "answer": "done", "we_did": "Something"}),
    # An assurance lead, or the colleague whose decision it is.
    "response_approve": Route("", "al", "response"),
    "response_withdraw": Route("cal", "cal", "response", says=REASON, on="published"),
    "response_tell": Route("ecal", "ecal", "response", says={"channel": "Newsletter"}, before={"approved_on": "2026-06-01", "approved_by_id": "{a}"}),
}

# Each further part of assurance has its lines in a module of its own: `table_<part>.py`.
ASSURANCE_PARTS: dict[str, Route] = {**ANNUAL_REPORTS, **CHANGES, **CHECKS, **EVIDENCE, **PACKS, **PAPERS, **RULES, **SERVICE_CHANGE, **STRATEGY, **YEARS}

ROUTES: dict[str, Route] = {
    f"{namespace}:{name}": route
    for namespace, routes in {
        "core": CORE,
        "desk": DESK | ASSURANCE_DESK | REQUESTS,
        "partners": PARTNERS,
        "activities": ACTIVITIES,
        "assurance": ASSURANCE | ASSURANCE_PARTS,
    }.items()
    for name, route in routes.items()
}

# Open to everybody, without a sign-in.
PUBLIC = {
    "healthz",
    "readyz",
    "calendar_feed",
    "planning_cover",
    "planning_start",
    "planning_test",
    "cms_login",
    "public_search",
    "preference_set",
    "robots",
    "sitemap",
    "image_serve",
    "wagtaildocs_serve",
    "wagtail_serve",
}
