"""Judging a framework's year one criterion after the other: what the verdict rests on is in sight, and the next is one press away."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from assurance.models import AssuranceReview, EvidenceItem, EvidenceUse, Framework
from assurance.services.years import judge, open_year
from crm.core.financial_year import FinancialYear
from tests.assurance.factories import ActivityFactory, criterion

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(lead):
    """A framework of ten criteria, judged one by one."""
    return open_year(Framework.objects.get(key="icb-ar"), FinancialYear.parse("2024/25"), actor=lead)


@pytest.fixture
def before(lead, year):
    return open_year(year.framework, FinancialYear.parse("2023/24"), actor=lead)


def address(year, code):
    return reverse("assurance:year_judge_criterion", args=[year.pk, criterion(f"icb-ar:{code}").pk])


def main(client, where):
    return BeautifulSoup(client.get(where).content, "html.parser").select_one("main")


def give(year, lead, code, verdict, comment=""):
    judge(year, criterion=criterion(f"icb-ar:{code}"), verdict=verdict, comment=comment, reviewer_role="Lead", on=year.ends_on, actor=lead)


def test_the_page_of_a_verdict_shows_evidence_and_last_years_verdict(as_lead, lead, year, before):
    item = EvidenceItem.objects.create(kind="activity", title="Walk-in day", activity=ActivityFactory(title="Walk-in day"))
    hidden = ActivityFactory(title="Canary", visibility="restricted", named_user_ids=[0])
    kept = EvidenceItem.objects.create(kind="activity", title="Canary", activity=hidden)
    for evidence in (item, kept):
        EvidenceUse.objects.create(framework_year=year, item=evidence, criterion=criterion("icb-ar:AR1"), state="linked")
    give(before, lead, "AR1", "gap", "No law is named.")
    text = main(as_lead, address(year, "AR1")).text
    assert "Evidence linked (1)" in text and "Walk-in day" in text and "No law is named." in text
    assert "Canary" not in text
    assert "None found" in main(as_lead, address(year, "AR2")).text


def test_save_and_judge_the_next_walks_through_all_and_ends_at_the_year(as_lead, lead, year):
    give(year, lead, "AR3", "met")
    assert main(as_lead, year.get_absolute_url()).find("a", string="Judge the next")["href"] == address(year, "AR1")
    where, walked = address(year, "AR2"), []
    while where.startswith("/desk/frameworks/years/") and "#" not in where:
        walked.append(where)
        where = as_lead.post(where, {"verdict": "partly", "reviewer_role": "Assurance lead", "next": "1"})["Location"]
    assert walked == [address(year, f"AR{number}") for number in (2, 4, 5, 6, 7, 8, 9, 10, 1)]
    assert where == f"{year.get_absolute_url()}#criterion-AR1"
    assert AssuranceReview.objects.filter(framework_year=year).count() == 10
    page = main(as_lead, year.get_absolute_url())
    assert "All are judged." in page.text and page.find("a", string="Judge the next") is None


def test_save_alone_returns_to_the_year_and_says_how_many_are_left(as_lead, year):
    answer = as_lead.post(address(year, "AR1"), {"verdict": "met", "reviewer_role": "Assurance lead"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{year.get_absolute_url()}#criterion-AR1"
    assert "9 are left to judge." in answer.content.decode()


def test_what_was_typed_stays_when_the_verdict_is_missing(as_lead, year):
    page = as_lead.post(address(year, "AR1"), {"verdict": "", "comment": "Words typed", "reviewer_role": "Lead", "next": "1"})
    assert page.status_code == 200 and "Choose a verdict" in page.content.decode() and "Words typed" in page.content.decode()
    assert not AssuranceReview.objects.exists()


def test_last_year_has_a_column_only_where_it_was_opened(as_lead, year, lead):
    headings = [cell.text for cell in main(as_lead, year.get_absolute_url()).select("thead th")]
    assert "Last year" not in headings and "That year is not open" in main(as_lead, year.get_absolute_url()).text
    open_year(year.framework, FinancialYear.parse("2023/24"), actor=lead)
    assert "Last year" in [cell.text for cell in main(as_lead, year.get_absolute_url()).select("thead th")]


def test_a_criterion_of_another_framework_is_not_judged_here(as_lead, year):
    where = reverse("assurance:year_judge_criterion", args=[year.pk, criterion("pcei:A1").pk])
    assert as_lead.get(where).status_code == 404
    assert as_lead.get(reverse("assurance:year_judge_domain", args=[year.pk, 1])).status_code == 404  # this framework names no domains


def test_whoever_only_reads_is_not_sent_to_judge(client, make_user, year):
    client.force_login(make_user(role="auditor"))
    assert main(client, year.get_absolute_url()).find("a", string="Judge the next") is None
