"""The cover of a paper: drafted from the record, edited, reviewed, signed and frozen; what comes later is a supplement."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from assurance import policies
from assurance.covers.merging import fill_template, merge_values
from assurance.covers.report import WholeCover, digest, whole_cover
from assurance.covers.word import DRAFT_NOTICE, whole_cover_docx
from assurance.dossier import read_dossier
from assurance.models import CoverSupplement, CoverTemplate, Decision, PaperCover
from assurance.reports import TRAINING_NOTICE
from assurance.rules.cover_boxes import BY_CODE, CHECKLIST, MOST_WORDS, caps, in_words, too_long
from assurance.services.actions import raise_action
from assurance.services.decisions import first_role
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User
from crm.core.services import explained, locked, save_record

WRITTEN = ["text", "word_limit", "boxes", "template", "state", "verdict", "stale_verdict"]
JUDGED = [
    "state", "verdict", "stale_verdict", "review_answers", "review_note", "reviewed_by", "reviewer_role", "reviewed_on", "reviewed_text", "reviewed_boxes",
]  # fmt: skip
SIGNED = ["state", "meeting", "unreviewed_because", "signed_by", "signed_role", "signed_at", "facts", "sha256", "file", "file_sha256"]
NOBODY_OWNS = "Author of the paper"
NOT_ADEQUATE = "The reviewer finds this cover not adequate. Change what is missing, then send it for review again."
NOT_REVIEWED = "Nobody has reviewed these words. Send the cover for review, or say why it is signed without one."


def refuse_too_long(text: str, word_limit: int, boxes: Mapping[str, str], template: CoverTemplate | None) -> None:
    """Say how many words are too many, by box.

    Raises:
        ValidationError: `too_long`, or no text, or a limit out of bounds, or a box that there is not.
    """
    if not 1 <= word_limit <= MOST_WORDS:
        raise ValidationError({"word_limit": f"The limit must be between 1 and {MOST_WORDS} words."})
    errors: dict[str, ValidationError] = {}
    if not text.strip():
        errors["text"] = ValidationError("Write what was considered.", code="empty")
    elif message := too_long(text, word_limit):
        errors["text"] = ValidationError(message, code="too_long")
    most = caps(template.caps if template else None)
    for code, value in boxes.items():
        if code not in BY_CODE:
            raise ValidationError(f"There is no box {code}.", code="no_box")
        if message := too_long(in_words(BY_CODE[code], value), most[code]):
            errors[code] = ValidationError(message, code="too_long")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def draft_cover(
    decision: Decision, *, text: str, word_limit: int, boxes: Mapping[str, str] | None = None, template: CoverTemplate | None = None, actor: User,
    by_link: bool = False, key: UUID | None = None,
) -> PaperCover:  # fmt: skip
    """Start the next numbered cover of a decision.

    Args:
        by_link: Written by a colleague with a signed link that `actor` sent; the history in force names the link.

    Raises:
        PermissionDenied: The person may not write covers of this decision.
        ValidationError: Too many words; the message counts them.
    """
    if not policies.can_write_cover(actor, decision):
        raise PermissionDenied
    press, made = earlier_press(PaperCover, key, actor)
    if made:
        return made
    written = _written(boxes or {})
    refuse_too_long(text, word_limit, written, template)
    stored = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    number = (decision.covers.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    cover = PaperCover(
        decision=stored, number=number, text=text.strip(), word_limit=word_limit, boxes=written, template=template, meeting_id=stored.meeting_id,
        written_by=actor,
    )  # fmt: skip
    cover.clean_fields(exclude=["decision", "meeting", "template", "written_by", "facts"])  # facts are read when it is signed
    with history.because(None if by_link else actor, "draft_cover"), explained():
        cover.save()
    remember(press, cover)
    return cover


@transaction.atomic
def change_cover(
    cover: PaperCover, *, version: int, text: str, word_limit: int, boxes: Mapping[str, str], template: CoverTemplate | None, actor: User,
    by_link: bool = False,
) -> PaperCover:  # fmt: skip
    """Change the words of a cover that is not signed. A verdict is on the words that were read: on others it is stale, on the same ones it holds again.

    Raises:
        StaleRecord: Somebody else changed it since it was read.
        ValidationError: `frozen`, or too many words.
    """
    cover = _open_cover(cover, version=version)
    written = _written(boxes)
    refuse_too_long(text, word_limit, written, template)
    words, given = (text.strip(), written), cover.verdict or cover.stale_verdict
    if (cover.text, cover.boxes) != words:
        is_as_reviewed = bool(given) and words == (cover.reviewed_text, cover.reviewed_boxes)
        cover.state = PaperCover.State.REVIEW if is_as_reviewed else PaperCover.State.DRAFT
        cover.verdict, cover.stale_verdict = (given, "") if is_as_reviewed else ("", given)
    cover.text, cover.word_limit, cover.boxes, cover.template = text.strip(), word_limit, written, template
    with history.because(None if by_link else actor, "change_cover"):
        return save_record(cover, fields=WRITTEN)


@transaction.atomic
def send_for_review(cover: PaperCover, *, actor: User, by_link: bool = False) -> PaperCover:
    """Ask for the review.

    Raises:
        ValidationError: `frozen`, or it waits already.
    """
    cover = _open_cover(cover)
    if cover.state == PaperCover.State.REVIEW:
        raise ValidationError("This cover waits for review already.", code="waits")
    cover.state = PaperCover.State.REVIEW
    with history.because(None if by_link else actor, "send_cover_for_review"):
        return save_record(cover, fields=["state"])


@transaction.atomic
def review_cover(
    cover: PaperCover, *, version: int, answers: Mapping[str, str], verdict: str, note: str, reviewer_role: str, on: date, actor: User
) -> PaperCover:
    """Judge a cover: the checklist, and adequate, with conditions or not adequate. Each "no" raises an action for the decision's owner.

    Args:
        version: Of the words that the reviewer read.
        answers: `yes` or `no` for every question of the checklist.

    Raises:
        PermissionDenied: The person may not review, or wrote it.
        StaleRecord: The words changed since they were read.
        ValidationError: A question is not answered; a verdict other than adequate gives no reason; `frozen`.
    """
    if not policies.can_review_cover(actor, cover):
        raise PermissionDenied
    cover = _open_cover(cover, version=version)
    unanswered = [question for code, question in CHECKLIST if answers.get(code) not in ("yes", "no")]
    if unanswered:
        raise ValidationError(f"Answer every question: {unanswered[0]}", code="unanswered")
    cover.state, cover.verdict, cover.stale_verdict, cover.review_note = PaperCover.State.REVIEW, verdict, "", note.strip()
    cover.reviewed_text, cover.reviewed_boxes = cover.text, cover.boxes
    cover.review_answers = {code: answers[code] for code, _question in CHECKLIST}
    cover.reviewed_by, cover.reviewer_role, cover.reviewed_on = actor, reviewer_role.strip() or first_role(actor), on
    with history.because(actor, "review_cover", reason=note):
        save_record(cover, fields=JUDGED)
    decision = cover.decision
    due_on = decision.paper_due_on or (decision.meeting.paper_due_on if decision.meeting else None)
    for code, question in CHECKLIST:
        if answers[code] == "no":
            text = f"Cover {cover.number}: {question} The reviewer says no. {cover.review_note}".strip()
            owner_role = "" if decision.owner else NOBODY_OWNS
            raise_action(decision=decision, code=f"cover:{code}", text=text[:1000], owner=decision.owner, owner_role=owner_role, due_on=due_on, actor=actor)
    return cover


@transaction.atomic
def sign_cover(cover: PaperCover, *, version: int | None = None, because: str = "", actor: User, at: datetime | None = None) -> PaperCover:
    """Freeze the cover: facts, words and the bytes of its Word file, each with its hash. It goes to the meeting that the decision has now.

    Args:
        because: Why these words are signed though nobody reviewed them; printed with the signature. Not kept when they were reviewed.
        at: When; now, except in examples.

    Raises:
        PermissionDenied: The person may not write covers of this decision, or gives a reason and may not sign without a review.
        StaleRecord: The words or the verdict changed since they were read.
        ValidationError: `frozen`; `not_adequate`; `not_reviewed` and no reason; a box is too long for the template; the template cannot be filled.

    Source:
        Front cover of papers, "patient and public engagement considered" and its sign-off.
    """
    if not policies.can_write_cover(actor, cover.decision):
        raise PermissionDenied
    cover = _open_cover(cover, version=version)
    cover.unreviewed_because = _reason_to_sign_unreviewed(cover, because.strip(), actor)
    refuse_too_long(cover.text, cover.word_limit, cover.boxes, cover.template)
    dossier = read_dossier(actor, cover.decision_id, leaves_the_room=True)
    cover.state, cover.meeting = PaperCover.State.FROZEN, dossier.decision.meeting
    cover.signed_by, cover.signed_role, cover.signed_at = actor, first_role(actor), at or timezone.now()
    report = whole_cover(cover, dossier, author_role=first_role(cover.written_by), now=cover.signed_at)
    content = cover_file(report, cover.template)
    cover.facts = report.to_data()
    cover.sha256 = digest(cover.facts)
    stored = ""
    try:
        cover.file.save(f"{cover.decision.reference.lower()}-cover-{cover.number}.docx", ContentFile(content), save=False)
        stored, cover.file_sha256 = str(cover.file.name), hashlib.sha256(content).hexdigest()
        with history.because(actor, "sign_cover", reason=cover.unreviewed_because):
            save_record(cover, fields=SIGNED)
    except BaseException:
        if stored:
            cover.file.storage.delete(stored)
        raise
    return cover


def _reason_to_sign_unreviewed(cover: PaperCover, because: str, actor: User) -> str:
    """The reason that is kept: "" where a reviewer found these words adequate, with or without conditions."""
    if cover.verdict == PaperCover.Verdict.NOT_ADEQUATE:
        raise ValidationError(NOT_ADEQUATE, code="not_adequate")
    if cover.verdict:
        return ""
    if not because:
        raise ValidationError({"because": ValidationError(NOT_REVIEWED, code="not_reviewed")})
    if not policies.can_sign_unreviewed(actor, cover.decision):
        raise PermissionDenied
    return because


def cover_file(report: WholeCover, template: CoverTemplate | None) -> bytes:
    """The Word file of a cover, in the organisation's template where it has one.

    Raises:
        ValidationError: The template cannot be filled; the message says why.
    """
    if template is None:
        return whole_cover_docx(report)
    notices = [notice for notice, applies in ((TRAINING_NOTICE, report.is_training), (DRAFT_NOTICE, report.is_draft)) if applies]
    with template.file.open("rb") as stored:
        content = stored.read()
    return fill_template(content, merge_values(report, "; ".join(notices)), title=f"{report.decision_reference} {report.decision_title}")


@transaction.atomic
def add_supplement(cover: PaperCover, *, kind: str, given_on: date, text: str, actor: User, key: UUID | None = None) -> CoverSupplement:
    """Add what came after the cover was signed: a late paper, or what was said at the meeting. The cover itself stays as it is.

    Raises:
        PermissionDenied: The person may not write covers of this decision.
        ValidationError: `not_signed`: a draft is changed instead; no words; a day to come.
    """
    if not policies.can_write_cover(actor, cover.decision):
        raise PermissionDenied
    press, made = earlier_press(CoverSupplement, key, actor)
    if made:
        return made
    cover = PaperCover.objects.select_for_update(of=("self",)).get(pk=cover.pk)
    if cover.state != PaperCover.State.FROZEN:
        raise ValidationError("This cover is not signed yet. Change it instead.", code="not_signed")
    if given_on > timezone.localdate():
        raise ValidationError({"given_on": "This day has not come yet."})
    number = cover.supplements.count() + 1
    facts = {"cover": cover.sha256, "number": number, "kind": kind, "given_on": given_on.isoformat(), "text": text.strip()}
    supplement = CoverSupplement(cover=cover, number=number, kind=kind, given_on=given_on, text=text.strip(), sha256=digest(facts), written_by=actor)
    supplement.clean_fields()
    with history.because(actor, "add_cover_supplement"), explained():
        supplement.save()
    remember(press, supplement)
    return supplement


def _open_cover(cover: PaperCover, *, version: int | None = None) -> PaperCover:
    """The row, locked, of a cover that is not signed."""
    cover = locked(PaperCover, cover.pk, version=version)
    if cover.state == PaperCover.State.FROZEN:
        raise ValidationError("This cover is signed and frozen. Add a supplement, or write the next cover.", code="frozen")
    return cover


def _written(boxes: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in boxes.items() if text.strip()}
