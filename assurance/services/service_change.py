"""How a decision gets to its end: stages, impact assessments, scrutiny, the Secretary of State, what is put off, the outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from activities.working_days import after_working_days
from assurance.models import (
    BodyMeeting,
    Decision,
    DecisionFramework,
    DecisionStage,
    Framework,
    ImpactAssessment,
    PartnerReport,
    PublicQuestion,
    Scrutiny,
)
from assurance.rules.stages import DATE_OF, PATHS
from crm.core import history
from crm.core.attachments import store_upload
from crm.core.models import RestrictedPeriod, User
from crm.core.services import explained, locked, save_record
from partners.models import Body

REPLY_DAYS = 20
"""Working days to answer a report of an independent voice (to be checked locally)."""
CONSULTING = "consultation"
FRAMEWORKS_OF_PATH = {Decision.Path.RECONFIGURATION: ("five-tests", "gunning")}
WHY_OF_PATH = "It takes the path of a service reconfiguration."

M = TypeVar("M", bound=Model)


@transaction.atomic
def keep(row: M, *, values: Mapping[str, Any], action: str, actor: User) -> M:
    """Store one row that hangs on a decision (an impact assessment, scrutiny, an escalation, a report received), new or changed.

    The caller has asked `policies.can_change`.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    if row.pk:
        row = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.clean_fields()
    with history.because(actor, action), explained():
        row.save()
    return row


@transaction.atomic
def keep_impact(row: ImpactAssessment, *, values: Mapping[str, Any], action: str, actor: User) -> ImpactAssessment:
    """Store an impact assessment with its document.

    Args:
        values: Columns, and `file`, an upload that takes the place of the document there was, and `no_file`, which takes it off.
            The upload that went stays in store, where nobody can read it any more.

    Raises:
        ValidationError: As `keep`; `file` where its content is of no accepted type, or it is too large.
    """
    columns = _with_uploads(values, {"attachment": ("file", "no_file")}, actor)
    return keep(row, values=columns, action=action, actor=actor)


def _with_uploads(values: Mapping[str, Any], uploads: Mapping[str, tuple[str, str]], actor: User) -> dict[str, Any]:
    """Columns to store. `uploads` names for each column of a file the upload that takes its place, and the word that takes it off."""
    beside = {name for names in uploads.values() for name in names}
    columns = {name: value for name, value in values.items() if name not in beside}
    for column, (upload, off) in uploads.items():
        if values.get(upload):
            try:
                columns[column] = store_upload(values[upload], actor)
            except ValidationError as error:
                raise ValidationError({upload: error.messages}) from error
        elif values.get(off):
            columns[column] = None
    return columns


@transaction.atomic
def keep_scrutiny(row: Scrutiny, *, values: Mapping[str, Any], action: str, actor: User) -> Scrutiny:
    """Store what a committee was asked and said; one that is only named (`new_body`) is looked up by its name, or made with the row.

    Args:
        values: Columns, and our letter and its reply as uploads, as `keep_impact` takes its document.

    Raises:
        ValidationError: As `keep_impact`; then no committee is made either.
    """
    columns = _with_uploads(values, {"letter": ("letter_file", "no_letter"), "reply_letter": ("reply_file", "no_reply")}, actor)
    columns.pop("new_body", None)
    name = (values.get("new_body") or "").strip()
    if name and not columns.get("body"):
        columns["body"] = _committee(name, actor)
    return keep(row, values=columns, action=action, actor=actor)


def _committee(name: str, actor: User) -> Body:
    """The scrutiny committee of that name, whatever its capitals."""
    found = Body.objects.filter(name__iexact=name, kind="scrutiny").order_by("pk").first()
    if found is not None:
        return found
    body = Body(name=name, kind="scrutiny")
    body.clean_fields()
    with history.because(actor, "add_committee"), explained():
        body.save()
    return body


def reply_due(received_on: date) -> date:
    """The day by which a report received is answered."""
    return after_working_days(received_on, REPLY_DAYS)


