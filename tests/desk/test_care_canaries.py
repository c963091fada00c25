"""A word of its own goes through every door of "This needs care"; it is found on the page of its case and nowhere else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activities.models import Activity, ActivityType, Commitment, Insight, LogDraft
from assurance import services
from assurance.models import EvidenceItem, EvidencePack
from crm.core.models import AuditEvent, CareCase
from tests.activities.factories import ActivityFactory, MissingFactFactory
from tests.desk.care_world import READERS, WORD, World, body, exported, make_world, readers_of, shown, tables_with_the_word
from tests.desk.factories import CapturedAddressFactory, CapturedMessageFactory

SAFE = "safeguarding"
DAY = {"when_day": "5", "when_month": "5", "when_year": "2026"}
ROWS = {f"{prefix}-{name}": value for prefix in ("points", "promises", "counts") for name, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))}


@pytest.fixture
def world(db) -> World:
    return make_world()


def typed(*names: str) -> dict[str, str]:
    return {name: f"{WORD} {name}" for name in names}


def fields_of(client, address: str) -> dict:
    """What the form of a page would send as it is."""
    from tests.architecture.access.forms import form_of

    return form_of(client.get(address).content.decode(), address)


def log_form(world: World) -> list:
    address = "/desk/activities/log/"
    start = fields_of(world.client, address)
    key = start["submission_key"][0] if isinstance(start["submission_key"], list) else start["submission_key"]
    LogDraft.objects.create(user=world.people["opener"], key=key, data={"pairs": [["heard", WORD]]}, title=WORD)
    long = (
        "line",
        "title",
        "heard",
        "next_steps",
        "venue",
        "purpose",
        "could_influence",
        "audience",
        "adjustments_offered",
        "adjustments_met",
        "minutes_whose",
    )
    rows = {"points-0-paraphrase": WORD, "promises-0-text": WORD, "promises-0-made_to": WORD, "counts-0-what": WORD, "counts-0-number": "3"}
    data = {
        **start, **DAY, **ROWS, **typed(*long), **rows, "type": ActivityType.objects.get(code="meeting").pk, "who": [f"organisation:{world.organisation.pk}"],
        "who_new": [f"person:{WORD}"], "project": world.project.pk, "visibility": "organisation", "care": SAFE, "decisions": [world.decision.pk],
        "minutes": SimpleUploadedFile(f"{WORD}.txt", b"Minutes of the forum"),
    }  # fmt: skip
    _sent(world, address, data)
    activity = Activity.objects.latest("pk")
    assert not LogDraft.objects.exists()
    world.client.post(address, {**data, "minutes": SimpleUploadedFile(f"{WORD}.txt", b"Minutes of the forum")})
    assert (CareCase.objects.count(), LogDraft.objects.count()) == (1, 0), "a second press keeps the words once"
    return [activity, activity.insights.get(), activity.commitments.get()]


def new_point(world: World) -> list:
    address = f"/desk/insight/new/?activity={world.activity.pk}"
    _sent(world, address, {**fields_of(world.client, address), **typed("paraphrase", "service", "quote"), "quote_consent": "on", "care": SAFE})
    return [Insight.objects.latest("pk")]


def new_promise(world: World) -> list:
    _sent(world, "/desk/commitments/new/", {**fields_of(world.client, "/desk/commitments/new/"), **typed("text", "made_to", "source"), "care": SAFE})
    return [Commitment.objects.latest("pk")]


def edited_activity(world: World) -> list:
    names = ("title", "heard", "next_steps", "notes_by", "summary", "venue", "audience", "purpose", "could_influence", "date_note", "source", "reason")
    return [_edited(world, world.activity, names)]


def edited_point(world: World) -> list:
    return [_edited(world, world.insight, ("paraphrase", "service", "reason"))]


def edited_promise(world: World) -> list:
    return [_edited(world, world.promise, ("text", "made_to", "source", "reason"))]


def pressed_activity(world: World) -> list:
    Activity.objects.filter(pk=world.activity.pk).update(
        **typed("title", "heard", "summary", "next_steps", "venue", "audience", "lead_text", "notes_by", "source")
    )
    Insight.objects.filter(pk=world.insight.pk).update(**typed("paraphrase", "service"))
    Commitment.objects.filter(pk=world.promise.pk).update(text=WORD, state="kept", proof=WORD, closed_on="2026-06-01")
    MissingFactFactory(activity=world.activity, text=WORD)
    world.activity.counts.create(what=WORD, number=3)
    world.activity.corrections.create(text=WORD, organisation=world.organisation, sent_by=world.people["partner"])
    EvidenceItem.objects.filter(activity=world.activity).update(title=WORD)
    return [*_pressed(world, "activity", world.activity), world.insight, world.promise]


def pressed_point(world: World) -> list:
    Insight.objects.filter(pk=world.insight.pk).update(**typed("paraphrase", "quote", "service"), quote_consent=True)
    return _pressed(world, "insight", world.insight)


def pressed_promise(world: World) -> list:
    Commitment.objects.filter(pk=world.promise.pk).update(**typed("text", "made_to", "source"))
    return _pressed(world, "commitment", world.promise)


def pressed_message(world: World) -> list:
    activity = ActivityFactory(heard=WORD, title=WORD, project=world.project)
    message = CapturedMessageFactory(
        **typed("subject", "text", "place", "sender_name", "file_name"), captured_by=world.people["colleague of the team"], team=world.people["opener"].team,
        activity=activity, state="made",
    )  # fmt: skip
    CapturedAddressFactory(message=message)
    return [*_pressed(world, "message", message), activity]


def _sent(world: World, address: str, data: dict) -> None:
    answer = world.client.post(address, {name: value for name, value in data.items() if value is not None})
    assert answer.status_code == 302, body(answer)
    assert answer["Location"] == CareCase.objects.latest("pk").get_absolute_url()


def _edited(world: World, record, names: tuple[str, ...]):
    address = f"{record.get_absolute_url()}edit/"
    _sent(world, address, {**fields_of(world.client, address), **typed(*names), "care": SAFE})
    return record


def _pressed(world: World, kind: str, record) -> list:
    world.pressed_after = AuditEvent.objects.latest("pk").pk
    _sent(world, f"/desk/care/new/{kind}/{record.pk}/", {"matter": SAFE})
    return [record]


AT_ONCE = (log_form, new_point, new_promise, edited_activity, edited_point, edited_promise)
LATER = (pressed_activity, pressed_point, pressed_promise, pressed_message)


@pytest.mark.parametrize("door", [*AT_ONCE, *LATER], ids=lambda door: door.__name__)
def test_the_word_is_in_its_case_and_nowhere_else(world, door, caplog):
    records = door(world)
    case = CareCase.objects.get()
    assert WORD in str(case.texts)
    assert tables_with_the_word(world.pressed_after) == {"core_carecase"}
    assert readers_of(world, case) == [name for name in world.clients if name in READERS]
    for record in records:
        for name in ("opener", "lead", "auditor", "partner"):
            for address in (record.get_absolute_url(), f"{record.get_absolute_url()}history/"):
                assert WORD not in body(world.clients[name].get(address)), f"{name} {address}"
    assert WORD not in caplog.text


def test_after_every_kind_of_door_no_page_list_file_or_history_shows_it(world):
    records = [record for door in (log_form, new_point, new_promise, pressed_message, pressed_activity) for record in door(world)]
    assert CareCase.objects.count() == 5
    assert shown(world, *records) == []
    assert exported(world) == []


@pytest.mark.parametrize("door", [pressed_activity, log_form], ids=lambda door: door.__name__)
def test_a_pack_built_afterwards_does_not_hold_it(world, door):
    door(world)
    ordered = services.order_pack(world.decision, is_draft=False, with_raw_notes=True, actor=world.people["opener"])
    pack = services.build_ordered_pack(ordered.pk)
    assert pack.state == EvidencePack.State.READY, pack.message
    answer = body(world.client.get(f"/desk/packs/{pack.pk}/download/"))
    assert "Hours of the service" in answer
    assert WORD not in answer and WORD not in str(pack.report)


def test_the_word_is_found_by_the_same_search_while_it_is_not_kept_apart(world):
    """The sweep itself sees: before the press the word is in tables, pages, exports and history."""
    Activity.objects.filter(pk=world.activity.pk).update(**typed("title", "heard"))
    assert {"activities_activity", "core_searchentry"} <= tables_with_the_word()
    seen = shown(world, world.activity)
    for place in (
        "opener /desk/search/?q=",
        "partner /desk/activities/",
        f"auditor {world.activity.get_absolute_url()}history/",
        f"opener {world.organisation.get_absolute_url()}",
    ):
        assert any(line.startswith(place) for line in seen), place
    assert "opener activity.csv" in exported(world) and "ig_lead activity.xlsx" in exported(world)


def test_put_back_is_read_again_by_who_read_it_before(world):
    pressed_activity(world)
    case = CareCase.objects.get()
    world.client.post(f"{case.get_absolute_url()}put-back/", {"reason": "A bus stop was meant"})
    assert WORD in body(world.clients["partner"].get(world.activity.get_absolute_url()))
    case.refresh_from_db()
    assert WORD not in str(case.texts)
