"""Signing asks for a review of exactly these words; who signs without one says why, and the reason goes wherever the cover goes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assurance import services
from assurance.covers.report import stored_cover
from assurance.models import PaperCover
from assurance.rules.cover_boxes import CHECKLIST
from crm.core.models import AuditEvent
from tests.assurance.factories import DecisionFactory, cover_of, sign_late
from tests.assurance.reading_packs import build, everything
from tests.assurance.test_cover_life import download, words

pytestmark = pytest.mark.django_db
YES = dict.fromkeys((code for code, _question in CHECKLIST), "yes")
LATE = "The paper is due today."
PRINTED = f"Signed without a review, because: {LATE}"


@pytest.fixture
def draft(decision, officer):
    return services.draft_cover(decision, text="People were asked early.", word_limit=150, actor=officer)


@pytest.fixture
def secretary(make_user):
    return make_user(role="board_secretary")


@pytest.fixture
def as_secretary(secretary):
    client = Client()
    client.force_login(secretary)
    return client


def judged(cover, lead, verdict="adequate", note="Because."):
    said = {"note": note, "reviewer_role": "Assurance lead", "on": date(2026, 5, 1), "actor": lead}
    return services.review_cover(cover, version=cover.version, answers=YES, verdict=verdict, **said)


def edited(cover, actor, text="Other words."):
    return services.change_cover(cover, version=cover.version, text=text, word_limit=150, boxes={}, template=None, actor=actor)


def address(cover) -> str:
    return reverse("assurance:cover_sign", args=[cover.pk])


class TestReviewed:
    @pytest.mark.parametrize("verdict", ["adequate", "conditions"])
    def test_whoever_writes_covers_signs_what_was_found_adequate(self, draft, lead, officer, verdict):
        signed = services.sign_cover(judged(draft, lead, verdict), because="A reason that nobody asked for.", actor=officer)
        assert (signed.state, signed.verdict, signed.unreviewed_because) == ("frozen", verdict, "")
        assert "Signed without a review" not in words(download(_client(officer), signed))

    def test_back_to_the_words_that_were_reviewed_the_verdict_holds_again(self, draft, lead, officer):
        stale = edited(judged(draft, lead, "conditions"), officer)
        again = edited(stale, officer, "People were asked early.")
        assert (again.state, again.verdict, again.stale_verdict) == ("review", "conditions", "")
        assert services.sign_cover(again, actor=officer).state == "frozen"

    def test_another_limit_or_template_are_not_other_words(self, draft, lead, officer):
        same = judged(draft, lead)
        same = services.change_cover(same, version=same.version, text=same.text, word_limit=99, boxes={}, template=None, actor=officer)
        assert (same.verdict, same.state) == ("adequate", "review")

    def test_another_box_is(self, draft, lead, officer):
        same = judged(draft, lead)
        other = services.change_cover(same, version=same.version, text=same.text, word_limit=150, boxes={"risk": "R1"}, template=None, actor=officer)
        assert (other.verdict, other.stale_verdict) == ("", "adequate")


class TestUnreviewed:
    @pytest.mark.parametrize("kind", ["drafted", "waiting", "stale", "revised"])
    def test_it_needs_a_reason_which_is_kept(self, draft, lead, officer, secretary, kind):
        cover = _unreviewed(draft, kind, lead, officer)
        with pytest.raises(ValidationError, match="Nobody has reviewed these words"):
            services.sign_cover(cover, because=" ", actor=secretary)
        signed = services.sign_cover(cover, because=f" {LATE} ", actor=secretary)
        assert (signed.state, signed.verdict, signed.unreviewed_because) == ("frozen", "", LATE)
        assert signed.review_in_words == "Signed without a review"
        assert AuditEvent.objects.filter(table_name="assurance_papercover", action="sign_cover", reason=LATE).exists()

    @pytest.mark.parametrize("kind", ["drafted", "stale"])
    def test_only_the_secretary_and_the_lead_may(self, draft, lead, officer, kind):
        cover = _unreviewed(draft, kind, lead, officer)
        with pytest.raises(PermissionDenied):
            services.sign_cover(cover, because=LATE, actor=officer)
        page = _client(officer).get(address(cover)).content.decode()
        assert "the board secretary or the assurance lead can sign it with a reason" in page and "Sign without a review" not in page
        assert _client(officer).post(address(cover), {"version": cover.version, "because": LATE}).status_code == 403
        assert PaperCover.objects.get().state == "draft"

    def test_the_page_keeps_what_was_typed_and_asks_for_the_reason(self, as_secretary, draft):
        page = as_secretary.post(address(draft), {"version": 1, "because": ""}).content.decode()
        assert "Why is it signed without a review" in page and "Why is it signed without a review?" in page and PaperCover.objects.get().state == "draft"
        assert as_secretary.post(address(draft), {"version": 1, "because": LATE}).status_code == 302

    def test_the_reason_is_on_the_page_in_the_word_file_and_in_packs(self, as_secretary, draft, lead, officer, secretary):
        signed = services.sign_cover(_unreviewed(draft, "stale", lead, officer), because=LATE, actor=secretary)
        assert PRINTED in as_secretary.get(signed.get_absolute_url()).content.decode()
        shown = words(download(as_secretary, signed))
        assert PRINTED in shown and "Adequate: Because. (Assurance lead, Fri 1 May 2026)" in shown
        assert "Not reviewed: the words changed since the review" in shown
        assert stored_cover(signed.facts).signed_without_review == PRINTED

    def test_the_organisation_s_own_template_has_a_field_for_it(self, draft, secretary):
        from assurance.covers.merging import merge_values, sample_template

        signed = services.sign_cover(draft, because=LATE, actor=secretary)
        assert merge_values(stored_cover(signed.facts), "")["unreviewed"] == PRINTED
        assert "{{ unreviewed }}" in words(sample_template())

    def test_lists_say_so(self, as_secretary, draft, secretary, lead, officer):
        services.sign_cover(draft, because=LATE, actor=secretary)
        stale = edited(judged(services.draft_cover(DecisionFactory(title="Stale"), text="x", word_limit=9, actor=officer), lead), officer)
        found = {
            verdict: [row["cells"][0].text for row in as_secretary.get(reverse("assurance:cover_list"), {"verdict": verdict}).context["rows"]]
            for verdict in ("none", "changed", "without", "either", "adequate")
        }
        name = "Hours of the service, cover 1"
        assert found == {"none": [], "changed": ["Stale, cover 1"], "without": [name], "either": [], "adequate": []}
        page = as_secretary.get(reverse("assurance:cover_list")).content.decode()
        assert "Signed without a review" in page and "Changed since its review" in page and stale.pk


def test_other_words_are_judged_afresh_with_the_earlier_verdict_in_sight(as_lead, draft, lead, officer):
    cover = judged(draft, lead, "conditions", "Say who was left out.")
    same = as_lead.get(reverse("assurance:cover_review", args=[cover.pk]))
    assert same.content.decode().count(" checked") == len(CHECKLIST) + 1 and "earlier words" not in same.content.decode()
    edited(cover, officer)
    other = as_lead.get(reverse("assurance:cover_review", args=[cover.pk])).content.decode()
    assert " checked" not in other and "The verdict on earlier words was “Adequate with conditions”" in other
    assert "Say who was left out." in other and "People were asked early." in other and "Other words." in other


class TestNotAdequate:
    def test_it_is_not_signed_whatever_the_reason(self, draft, lead, secretary):
        cover = judged(draft, lead, "not_adequate")
        for actor in (lead, secretary):
            with pytest.raises(ValidationError, match="Change what is missing, then send it for review again"):
                services.sign_cover(cover, because=LATE, actor=actor)

    def test_the_pages_say_what_to_do(self, as_secretary, draft, lead):
        cover = judged(draft, lead, "not_adequate", "No word of who was left out.")
        for page in (as_secretary.get(address(cover)), as_secretary.get(cover.get_absolute_url())):
            shown = page.content.decode()
            assert "It cannot be signed." in shown and "No word of who was left out." in shown and "Sign and freeze" not in shown
        assert as_secretary.post(address(cover), {"version": cover.version, "because": LATE})["Location"] == cover.get_absolute_url()
        assert PaperCover.objects.get().state == "review"


class TestDatabase:
    """What the service asks, the database asks too."""

    def refused(self, cover, name: str, **values) -> bool:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PaperCover.objects.filter(pk=cover.pk).update(**values)
        return True

    def test_a_signature_needs_a_review_or_a_reason(self, draft, lead):
        frozen = {"state": "frozen", "sha256": "0" * 64}
        assert self.refused(draft, "cover_signed_after_review", **frozen)
        cover = judged(draft, lead, "not_adequate")
        assert self.refused(cover, "cover_signed_after_review", **frozen)
        assert self.refused(cover, "cover_signed_after_review", unreviewed_because=LATE, **frozen)

    def test_a_verdict_is_on_the_words_that_stand_there(self, draft, lead):
        cover = judged(draft, lead)
        assert self.refused(cover, "cover_verdict_is_on_these_words", text="Other words.")
        assert self.refused(cover, "cover_verdict_is_on_these_words", boxes={"risk": "R1"})

    def test_what_it_refuses_is_said_in_words(self, decision, lead):
        made = cover_of(decision, lead)
        with pytest.raises(ValidationError, match="say why they are signed without a review"):
            made.__class__(decision=decision, number=2, text="x", state="frozen", sha256="0" * 64, written_by=lead).validate_constraints()


def test_packs_print_the_reason_and_the_public_edition_the_fact_alone(decision, lead):
    sign_late(decision, lead)
    assert everything(build(decision, lead)).count("Signed without a review, because: The paper was late.") >= 3  # PDF or HTML, Word, report
    public = everything(build(decision, lead, edition="public"))
    assert "Signed without a review." in public and "The paper was late." not in public


def _unreviewed(draft, kind, lead, officer):
    if kind == "waiting":
        return services.send_for_review(draft, actor=officer)
    if kind == "drafted":
        return draft
    return edited(judged(draft, lead, "adequate" if kind == "stale" else "not_adequate"), officer)


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
