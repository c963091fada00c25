from activities.services.changing import cancel_activity, change_activity, close_missing_fact, hold_activity, publish_activity, withdraw_from_public
from activities.services.commitments import change_commitment, close_commitment, make_commitment, reopen_commitment
from activities.services.drafts import discard_draft, drafts_of, keep_draft
from activities.services.files import add_file, change_file, remove_file
from activities.services.insight import add_insight, change_insight, check_insight
from activities.services.logging import log_activity
from activities.services.plans import copy_plan
from activities.services.projects import change_project, create_project, publish_project, withdraw_project

__all__ = [
    "add_file",
    "add_insight",
    "cancel_activity",
    "change_activity",
    "change_commitment",
    "change_file",
    "change_insight",
    "change_project",
    "check_insight",
    "close_commitment",
    "close_missing_fact",
    "copy_plan",
    "create_project",
    "discard_draft",
    "drafts_of",
    "hold_activity",
    "keep_draft",
    "log_activity",
    "make_commitment",
    "publish_activity",
    "publish_project",
    "remove_file",
    "reopen_commitment",
    "withdraw_from_public",
    "withdraw_project",
]
