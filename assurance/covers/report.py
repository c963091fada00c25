"""A whole cover as a frozen report: what its Word file is made from, and what is stored when it is signed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from assurance import reports
from assurance.covers.proposing import engagement_fields
from assurance.dossier import Dossier
from assurance.filling.words import NOT_RECORDED, gap_for_readers, words
from assurance.models import PaperCover
from assurance.packs.frozen import Frozen
from assurance.rules.cover_boxes import BOXES, CHECKLIST, in_words

NOT_REVIEWED = "Not reviewed"
CHANGED_SINCE = "Not reviewed: the words changed since the review"


@dataclass(frozen=True, kw_only=True)
class BoxText(Frozen):
    """One box as the cover prints it. `text` is empty where nothing was written."""

    code: str
    label: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class WholeCover(reports.CoverReport):
    """The box "patient and public engagement considered" with the other boxes, the review and the signature."""

    meeting: str = ""
    held: str = ""
    boxes: tuple[BoxText, ...] = ()
    state: str = "draft"
    author_role: str = ""
    verdict: str = NOT_REVIEWED
    review_note: str = ""
    reviewer_role: str = ""
    reviewed_on: str = ""
    checklist: tuple[reports.Claim, ...] = ()
    signed_role: str = ""
    signed_on: str = ""
    earlier_review: str = ""
    signed_without_review: str = ""

    @property
    def is_draft(self) -> bool:
        return self.state != PaperCover.State.FROZEN

    @property
    def sign_off(self) -> tuple[tuple[str, str], ...]:
        """Who wrote, reviewed and signed it, in rows."""
        reviewed = f"{self.verdict}{f': {self.review_note}' if self.review_note else ''}"
        by = f"{self.reviewer_role}, {self.reviewed_on}" if self.reviewer_role else NOT_RECORDED
        signed = f"{self.signed_role}, {self.signed_on}" if self.signed_role else "Not signed: a draft"
        earlier = (("Verdict on earlier words", self.earlier_review),) if self.earlier_review else ()
        without = (("Signed without a review", self.signed_without_review),) if self.signed_without_review else ()
        rows = (("Written by", self.author_role or NOT_RECORDED), ("Reviewer's verdict", reviewed), ("Reviewed by", by))
        return (*rows, *earlier, ("Signed by", signed), *without)

    @property
    def written_boxes(self) -> tuple[BoxText, ...]:
        return tuple(box for box in self.boxes if box.text)

    @property
    def blank_labels(self) -> str:
        """The boxes in which nothing was written: `Risk and assurance; Appendices`."""
        return "; ".join(box.label for box in self.boxes if not box.text)


def whole_cover(cover: PaperCover, dossier: Dossier, *, author_role: str, now: datetime) -> WholeCover:
    """The cover as it reads now. Facts come from the record, words from the cover. Four queries."""
    decision, meeting = dossier.decision, cover.meeting or dossier.decision.meeting
    organisation = str(decision.organisation) if decision.organisation else settings.ORGANISATION_NAME
    reviewed = bool(cover.verdict)
    answers = [(question, cover.review_answers[code]) for code, question in CHECKLIST if reviewed and code in cover.review_answers]
    return WholeCover(
        decision_reference=decision.reference,
        decision_title=decision.title,
        organisation=organisation,
        body=str(meeting.body if meeting else decision.body or NOT_RECORDED),
        meeting_date=words(meeting.on) if meeting else NOT_RECORDED,
        statement=cover.text,
        is_training=decision.is_training,
        generated_at=now,
        generated_by=cover.signed_role or author_role,
        version=cover.number,
        word_cap=cover.word_limit,
        fields=engagement_fields(dossier),
        gaps=tuple(gap_for_readers(gap) for gap in dossier.gaps),
        meeting=str(meeting) if meeting else "",
        held=("in public" if meeting.in_public else "in private") if meeting else NOT_RECORDED,
        boxes=tuple(BoxText(code=box.code, label=box.label, text=in_words(box, cover.boxes.get(box.code, ""))) for box in BOXES),
        state=cover.state,
        author_role=author_role,
        verdict=str(cover.get_verdict_display()) if reviewed else CHANGED_SINCE if cover.stale_verdict else NOT_REVIEWED,
        review_note=cover.review_note if reviewed else "",
        reviewer_role=cover.reviewer_role if reviewed else "",
        reviewed_on=words(cover.reviewed_on, "") if reviewed else "",
        earlier_review=_earlier_review(cover),
        signed_without_review=cover.signed_without_review,
        checklist=tuple(reports.Claim(label=question, text="Yes" if answer == "yes" else "No", source=cover.reviewer_role) for question, answer in answers),
        signed_role=cover.signed_role,
        signed_on=words(timezone.localdate(cover.signed_at) if cover.signed_at else None, ""),
    )


def _earlier_review(cover: PaperCover) -> str:
    if not cover.stale_verdict:
        return ""
    note = f": {cover.review_note}" if cover.review_note else ""
    return f"{cover.get_stale_verdict_display()}{note} ({cover.reviewer_role}, {words(cover.reviewed_on)})"


def stored_cover(facts: dict[str, Any]) -> WholeCover:
    """What a frozen cover says. Covers that were frozen before there were boxes have none."""
    return WholeCover.from_data({"state": PaperCover.State.FROZEN, **facts})


def digest(facts: dict[str, Any]) -> str:
    """SHA-256 of facts, written in one way only."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
