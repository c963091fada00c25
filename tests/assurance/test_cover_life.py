"""A cover from draft to signature and beyond: what may change, who says what, and that the signed bytes never do."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.oxml.ns import qn

from assurance import services
from assurance.covers.merging import sample_template
from assurance.models import Action, BodyMeeting, CoverTemplate, Decision, PaperCover
from assurance.reports import COVER_FIELDS
from assurance.rules.cover_boxes import BOXES, CHECKLIST
from assurance.services.cover_templates import change_template, upload_template
from crm.core.models import AuditEvent
from crm.core.services import StaleRecord
from partners.models import Body
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, sign_late

pytestmark = pytest.mark.django_db
YES = dict.fromkeys((code for code, _question in CHECKLIST), "yes")


@pytest.fixture
def draft(decision, officer):
    return services.draft_cover(decision, text="People were asked early.", word_limit=150, boxes={"risk": "R12, score 6"}, actor=officer)


def review(cover, lead, *, answers=YES, verdict="adequate", note=""):
    return services.review_cover(
        cover, version=cover.version, answers=answers, verdict=verdict, note=note, reviewer_role="Assurance lead", on=date(2026, 5, 1), actor=lead
    )


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells])


def download(client, cover) -> bytes:
    return client.get(reverse("assurance:cover_download", args=[cover.pk])).content


def doors(closed_door, name, record, hidden_cover, **more):
    closed_door(f"assurance:{name}", record, hidden_cover, **more)


def test_doors(closed_door, draft, hidden, lead):
    kept = PaperCover.objects.create(decision=hidden, number=1, text="CANARY", written_by=lead)
    for name in ("cover_edit", "cover_sign", "supplement_new"):
        doors(closed_door, name, draft, kept, forbidden="auditor")
    doors(closed_door, "cover_review", draft, kept, forbidden="engagement_officer")
    doors(closed_door, "cover_send", draft, kept, forbidden="auditor", method="post")
    doors(closed_door, "cover_detail", draft, kept)


def test_a_colleague_writes_covers_of_their_own_decision_alone(make_user, decision):
    colleague = make_user(role="colleague")
    mine = DecisionFactory(owner=colleague)
    assert services.draft_cover(mine, text="x", word_limit=9, actor=colleague).number == 1
    with pytest.raises(PermissionDenied):
        services.draft_cover(decision, text="x", word_limit=9, actor=colleague)


class TestDraft:
    def test_boxes_are_kept_and_printed(self, as_lead, draft):
        page = as_lead.get(reverse("assurance:cover_detail", args=[draft.pk])).content.decode()
        assert "R12, score 6" in page and "Draft" in page and "Not recorded:" in page and "Appendices." in page

    def test_each_box_has_its_longest_length(self, as_lead, draft):
        form = {"version": draft.version, "text": "Asked.", "word_limit": 150, "risk": "word " * 81, "agenda_item": "word " * 20}
        page = as_lead.post(reverse("assurance:cover_edit", args=[draft.pk]), form).content.decode()
        assert "The text has 81 words. Take out 1 to fit 80" in page and page.count("Take out") == 2  # in the summary and beside the field
        draft.refresh_from_db()
        assert draft.boxes == {"risk": "R12, score 6"}

    def test_the_second_of_two_writers_sees_both_versions(self, as_lead, draft, officer):
        services.change_cover(draft, version=draft.version, text="Theirs.", word_limit=150, boxes={}, template=None, actor=officer)
        form = {"version": draft.version, "text": "Mine.", "word_limit": 150, "risk": "R12, score 6"}
        page = as_lead.post(reverse("assurance:cover_edit", args=[draft.pk]), form).content.decode()
        assert "Somebody else changed this" in page and "Theirs." in page and "Mine." in page
        assert PaperCover.objects.get().text == "Theirs."

    def test_purpose_is_ticked_and_comes_back(self, as_lead, decision):
        form = {"text": "Asked.", "word_limit": 150, "purpose": ["decision", "assurance"], "recommendations": "Agree it."}
        as_lead.post(reverse("assurance:cover_new", args=[decision.pk]), form)
        cover = PaperCover.objects.get()
        assert cover.boxes == {"purpose": "decision,assurance", "recommendations": "Agree it."}
        page = as_lead.get(reverse("assurance:cover_edit", args=[cover.pk])).content.decode()
        assert page.count("checked") >= 2 and "Agree it." in page
        assert "Decision, Assurance" in words(download(as_lead, cover))

    def test_a_draft_says_so_in_its_word_file_and_follows_the_record(self, as_lead, draft):
        assert "Draft: not signed" in words(download(as_lead, draft))
        assert "Posters" not in words(download(as_lead, draft))
        Decision.objects.filter(pk=draft.decision_id).update(telling_plan="Posters in June")
        assert "Posters in June" in words(download(as_lead, draft))


class TestReview:
    def test_each_no_becomes_an_action_of_the_owner(self, draft, lead, officer):
        Decision.objects.filter(pk=draft.decision_id).update(owner=officer, paper_due_on=date(2026, 6, 1))
        cover = PaperCover.objects.get()
        done = review(cover, lead, answers={**YES, "left_out": "no", "told": "no"}, verdict="conditions", note="Say who was left out.")
        assert (done.state, done.verdict, done.reviewer_role) == ("review", "conditions", "Assurance lead")
        raised = Action.objects.order_by("pk")
        assert [action.raised_by_code for action in raised] == ["cover:left_out", "cover:told"]
        assert {(action.owner, action.due_on) for action in raised} == {(officer, date(2026, 6, 1))}
        assert "is that explained acceptably?" in raised[0].text and "Say who was left out." in raised[0].text

    def test_without_an_owner_the_author_s_role_stands(self, draft, lead):
        review(draft, lead, answers={**YES, "influence": "no"})
        assert Action.objects.get().owner_role == "Author of the paper"

    def test_nobody_reviews_their_own_words(self, decision, lead):
        own = services.draft_cover(decision, text="Mine.", word_limit=9, actor=lead)
        with pytest.raises(PermissionDenied):
            review(own, lead)

    def test_every_question_is_answered(self, draft, lead):
        with pytest.raises(ValidationError, match="Is it clear what people can and cannot influence"):
            review(draft, lead, answers={**YES, "influence": ""})

    @pytest.mark.parametrize("verdict", ["conditions", "not_adequate"])
    def test_a_verdict_that_is_not_adequate_gives_its_reason(self, as_lead, draft, verdict):
        form = {**YES, "version": draft.version, "verdict": verdict, "note": "", "reviewer_role": "Assurance lead"}
        page = as_lead.post(reverse("assurance:cover_review", args=[draft.pk]), form).content.decode()
        assert "Say what the conditions are, or what is missing" in page
        with pytest.raises(ValidationError, match="Say what the conditions are"):
            review(draft, PaperCover.objects.get().written_by.__class__.objects.get(groups__name="assurance_lead"), verdict=verdict)

    def test_a_verdict_is_on_the_words_that_were_read(self, draft, lead, officer):
        read = PaperCover.objects.get()
        services.change_cover(draft, version=draft.version, text="Other words.", word_limit=150, boxes={}, template=None, actor=officer)
        with pytest.raises(StaleRecord):
            review(read, lead)

    def test_other_words_make_the_review_stale_and_history_keeps_it(self, draft, lead, officer):
        done = review(draft, lead)
        changed = services.change_cover(done, version=done.version, text="Other words.", word_limit=150, boxes=done.boxes, template=None, actor=officer)
        assert (changed.state, changed.verdict, changed.stale_verdict, changed.reviewed_by) == ("draft", "", "adequate", lead)
        assert changed.review_in_words == "Changed since its review"
        assert AuditEvent.objects.filter(table_name="assurance_papercover", action="review_cover").exists()

    def test_through_the_pages(self, as_lead, draft, make_user):
        client = Client()
        client.force_login(draft.written_by)
        client.post(reverse("assurance:cover_send", args=[draft.pk]))
        assert PaperCover.objects.get().state == "review"
        client.post(reverse("assurance:cover_send", args=[draft.pk]))  # twice does no harm
        form = {**YES, "version": PaperCover.objects.get().version, "verdict": "adequate", "reviewer_role": "Assurance lead"}
        assert as_lead.post(reverse("assurance:cover_review", args=[draft.pk]), form).status_code == 302
        assert "Adequate" in client.get(reverse("assurance:cover_sign", args=[draft.pk])).content.decode()


class TestSigned:
    def test_the_bytes_stay_the_same_whatever_changes(self, as_lead, draft, lead, officer, monkeypatch):
        """Years later: record, meeting, template and code are others; the download is what was signed."""
        body = Body.objects.create(name="Board", kind="board")
        Decision.objects.filter(pk=draft.decision_id).update(meeting=BodyMeeting.objects.create(body=body, on=date(2026, 6, 1)))
        file = SimpleUploadedFile("own.docx", sample_template())
        template = upload_template(name="Own", file=file, body=None, caps={}, actor=lead)
        draft = services.change_cover(draft, version=1, text=draft.text, word_limit=150, boxes=draft.boxes, template=template, actor=officer)
        signed = services.sign_cover(review(draft, lead), actor=officer)
        first = download(as_lead, signed)
        page = as_lead.get(reverse("assurance:cover_detail", args=[signed.pk])).content.decode()
        assert hashlib.sha256(first).hexdigest() == signed.file_sha256 and signed.file_sha256 in page and signed.sha256 in page
        Decision.objects.update(title="Another title", meeting=None, body=None, telling_plan="Otherwise", archived_at=timezone.now(), archived_reason="Over")
        ActivityFactory(project=draft.decision.project, title="Later")
        InsightFactory(activity=draft.decision.project.activities.first(), state="validated")
        BodyMeeting.objects.update(on=date(2030, 1, 1))
        change_template(template, name="Renamed", body=None, caps={"risk": 1}, is_current=False, actor=lead)
        CoverTemplate.objects.get().file.storage.delete(template.file.name)
        monkeypatch.setattr("assurance.views.covers.cover_file", lambda *args: b"other code")
        monkeypatch.setattr("assurance.views.covers.whole_cover", lambda *args, **more: 1 / 0)
        assert download(as_lead, signed) == first
        later = as_lead.get(reverse("assurance:cover_detail", args=[signed.pk])).content.decode()
        assert "Hours of the service" in words(first) and "Board, Mon 1 June 2026" in later.replace("\n", " ") and "Later" not in later

    def test_what_the_word_file_holds(self, as_lead, draft, lead, officer):
        done = review(draft, lead, answers={**YES, "told": "no"}, verdict="conditions", note="Give the reasons.")
        signed = services.sign_cover(done, actor=officer)
        document = Document(io.BytesIO(download(as_lead, signed)))
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings == [
            "What it says", "What was considered", "Patient and public engagement considered", "Partners and scrutiny", "What happens next",
            "Review and signature",
        ]  # fmt: skip
        second = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
        assert {box.label for box in BOXES if box.group != "The paper"} <= set(second)
        assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
        assert document.core_properties.language == "en-GB" and draft.decision.reference in document.core_properties.title
        assert [row.cells[0].text for row in document.tables[1].rows[1:]] == list(COVER_FIELDS)
        text = words(download(as_lead, signed))
        assert "Adequate with conditions: Give the reasons." in text and "Engagement officer" in text and "Draft: not signed" not in text

    def test_nothing_of_it_changes_any_more(self, draft, lead, officer):
        signed = services.sign_cover(review(draft, lead), actor=officer)
        for act in (
            lambda: services.change_cover(signed, version=signed.version, text="x", word_limit=9, boxes={}, template=None, actor=officer),
            lambda: services.send_for_review(signed, actor=officer),
            lambda: review(signed, lead),
            lambda: services.sign_cover(signed, actor=officer),
        ):
            with pytest.raises(ValidationError, match="signed and frozen"):
                act()

    def test_words_that_changed_are_read_again_before_signing(self, as_lead, draft, officer):
        services.change_cover(draft, version=1, text="Other words.", word_limit=150, boxes={}, template=None, actor=officer)
        late = {"because": "The paper is due today."}
        as_lead.post(reverse("assurance:cover_sign", args=[draft.pk]), {"version": 1, **late})
        assert PaperCover.objects.get().state == "draft"
        as_lead.post(reverse("assurance:cover_sign", args=[draft.pk]), {"version": 2, **late})
        assert PaperCover.objects.get().state == "frozen"

    def test_a_template_that_fails_leaves_the_draft_and_no_file(self, as_lead, draft, lead, officer, monkeypatch):
        def refuse(*args, **more):
            raise ValidationError("Filling the template took longer than 20 seconds and was stopped.")

        monkeypatch.setattr("assurance.services.covers.cover_file", refuse)
        page = as_lead.post(reverse("assurance:cover_sign", args=[draft.pk]), {"version": 1, "because": "Late."}).content.decode()
        assert "took longer than 20 seconds" in page
        assert PaperCover.objects.get().state == "draft" and not PaperCover.objects.get().file

    def test_covers_frozen_before_word_files_were_stored_still_come(self, as_lead, decision, lead):
        signed = sign_late(decision, lead, "Old words.")
        old = {
            name: value
            for name, value in signed.facts.items()
            if name
            in (
                "decision_reference",
                "decision_title",
                "organisation",
                "body",
                "meeting_date",
                "statement",
                "is_training",
                "generated_at",
                "generated_by",
                "version",
                "word_cap",
                "fields",
                "gaps",
            )
        }
        PaperCover.objects.update(facts=old, file="", file_sha256="", signed_at=None)
        assert "Old words." in words(download(as_lead, signed))
        assert "Old words." in as_lead.get(reverse("assurance:cover_detail", args=[signed.pk])).content.decode()


class TestSupplement:
    def test_it_is_numbered_dated_hashed_and_leaves_the_cover(self, as_lead, draft, officer, lead):
        signed = services.sign_cover(review(draft, lead), actor=officer)
        before = download(as_lead, signed)
        form = {"kind": "verbal", "given_on_day": "3", "given_on_month": "4", "given_on_year": "2026", "text": "Said at the meeting."}
        for _turn in range(2):
            assert as_lead.post(reverse("assurance:supplement_new", args=[signed.pk]), form).status_code == 302
        first, second = signed.supplements.all()
        assert (first.number, second.number) == (1, 2) and len(first.sha256) == 64 and first.sha256 != second.sha256
        page = as_lead.get(reverse("assurance:cover_detail", args=[signed.pk])).content.decode()
        assert "Supplement 2: Said at the meeting, Fri 3 April 2026" in page and first.sha256 in page
        assert download(as_lead, signed) == before

    def test_a_draft_has_none_and_no_day_to_come(self, draft, officer, lead):
        give = {"kind": "late", "text": "x", "actor": officer}
        with pytest.raises(ValidationError, match="not signed yet"):
            services.add_supplement(draft, given_on=date(2026, 1, 1), **give)
        signed = services.sign_cover(review(draft, lead), actor=officer)
        with pytest.raises(ValidationError, match="has not come yet"):
            services.add_supplement(signed, given_on=timezone.localdate() + timedelta(days=1), **give)


def test_the_list_of_covers(as_lead, draft, hidden, lead, count_queries):
    PaperCover.objects.create(decision=hidden, number=1, text="CANARY", written_by=lead)
    page = as_lead.get(reverse("assurance:cover_list")).content.decode()
    assert "Hours of the service, cover 1" in page and "CANARY" not in page and "Not reviewed" in page
    one = count_queries(as_lead, "assurance:cover_list")
    for number in range(2, 12):
        PaperCover.objects.create(decision=draft.decision, number=number, text="x", written_by=lead)
    assert count_queries(as_lead, "assurance:cover_list") == one
    assert as_lead.get(reverse("assurance:cover_list"), {"verdict": "adequate"}).content.decode().count("cover 1<") == 0