@transaction.atomic
def receive_report(*, values: Mapping[str, Any], is_training: bool, actor: User) -> PartnerReport:
    """Note a report that came, with the day on which our reply is due; a day that was named by hand stays."""
    values = {**values, "reply_due_on": values.get("reply_due_on") or reply_due(values["received_on"])}
    return keep(PartnerReport(is_training=is_training), values=values, action="receive_report", actor=actor)


def restricted_on(days: list[date]) -> list[RestrictedPeriod]:
    """Pre-election and other periods in which one of the days lies. One query."""
    if not days:
        return []
    periods = RestrictedPeriod.objects.filter(ends_on__gte=min(days), starts_on__lte=max(days))
    return [period for period in periods if any(period.starts_on <= day <= period.ends_on for day in days)]


@transaction.atomic
def set_stages(decision: Decision, *, path: str, rows: Mapping[str, Mapping[str, Any]], accepted: str = "", actor: User) -> list[Framework]:
    """Keep the dates of a decision's stages and the path that it takes.

    A decision that turns onto the path of a reconfiguration is read against the frameworks of that path from then on.

    Args:
        rows: By code of the stage: `planned_on`, `actual_on`, `skipped_because`, `note`. Days that belong to the decision itself
            (`assurance.rules.stages.DATE_OF`) are not kept here.
        accepted: Why a consultation is planned within a restricted period all the same.

    Returns:
        The frameworks that were added for the path.

    Raises:
        ValidationError: `restricted_period` where a consultation would start in one and nobody said why; a stage reached and skipped.
    """
    stored = locked(Decision, decision.pk)
    there = {stage.stage: stage for stage in stored.stages.select_for_update()}
    planned: date | None = rows.get(CONSULTING, {}).get("planned_on")
    is_new = planned is not None and planned != (there[CONSULTING].planned_on if CONSULTING in there else None)
    periods = restricted_on([planned]) if planned and is_new else []
    if periods and not accepted.strip():
        names = ", ".join(str(period) for period in periods)
        raise ValidationError(
            _("A consultation would start in a restricted period ({names}). Choose another day, or say why it is essential.").format(names=names),
            code="restricted_period",
        )
    with history.because(actor, "set_stages", reason=accepted), explained():
        added: list[Framework] = []
        if stored.path != path:
            stored.path = path
            save_record(stored)
            added = _read_against_path(stored)
        for code, _name in PATHS[path]:
            _keep_stage(stored, there.get(code), code, rows.get(code, {}), accepted if periods and code == CONSULTING else "")
    return added


def _read_against_path(decision: Decision) -> list[Framework]:
    """Add the frameworks of the decision's path that it is not read against yet."""
    keys = FRAMEWORKS_OF_PATH.get(Decision.Path(decision.path), ())
    missing = list(Framework.objects.filter(key__in=keys).exclude(pk__in=decision.frameworks.values("framework_id")).order_by("pk"))
    DecisionFramework.objects.bulk_create([DecisionFramework(decision=decision, framework=framework, why=WHY_OF_PATH) for framework in missing])
    return missing


def _keep_stage(decision: Decision, stage: DecisionStage | None, code: str, values: Mapping[str, Any], accepted: str) -> None:
    """A row without a day, a reason for skipping or a note that was just typed is not kept."""
    kept = {name: values.get(name) for name in ("planned_on", "actual_on")}
    kept["skipped_because"] = (values.get("skipped_because") or "").strip()
    kept["note"] = values["note"].strip() if "note" in values else (stage.note if stage else "")  # a form without notes wipes none
    if code in DATE_OF:
        kept["actual_on"] = None
    if accepted:
        kept["note"] = f"{accepted.strip()} {kept['note']}".strip()[:300]
    if not any(kept[name] for name in ("planned_on", "actual_on", "skipped_because")) and not values.get("note"):
        if stage is not None:
            stage.delete()
        return
    stage = stage or DecisionStage(decision=decision, stage=code)
    if stage.pk and all(getattr(stage, name) == value for name, value in kept.items()):
        return
    for name, value in kept.items():
        setattr(stage, name, value)
    stage.clean_fields()
    stage.save()


