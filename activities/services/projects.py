"""Projects: the engagement plan, its stages, and whether the public sees it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Project, ProjectStage
from activities.services.keeping import name_the_writer
from crm.core import history
from crm.core.services import explained, locked, save_record, submission
from partners.services.sharing import refuse_sharing_without_agreement

COLUMNS = (
    "title", "programme", "purpose", "aims", "context", "can_influence", "cannot_influence", "audiences", "methods", "who_does_it", "budget", "risks",
    "feedback_plan", "stage", "lead_organisation", "contact", "source", "visibility", "team", "owner", "named_user_ids", "shared_with_ids",
)  # fmt: skip
STAGE_COLUMNS = ("planned_from", "planned_to", "actual_from", "actual_to", "skipped_because")


@transaction.atomic
def create_project(
    *, values: Mapping[str, Any], actor, stages: Iterable[Mapping[str, Any]] = (), key: UUID | None = None, copied_from: Project | None = None
) -> Project:
    """Start a project. The caller has asked `policies.can_create_project`.

    Args:
        values: Columns by name; only `title` is needed. Without `owner` and `team` it is the writer's.
        stages: Rows with `stage` and its dates, or why it is skipped.
        key: Of the form that was sent: a second press answers with the project of the first.
        copied_from: Whose plan it took over; a copy of a training example is one too.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Project.objects.get(pk=press.object_id)
    project = Project(created_by=actor, owner=actor, team=actor.team, copied_from=copied_from)
    _take(project, values, actor)
    example = project.programme or copied_from
    project.is_training = example.is_training if example else False
    with history.because(actor, "create"):
        save_record(project)
        _keep_stages(project, stages)
    if press:
        press.object_id = project.pk
        press.save(update_fields=["object_id"])
    return project


@transaction.atomic
def change_project(
    project: Project, *, version: int, values: Mapping[str, Any], actor, stages: Iterable[Mapping[str, Any]] | None = None, reason: str = ""
) -> Project:
    """Change the plan; stages that are None stay as they are.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of a table is broken, or the project would be its own programme.
    """
    stored = locked(Project, project.pk, version=version)
    _take(stored, values, actor)
    if stored.programme is not None:
        if stored.programme_id == stored.pk or stored.programme.programme_id == stored.pk:
            raise ValidationError({"programme": "A project cannot belong to itself. Choose another programme."}, code="circle")
        if stored.programme.is_training != stored.is_training:
            raise ValidationError({"programme": "Training examples and real projects stay apart."}, code="training")
    with history.because(actor, "change", reason=reason):
        save_record(stored)
        if stages is not None:
            _keep_stages(stored, stages)
    return stored


def _take(project: Project, values: Mapping[str, Any], actor) -> None:
    shared_before = set(project.shared_with_ids)
    for column in COLUMNS:
        if column in values:
            setattr(project, column, values[column])
    name_the_writer(project, actor)
    refuse_sharing_without_agreement(project, already=shared_before)


def _keep_stages(project: Project, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store one row a stage; a row without dates and reason takes the stage off the plan."""
    there = {stage.stage: stage for stage in project.stages.all()}
    for row in rows:
        stage = there.get(row["stage"]) or ProjectStage(project=project, stage=row["stage"])
        before = [getattr(stage, column) for column in STAGE_COLUMNS]
        for column in STAGE_COLUMNS:
            setattr(stage, column, row.get(column, getattr(stage, column)))
        if not any(getattr(stage, column) for column in STAGE_COLUMNS):
            if stage.pk:
                stage.delete()
        elif stage.pk is None or before != [getattr(stage, column) for column in STAGE_COLUMNS]:
            stage.clean_fields(exclude=["project"])
            with explained():
                stage.save()


@transaction.atomic
def publish_project(project: Project, *, actor) -> Project:
    """Show a project on the public pages. The caller has asked `policies.can_publish`.

    Raises:
        ValidationError: No purpose, archived, or kept to some people.
    """
    stored = locked(Project, project.pk)
    if stored.archived_at is not None:
        raise ValidationError("An archived project cannot be published.", code="not_current")
    if not stored.purpose.strip():
        raise ValidationError({"purpose": "Write the purpose first: it is what the public reads."}, code="purpose")
    stored.published_at = stored.published_at or timezone.now()
    with history.because(actor, "publish"):
        return save_record(stored, fields=["published_at"])


@transaction.atomic
def withdraw_project(project: Project, *, reason: str, actor) -> Project:
    """Take a project off the public pages.

    Raises:
        ValidationError: It is not published.
    """
    stored = locked(Project, project.pk)
    if stored.published_at is None:
        raise ValidationError("This is not published.", code="not_published")
    stored.published_at = None
    with history.because(actor, "withdraw", reason=reason):
        return save_record(stored, fields=["published_at"])
