"""Frameworks' years and the questions about a year: all staff read them, the assurance lead keeps them."""

from tests.architecture.access.routes import STAFF, Route

KEEPS = "a"
VERDICT = {"verdict": "good", "comment": "Said in the walk", "reviewer_role": "Assurance lead"}
GAP = {"text": "Ask earlier", "owner_role": "Engagement lead", "due_on_day": "1", "due_on_month": "3", "due_on_year": "2027"}
RESULT = {"result_label": "Green", "result_source": "A letter"}

YEARS = {
    "framework_year_list": Route(STAFF),
    "framework_year_new": Route(KEEPS, KEEPS, says={"framework": "icb-ar", "year": "2024/25"}),
    "framework_year_detail": Route(STAFF, kind="framework_year"),
    "framework_year_compare": Route(STAFF, kind="framework_year"),
    "framework_year_submission": Route(STAFF, kind="framework_year"),
    "framework_year_history": Route(STAFF, kind="framework_year"),
    "year_judge_criterion": Route(KEEPS, KEEPS, "framework_year", says=VERDICT, on="one"),
    "year_judge_domain": Route(KEEPS, KEEPS, "framework_year", says=VERDICT, on="one"),
    "year_own_edit": Route(KEEPS, KEEPS, "framework_year", says={"own_text": "Well begun", "own_role": "Assurance lead"}, on="one"),
    "year_result_edit": Route(KEEPS, KEEPS, "framework_year", says=RESULT, on="one"),
    "year_action_new": Route(KEEPS, KEEPS, "framework_year", says=GAP, on="one"),
    "year_actions_again": Route(KEEPS, KEEPS, "framework_year", works=False),  # there must be something left of the year before
    "question_list": Route(STAFF),
    "question_detail": Route(STAFF),
    "question_export": Route(STAFF),
}
