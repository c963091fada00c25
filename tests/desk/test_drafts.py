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
    assert caught.value.code == "not_yours" and drafts_of(writer).get().data["pairs"] == TYPED["pairs"]


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


# The pages


KEEP, FINISH, LOG = "/desk/drafts/keep/", "/desk/finish/", "/desk/activities/log/"


def keep(client, key, pairs, **more):
    return client.post(KEEP, json.dumps({"key": str(key), "pairs": pairs, "labels": {}} | more), content_type="application/json")


def test_what_the_script_sends_is_kept_and_offered_on_any_device(officer):  # noqa: F811
    key, partner = uuid.uuid4(), OrganisationFactory(name="Engage Kent")
    answer = keep(officer, key, [["heard", "Half a sentence"], ["who", f"organisation:{partner.pk}"], ["points-0-paraphrase", "A point"]], title="Buses")
    assert answer.json().keys() == {"kept_at"}
    page = officer.get(LOG).content.decode()
    assert "Buses" in page and f"?draft={key}" in page and "Half a sentence" not in page
    page = officer.get(LOG, {"draft": key}).content.decode()
    assert "Half a sentence" in page and "A point" in page and "Engage Kent" in page and f'value="{key}"' in page
    assert "There is a problem" not in page and "This is your draft of" in page


def test_nobody_else_reads_it(officer, as_role):  # noqa: F811
    key = uuid.uuid4()
    keep(officer, key, [["heard", "Canary of a draft"]], title="Canary title")
    for role in ("engagement_officer", "assurance_lead"):
        other = as_role(role)
        for address in (LOG, f"{LOG}?draft={key}", FINISH):
            assert "Canary" not in other.get(address).content.decode()
        other.post(reverse("desk:draft_discard", args=[key]))
    assert drafts_of(officer.user).count() == 1


def test_a_draft_brought_back_and_saved_is_one_record_and_gone(officer):  # noqa: F811
    kind, key = ActivityTypeFactory(), uuid.uuid4()
    keep(officer, key, [["heard", "Half a sentence"]])
    today = timezone.localdate()
    data = {"type": kind.pk, "when_day": today.day, "when_month": today.month, "when_year": today.year, "public_number": "1", "heard": "A whole one"}
    data |= {"visibility": "organisation", "submission_key": str(key)}
    first = officer.post(LOG, data)
    assert first.status_code == 302 and not drafts_of(officer.user).exists()
    assert keep(officer, key, [["heard", "Late words"]]).json() == {"saved": True}
    assert "not there any more" in officer.get(LOG, {"draft": key}).content.decode()
    again = officer.post(LOG, data | {"heard": "Changed after going back"})
    assert again.url == first.url and Activity.objects.count() == 1
    page = officer.get(again.url).content.decode()
    assert "Nothing was saved a second time" in page and "kept as a draft" in page
    assert ["heard", "Changed after going back"] in drafts_of(officer.user).get().data["pairs"]


def test_the_same_press_twice_keeps_no_draft(officer):  # noqa: F811
    kind, today = ActivityTypeFactory(), timezone.localdate()
    data = {"type": kind.pk, "when_day": today.day, "when_month": today.month, "when_year": today.year, "public_number": "1", "heard": "Once"}
    data |= {"visibility": "organisation", "submission_key": str(uuid.uuid4())}
    officer.post(LOG, data)
    officer.post(LOG, data)
    assert Activity.objects.count() == 1 and not drafts_of(officer.user).exists()


def test_a_draft_is_kept_by_a_button_without_the_script(officer):  # noqa: F811
    key = uuid.uuid4()
    data = {"submission_key": str(key), "heard": "On the train", "line": "call with Engage Kent", "_draft": "1", "csrfmiddlewaretoken": "x"}
    response = officer.post(LOG, data, follow=True)
    assert response.redirect_chain[0][0] == FINISH and "Files are never kept" in response.content.decode()
    draft = drafts_of(officer.user).get()
    assert draft.title == "call with Engage Kent" and sorted(name for name, _value in draft.data["pairs"]) == ["heard", "line"]


def test_discarding_can_be_undone(officer):  # noqa: F811
    key = uuid.uuid4()
    keep(officer, key, [["heard", "Half a sentence"]], title="Buses")
    page = officer.post(reverse("desk:draft_discard", args=[key]), {"back": "log"}, follow=True).content.decode()
    assert "The draft is discarded" in page and reverse("desk:draft_undo") in page and not drafts_of(officer.user).exists()
    officer.post(reverse("desk:draft_undo"))
    draft = drafts_of(officer.user).get()
    assert (draft.key, draft.title, draft.data["pairs"]) == (key, "Buses", [["heard", "Half a sentence"]])
    assert officer.post(reverse("desk:draft_undo")).status_code == 302 and drafts_of(officer.user).count() == 1


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "null", '{"key": "x"}', '{"key": 1, "pairs": []}', '{"key": "00000000-0000-0000-0000-000000000000"}', "\x00", "[" * 5000]
)
def test_what_is_no_draft_is_refused_in_words(officer, body):  # noqa: F811
    answer = officer.post(KEEP, body, content_type="application/json")
    assert "stays on this device" in answer.json()["problem"] and not drafts_of(officer.user).exists()


def test_limits_reach_the_page_in_words(officer):  # noqa: F811
    assert "more text than a draft" in keep(officer, uuid.uuid4(), [["heard", "x" * 210_000]]).json()["problem"]
    for _number in range(20):
        keep(officer, uuid.uuid4(), [["heard", "x"]])
    assert "You have 20 drafts" in keep(officer, uuid.uuid4(), [["heard", "x"]]).json()["problem"]


def test_strangers_and_others_are_refused(client, as_role):  # noqa: F811
    assert client.post(KEEP).url.startswith("/accounts/login/")
    assert as_role("auditor").post(KEEP).status_code == as_role("auditor").get(FINISH).status_code == 403


def test_a_draft_that_was_not_saved_says_why(officer):  # noqa: F811
    keep_draft(officer.user, uuid.uuid4(), TYPED, title="Stall", problem="The project is archived.")
    assert "The project is archived." in officer.get(FINISH).content.decode()


def test_words_of_a_draft_are_no_markup(officer):  # noqa: F811
    key = uuid.uuid4()
    keep(
        officer,
        key,
        [["heard", "<script>alert(1)</script>"], ["type", "<b>"], ["who", "organisation:x"], ["when_day", "99"]],
        title="<script>alert(1)</script>",
    )
    for address in (LOG, f"{LOG}?draft={key}", FINISH):
        response = officer.get(address)
        assert response.status_code == 200 and "<script>alert(1)" not in response.content.decode()
