"""The public edition: every file of the ZIP is read for words that must not be there."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import ActivityFile, ActivityOrganisation, ParticipationCount
from assurance import services
from assurance.filling.public import CONTACT, role_shown
from assurance.models import CriterionReview, EvidenceItem, EvidencePack, EvidenceUse
from assurance.packs.verify import inspect_pack
from crm.core.attachments import store_upload
from tests.assurance.factories import ActivityFactory, CommitmentFactory, InsightFactory, ResponseFactory, criterion
from tests.assurance.reading_packs import build, content, everything, pdf_words, report
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_record(decision, lead, make_user):
    """A decision with one of everything that the public must not read (CANARY) and one that it may (SHOWN)."""
    activity = decision.project.activities.get()
    activity.heard, activity.summary = "CANARY-NOTES", "SHOWN-SUMMARY. Ring 01632 960123 or write to canary.person@example.org"
    activity.lead_text = "CANARY-LEAD"
    activity.save()
    for name, is_published in (("shown-poster.txt", True), ("canary-minutes.txt", False)):
        attachment = store_upload(SimpleUploadedFile(name, f"{name.upper()}\n".encode()), lead)
        ActivityFile.objects.create(activity=activity, attachment=attachment, is_published=is_published)
        item = EvidenceItem.objects.create(kind="file", title=name.upper(), attachment=attachment, is_published=is_published)
        EvidenceUse.objects.create(decision=decision, item=item, criterion=criterion("duty-to-involve:2"), state="linked")
    InsightFactory(activity=activity, paraphrase="CANARY-INSIGHT", state="validated", quote="CANARY-QUOTE", quote_consent=True)
    InsightFactory(activity=activity, paraphrase="SHOWN-INSIGHT", state="publishable")
    CommitmentFactory(project=decision.project, text="CANARY-PROMISE")
    CommitmentFactory(project=decision.project, text="SHOWN-PROMISE", made_in_public=True)
    ResponseFactory(decision=decision, you_said="CANARY-RESPONSE", approved_on=date(2026, 4, 1), approved_by=lead)
    ResponseFactory(decision=decision, you_said="SHOWN-RESPONSE", approved_on=date(2026, 4, 1), approved_by=lead, published_at=timezone.now())
    for name, published in (("CANARY-PARTNER", None), ("SHOWN-PARTNER", timezone.now())):
        ActivityOrganisation.objects.create(activity=activity, organisation=OrganisationFactory(name=name, published_at=published))
    ParticipationCount.objects.create(activity=activity, number=3, what="Carers")
    services.name_gap_owner(decision, gap="considered", owner=None, owner_role="CANARY-ROLE", due_on=date(2026, 5, 1), actor=lead)
    CriterionReview.objects.create(
        decision=decision, criterion=criterion("duty-to-involve:2"), verdict="partly", comment="CANARY-COMMENT", reviewer=lead,
        reviewer_role="Engagement manager", reviewed_on="2026-04-02",
    )  # fmt: skip
    ActivityFactory(project=decision.project, title="CANARY-RESTRICTED", visibility="restricted", named_user_ids=[lead.pk])
    decision.owner = make_user(role="engagement_officer", name="CANARY NAME")
    decision.save()
    return decision


def test_no_file_of_the_public_edition_holds_what_is_not_for_the_public(full_record, lead):
    pack = build(full_record, lead, edition="public")
    words = everything(pack)
    assert "CANARY" not in words and "canary" not in words and "960123" not in words
    assert "CANARY" not in json.dumps(pack.report)
    for shown in ("SHOWN-SUMMARY", "SHOWN-INSIGHT", "SHOWN-PROMISE", "SHOWN-RESPONSE", "SHOWN-PARTNER", "SHOWN-POSTER"):
        assert shown in words, shown
    assert "Engagement manager" not in words and "Member of staff" in words
    assert [count["value"] for count in report(pack)["counts"] if count["label"].startswith("Carers")] == ["*"]
    assert not inspect_pack(pack.file.path).findings


def test_the_full_edition_of_the_same_record_holds_them(full_record, lead):
    """The canaries sing where they may, so that their silence above means something."""
    words = everything(build(full_record, lead, with_raw_notes=True))
    sung = ("NOTES", "LEAD", "INSIGHT", "QUOTE", "PROMISE", "RESPONSE", "PARTNER", "ROLE", "COMMENT", "MINUTES")
    assert not [name for name in sung if f"CANARY-{name}" not in words]
    assert "canary.person@example.org" in words and "CANARY-RESTRICTED" not in words and "CANARY NAME" not in words


def test_first_page_says_that_it_is_the_public_edition_and_how_many_things_are_left_out(full_record, lead):
    pack = build(full_record, lead, edition="public")
    number = pack.withheld
    assert number == report(pack)["withheld_count"] + report(pack)["left_out_count"]
    assert report(pack)["withheld_count"] == 1
    # an unpublished file, one point, one promise, one response, one partner, who leads in the source's words, a remark, an e-mail address, a number
    assert report(pack)["left_out_count"] >= 9
    sentence = f"This is the public edition. {number} things are left out"
    assert sentence in pdf_words(pack) and sentence in content(pack)["read-me.txt"].decode() and sentence in everything(pack)
    assert json.loads(content(pack)["manifest.json"])["edition"] == "public"


def test_raw_notes_and_the_public_edition_exclude_each_other(as_lead, decision, lead):
    with pytest.raises(ValidationError):
        services.order_pack(decision, is_draft=False, with_raw_notes=True, edition="public", actor=lead)
    answer = as_lead.post(reverse("assurance:pack_new", args=[decision.pk]), {"status": "final", "edition": "public", "with_raw_notes": "on"})
    assert answer.status_code == 200 and "never holds raw notes" in answer.content.decode()
    assert not EvidencePack.objects.exists()


def test_page_builds_the_public_edition(as_lead, decision):
    shown = as_lead.post(reverse("assurance:pack_new", args=[decision.pk]), {"status": "final", "edition": "public"}, follow=True).content.decode()
    pack = EvidencePack.objects.get()
    assert (
        (pack.edition, pack.state) == ("public", "ready")
        and "Public edition" in shown
        and f"{pack.reference.lower()}-{decision.reference.lower()}-public.zip" in shown
    )


def test_a_public_pack_is_compared_with_public_packs_only(decision, lead):
    build(decision, lead)
    first = build(decision, lead, edition="public")
    assert first.report["changes"] is None
    assert build(decision, lead, edition="public").report["changes"]["since"] == first.reference


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to a.b@example.org today", "a.b@example.org"),
        ("ring 01632 960123", "01632 960123"),
        ("ring 07700 900123.", "07700 900123"),
        ("ring +44 20 7946 0123", "+44 20 7946 0123"),
        ("ring (020) 7946 0123", "(020) 7946 0123"),
        ("on 14 July 2026", None),
        ("2019/20 and 2026-04-01", None),
        ("1,200 of 12,000 people; ACT-1042", None),
        ("https://example.org/page/2019/0123456789", None),
    ],
)
def test_addresses_and_numbers_to_reach_somebody_are_found(text, found):
    match = CONTACT.search(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("Director of Strategy", "Director of Strategy"),
        ("Chief Nurse", "Chief Nurse"),
        ("Lay member for involvement", "Lay member for involvement"),
        ("Deputy director", "Member of staff"),
        ("Engagement officer", "Member of staff"),
        ("no owner named", "no owner named"),
    ],
)
def test_roles_below_director_are_not_told_apart(role, shown):
    assert role_shown(role) == shown
