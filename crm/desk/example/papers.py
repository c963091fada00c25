"""Covers of papers of the example: a draft for DEC-3 as its record fills it, and, for training, one that was signed with conditions."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from assurance import services
from assurance.covers.proposing import proposed_boxes, proposed_text
from assurance.dossier import read_dossier
from assurance.models import BodyMeeting, Decision, PaperCover
from assurance.rules.cover_boxes import CHECKLIST, ENGAGEMENT_WORDS
from crm.core import roles
from crm.core.models import User
from crm.desk.example import covid_learning

SIGNED_DAYS_BEFORE = 12
CONDITION = "Say before the meeting how people without transport were reached, or why not."


def load(users: dict[str, User]) -> int:
    """Write the covers that are not there yet.

    Returns:
        How many were written.
    """
    return sum([_draft_of_the_learning_programme(users), _training_cover(users), _meeting_of_the_decision_ahead()])


def _draft(decision: Decision, actor: User, **boxes: str) -> PaperCover:
    dossier = read_dossier(actor, decision.pk, leaves_the_room=True)
    return services.draft_cover(
        decision, text=proposed_text(dossier), word_limit=ENGAGEMENT_WORDS, boxes=proposed_boxes(dossier) | boxes, actor=actor
    )  # fmt: skip


def _draft_of_the_learning_programme(users: dict[str, User]) -> bool:
    """Only what the record of DEC-3 says: what its source does not say stays blank."""
    decision = Decision.objects.filter(project__title=covid_learning.PROJECT_TITLE).order_by("pk").last()
    if decision is None or decision.covers.exists():
        return False
    _draft(decision, users[roles.ENGAGEMENT_OFFICER])
    return True


def _training_cover(users: dict[str, User]) -> bool:
    """Written by the engagement officer, reviewed with a condition by the assurance lead, signed by the board secretary, before the meeting."""
    decision = Decision.objects.filter(is_training=True, state=Decision.State.TAKEN, meeting__isnull=False, covers=None).order_by("pk").first()
    if decision is None:
        return False
    cover = _draft(
        decision, users[roles.ENGAGEMENT_OFFICER], agenda_item="7", paper_reference="Training paper 7, version 1", author="Engagement officer",
        presented_by="Engagement officer", sponsor="Executive sponsor (training example)", purpose="decision",
        recommendations="Agree the later hours and the move to the ground floor.",
    )  # fmt: skip
    signed_on = decision.meeting.on - timedelta(days=SIGNED_DAYS_BEFORE)
    cover = services.review_cover(
        cover, version=cover.version, answers={code: "no" if code == "left_out" else "yes" for code, _question in CHECKLIST},
        verdict=PaperCover.Verdict.CONDITIONS, note=CONDITION, reviewer_role="Assurance lead", on=signed_on - timedelta(days=1),
        actor=users[roles.ASSURANCE_LEAD],
    )  # fmt: skip
    cover = services.sign_cover(cover, actor=users[roles.BOARD_SECRETARY], at=timezone.make_aware(datetime.combine(signed_on, time(11, 0))))
    said = "The committee was told that the bus company stops at the new entrance (training example)."
    services.add_supplement(cover, kind="verbal", given_on=decision.meeting.on, text=said, actor=users[roles.BOARD_SECRETARY])
    return True


def _meeting_of_the_decision_ahead() -> bool:
    """The training decision that is still ahead goes to the next meeting of the same committee."""
    decision = Decision.objects.filter(is_training=True, state=Decision.State.ANTICIPATED, meeting=None, body__isnull=False).order_by("pk").first()
    if decision is None or decision.expected_on is None:
        return False
    meeting, _made = BodyMeeting.objects.get_or_create(body=decision.body, on=decision.expected_on, defaults={"paper_due_on": decision.paper_due_on})
    Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
    return True
