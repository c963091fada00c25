"""Duties, frameworks, criteria and scales changed by hand: with a reason, in history, and marked so that no file takes it back.

The caller has asked `policies.can_keep_frameworks`.
"""

from collections.abc import Collection
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from assurance import reference
from assurance.models import AssuranceReview, Criterion, Duty, DutyVersion, Framework, RatingScale
from assurance.reference_files import rows_of
from assurance.rules.duties import overlapping
from assurance.rules.scales import problem_with_bands, problem_with_values
from assurance.rules.year_scores import NOT_APPLICABLE
from crm.core import history
from crm.core.models import User
from crm.core.services import explained

M = TypeVar("M", bound=Model)
TAKEN_KEYS = ("new", "load", "scales", "years")
"""Words that stand where a key stands in addresses."""


def mark_of(row: Model) -> str:
    """Names the state of a row, so that a form knows whether somebody else changed it since."""
    values = "\n".join(f"{column.attname}={getattr(row, column.attname)!r}" for column in row._meta.concrete_fields)
    return sha256(values.encode()).hexdigest()[:16]


def _locked(row: M, seen: str) -> M:
    stored = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if seen and mark_of(stored) != seen:
        message = _("Somebody else changed this while you were writing. Open the page again to see what is stored now; nothing of yours is saved yet.")
        raise ValidationError(message, code="stale")
    return stored


def _store(row: Any, values: dict[str, Any], action: str, actor: User, reason: str = "") -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.is_edited = True
    row.clean_fields()
    with history.because(actor, action, reason=reason), explained():
        row.save()


def _refuse_taken_key(key: str) -> None:
    if key in TAKEN_KEYS:
        raise ValidationError({"key": _("“{key}” is a word of our addresses. Choose another key.").format(key=key)})


@transaction.atomic
def create_duty(*, key: str, name: str, version: dict[str, Any], actor: User) -> Duty:
    """A new duty with its first version."""
    _refuse_taken_key(key)
    duty = Duty()
    _store(duty, {"key": key, "name": name}, "create_duty", actor)
    _store(DutyVersion(duty=duty), version, "create_duty", actor)
    return duty


@transaction.atomic
def rename_duty(duty: Duty, *, name: str, seen: str, reason: str, actor: User) -> Duty:
    duty = _locked(duty, seen)
    _store(duty, {"name": name}, "change_duty", actor, reason)
    return duty


@transaction.atomic
def add_version(duty: Duty, *, values: dict[str, Any], reason: str, actor: User) -> DutyVersion:
    """What the duty asks from a day on. The version in force on that day ends the day before; records before it are judged as they were.

    Raises:
        ValidationError: No first day, or a later version is in the way.
    """
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    first: date | None = values["valid_from"]
    if first is None:
        raise ValidationError({"valid_from": _("Say from which day the new version is in force.")})
    before = duty.versions.in_force(first).first()
    if before is not None:
        if before.valid_from == first:
            raise ValidationError({"valid_from": _("A version begins on that day already. Edit that one.")})
        _store(before, {"valid_to": first - timedelta(days=1)}, "end_duty_version", actor, reason)
    version = DutyVersion(duty=duty)
    _refuse_overlap(duty, version, first, values["valid_to"])
    _store(version, values, "add_duty_version", actor, reason)
    return version


@transaction.atomic
def change_version(version: DutyVersion, *, values: dict[str, Any], seen: str, reason: str, actor: User) -> DutyVersion:
    """Mend a version. An amended law is a new version, not a mended one."""
    duty = Duty.objects.select_for_update().get(pk=version.duty_id)
    version = _locked(version, seen)
    _refuse_overlap(duty, version, values["valid_from"], values["valid_to"])
    _store(version, values, "change_duty_version", actor, reason)
    return version