@transaction.atomic
def put_off(decision: Decision, *, until: date, because: str, actor: User) -> Decision:
    """Put a decision off; it comes back on its owner's desk and among the clocks on that day.

    Raises:
        ValidationError: No reason, or it was taken.
    """
    stored = locked(Decision, decision.pk)
    if stored.state == Decision.State.TAKEN:
        raise ValidationError(_("This decision was taken already."), code="taken")
    stored.deferred_until, stored.deferred_because = until, because.strip()
    with history.because(actor, "put_off", reason=because):
        return save_record(stored, fields=["deferred_until", "deferred_because"])


@transaction.atomic
def bring_back(decision: Decision, *, actor: User) -> Decision:
    """Take a decision up again."""
    stored = locked(Decision, decision.pk)
    stored.deferred_until, stored.deferred_because = None, ""
    with history.because(actor, "bring_back"):
        return save_record(stored, fields=["deferred_until", "deferred_because"])


@transaction.atomic
def leave_path(decision: Decision, *, side_exit: str, on: date | None, note: str, actor: User) -> Decision:
    """Say that a decision left its path: withdrawn, an urgent temporary change, called in, a judicial review; "" takes it back.

    Raises:
        ValidationError: No words: for an urgent temporary change the plan to go back, or to make it permanent.

    Source:
        NHS Act 2006 Schedule 10A.
    """
    stored = locked(Decision, decision.pk)
    if side_exit and not note.strip():
        raise ValidationError({"note": _("Say why. For an urgent temporary change, say how it goes back or is made permanent.")})
    stored.side_exit, stored.side_exit_on, stored.side_exit_note = side_exit, on if side_exit else None, note.strip() if side_exit else ""
    if side_exit == Decision.SideExit.WITHDRAWN:
        stored.state = Decision.State.WITHDRAWN
    elif stored.state == Decision.State.WITHDRAWN:
        stored.state = Decision.State.ANTICIPATED
    with history.because(actor, "leave_path", reason=note):
        return save_record(stored, fields=["side_exit", "side_exit_on", "side_exit_note", "state"])


@transaction.atomic
def record_outcome(decision: Decision, *, decided_on: date, meeting: BodyMeeting | None, outcome: str, minute: str, actor: User) -> Decision:
    """Write down what was decided, when, by which meeting and where it is minuted. The caller has asked `policies.can_record_outcome`.

    Raises:
        ValidationError: No words, or a meeting of another day.
    """
    stored = locked(Decision, decision.pk)
    if not outcome.strip():
        raise ValidationError({"outcome": _("Write what was decided.")})
    if meeting is not None and meeting.on != decided_on:
        raise ValidationError({"decided_on": _("This meeting was on another day.")})
    stored.state, stored.decided_on, stored.outcome, stored.minute = Decision.State.TAKEN, decided_on, outcome.strip(), minute.strip()
    stored.deferred_until, stored.deferred_because = None, ""
    if meeting is not None:
        stored.meeting, stored.body = meeting, meeting.body
    with history.because(actor, "record_outcome"):
        return save_record(stored)


@transaction.atomic
def ask_publicly(meeting: BodyMeeting, *, question: str, decision: Decision | None, actor: User) -> PublicQuestion:
    """Log a question that a member of the public put to a meeting. The asker is not named.

    Source:
        Public Bodies (Admission to Meetings) Act 1960.
    """
    return keep(PublicQuestion(meeting=meeting), values={"question": question, "decision": decision}, action="ask_publicly", actor=actor)


@transaction.atomic
def reply_publicly(question: PublicQuestion, *, reply: str, on: date, actor: User) -> PublicQuestion:
    """Write down the reply to a public question.

    Raises:
        ValidationError: No words.
    """
    return keep(question, values={"reply": reply, "replied_on": on}, action="reply_publicly", actor=actor)
