"""Drafts of the log form: kept on the server, read by their writer only, gone when the form is saved."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, LogDraft
from activities.services import discard_draft, drafts_of, keep_draft, log_activity
from activities.services.drafts import remove_old_drafts
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityTypeFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
TYPED = {"pairs": [["heard", "Half a sentence"]], "labels": {}}


@pytest.fixture
def writer(make_user):
    return make_user(role="engagement_officer")


# The service


def test_a_draft_is_kept_once_a_key_and_changes_in_place(writer):
    key = uuid.uuid4()
    keep_draft(writer, key, TYPED, title="Meeting")
    keep_draft(writer, key, {"pairs": [["heard", "A whole sentence"]]}, title="Meeting with Healthwatch")
    draft = drafts_of(writer).get()
    assert (draft.title, draft.data["pairs"]) == ("Meeting with Healthwatch", [["heard", "A whole sentence"]])


def test_tokens_and_keys_are_never_kept(writer):
    keep_draft(writer, uuid.uuid4(), {"pairs": [["csrfmiddlewaretoken", "x"], ["submission_key", "y"], ["title", "A\x00b\ud800"]]})
    assert drafts_of(writer).get().data["pairs"] == [["title", "Ab?"]]


def test_only_the_writer_has_it(writer, make_user):
    key = uuid.uuid4()
    keep_draft(writer, key, TYPED)
    other = make_user(role="engagement_officer")
    assert not drafts_of(other).exists() and discard_draft(other, key) is None
    with pytest.raises(ValidationError) as caught:
        keep_draft(other, key, TYPED)
    assert caught.value.code == "draft_key" and drafts_of(writer).get().data["pairs"] == TYPED["pairs"]


def test_saving_the_form_removes_its_draft_and_no_late_word_brings_it_back(writer):
    key, other = uuid.uuid4(), uuid.uuid4()
    keep_draft(writer, key, TYPED)
    keep_draft(writer, other, TYPED)
    log_activity(values={"type": ActivityTypeFactory(), "heard": "x", "date_from": timezone.localdate()}, actor=writer, key=key)
    assert keep_draft(writer, key, TYPED) is None
    assert [draft.key for draft in drafts_of(writer)] == [other]


def test_a_refused_save_leaves_the_draft(writer):
    key = uuid.uuid4()
    keep_draft(writer, key, TYPED)
    with pytest.raises(ValidationError):
        log_activity(values={"type": ActivityTypeFactory(), "title": "x" * 300, "date_from": timezone.localdate()}, actor=writer, key=key)
    assert drafts_of(writer).get().key == key and not Activity.objects.exists()


def test_limits_are_told_in_words(writer):
    with pytest.raises(ValidationError, match="more text than a draft can hold"):
        keep_draft(writer, uuid.uuid4(), {"pairs": [["heard", "x" * 200_000]]})
    with pytest.raises(ValidationError, match="could not be read"):
        keep_draft(writer, uuid.uuid4(), {"pairs": [["heard"]]})
    keys = [uuid.uuid4() for _number in range(20)]
    for key in keys:
        keep_draft(writer, key, TYPED)
    with pytest.raises(ValidationError, match="You have 20 drafts"):
        keep_draft(writer, uuid.uuid4(), TYPED)
    assert keep_draft(writer, keys[0], TYPED, title="Still changes").title == "Still changes"


def test_drafts_of_a_month_ago_are_not_offered_and_make_room(writer):
    old = keep_draft(writer, uuid.uuid4(), TYPED)
    LogDraft.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=31))
    assert not drafts_of(writer).exists()
    keep_draft(writer, uuid.uuid4(), TYPED)
    assert not LogDraft.objects.filter(pk=old.pk).exists()
    assert (remove_old_drafts(timezone.now()), remove_old_drafts(timezone.now() + timedelta(days=31))) == (0, 1)


def test_a_draft_that_could_not_be_saved_says_why_and_when_it_was_written(writer):
    written = timezone.now() - timedelta(hours=3)
    key = uuid.uuid4()
    keep_draft(writer, key, TYPED, problem="The project is archived.", written_at=written)
    keep_draft(writer, key, TYPED)
    draft = drafts_of(writer).get()
    assert (draft.problem, draft.written_at) == ("", written)
