"""The cover of a paper: proposed from the record, counted in words, frozen."""

import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from docx import Document

from assurance import services
from assurance.models import PaperCover
from tests.assurance.factories import ActivityFactory, InsightFactory, sign_late

pytestmark = pytest.mark.django_db


def address(decision):
    return reverse("assurance:cover_new", args=[decision.pk])


@pytest.fixture
def cover(decision, lead):
    return sign_late(decision, lead, "People were asked early.")


def test_doors(closed_door, decision, hidden, cover, lead):
    closed_door("assurance:cover_new", decision, hidden, forbidden="communications_editor")
    closed_door("assurance:cover_detail", cover, None)
    closed_door("assurance:cover_download", cover, None)


def test_proposed_text_names_its_sources_and_fits(as_lead, decision):
    InsightFactory(activity=decision.project.activities.first(), state="validated")
    shown = as_lead.get(address(decision)).context["form"].initial["text"]
    assert decision.reference in shown and "ACT-" in shown and len(shown.split()) <= 150


def test_restricted_records_are_not_in_the_text(as_lead, decision, officer):
    ActivityFactory(project=decision.project, title="CANARY", summary="CANARY", visibility="restricted", named_user_ids=[officer.pk])
    page = as_lead.get(address(decision)).content.decode()
    assert "CANARY" not in page and "1 item withheld" in page and "1 activity" in page


def test_too_many_words_are_counted_and_the_text_is_kept(as_lead, decision):
    page = as_lead.post(address(decision), {"text": "word " * 153, "word_limit": 150}).content.decode()
    assert "The text has 153 words. Take out 3 to fit 150" in page and "word word" in page
    assert PaperCover.objects.count() == 0


def test_cap_can_be_changed(as_lead, decision):
    assert as_lead.post(address(decision), {"text": "word " * 153, "word_limit": 160}).status_code == 302
    assert PaperCover.objects.get().word_limit == 160


def test_covers_are_numbered_and_frozen(decision, lead, cover):
    second = sign_late(decision, lead, "Second.")
    assert (cover.number, second.number) == (1, 2)
    decision.project.activities.update(summary="Rewritten.")
    cover.refresh_from_db()
    assert cover.facts["statement"] == "People were asked early." and len(cover.sha256) == 64


def test_a_double_press_freezes_one(as_lead, decision):
    key = str(uuid.uuid4())
    for _turn in range(2):
        as_lead.post(address(decision), {"text": "Asked early.", "word_limit": 150, "submission_key": key})
    assert PaperCover.objects.count() == 1


def test_text_to_copy_and_word_file(as_lead, decision, cover):
    shown = as_lead.get(reverse("assurance:cover_detail", args=[cover.pk])).content.decode()
    assert "People were asked early." in shown and cover.sha256 in shown
    download = as_lead.get(reverse("assurance:cover_download", args=[cover.pk]))
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(download.content)).paragraphs)
    assert "People were asked early." in words and decision.reference in words


def test_only_those_with_the_right_write_covers(decision, make_user):
    with pytest.raises(PermissionDenied):
        services.draft_cover(decision, text="x", word_limit=150, actor=make_user(role="communications_editor"))


def test_cost_does_not_grow_with_rows(as_lead, count_queries, decision):
    one = count_queries(as_lead, "assurance:cover_new", decision.pk)
    for activity in ActivityFactory.create_batch(19, project=decision.project):
        InsightFactory(activity=activity)
    assert count_queries(as_lead, "assurance:cover_new", decision.pk) == one
