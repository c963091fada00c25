"""Covers of the example: a draft of DEC-3 from what its source says, and a training cover signed with conditions before its meeting."""

import pytest

from assurance.covers.report import stored_cover
from assurance.models import Action, CoverSupplement, Decision, PaperCover
from assurance.reports import COVER_FIELDS
from crm.core import history
from crm.desk.example import covid_learning, papers, sign_ins, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    users = sign_ins.load_sign_ins("a password")
    with history.because(None, "load_example"):
        covid_learning.load(users)
        training.load(users)
        papers.load(users)
    return users


def test_dec_3_has_a_draft_that_says_only_what_is_recorded(loaded):
    cover = PaperCover.objects.get(decision__is_training=False)
    assert cover.decision == Decision.objects.filter(is_training=False).order_by("pk").last()
    assert cover.state == "draft" and "11 activities" in cover.text
    assert f"What people said is not yet recorded [{cover.decision.reference}]" in cover.text
    assert set(cover.boxes) == {"summary", "legal", "next_steps"}


def test_the_training_cover_was_signed_with_conditions_before_its_meeting(loaded):
    cover = PaperCover.objects.get(state="frozen")
    assert cover.decision.is_training and cover.verdict == "conditions" and cover.signed_at.date() < cover.meeting.on
    report = stored_cover(cover.facts)
    assert tuple(field.label for field in report.fields) == COVER_FIELDS and report.is_training
    assert Action.objects.get(raised_by_code="cover:left_out").decision == cover.decision
    assert cover.supplements.get().given_on == cover.meeting.on


def test_it_is_loaded_once_and_goes_with_the_training_case(loaded):
    assert papers.load(loaded) == 0
    training.remove()
    assert not CoverSupplement.objects.exists() and PaperCover.objects.get().decision.is_training is False
    assert not Decision.objects.filter(is_training=True).exists()
