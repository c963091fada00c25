"""What needs care: the words set apart, what was done about them, and the end of it.

A page where something is written offers the press by `{% include "core/care/press.html" with address=… only %}` (the page
that says what will happen), or by a field `care` of its form (`crm.core.forms.care.CareMixin`); its service gives the words
to `open_case` and stores `kept_apart(case)` where they would have stood. After the press it leads to the page of the case,
which says whom to ring.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from crm.core import history
from crm.core.models import CareCase, CareContact, CareStep, Matter, Team
from crm.core.services.editing import explained

MOVED = "before"
"""Key in `CareCase.texts` under which each record that was moved (`activity-7`) has what it was before; the other keys are words."""
SENTENCE = "Kept apart because it needs care"


@transaction.atomic
def open_case(
    *,
    matter: str,
    texts: Mapping[str, Any],
    actor,
    source_kind: str = "",
    source_id: int | None = None,
    team: Team | None = None,
    is_training: bool = False,
) -> CareCase:
    """Take words that need care; they are readable to `actor`, the lead of `team` and those who handle care, nowhere else.

    Args:
        matter: One of `Matter`.
        texts: The words by the name of their field. Blank ones are left out.
        source_kind, source_id: Where they were written, if that is stored.
        team: Without it the team of `actor`.

    Raises:
        ValidationError: `matter` is none of the matters.
    """
    if matter not in Matter.values:
        raise ValidationError({"matter": "Choose what it is."}, code="matter")
    case = CareCase(
        matter=matter, texts={name: words for name, words in texts.items() if words}, opened_by=actor, team=team or actor.team, source_kind=source_kind,
        source_id=source_id, is_training=is_training,
    )  # fmt: skip
    with history.because(actor, "set_apart"):
        case.save()
    case.refresh_from_db(fields=["opened_at"])
    return case


def kept_apart(case: CareCase) -> str:
    """What stands where the words stood."""
    return f"{SENTENCE} ({case.reference})."


def is_kept_apart(*texts: str) -> bool:
    """Whether one of the texts of a record is that sentence. No query."""
    return any(text.startswith(SENTENCE) for text in texts)


def refuse_kept_apart(*texts: str) -> None:
    """Records whose words are kept apart do not change: new words would stand beside a case that knows nothing of them.

    Raises:
        ValidationError: `kept_apart`.
    """
    if is_kept_apart(*texts):
        raise ValidationError("This is kept apart because it needs care. Write on its care page instead.", code="kept_apart")


def cases_of(record) -> Any:
    """The cases that hold words of a record, those of its activity among them. One query when asked."""
    return CareCase.objects.filter(**{f"texts__{MOVED}__has_key": moved_key(record)})


def moved_key(record) -> str:
    return f"{record._meta.model_name}-{record.pk}"


@transaction.atomic
def add_step(case: CareCase, kind: str, whom: str, note: str, at: datetime, actor) -> CareStep:
    """Write down what was done: rung, handed over, noted. The caller found the case through `visible_to`.

    Raises:
        ValidationError: `closed`, `in_future`, or whom (rung, handed over) or the note (noted) is missing.
    """
    case = locked_case(case)
    if at > timezone.now():
        raise ValidationError({"at": "This is in the future. Enter when it was done."}, code="in_future")
    return _step(case, kind, whom, note, at, actor)


@transaction.atomic
def close_case(case: CareCase, note: str, actor) -> CareCase:
    """Say that nothing is left to do. The words stay with the case; what was written elsewhere stays apart.

    Raises:
        ValidationError: `closed`, or the note is blank.
    """
    case = locked_case(case)
    _step(case, CareStep.Kind.CLOSED, "", note, timezone.now(), actor)
    case.closed_at = timezone.now()
    with history.because(actor, "close"):
        case.save(update_fields=["closed_at"])
    return case


@transaction.atomic
def reopen_case(case: CareCase, actor) -> CareCase:
    """Open a closed case again, as long as it holds its words."""
    case = CareCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.closed_at is None or not case.texts:
        raise ValidationError("This case cannot be opened again.", code="not_closed")
    case.closed_at = None
    with history.because(actor, "reopen"):
        case.save(update_fields=["closed_at"])
    return case


def empty_case(case: CareCase, note: str, actor) -> CareCase:
    """Close a case whose words were put back where they came from, inside the caller's transaction; it holds none from now on."""
    _step(case, CareStep.Kind.CLOSED, "", f"Put back: {note.strip()}", timezone.now(), actor)
    case.texts, case.closed_at = {}, timezone.now()
    with history.because(actor, "put_back"):
        case.save(update_fields=["texts", "closed_at"])
    return case


@transaction.atomic
def keep_contact(values: Mapping[str, Any], actor, contact: CareContact | None = None) -> CareContact:
    """Add or change a line of the list that says whom to ring."""
    contact = contact or CareContact()
    for name in ("matter", "name", "phone", "hours", "note"):
        setattr(contact, name, values[name].strip())
    contact.clean_fields()
    with history.because(actor, "keep_contact"):
        contact.save()
    return contact


@transaction.atomic
def remove_contact(contact: CareContact, actor) -> None:
    """Take a line out of the list that says whom to ring."""
    with history.because(actor, "remove_contact"):
        contact.delete()


def _step(case: CareCase, kind: str, whom: str, note: str, at: datetime, actor) -> CareStep:
    step = CareStep(case=case, kind=kind, whom=whom.strip(), note=note.strip(), at=at, by=actor)
    step.clean_fields(exclude=["case", "by"])
    with history.because(actor, "care_step"), explained():
        step.save()
    return step


def locked_case(case: CareCase) -> CareCase:
    """The case as stored, locked until the end of the transaction.

    Raises:
        ValidationError: `closed`.
    """
    case = CareCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.closed_at is not None:
        raise ValidationError("This case is closed. Open it again first.", code="closed")
    return case
