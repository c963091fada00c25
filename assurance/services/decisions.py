"""Decisions: making, changing, placing activities, naming owners of gaps."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity
from assurance.models import BodyMeeting, Decision, DecisionFramework, Framework, GapOwner, TimelinePlacing
from assurance.rules.gaps import DUTY_FRAMEWORK
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User
from crm.core.roles import ROLE_LABELS
from crm.core.services import explained, locked, save_record

COLUMNS = (
    "title", "proposal", "project", "body", "organisation", "state", "is_urgent", "consults", "can_influence", "cannot_influence",
    "options_open_on", "options_fixed_on", "paper_due_on", "findings_sent_on", "expected_on", "decided_on", "date_note", "outcome", "minute",
    "told_on", "telling_plan", "duty_as_at", "source", "visibility", "team", "owner", "named_user_ids",
)  # fmt: skip


@transaction.atomic
def create_decision(*, values: dict[str, Any], frameworks: list[Framework], actor: User | None, key: UUID | None = None) -> Decision:
    """Open a decision as the hub for its involvement. The caller has asked `policies.can_create`.

    Args:
        values: Columns by name; `title` and `duty_as_at` are needed. Without owner and team it is the writer's.
        actor: Who opens it; None for a colleague with a signed link, whom the history in force names.
        frameworks: Read beside the duty to involve, which is always read.
        key: Of the form that was sent: a second press answers with the decision of the first.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    press, made = earlier_press(Decision, key, actor) if actor else (None, None)
    if made:
        return made
    decision = Decision(created_by=actor)
    with history.because(actor, "create"):
        _take(decision, ({"owner": actor, "team": actor.team} if actor else {}) | values)
    decision.is_training = decision.project is not None and decision.project.is_training
    with history.because(actor, "create"):
        save_record(decision)
        _read_against(decision, frameworks)
    remember(press, decision)
    return decision


@transaction.atomic
def change_decision(decision: Decision, *, version: int, values: dict[str, Any], frameworks: list[Framework], actor: User, reason: str = "") -> Decision:
    """Change what the form holds. The caller has asked `policies.can_change`.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of the table is broken, by field.
    """
    stored = locked(Decision, decision.pk, version=version)
    with history.because(actor, "change", reason=reason):
        _take(stored, values)
    with history.because(actor, "change", reason=reason):
        save_record(stored)
        _read_against(stored, frameworks)
    return stored


def _take(decision: Decision, values: dict[str, Any]) -> None:
    for column in COLUMNS:
        if column in values:
            setattr(decision, column, values[column])
    if "meeting_on" in values:
        decision.meeting = _meeting(decision, values["meeting_on"])
    if decision.project is not None and decision.pk and decision.project.is_training != decision.is_training:
        raise ValidationError({"project": "A training example and a real record cannot belong together."})


def _meeting(decision: Decision, on: date | None) -> BodyMeeting | None:
    """The meeting of the decision's body on that day, noted down when it is new.

    Raises:
        ValidationError: A meeting without a body.
    """
    if on is None:
        return None
    if decision.body is None:
        raise ValidationError({"body": "Choose the body that meets on that day."})
    due = decision.paper_due_on if decision.paper_due_on and decision.paper_due_on <= on else None
    return BodyMeeting.objects.get_or_create(body=decision.body, on=on, defaults={"paper_due_on": due})[0]


def _read_against(decision: Decision, frameworks: list[Framework]) -> None:
    """The duty to involve and the chosen frameworks; criteria that were chosen one by one stay as they were."""
    wanted = {framework.pk for framework in frameworks} | set(Framework.objects.filter(key=DUTY_FRAMEWORK).values_list("pk", flat=True))
    stored = set(decision.frameworks.values_list("framework_id", flat=True))
    decision.frameworks.exclude(framework_id__in=wanted).delete()
    DecisionFramework.objects.bulk_create([DecisionFramework(decision=decision, framework_id=pk) for pk in sorted(wanted - stored)])


@transaction.atomic
def place_activity(decision: Decision, activity: Activity, *, placing: str, reason: str, actor: User) -> TimelinePlacing:
    """Correct where an activity stands on the decision's timeline.

    Raises:
        ValidationError: No reason, or no such placing.
    """
    stored = TimelinePlacing.objects.select_for_update().filter(decision=decision, activity=activity).first()
    stored = stored or TimelinePlacing(decision=decision, activity=activity)
    stored.placing, stored.reason, stored.placed_by = placing, reason.strip(), actor
    stored.clean_fields()
    with history.because(actor, "place_activity", reason=reason), explained():
        stored.save()
    return stored


@transaction.atomic
def take_placing_back(decision: Decision, activity: Activity, *, reason: str, actor: User) -> None:
    """Let the dates place the activity again."""
    with history.because(actor, "take_placing_back", reason=reason):
        TimelinePlacing.objects.filter(decision=decision, activity=activity).delete()


@transaction.atomic
def name_gap_owner(decision: Decision, *, gap: str, owner: User | None, owner_role: str = "", due_on: date | None, note: str = "", actor: User) -> GapOwner:
    """Say who closes a gap and by when. In packs the role stands, not the name.

    Args:
        owner: A sign-in; their first role is taken where `owner_role` is blank.

    Raises:
        ValidationError: Neither an owner nor a role.
    """
    role = owner_role.strip() or (first_role(owner) if owner else "")
    values = {"owner": owner, "owner_role": role, "due_on": due_on, "note": note.strip()}
    stored = GapOwner.objects.select_for_update().filter(decision=decision, gap=gap).first() or GapOwner(decision=decision, gap=gap)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.clean_fields()
    with history.because(actor, "name_gap_owner"), explained():
        stored.save()
    return stored


def first_role(user: User) -> str:
    """The person's main role in words (`Assurance lead`): how packs and papers name them."""
    return next((label for role, label in ROLE_LABELS.items() if role in user.roles), "Member of staff")
