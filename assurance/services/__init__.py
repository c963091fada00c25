"""Changes of decisions and what hangs on them: one verb, one transaction each."""

from assurance.services.assessments import approve_assessment, assess
from assurance.services.covers import cover_report, freeze_cover, proposed_text
from assurance.services.decisions import change_decision, create_decision, first_role, name_gap_owner, place_activity, take_placing_back
from assurance.services.evidence import (
    Suggestion,
    add_file,
    add_web_address,
    decisions_that_could_use,
    decline_evidence,
    item_for,
    link_evidence,
    propose_evidence,
)
from assurance.services.pack_plans import (
    Operator,
    PackPlan,
    Plan,
    QuestionOfYear,
    QuestionPlan,
    Subject,
    YearPlan,
    plan_of,
    plan_pack,
    plan_question_pack,
    plan_year_pack,
)
from assurance.services.packing import build_ordered_pack, build_pack_task, changed_since, file_name, last_final, order_pack, report_of, subject_of
from assurance.services.responses import approve_response, change_response, draft_response, tell_contributors, withdraw_response
from assurance.services.reviews import give_verdict, review_criterion

__all__ = [
    "Operator",
    "PackPlan",
    "Plan",
    "QuestionOfYear",
    "QuestionPlan",
    "Subject",
    "YearPlan",
    "Suggestion",
    "add_file",
    "add_web_address",
    "approve_assessment",
    "approve_response",
    "assess",
    "build_ordered_pack",
    "build_pack_task",
    "change_decision",
    "change_response",
    "changed_since",
    "cover_report",
    "create_decision",
    "decisions_that_could_use",
    "decline_evidence",
    "draft_response",
    "first_role",
    "freeze_cover",
    "give_verdict",
    "item_for",
    "link_evidence",
    "name_gap_owner",
    "order_pack",
    "place_activity",
    "file_name",
    "last_final",
    "plan_of",
    "plan_pack",
    "plan_question_pack",
    "plan_year_pack",
    "propose_evidence",
    "proposed_text",
    "report_of",
    "subject_of",
    "review_criterion",
    "take_placing_back",
    "tell_contributors",
    "withdraw_response",
]
