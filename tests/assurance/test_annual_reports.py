"""Annual reports: doors, writing, two writers, case studies, and that a final one stays."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from activities.models import ParticipationCount
from assurance.annual.files import annual_page
from assurance.annual.reading import read_report
from assurance.annual.shape import TITLES, AnnualFacts
from assurance.models import AnnualReport, CaseStudy, Decision
from assurance.services.annual_reports import choose_case_studies, make_final, open_annual_report, words_version, write_case_study, write_part
from crm.core.models import AuditEvent
from crm.core.services import StaleRecord
from partners.models import Community
from tests.assurance.annual import IN_YEAR, YEAR, chained, page, part, word_text
from tests.assurance.factories import ActivityFactory, DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(lead) -> AnnualReport:
    return open_annual_report(YEAR, actor=lead)


class TestDoors:
    def test_reading_and_writing(self, closed_door, report):
        for name in ("detail", "word", "page"):
            closed_door(f"assurance:annual_report_{name}", report, None, forbidden="colleague")
        for name, extra in (("part", ("AR1",)), ("studies", ()), ("final", ())):
            closed_door(f"assurance:annual_report_{name}", report, None, forbidden="auditor", extra=extra)

    @pytest.mark.parametrize(("name", "forbidden"), [("list", "colleague"), ("new", "auditor")])
    def test_pages_of_no_report(self, make_user, name, forbidden):
        address = reverse(f"assurance:annual_report_{name}")
        assert "/accounts/login/" in Client().get(address)["Location"]
        client = Client()
        client.force_login(make_user(role=forbidden))
        assert client.get(address).status_code == 403

    def test_the_auditor_reads_and_is_offered_nothing_to_change(self, client, auditor, report):
        client.force_login(auditor)
        found = page(client, "detail", report.pk) + page(client, "list")
        assert "2024/25" in found
        for offered in ("Write the text", "Choose case studies", "Make final", "Open an annual report"):
            assert offered not in found

    def test_an_unknown_part_and_a_hidden_case_study_are_not_found(self, as_lead, report, make_user):
        assert as_lead.get(reverse("assurance:annual_report_part", args=[report.pk, "AR11"])).status_code == 404
        hidden = DecisionFactory(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
        CaseStudy.objects.create(report=report, decision=hidden)
        assert as_lead.get(reverse("assurance:annual_report_study", args=[report.pk, hidden.pk])).status_code == 404
        assert as_lead.get(reverse("assurance:annual_report_study", args=[report.pk, 987654])).status_code == 404

    def test_services_ask_for_the_right(self, auditor, report):
        with pytest.raises(PermissionDenied):
            open_annual_report(YEAR.previous, actor=auditor)
        for act in (
            lambda: write_part(report, "AR1", "x", seen=1, actor=auditor),
            lambda: choose_case_studies(report, {}, actor=auditor),
            lambda: make_final(report, version=report.version, actor=auditor),
        ):
            with pytest.raises(PermissionDenied):
                act()


class TestOpening:
    def test_a_year_is_opened_once_from_the_page(self, as_lead):
        address = reverse("assurance:annual_report_new")
        form = {"year": "2024/25", "submission_key": "8c2d5a58-9a55-4f0e-8a5b-0f1f5d4f1a11"}
        first, second = as_lead.post(address, form), as_lead.post(address, form)
        made = AnnualReport.objects.get()
        assert first["Location"] == made.get_absolute_url() and (made.starts_on, made.ends_on) == (date(2024, 4, 1), date(2025, 3, 31))
        assert second.status_code == 200 and "2024/25" not in second.content.decode().split("<select")[1].split("</select>")[0]
        assert page(as_lead, "list").count("0 of 10") == 1

    def test_a_second_report_of_a_year_is_refused(self, report, lead):
        with pytest.raises(ValidationError, match="already open"):
            open_annual_report(YEAR, actor=lead)


class TestCaseStudies:
    def test_only_full_chains_are_proposed(self, as_lead, report):
        chained(title="Whole chain")
        DecisionFactory(title="No chain", state="taken", decided_on=IN_YEAR)
        without_answer = chained(title="No published answer")
        without_answer.responses.update(published_at=None, told_on=None)
        chained(title="Other year", decided_on=date(2023, 9, 10))
        found = page(as_lead, "studies", report.pk)
        assert "Whole chain" in found
        for title in ("No chain", "No published answer", "Other year"):
            assert title not in found

    def test_they_are_chosen_ordered_and_taken_out(self, as_lead, report):
        first, second = chained(title="First"), chained(title="Second")
        address = reverse("assurance:annual_report_studies", args=[report.pk])
        as_lead.post(address, {f"decision_{first.pk}": "2", f"decision_{second.pk}": "1"})
        assert [str(study) for study in report.case_studies.all()] == ["Second", "First"]
        write_case_study(report.case_studies.get(decision=first), "The story.", seen=words_version(""), actor=AnnualReport.objects.get().created_by)
        as_lead.post(address, {f"decision_{first.pk}": "1", f"decision_{second.pk}": ""})
        study = report.case_studies.get()
        assert (study.decision, study.position, study.text) == (first, 1, "The story.")
        assert AuditEvent.objects.filter(action="choose_case_studies").exists()

    def test_facts_come_from_the_decision(self, report, lead):
        decision = chained(title="Hours", told_on=date(2024, 12, 3), telling_plan="Poster, January")
        decision.responses.update(channel="Newsletter")
        activity = decision.project.activities.get()
        activity.communities.add(Community.objects.get_or_create(name="Carers")[0])
        ParticipationCount.objects.create(activity=activity, number=44, method="register")
        CaseStudy.objects.create(report=report, decision=decision, text="People told us.")
        story = part(report, "AR4", lead).stories[0]
        assert story.text == "People told us." and story.why == "Open later."
        assert story.who == "1 activity (Meeting 1). Communities: Carers. Counted or estimated: about 45 people taking part or answering."
        assert story.heard == "1 point that people made is on record." and story.told == "Tue 3 December 2024, Newsletter"
        assert [(answer.said, answer.did) for answer in story.answers] == [("Evenings, please.", "We open until 8.")]

    def test_a_plan_to_tell_is_no_telling(self, report, lead):
        decision = chained(told_on=None, telling_plan="Poster, January")
        decision.responses.update(told_on=None)
        CaseStudy.objects.create(report=report, decision=decision)
        assert part(report, "AR4", lead).stories[0].told == "Not told yet. Planned: Poster, January"

    def test_a_fact_that_is_not_recorded_is_blank(self, as_lead, report):
        decision = chained(proposal="", told_on=None)
        CaseStudy.objects.create(report=report, decision=decision)
        decision.responses.update(told_on=None)
        found = page(as_lead, "detail", report.pk)
        assert found.count("Nothing is recorded.") == 2  # why, and how people were told

    def test_one_that_is_no_longer_open_is_left_out_and_said(self, report, lead):
        decision = chained(title="CANARY")
        CaseStudy.objects.create(report=report, decision=decision)
        Decision.objects.filter(pk=decision.pk).update(visibility="restricted", named_user_ids=[lead.pk])
        found = part(report, "AR4", lead)
        assert not found.stories and found.gaps == ("1 case study is left out: the decision is not open to all staff.",)


class TestWriting:
    def test_a_part_is_written_on_its_page(self, as_lead, report):
        address = reverse("assurance:annual_report_part", args=[report.pk, "AR9"])
        answer = as_lead.post(address, {"version": words_version(""), "text": "We learned.\r\n\r\nWe plan."})
        assert answer["Location"].endswith("#AR9")
        report.refresh_from_db()
        assert report.texts == {"AR9": "We learned.\n\nWe plan."} and report.version == 2
        found = page(as_lead, "detail", report.pk)
        assert "<p>We learned.</p>" in found and "Nothing is recorded by the author for “Plans and lessons”" not in found

    def test_the_second_writer_of_a_part_sees_both(self, as_lead, report, officer):
        write_part(report, "AR1", "Theirs.", seen=words_version(""), actor=officer)
        address = reverse("assurance:annual_report_part", args=[report.pk, "AR1"])
        found = as_lead.post(address, {"version": words_version(""), "text": "Mine."}).content.decode()
        assert "Theirs." in found and "Mine." in found and "Somebody else changed this" in found
        as_lead.post(address, {"version": words_version("Theirs."), "text": "Both."})
        report.refresh_from_db()
        assert report.texts == {"AR1": "Both."}

    def test_two_people_write_two_parts(self, report, lead, officer):
        write_part(report, "AR1", "One.", seen=words_version(""), actor=lead)
        write_part(report, "AR2", "Two.", seen=words_version(""), actor=officer)
        report.refresh_from_db()
        assert report.texts == {"AR1": "One.", "AR2": "Two."}

    def test_blank_words_take_the_text_out(self, report, lead):
        write_part(report, "AR1", "One.", seen=words_version(""), actor=lead)
        assert write_part(report, "AR1", "  ", seen=words_version("One."), actor=lead).texts == {}

    def test_markup_is_text(self, as_lead, report, lead):
        write_part(report, "AR1", "<script>alert(1)</script>", seen=words_version(""), actor=lead)
        report.refresh_from_db()
        for found in (page(as_lead, "detail", report.pk), annual_page(read_report(report, lead)).decode()):
            assert "<script>alert" not in found and "&lt;script&gt;alert" in found

    def test_two_writers_of_a_case_study(self, as_lead, report, officer):
        study = CaseStudy.objects.create(report=report, decision=chained())
        write_case_study(study, "Theirs.", seen=words_version(""), actor=officer)
        address = reverse("assurance:annual_report_study", args=[report.pk, study.decision_id])
        found = as_lead.post(address, {"version": words_version(""), "text": "Mine."}).content.decode()
        assert "Theirs." in found and "Mine." in found
        assert as_lead.post(address, {"version": words_version("Theirs."), "text": "Both."}).status_code == 302
        study.refresh_from_db()
        assert study.text == "Both."


class TestFinal:
    def test_a_final_report_never_changes(self, as_lead, report, lead):
        decision = chained(title="As it was")
        CaseStudy.objects.create(report=report, decision=decision, text="Told.")
        final = make_final(report, version=report.version, actor=lead)
        word, web = (as_lead.get(reverse(f"assurance:annual_report_{name}", args=[final.pk])).content for name in ("word", "page"))
        assert hashlib.sha256(word).hexdigest() == final.word_sha256 and hashlib.sha256(web).hexdigest() == final.page_sha256
        before = page(as_lead, "detail", final.pk)
        Decision.objects.filter(pk=decision.pk).update(title="Renamed", is_training=True)
        ActivityFactory(date_from=IN_YEAR)
        CaseStudy.objects.update(text="Other words.")
        assert as_lead.get(reverse("assurance:annual_report_word", args=[final.pk])).content == word
        assert as_lead.get(reverse("assurance:annual_report_page", args=[final.pk])).content == web
        after = page(as_lead, "detail", final.pk)
        assert "As it was" in after and "Renamed" not in after and "Told." in after and final.sha256 in before
        final.refresh_from_db()
        facts = AnnualFacts.from_data(final.facts)
        assert facts.to_data() == final.facts and not facts.is_draft and b"Draft" not in web
        assert "Draft" not in word_text(word) and facts.generated_by == "Assurance lead"

    def test_nothing_is_written_after_that(self, as_lead, report, lead):
        study = CaseStudy.objects.create(report=report, decision=chained())
        final = make_final(report, version=report.version, actor=lead)
        for act in (
            lambda: write_part(final, "AR1", "x", seen=words_version(""), actor=lead),
            lambda: choose_case_studies(final, {}, actor=lead),
            lambda: write_case_study(study, "x", seen=words_version(""), actor=lead),
            lambda: make_final(final, version=final.version, actor=lead),
        ):
            with pytest.raises(ValidationError, match="final"):
                act()
        assert "Write the text" not in page(as_lead, "detail", final.pk)
        assert as_lead.get(reverse("assurance:annual_report_final", args=[final.pk])).status_code == 302

    def test_the_page_says_what_is_blank_and_asks_first(self, as_lead, report):
        address = reverse("assurance:annual_report_final", args=[report.pk])
        found = as_lead.get(address).content.decode()
        assert "10 parts have no text" in found and "It cannot be undone" in found
        as_lead.post(address, {"version": report.version})
        report.refresh_from_db()
        assert report.state == "final" and report.made_final_by
        download = as_lead.get(reverse("assurance:annual_report_page", args=[report.pk]))
        assert download["Content-Disposition"] == 'attachment; filename="involvement-2024-25.html"'

    def test_a_report_that_changed_meanwhile_is_read_again_first(self, as_lead, report, officer, lead):
        write_part(report, "AR1", "New.", seen=words_version(""), actor=officer)
        with pytest.raises(StaleRecord):
            make_final(report, version=report.version, actor=lead)
        as_lead.post(reverse("assurance:annual_report_final", args=[report.pk]), {"version": report.version})
        report.refresh_from_db()
        assert report.state == "draft"

    def test_files_are_taken_back_when_it_fails(self, report, lead, monkeypatch):
        stored = []
        monkeypatch.setattr("assurance.services.annual_reports.annual_page", lambda facts: stored.append(facts) or 1 / 0)
        storage = AnnualReport._meta.get_field("word_file").storage
        before = set(storage.listdir("annual-reports")[1]) if storage.exists("annual-reports") else set()
        with pytest.raises(ZeroDivisionError):
            make_final(report, version=report.version, actor=lead)
        after = set(storage.listdir("annual-reports")[1]) if storage.exists("annual-reports") else set()
        report.refresh_from_db()
        assert stored and after == before and report.state == "draft"


def test_the_next_thing_to_do_is_to_write_until_every_part_has_a_text(as_lead, report):
    page = as_lead.get(report.get_absolute_url()).content.decode()
    assert page.index("Write the next part") < page.index("Make final")
    assert f"{report.get_absolute_url()}parts/AR1/" in page
    AnnualReport.objects.filter(pk=report.pk).update(texts=dict.fromkeys(TITLES, "Words."))
    assert "Write the next part" not in as_lead.get(report.get_absolute_url()).content.decode()


def test_with_no_case_to_choose_there_is_nothing_to_save(as_lead, report):
    page = as_lead.get(reverse("assurance:annual_report_studies", args=[report.pk])).content.decode()
    assert "No decision of the year has a full chain yet" in page and "Back to the report" in page
    assert "Write 1 for the first" not in page
