"""The annual report of the example: a draft of the year of the programme, with no word that the records do not hold."""

import pytest

from assurance.annual.reading import read_report
from assurance.models import AnnualReport
from crm.core import history
from crm.desk.example import annual_report, covid_learning, sign_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def users():
    users = sign_ins.load_sign_ins("a password")
    with history.because(None, "load_example"):
        covid_learning.load(users)
    return users


def test_it_is_a_draft_of_the_year_and_loads_once(users):
    report = annual_report.load(users)
    assert (report.year, report.state, report.texts) == ("2020/21", "draft", {})
    assert annual_report.load(users) is None and AnnualReport.objects.count() == 1


def test_its_numbers_come_from_the_records_and_blanks_are_shown(users):
    facts = read_report(annual_report.load(users), users["assurance_lead"])
    assert any(part.tables for part in facts.parts)
    assert all(part.gaps for part in facts.parts if not (part.sentences or part.tables or part.stories))


def test_its_page_is_listed_and_opens(client, users):
    report = annual_report.load(users)
    client.force_login(users["assurance_lead"])
    assert "2020/21" in client.get("/desk/annual-reports/").content.decode()
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Nothing is recorded by the author for “Plans and lessons”." in page
