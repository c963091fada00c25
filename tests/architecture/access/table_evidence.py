"""The evidence register: whoever opens decisions reads it; staff who link evidence keep it, the assurance lead reviews."""

from tests.architecture.access.routes import READS, Route

KEEPS = "ea"

EVIDENCE = {
    "evidence_list": Route(READS),
    "evidence_detail": Route(READS, kind="evidence_item"),
    "evidence_edit": Route(KEEPS, KEEPS, "evidence_item", says={"own_page_url": "https://www.example.nhs.uk/our-page"}, on="one"),
    "evidence_link_test": Route("", KEEPS, "evidence_item", works=False),  # it asks another server
    "evidence_use_for_decision": Route(KEEPS + "l", KEEPS + "l", "evidence_item", works=False),  # first the decision is chosen
    "evidence_use_new": Route(KEEPS, KEEPS, works=False),  # first the year is chosen
    "evidence_use_review": Route("a", "a", "evidence_use", says={"strength": "fair", "verdict": "supports", "reviewer_role": "Assurance lead"}, on="one"),
    "evidence_use_decline": Route(KEEPS, KEEPS, "evidence_use", says={"reason": "Said in the walk"}, on="one"),
}
