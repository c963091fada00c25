"""What annual reports say: numbers counted by hand, blanks, what stays inside, and both files read back."""

import io
import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from docx.oxml.ns import qn
from lxml import html as lxml_html

from activities.models import ActivityType, ParticipationCount
from assurance.annual.files import annual_page, annual_word
from assurance.annual.reading import read_report
from assurance.annual.shape import PARTS
from assurance.models import Action, AnnualReport, CaseStudy, PartnerReport
from assurance.services.annual_reports import choose_case_studies, open_annual_report, words_version, write_part
from crm.core.financial_year import FinancialYear
from partners.models import Organisation
from tests.assurance.annual import IN_YEAR, PUBLISHED_AT, YEAR, chained, page, part, publish, rows, said, word_text
from tests.assurance.factories import ActivityFactory, DecisionFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(lead) -> AnnualReport:
    return open_annual_report(YEAR, actor=lead)


class TestNumbers:
    def test_information_is_counted_apart_from_involvement(self, report, lead):
        survey = ActivityType.objects.get_or_create(code="survey", defaults={"label": "Survey"})[0]
        for level, kind in (("consult", survey), ("involve", survey), ("", survey), ("collaborate", None), ("inform", survey), ("inform", None)):
            ActivityFactory(date_from=IN_YEAR, level=level, **({"type": kind} if kind else {}))
        ActivityFactory(date_from=date(2025, 4, 1))  # next year
        ActivityFactory(date_from=IN_YEAR, is_training=True)
        ActivityFactory(date_from=IN_YEAR, status="cancelled")
        found = part(report, "AR3", lead)
        assert "4 activities of 2024/25 involved people" in said(found) and "The level of 1 of them is not recorded." in said(found)
        assert "2 activities only informed people" in said(found)
        levels = rows(found, "Activities by level")
        assert levels["Consult"] == ("1",) and levels["Inform, counted apart"] == ("2",) and levels["Level not recorded"] == ("1",)
        assert {bar.label: bar.number for bar in found.charts[0].bars} == {"Survey": 3, "Meeting": 1}
        assert found.charts[0].title == "“Survey” was the most frequent type of involvement: 3 of 4"

    def test_small_numbers_of_people_never_leave(self, report, lead):
        activity = ActivityFactory(date_from=IN_YEAR, title="Small group")
        ParticipationCount.objects.create(activity=activity, number=3, method="register")
        facts = read_report(report, lead)
        people = rows(next(part for part in facts.parts if part.code == "AR3"), "People, by how")
        assert people["counted by register"] == ("*",)
        ParticipationCount.objects.create(activity=activity, number=40, method="estimate")
        assert rows(part(report, "AR3", lead), "People, by how")["estimated"] == ("about 40",)

    def test_a_number_opens_its_rows(self, as_lead, report):
        for number in range(3):
            ActivityFactory(date_from=IN_YEAR, level="consult", title=f"Asked {number}")
        ActivityFactory(date_from=IN_YEAR, level="involve", title="Other level")
        document = lxml_html.fromstring(page(as_lead, "detail", report.pk))
        address = document.xpath('//th[normalize-space()="Consult"]/a/@href')[0]
        listed = as_lead.get(address).content.decode()
        assert all(f"Asked {number}" in listed for number in range(3)) and "Other level" not in listed
        for place in document.xpath('//main//a[starts-with(@href, "#AR")]/@href'):
            assert document.xpath(f'//*[@id="{place[1:]}"]'), place

    def test_an_empty_year_says_that_nothing_is_recorded(self, as_lead, lead):
        empty = open_annual_report(FinancialYear.parse("2018/19"), actor=lead)
        found = page(as_lead, "detail", empty.pk)
        assert "Nothing is recorded for activities held in 2018/19." in found and "Nothing is recorded for case studies of 2018/19" in found
        for _code, title, _asks in PARTS:
            assert f"Nothing is recorded by the author for “{title}”." in found

    def test_the_duty_is_the_one_of_that_year(self, report, lead):
        before = open_annual_report(FinancialYear.parse("2019/20"), actor=lead)
        now, then = (str(rows(part(year, "AR1", lead), "The duty to involve")) for year in (report, before))
        assert "s.14Z45" in now and "s.14Z2'" not in now
        assert "s.14Z2'" in then and "s.14Z45" not in then

    def test_feedback_and_consultations(self, report, lead):
        DecisionFactory(title="Told soon", state="taken", decided_on=IN_YEAR, told_on=date(2024, 9, 20), consults=True)
        DecisionFactory(title="Told late", state="taken", decided_on=IN_YEAR, told_on=date(2024, 10, 10))
        assert "The median wait from the decision to telling people is 20 days" in said(part(report, "AR8", lead))
        assert list(rows(part(report, "AR7", lead), "Formal consultations")) == ["Told soon"]

    def test_cost_does_not_grow(self, as_lead, report, count_queries):
        def one(position: int) -> None:
            CaseStudy.objects.create(report=report, decision=chained(), position=position)

        one(1)
        before = count_queries(as_lead, "assurance:annual_report_detail", report.pk)
        for position in range(2, 8):
            one(position)
        assert count_queries(as_lead, "assurance:annual_report_detail", report.pk) == before
        assert before <= 65


