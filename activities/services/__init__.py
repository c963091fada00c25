from activities.services.care import put_back, set_apart, set_apart_message
from activities.services.changing import (
    cancel_activity,
    change_activity,
    close_missing_fact,
    hold_activity,
    publish_activity,
    unhold_activity,
    withdraw_from_public,
)
from activities.services.commitments import change_commitment, close_commitment, make_commitment, reopen_commitment
from activities.services.corrections import answer_correction, ask_to_check, send_correction, stop_checking, unlock_note
from activities.services.drafts import discard_draft, drafts_of, keep_draft
from activities.services.files import add_file, change_file, remove_file
from activities.services.finishing import finish_activity
from activities.services.insight import add_insight, change_insight, check_insight
from activities.services.logging import log_activity, logged_before
from activities.services.plans import copy_plan
from activities.services.projects import change_project, create_project, publish_project, withdraw_project
from activities.services.series import cancel_with_later, change_with_later, plan_again, plan_series, rename_series, unplan

__all__ = [
    "add_file",
    "add_insight",
    "answer_correction",
    "ask_to_check",
    "cancel_activity",
    "cancel_with_later",
    "change_activity",
    "change_commitment",
    "change_file",
    "change_insight",
    "change_project",
    "change_with_later",
    "check_insight",
    "close_commitment",
    "close_missing_fact",
    "copy_plan",
    "create_project",
    "discard_draft",
    "drafts_of",
    "finish_activity",
    "hold_activity",
    "keep_draft",
    "log_activity",
    "logged_before",
    "make_commitment",
    "plan_again",
    "plan_series",
    "publish_activity",
    "publish_project",
    "put_back",
    "remove_file",
    "rename_series",
    "reopen_commitment",
    "send_correction",
    "set_apart",
    "set_apart_message",
    "stop_checking",
    "unhold_activity",
    "unlock_note",
    "unplan",
    "withdraw_from_public",
    "withdraw_project",
]
