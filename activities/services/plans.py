"""An engagement plan taken over from an earlier project."""

from datetime import date
from uuid import UUID

from django.db import transaction

from activities.models import Project
from activities.rules_projects import PLAN_COLUMNS, shifted_stages
from activities.services.projects import create_project
from crm.core.models import Visibility


@transaction.atomic
def copy_plan(source: Project, *, title: str, starts_on: date | None, actor, key: UUID | None = None) -> Project:
    """Start a project with the plan of an earlier one. The caller has asked `policies.can_create_project` and found `source` visible.

    The texts of the plan and, from `starts_on`, the planned stages with their lengths come over. Purpose, background, activities,
    notes, dates held, sharing and the public pages stay with the earlier project. What is kept to some people stays kept to them.

    Args:
        starts_on: First day of the first planned stage; None leaves the stages to be planned.
        key: Of the form that was sent: a second press answers with the project of the first.

    Raises:
        ValidationError: No title.
    """
    values = {column: getattr(source, column) for column in PLAN_COLUMNS}
    values["title"] = title
    if source.visibility in (Visibility.TEAM, Visibility.RESTRICTED):
        values |= {"visibility": source.visibility, "team": source.team, "named_user_ids": list(source.named_user_ids)}
    return create_project(values=values, stages=shifted_stages(source.stages.all(), starts_on), copied_from=source, actor=actor, key=key)
