"""The box "patient and public engagement considered" of a paper: proposed from the record, edited by its author, frozen."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Activity, Insight
from assurance import policies, reports
from assurance.dossier import Dossier, day, read_dossier
from assurance.filling.words import NOT_RECORDED, assessment_reference, duty_readiness, gap_for_readers, words
from assurance.models import Decision, PaperCover
from assurance.services.decisions import first_role
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User

MOST_WORDS = 600


def proposed_text(dossier: Dossier) -> str:
    """The statement as the record would put it, each sentence with its reference; the author edits it."""
    return " ".join(f"{text} [{source}]." for text, source in _sentences(dossier))


def _sentences(dossier: Dossier) -> Iterable[tuple[str, str]]:
    decision, test = dossier.decision, dossier.assessment
    if test is None:
        yield "No involvement assessment is recorded", decision.reference
    else:
        yield f"Involvement assessment: {test.get_outcome_display().lower()}", assessment_reference(dossier)
    number = len(dossier.activities)
    if number:
        in_time = sum(placed.while_open for placed in dossier.placed)
        kinds = ", ".join(dict.fromkeys(str(item.activity.type).lower() for item in dossier.activities))
        yield f"{number} {'activity' if number == 1 else 'activities'} ({kinds}), {in_time} known to be before options were fixed", _references(dossier)
    else:
        yield "Nobody has been involved on record", decision.reference
    themes = dossier.themes[:5]
    if themes:
        yield f"People told us about: {', '.join(f'{name.lower()} ({count})' for name, count in themes)}", f"{len(dossier.insights)} points"
    elif dossier.insights:
        yield f"{len(dossier.insights)} points of what people said are recorded", decision.reference
    else:
        yield "What people said is not yet recorded", decision.reference
    answered = [response for response in dossier.responses if response.approved_on]
    if answered:
        yield f"What changed: {answered[0].we_did.rstrip('.')}", ", ".join(response.reference for response in answered)
    if decision.telling_plan:
        yield f"People will be told: {decision.telling_plan.rstrip('.')}", decision.reference
    if dossier.gaps:
        yield f"{len(dossier.gaps)} gaps are still open", f"{decision.reference}, gap list"


def _references(dossier: Dossier) -> str:
    references = [item.activity.reference for item in dossier.activities]
    return ", ".join(references) if len(references) <= 4 else f"{references[0]} to {references[-1]}, {len(references)} in all"


def cover_fields(dossier: Dossier) -> tuple[reports.Claim, ...]:
    """What the statement rests on: one claim a field of the front cover, in its order.

    Source:
        The engagement section of a Board front cover (docs/how-to/read-the-gap-list.md names its parts).
    """
    decision, test, ours = dossier.decision, dossier.assessment, dossier.decision.reference
    held = [item.activity for item in dossier.activities if item.activity.status == Activity.Status.HELD]
    checked = [insight for insight in dossier.insights if insight.state != Insight.State.DRAFT]
    answered = [response for response in dossier.responses if response.approved_on]
    verdict = decision.verdict_rows[0] if decision.verdict_rows else None
    packs = [f"PACK-{row['pk']}" for row in decision.pack_rows if row["state"] == "ready"]
    applies = f"{test.get_outcome_display()} ({test.get_limb_display() or 'limb not recorded'}). {test.reason}" if test else "Not assessed"
    values = (
        (applies, assessment_reference(dossier)),
        (decision.project.get_stage_display() if decision.project else decision.get_state_display(), ours),
        ("Done" if decision.told_on else "Under way" if held else "Planned" if dossier.activities else "Nothing recorded", ours),
        ("; ".join(dict.fromkeys(item.activity.audience for item in dossier.activities if item.activity.audience)) or NOT_RECORDED, ours),
        (f"{len(held)} held, {len(dossier.activities) - len(held)} planned; {duty_readiness(dossier)}", ours),
        ("; ".join(name for name, _count in dossier.themes[:5]) or f"{len(checked)} checked points", ours),
        ("; ".join(f"{response.get_answer_display()}: {response.we_did}" for response in answered) or "Nothing recorded", ours),
        (f"{len(dossier.gaps)} gaps" if dossier.gaps else "No gap is recorded", f"{ours}, gap list"),
        (decision.telling_plan or NOT_RECORDED, ours),
        (packs[0] if packs else "No pack yet", ours),
        (f"“{verdict['text']}” {verdict['role']}, {words(day(verdict['on']))}" if verdict else "No reviewer has concluded", ours),
    )
    return tuple(reports.Claim(label=label, text=text, source=source) for label, (text, source) in zip(reports.COVER_FIELDS, values, strict=True))


def cover_report(dossier: Dossier, *, text: str, word_limit: int, number: int, called: str, now: datetime) -> reports.CoverReport:
    """The cover as a frozen report."""
    decision = dossier.decision
    return reports.CoverReport(
        decision_reference=decision.reference,
        decision_title=decision.title,
        organisation=str(decision.organisation) if decision.organisation else settings.ORGANISATION_NAME,
        body=str(decision.body) if decision.body else NOT_RECORDED,
        meeting_date=words(decision.meeting.on) if decision.meeting else NOT_RECORDED,
        statement=text,
        is_training=decision.is_training,
        generated_at=now,
        generated_by=called,
        version=number,
        word_cap=word_limit,
        fields=cover_fields(dossier),
        gaps=tuple(gap_for_readers(gap) for gap in dossier.gaps),
    )


def refuse_too_long(text: str, word_limit: int) -> None:
    """Say how many words are too many.

    Raises:
        ValidationError: `too_long`, or no text, or a limit out of bounds.
    """
    if not text.strip():
        raise ValidationError({"text": "Write what was considered."})
    if not 1 <= word_limit <= MOST_WORDS:
        raise ValidationError({"word_limit": f"The limit must be between 1 and {MOST_WORDS} words."})
    over = len(text.split()) - word_limit
    if over > 0:
        message = f"The text has {over + word_limit} words. Take out {over} to fit {word_limit}, or change the limit."
        raise ValidationError({"text": ValidationError(message, code="too_long")})


@transaction.atomic
def freeze_cover(decision: Decision, *, text: str, word_limit: int, actor: User, key: UUID | None = None) -> PaperCover:
    """Freeze the text, with what it rests on, as the next numbered cover of the decision.

    Raises:
        PermissionDenied: The person may not write covers of this decision.
        ValidationError: Too many words; the message counts them.

    Source:
        Front cover of papers, "patient and public engagement considered".
    """
    if not policies.can_write_cover(actor, decision):
        raise PermissionDenied
    press, made = earlier_press(PaperCover, key, actor)
    if made:
        return made
    refuse_too_long(text, word_limit)
    Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    number = (decision.covers.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    dossier = read_dossier(actor, decision.pk, leaves_the_room=True)
    report = cover_report(dossier, text=text.strip(), word_limit=word_limit, number=number, called=first_role(actor), now=timezone.now())
    facts = report.to_data()
    sha256 = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    cover = PaperCover(
        decision=decision, number=number, text=text.strip(), word_limit=word_limit, facts=facts, sha256=sha256, written_by=actor, state=PaperCover.State.FROZEN
    )
    cover.clean_fields()
    with history.because(actor, "freeze_cover"):
        cover.save()
    remember(press, cover)
    return cover