class TestWhatStaysInside:
    def test_restricted_records_actions_contacts_and_drafts(self, report, lead):
        DecisionFactory(title="CANARY-RESTRICTED", state="taken", decided_on=IN_YEAR, visibility="restricted", named_user_ids=[lead.pk])
        decision = chained(title="Hours", proposal="Ask canary@example.org or 01632 960111.")
        CaseStudy.objects.create(report=report, decision=decision)
        ResponseFactory(decision=decision, you_said="CANARY-DRAFT")
        publish(decision, you_said="CANARY-ARCHIVED", archived_at=PUBLISHED_AT, archived_reason="x")
        Action.objects.create(decision=decision, text="CANARY-ACTION", owner_role="Lead", due_on=IN_YEAR)
        hidden = Organisation.objects.create(name="CANARY-GROUP")
        PartnerReport.objects.create(title="A report", organisation=hidden, received_on=IN_YEAR)
        facts = read_report(report, lead)
        whole = json.dumps(facts.to_data()) + annual_page(facts).decode() + word_text(annual_word(facts))
        assert "CANARY" not in whole and "canary@" not in whole and "960111" not in whole and "[contact left out]" in whole
        assert "A report" in whole and "not shown" in whole

    def test_the_author_may_say_whom_to_ask(self, report, lead):
        written = write_part(report, "AR10", "Ask for easy read: 01632 960000.", seen=words_version(""), actor=lead)
        assert "01632 960000" in part(written, "AR10", lead).text

    def test_a_training_case_is_no_case_study(self, as_lead, report, lead):
        training = chained(title="Practice case", is_training=True)
        assert "Practice case" not in page(as_lead, "studies", report.pk)
        with pytest.raises(ValidationError, match="published answer"):
            choose_case_studies(report, {training.pk: 1}, actor=lead)

    def test_files_do_not_point_into_the_product(self, report, lead):
        CaseStudy.objects.create(report=report, decision=chained())
        assert "/desk/" not in annual_page(read_report(report, lead)).decode()


class TestFiles:
    def test_the_word_file_has_headings_tables_with_header_rows_and_the_draft_mark(self, report, lead):
        write_part(report, "AR2", "The committee met.", seen=words_version(""), actor=lead)
        report.refresh_from_db()
        ActivityFactory(date_from=IN_YEAR)
        content = annual_word(read_report(report, lead))
        document = Document(io.BytesIO(content))
        headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        assert headings == [f"{code.removeprefix('AR')}. {title}" for code, title, _asks in PARTS]
        assert document.core_properties.language == "en-GB" and "2024/25" in document.core_properties.title
        assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables) and document.tables
        assert document.sections[0].header.paragraphs[0].text == "Draft: not the final report" and "Draft: not the final report" in word_text(content)
        assert "The committee met." in word_text(content) and "Nothing is recorded for “Evaluations”." in word_text(content)

    def test_the_chart_in_the_word_file_says_its_finding_and_numbers_to_those_who_do_not_see_it(self, report, lead):
        facts = read_report(report, lead)
        assert not Document(io.BytesIO(annual_word(facts))).inline_shapes
        ActivityFactory(date_from=IN_YEAR)
        facts = read_report(report, lead)
        [picture] = Document(io.BytesIO(annual_word(facts))).inline_shapes
        [chart] = [chart for found in facts.parts for chart in found.charts]
        described = picture._inline.docPr.get("descr")
        assert described.startswith(chart.title) and all(f"{bar.label} {bar.number}" in described for bar in chart.bars)

    def test_the_page_is_one_file_that_a_screen_reader_can_read(self, report, lead):
        ActivityFactory(date_from=IN_YEAR)
        CaseStudy.objects.create(report=report, decision=chained())
        text = annual_page(read_report(report, lead)).decode()
        document = lxml_html.fromstring(text)
        assert document.get("lang") == "en-GB" and len(document.xpath("//h1")) == 1 and len(document.xpath("//h2")) == 11  # contents and ten parts
        keys = document.xpath("//@id")
        assert len(keys) == len(set(keys))
        for table in document.xpath("//table"):
            assert table.xpath("./caption") and table.xpath("./thead//th[@scope='col']") and table.xpath("./tbody//th[@scope='row']")
        for picture in document.xpath("//*[local-name()='svg']"):
            assert picture.xpath("./*[local-name()='title']") and picture.xpath("./*[local-name()='desc']")
            assert all(document.xpath(f"//*[@id='{key}']") for key in picture.get("aria-labelledby").split())
        assert document.xpath("//*[local-name()='svg']") and "src=" not in text and "<link" not in text and "<script" not in text
        assert "Draft: not the final report" in text

    def test_a_number_names_its_method_in_files(self, report, lead):
        ActivityFactory(date_from=IN_YEAR)
        facts = read_report(report, lead)
        for text in (annual_page(facts).decode(), word_text(annual_word(facts))):
            assert "Activities that only informed people are counted apart and never as involvement" in text
            assert "1 to 7 is shown as *" in text
