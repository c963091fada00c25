"""What the server does for devices without a connection; the device itself is tested in tests/browser/test_offline.py."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, LogDraft
from crm.desk.queued import moment_written
from partners.models import Community, Place
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityTypeFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
LOG, STALL = "/desk/activities/log/", "/desk/activities/stall/"
PAGES = ["offline", "offline_state", "offline_partners", "offline_worker"]
NOW = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)


def entry(**fields) -> dict:
    today = timezone.localdate()
    return {
        "type": str(ActivityTypeFactory().pk), "when_day": str(today.day), "when_month": str(today.month), "when_year": str(today.year),
        "public_number": "4", "public_method": "estimate", "heard": "Written on a train.", "visibility": "organisation", "submission_key": str(uuid.uuid4()),
        "points-TOTAL_FORMS": "3", "points-INITIAL_FORMS": "0", "promises-TOTAL_FORMS": "2", "promises-INITIAL_FORMS": "0", **fields,
    }  # fmt: skip


def stall(**fields) -> dict:
    today = timezone.localdate()
    return {
        "when_day": str(today.day), "when_month": str(today.month), "when_year": str(today.year), "venue": "The market", "passed_by": "9",
        "submission_key": str(uuid.uuid4()), "groups-TOTAL_FORMS": "12", "groups-INITIAL_FORMS": "0", "points-TOTAL_FORMS": "6", "points-INITIAL_FORMS": "0",
        **fields,
    }  # fmt: skip


def send(client, address: str, data: dict, written_at: datetime | str | None = None):
    written = written_at if isinstance(written_at, str) else (written_at or timezone.now() - timedelta(hours=2)).isoformat()
    return client.post(address, data, headers={"X-Written-At": written})


# Who may


@pytest.mark.parametrize("page", PAGES)
def test_stranger_is_sent_to_sign_in(client, page):
    assert client.get(reverse(f"desk:{page}")).url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
def test_without_the_right_to_log_it_is_refused(as_role, page):  # noqa: F811
    for role in ("auditor", "colleague", "partner"):
        assert as_role(role).get(reverse(f"desk:{page}")).status_code == 403


def test_only_those_who_log_get_the_script(as_role):  # noqa: F811
    assert b"data-offline" in as_role("engagement_officer").get("/desk/").content
    assert b"data-offline" not in as_role("auditor").get("/desk/").content


# What a device asks for


def test_the_worker_looks_after_the_desk_and_is_asked_for_each_time(officer):  # noqa: F811
    answer = officer.get("/desk/offline-worker.js")
    assert answer["Content-Type"].startswith("text/javascript") and "no-store" in answer["Cache-Control"]
    settings = json.loads(re.search(r"SETTINGS = (\{.*\});", answer.content.decode()).group(1))
    assert settings["forms"] == [LOG, STALL] and settings["page"] == "/desk/offline/"


def test_the_state_says_who_is_signed_in_and_gives_a_token_that_works(make_user):
    from django.test import Client

    client, person = Client(enforce_csrf_checks=True), make_user(role="engagement_officer")
    client.force_login(person)
    state = client.get("/desk/offline/state/")
    assert state.json()["user"] == person.pk and "no-store" in state["Cache-Control"]
    assert send(client, STALL, stall()).status_code == 403
    assert send(client, STALL, stall(csrfmiddlewaretoken=state.json()["token"])).status_code == 200


def test_names_hold_what_pickers_offer_and_nobody(officer):  # noqa: F811
    shown = OrganisationFactory(name="Medway Carers")
    OrganisationFactory(name="Kept apart", visibility="restricted", named_user_ids=[0])
    OrganisationFactory(name="Gone", archived_at=timezone.now(), archived_reason="Over")
    person = PersonFactory(name="Not on any phone")
    place, community = Place.objects.create(code="X1", name="Chatham", kind="ward"), Community.objects.create(name="Carers here")
    answer = officer.get("/desk/offline/partners/")
    rows = {row["value"]: row["label"] for row in answer.json()}
    assert rows[f"organisation:{shown.pk}"] == "Medway Carers" and rows[f"place:{place.pk}"] == "Chatham" and rows[f"community:{community.pk}"] == "Carers here"
    assert not {"Kept apart", "Gone", person.name} & set(rows.values()) and answer["Cache-Control"] == "private, no-cache"
    assert officer.get("/desk/offline/partners/", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_names_are_at_most_five_thousand(officer, monkeypatch):  # noqa: F811
    monkeypatch.setattr("crm.desk.views.offline.MOST_NAMES", 3)
    OrganisationFactory.create_batch(4)
    assert [row["value"].split(":")[0] for row in officer.get("/desk/offline/partners/").json()] == ["organisation"] * 3


@pytest.mark.parametrize("page", PAGES)
def test_cost_does_not_grow_with_rows(officer, count_queries, page):  # noqa: F811
    OrganisationFactory()
    one = count_queries(officer, f"desk:{page}")
    OrganisationFactory.create_batch(9)
    assert count_queries(officer, f"desk:{page}") == one


# What arrives late


@pytest.mark.parametrize(("address", "data"), [(LOG, entry), (STALL, stall)])
def test_an_entry_arrives_once_with_the_time_at_which_it_was_written(officer, address, data):  # noqa: F811
    written, filled = timezone.now() - timedelta(hours=2), data()
    first, again = send(officer, address, filled, written), send(officer, address, filled, written)
    activity = Activity.objects.get()
    assert first.json() == again.json() == {"saved": {"reference": activity.reference, "title": activity.title, "address": activity.get_absolute_url()}}
    assert activity.written_at == written and activity.created_by == officer.user


def test_the_page_of_an_activity_says_when_it_was_written_and_when_it_arrived(officer):  # noqa: F811
    address = send(officer, STALL, stall(), timezone.now() - timedelta(days=2)).json()["saved"]["address"]
    assert "Written without a connection" in officer.get(address).content.decode()
    officer.post(STALL, stall(venue="Sent at once"))
    assert "Written without a connection" not in officer.get(Activity.objects.get(title__endswith="at once").get_absolute_url()).content.decode()


@pytest.mark.parametrize(("address", "data", "form"), [(LOG, entry, "log"), (STALL, stall, "stall")])
def test_an_entry_that_cannot_be_saved_becomes_a_draft_with_the_reason(officer, address, data, form):  # noqa: F811
    written, filled = timezone.now() - timedelta(hours=2), data(when_day="", when_month="", when_year="")
    kept = send(officer, address, filled, written).json()["kept"]
    draft = LogDraft.objects.get()
    assert (draft.user, str(draft.key), draft.form, draft.written_at) == (officer.user, filled["submission_key"], form, written)
    assert draft.problem == kept["problem"] == "Enter when" and not Activity.objects.exists()
    assert kept["address"] == f"{address}?draft={draft.key}"
    assert (filled.get("heard") or filled["venue"]) in officer.get(kept["address"]).content.decode()


@pytest.mark.parametrize("header", ["nonsense", "2026-07-14T12:00:00", "", "2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "2026-13-45T99:00:00Z"])
@pytest.mark.parametrize(("address", "data"), [(LOG, entry), (STALL, stall)])
def test_a_moment_that_cannot_be_believed_is_not_recorded_and_no_word_is_lost(officer, address, data, header):  # noqa: F811
    kept = send(officer, address, data(), header).json()["kept"]
    assert "Check the date" in kept["problem"] and not Activity.objects.exists()
    assert LogDraft.objects.get().written_at is None


def test_an_answer_that_got_lost_is_given_again_even_if_the_form_would_now_be_refused(officer):  # noqa: F811
    filled = stall()
    send(officer, STALL, filled)
    assert "saved" in send(officer, STALL, filled | {"venue": ""}).json()
    assert Activity.objects.count() == 1 and not LogDraft.objects.exists()


def test_with_twenty_drafts_it_stays_on_the_device_and_says_why(officer):  # noqa: F811
    for _number in range(20):
        send(officer, STALL, stall(venue=""))
    answer = send(officer, STALL, stall(venue=""))
    assert answer.status_code == 409 and "You have 20 drafts" in answer.json()["refused"] and LogDraft.objects.count() == 20


def test_another_persons_key_neither_shows_nor_takes_their_record(officer, as_role):  # noqa: F811
    filled = stall()
    send(officer, STALL, filled)
    other = as_role("engagement_officer")
    answer = send(other, STALL, filled | {"venue": ""})
    assert answer.status_code == 409 and b"Stall: The market" not in answer.content


def test_moments():
    assert moment_written("2026-07-14T12:00:00+01:00", NOW) == NOW - timedelta(hours=1)
    assert moment_written("2026-07-14T12:04:00Z", NOW) == NOW  # a clock that is a little fast
    for text in ("2026-07-14T12:06:00Z", "2026-06-13T12:00:00Z", "2026-07-14T11:00:00", "yesterday"):
        with pytest.raises(ValidationError):
            moment_written(text, NOW)