def _refuse_overlap(duty: Duty, version: DutyVersion, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise ValidationError({"valid_to": _("The last day is before the first.")})
    others = duty.versions.exclude(pk=version.pk) if version.pk else duty.versions.all()
    if overlapping([(first, last), *others.values_list("valid_from", "valid_to")]):
        message = _("Another version of this duty is in force on some of these days. A duty has one version a day: change the dates.")
        raise ValidationError({"valid_from": message})


def _checked_span(values: dict[str, Any]) -> None:
    if values.get("valid_from") and values.get("valid_to") and values["valid_to"] < values["valid_from"]:
        raise ValidationError({"valid_to": _("The last day is before the first.")})


@transaction.atomic
def create_framework(*, key: str, values: dict[str, Any], copy_criteria_of: Framework | None, actor: User) -> Framework:
    """A new framework, with the criteria of another that have not ended, such as last year's."""
    _refuse_taken_key(key)
    _checked_span(values)
    framework = Framework(key=key)
    _store(framework, values, "create_framework", actor)
    names = ("code", "domain", "short", "text", "evidence", "position")
    for criterion in copy_criteria_of.criteria.filter(valid_to=None) if copy_criteria_of else ():
        _store(Criterion(framework=framework), {name: getattr(criterion, name) for name in names}, "create_framework", actor)
    return framework


@transaction.atomic
def change_framework(framework: Framework, *, values: dict[str, Any], seen: str, reason: str, actor: User) -> Framework:
    framework = _locked(framework, seen)
    _checked_span(values)
    if values.get("succeeded_by") == framework:
        raise ValidationError({"succeeded_by": _("A framework is not followed by itself.")})
    _store(framework, values, "change_framework", actor, reason)
    return framework


@transaction.atomic
def add_criterion(framework: Framework, *, values: dict[str, Any], actor: User) -> Criterion:
    _checked_span(values)
    if framework.criteria.filter(code=values["code"]).exists():
        raise ValidationError({"code": _("This framework has a criterion with this code. Codes are not used again, also when a criterion has ended.")})
    criterion = Criterion(framework=framework)
    _store(criterion, values, "add_criterion", actor)
    return criterion


@transaction.atomic
def change_criterion(criterion: Criterion, *, values: dict[str, Any], seen: str, reason: str, actor: User) -> Criterion:
    """Change words, order or dates; `valid_to` ends it. Its code stays, because evidence and packs name it."""
    criterion = _locked(criterion, seen)
    _checked_span(values)
    _store(criterion, values, "change_criterion", actor, reason)
    return criterion


@transaction.atomic
def remove_criterion(criterion: Criterion, *, reason: str, actor: User) -> None:
    """Take away a criterion that was a mistake.

    Raises:
        ValidationError: `used`: evidence or a verdict rests on it. Then it can only be ended.
    """
    criterion = Criterion.objects.select_for_update(of=("self",)).get(pk=criterion.pk)
    try:
        with history.because(actor, "remove_criterion", reason=reason), transaction.atomic():
            criterion.delete()
    except ProtectedError as error:
        message = _("Evidence or a verdict rests on this criterion, so it cannot be removed. End it instead: enter the last day on which it is asked.")
        raise ValidationError(message, code="used") from error


@transaction.atomic
def create_scale(*, key: str, values: dict[str, Any], actor: User) -> RatingScale:
    _refuse_taken_key(key)
    scale = RatingScale(key=key)
    _check_scale(scale, values)
    _store(scale, values, "create_scale", actor)
    return scale


@transaction.atomic
def change_scale(scale: RatingScale, *, values: dict[str, Any], seen: str, reason: str, actor: User) -> RatingScale:
    """Change the words, scores or bands of a scale. A value that a verdict names cannot go.

    Raises:
        ValidationError: A value is not complete, or is used and missing.
    """
    scale = _locked(scale, seen)
    _check_scale(scale, values)
    used = set(
        AssuranceReview.objects.filter(framework_year__framework__scale=scale).exclude(verdict__in=["", NOT_APPLICABLE]).values_list("verdict", flat=True)
    )
    gone = used - {value["code"] for value in values["values"]}
    if gone:
        labels = ", ".join(value["label"] for value in scale.values if value["code"] in gone)
        raise ValidationError({"values": _("Verdicts were given in these words, so they must stay: {labels}.").format(labels=labels)}, code="used")
    _store(scale, values, "change_scale", actor, reason)
    return scale


def _check_scale(scale: RatingScale, values: dict[str, Any]) -> None:
    problems = {"values": problem_with_values(values["values"]), "bands": problem_with_bands(values["bands"])}
    if any(problems.values()):
        raise ValidationError({name: problem for name, problem in problems.items() if problem})


def fingerprint(found: list[reference.Difference]) -> str:
    """Names a set of differences, so that what is stored is what was read."""
    lines = [f"{item.code}|{item.outcome}|{[(change.name, change.before, change.after) for change in item.changes]}" for item in found]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


@transaction.atomic
def load_file(text: str, *, seen: str, take_over: Collection[str], reason: str, actor: User) -> list[reference.Difference]:
    """Load a file whose differences a person has read.

    Args:
        seen: The `fingerprint` of the differences shown.
        take_over: Codes of rows that were changed here and for which the file's row is wanted.

    Raises:
        ValidationError: A bad file; `stale`: the records changed since; or versions of a duty would overlap.
    """
    reference.lock()
    rows = rows_of(text)
    if fingerprint(reference.differences(rows)) != seen:
        raise ValidationError(_("The records changed since you read the differences. Choose the file again."), code="stale")
    found = [item for item in reference.differences(rows, take_over) if item.outcome in (reference.ADDED, reference.CHANGED)]
    with history.because(actor, "load_reference_file", reason=reason), explained():
        reference.apply(found, as_changed_here=True)
    return found
