"""Packs from records: what goes in and what never does, the chain, and that later edits do not change a pack."""

import io
import json
import uuid
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from activities.models import ActivityFile, ParticipationCount
from assurance import services
from assurance.models import DecisionVerdict, EvidencePack, PaperCover
from assurance.packs.verify import inspect_pack
from crm.core.attachments import store_upload
from tests.assurance.factories import ActivityFactory, CommitmentFactory, DecisionFactory, InsightFactory, ResponseFactory, link

pytestmark = pytest.mark.django_db


def build(decision, actor, **choices):
    order = {"is_draft": False, "with_raw_notes": False} | choices
    return services.build_ordered_pack(services.order_pack(decision, actor=actor, **order).pk)


def content(pack) -> dict[str, bytes]:
    with pack.file.open("rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    return {name: archive.read(name) for name in archive.namelist()}


def report(pack) -> dict:
    return json.loads(content(pack)["report.json"])["report"]


def everything(pack) -> str:
    """All text of a pack: JSON, and the parts of its Word and Excel files."""
    files = content(pack)
    texts = [files["report.json"].decode(), files["manifest.json"].decode(), files["read-me.txt"].decode()]
    for name in ("pack.docx", "index.xlsx"):
        parts = zipfile.ZipFile(io.BytesIO(files[name]))
        texts += [parts.read(part).decode("utf-8", "replace") for part in parts.namelist()]
    return "\n".join(texts)


@pytest.fixture
def pack(decision, lead):
    return build(decision, lead)


def test_doors(closed_door, decision, hidden, lead):
    closed_door("assurance:pack_new", decision, hidden, forbidden="communications_editor")
    pack = build(decision, lead)
    kept = services.order_pack(hidden, is_draft=False, with_raw_notes=False, actor=None)
    closed_door("assurance:pack_detail", pack, kept)
    closed_door("assurance:pack_download", pack, kept)


def test_three_clicks_from_the_decision_to_the_pack(as_lead, decision):
    page = as_lead.get(decision.get_absolute_url()).content.decode()
    assert reverse("assurance:pack_new", args=[decision.pk]) in page
    plan = as_lead.get(reverse("assurance:pack_new", args=[decision.pk])).content.decode()
    assert plan.index("What is missing") < plan.index("What goes in") and "0 items withheld" in plan
    built = as_lead.post(reverse("assurance:pack_new", args=[decision.pk]), {"status": "final"}, follow=True)
    shown = built.content.decode()
    pack = EvidencePack.objects.get()
    assert pack.state == "ready" and pack.sha256 in shown and pack.reference in shown and "Nothing in the record has changed since" in shown
    download = as_lead.get(reverse("assurance:pack_download", args=[pack.pk]))
    assert download["Content-Disposition"].startswith("attachment") and b"".join(download.streaming_content)[:2] == b"PK"


def test_a_double_press_builds_one_pack(as_lead, decision):
    key = str(uuid.uuid4())
    for _turn in range(2):
        as_lead.post(reverse("assurance:pack_new", args=[decision.pk]), {"status": "draft", "submission_key": key})
    assert EvidencePack.objects.filter(is_draft=True).count() == 1


def test_pack_verifies_and_names_the_one_before_it(pack, decision, lead):
    second = build(decision, lead)
    assert (second.previous, second.previous_sha256) == (pack, pack.sha256)
    first = inspect_pack(pack.file.path)
    assert first.findings == inspect_pack(second.file.path, previous=first).findings
    assert not first.findings


def test_restricted_records_are_left_out_and_counted_whoever_builds(decision, lead, make_user):
    named = {"visibility": "restricted", "named_user_ids": [lead.pk]}
    kept = ActivityFactory(project=decision.project, title="CANARY-ACTIVITY", summary="CANARY-SUMMARY", heard="CANARY-HEARD", **named)
    InsightFactory(activity=kept, paraphrase="CANARY-INSIGHT", state="publishable", **named)
    CommitmentFactory(project=decision.project, text="CANARY-PROMISE", **named)
    ResponseFactory(decision=decision, you_said="CANARY-SAID", **named)
    link(decision, kept, "duty-to-involve:2")
    for builder in (lead, make_user(role="board_secretary")):
        pack = build(decision, builder, with_raw_notes=True)
        assert pack.withheld == 4
        assert "CANARY" not in everything(pack)
        assert "CANARY" not in json.dumps(pack.report) + json.dumps(pack.sources)


def test_insight_of_a_restricted_activity_stays_out_even_if_it_is_open_itself(decision, lead):
    kept = ActivityFactory(project=decision.project, visibility="restricted", named_user_ids=[lead.pk])
    InsightFactory(activity=kept, paraphrase="CANARY", state="publishable")
    pack = build(decision, lead)
    assert pack.withheld == 2 and "CANARY" not in everything(pack)


def test_training_examples_stay_out_of_real_packs_and_are_marked_in_their_own(decision, lead):
    ActivityFactory(project=decision.project, title="CANARY-TRAINING", is_training=True)
    assert "CANARY" not in everything(build(decision, lead))
    training = DecisionFactory(is_training=True)
    assert "Training example, not real" in everything(build(training, lead))


def test_raw_notes_and_unpublished_files_only_by_choice(decision, lead):
    activity = decision.project.activities.first()
    for name, is_published in (("poster.txt", True), ("minutes.txt", False)):
        attachment = store_upload(SimpleUploadedFile(name, f"Text of {name}\n".encode()), lead)
        ActivityFile.objects.create(activity=activity, attachment=attachment, is_published=is_published)
    plain = build(decision, lead)
    assert "The raw note." not in everything(plain) and [file["title"] for file in report(plain)["files"]] == ["Other: poster.txt"]
    full = build(decision, lead, with_raw_notes=True)
    assert "The raw note." in everything(full) and len(report(full)["files"]) == 2


def test_people_appear_as_roles_and_small_numbers_not_at_all(decision, lead, make_user):
    decision.owner = make_user(role="engagement_officer", name="CANARY NAME")
    decision.save()
    CommitmentFactory(project=decision.project, owner=decision.owner)
    services.name_gap_owner(decision, gap="findings", owner=decision.owner, due_on=None, actor=lead)
    ParticipationCount.objects.create(activity=decision.project.activities.first(), number=3)
    ParticipationCount.objects.create(activity=decision.project.activities.first(), what="Carers", number=212)
    pack = build(decision, lead)
    text = everything(pack)
    assert "CANARY NAME" not in text and report(pack)["decision_owner"] == "Engagement officer"
    assert [count["value"] for count in report(pack)["counts"]] == ["1", "*", "about 210"]
    assert next(gap for gap in report(pack)["gaps"] if gap["code"] == "findings")["owner"] == "Engagement officer"


def test_unchecked_insight_is_left_out_and_said(decision, lead):
    InsightFactory(activity=decision.project.activities.first(), paraphrase="CANARY-DRAFT")
    InsightFactory(activity=decision.project.activities.first(), paraphrase="Hours clash with work.", state="validated")
    text = everything(build(decision, lead))
    assert "CANARY" not in text and "Hours clash with work." in text and "1 points, because nobody has checked them" in text


def test_verdict_is_quoted_with_the_reviewers_role(decision, lead):
    DecisionVerdict.objects.create(decision=decision, text="Well begun.", reviewer=lead, reviewer_role="Assurance lead", given_on="2026-04-01")
    assert report(build(decision, lead))["verdict"]["reviewer_role"] == "Assurance lead"


def test_later_edits_leave_the_pack_alone_and_the_page_says_so(as_lead, decision, pack):
    before = content(pack)
    decision.project.activities.update(summary="Rewritten afterwards.")
    pack.refresh_from_db()
    assert content(pack) == before
    assert "This record has changed since." in as_lead.get(pack.get_absolute_url()).content.decode()


def test_another_record_does_not_count_as_a_change(as_lead, decision, pack):
    ActivityFactory(title="Of another project")
    PaperCover.objects.create(decision=decision, number=1, text="x", sha256="0" * 64, written_by=pack.built_by)
    build(decision, pack.built_by)
    assert services.changed_since(pack) == []


def test_a_missing_file_leaves_no_half_pack(decision, lead):
    attachment = store_upload(SimpleUploadedFile("poster.txt", b"Poster\n"), lead)
    ActivityFile.objects.create(activity=decision.project.activities.first(), attachment=attachment, is_published=True)
    attachment.file.storage.delete(attachment.file.name)
    pack = build(decision, lead)
    assert (pack.state, pack.sha256, bool(pack.file)) == ("failed", "", False)
    assert pack.message
    ready = build(DecisionFactory(), lead)
    assert ready.previous is None


def test_only_those_with_the_right_order_packs(decision, make_user):
    with pytest.raises(PermissionDenied):
        services.order_pack(decision, is_draft=False, with_raw_notes=False, actor=make_user(role="communications_editor"))


def test_a_pack_being_built_looks_again(as_lead, decision):
    waiting = services.order_pack(decision, is_draft=False, with_raw_notes=False, actor=None)
    page = as_lead.get(waiting.get_absolute_url())
    assert page["Refresh"] == "5" and "being built" in page.content.decode()
    assert as_lead.get(reverse("assurance:pack_download", args=[waiting.pk])).status_code == 404


def test_command_writes_the_pack_and_refuses_what_is_no_decision(decision, hidden, tmp_path, capsys):
    out = tmp_path / "pack.zip"
    call_command("build_pack", decision.reference, "--out", str(out))
    assert "Written to" in capsys.readouterr().out and inspect_pack(out).manifest.decision == decision.reference
    for wrong in ("DEC-999999", hidden.reference, "DEC-0", "PACK-1", "nonsense"):
        with pytest.raises(CommandError) as refused:
            call_command("build_pack", wrong, "--out", str(tmp_path / "other.zip"))
        assert "\n" not in str(refused.value) and refused.value.returncode == 1
    with pytest.raises(CommandError, match="already there"):
        call_command("build_pack", decision.reference, "--out", str(out))


def test_list_of_packs(client, as_lead, make_user, count_queries, decision, pack, hidden):
    services.order_pack(hidden, is_draft=False, with_raw_notes=False, actor=None)
    one = count_queries(as_lead, "assurance:pack_list")
    for _turn in range(19):
        services.order_pack(decision, is_draft=True, with_raw_notes=False, actor=pack.built_by)
    assert count_queries(as_lead, "assurance:pack_list") == one
    shown = as_lead.get("/desk/packs/").content.decode()
    assert pack.reference in shown and "CANARY" not in shown
    client.force_login(make_user(role="partner"))
    assert client.get("/desk/packs/").status_code == 403
