"""Roles and rights: who may do what, in one table.

A role is a group made by migration. A right is a verb of the team. Whether a person may do it to *this* record is
asked in each app's ``policies.py``, which starts from :func:`has_right`.
"""

ENGAGEMENT_OFFICER = "engagement_officer"
COMMUNICATIONS_EDITOR = "communications_editor"
ASSURANCE_LEAD = "assurance_lead"
BOARD_SECRETARY = "board_secretary"
IG_LEAD = "ig_lead"
COLLEAGUE = "colleague"
PARTNER = "partner"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

ROLE_LABELS = {
    ENGAGEMENT_OFFICER: "Engagement officer",
    COMMUNICATIONS_EDITOR: "Communications editor",
    ASSURANCE_LEAD: "Assurance lead",
    BOARD_SECRETARY: "Board secretary",
    IG_LEAD: "Information-governance lead",
    COLLEAGUE: "Colleague planning a change",
    PARTNER: "Partner user",
    AUDITOR: "Auditor",
    ADMINISTRATOR: "Administrator",
}

# Roles that read every record which is not kept to a team or to named people.
STAFF_ROLES = frozenset({ENGAGEMENT_OFFICER, COMMUNICATIONS_EDITOR, ASSURANCE_LEAD, BOARD_SECRETARY, IG_LEAD, AUDITOR, ADMINISTRATOR})

RIGHTS: dict[str, frozenset[str]] = {
    "log_activities": frozenset({ENGAGEMENT_OFFICER, COMMUNICATIONS_EDITOR, ASSURANCE_LEAD}),
    "keep_partners": frozenset({ENGAGEMENT_OFFICER, COMMUNICATIONS_EDITOR, ASSURANCE_LEAD}),
    "see_contacts": STAFF_ROLES,
    "import_records": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, ADMINISTRATOR}),
    "keep_projects": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, COLLEAGUE}),
    "keep_decisions": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, BOARD_SECRETARY, COLLEAGUE}),
    "answer_duty": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, COLLEAGUE}),
    "approve_duty": frozenset({ASSURANCE_LEAD}),
    "link_evidence": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, COLLEAGUE}),
    "review_evidence": frozenset({ASSURANCE_LEAD}),
    "build_packs": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, BOARD_SECRETARY}),
    "write_covers": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, BOARD_SECRETARY, COLLEAGUE}),
    "draft_responses": frozenset({ENGAGEMENT_OFFICER, COMMUNICATIONS_EDITOR, ASSURANCE_LEAD}),
    "approve_responses": frozenset({ASSURANCE_LEAD}),
    "publish_records": frozenset({COMMUNICATIONS_EDITOR, ASSURANCE_LEAD}),
    # The CMS asks Wagtail's own permissions, which this role alone is given (`pages.services`).
    "edit_public_pages": frozenset({COMMUNICATIONS_EDITOR}),
    "export_lists": STAFF_ROLES,
    "read_frameworks": STAFF_ROLES | {COLLEAGUE},
    "open_restricted_with_reason": frozenset({IG_LEAD, AUDITOR}),
    # Words set apart because they need care: read by who opened the case, their team lead, and this role.
    "handle_care": frozenset({IG_LEAD}),
    # The register of such cases and whom to ring; which cases they see there is said above.
    "open_care_register": frozenset({ENGAGEMENT_OFFICER, COMMUNICATIONS_EDITOR, ASSURANCE_LEAD, IG_LEAD}),
    "manage_people": frozenset({ADMINISTRATOR}),
    # Duties, frameworks, scales and criteria as data, with history.
    "keep_frameworks": frozenset({ASSURANCE_LEAD}),
    "keep_meetings": frozenset({BOARD_SECRETARY, ASSURANCE_LEAD}),
    "review_covers": frozenset({ASSURANCE_LEAD}),
    # Sign a late paper's cover that nobody reviewed; the reason is printed on it.
    "sign_unreviewed_covers": frozenset({BOARD_SECRETARY, ASSURANCE_LEAD}),
    # Send a paper back before its deadline because its engagement section is missing or gives no reasons.
    "return_papers": frozenset({BOARD_SECRETARY, ASSURANCE_LEAD}),
    "review_years": frozenset({ASSURANCE_LEAD}),
    "write_annual_report": frozenset({ASSURANCE_LEAD, ENGAGEMENT_OFFICER}),
    "keep_strategy": frozenset({ASSURANCE_LEAD, ENGAGEMENT_OFFICER}),
    "read_assurance": STAFF_ROLES,
    "announce_changes": frozenset({COLLEAGUE, ENGAGEMENT_OFFICER, ASSURANCE_LEAD, BOARD_SECRETARY}),
    "invite_colleagues": frozenset({ENGAGEMENT_OFFICER, ASSURANCE_LEAD, BOARD_SECRETARY}),
    "answer_requests": frozenset({IG_LEAD}),
    "read_requests": frozenset({IG_LEAD, AUDITOR}),
    "read_view_log": frozenset({IG_LEAD, AUDITOR}),
}


def has_right(user, right: str) -> bool:
    """Whether any role of `user` carries `right` (a key of `RIGHTS`). One query a request, then none."""
    return bool(user.is_active and user.roles & RIGHTS[right])
