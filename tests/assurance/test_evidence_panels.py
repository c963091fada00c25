"""What pages of partners, activities and what people said show of evidence: only what the reader may see."""

from datetime import date

import pytest

from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, criterion, link
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db):
    return OrganisationFactory(name="A partner")


@pytest.fixture
def year(db) -> FrameworkYear:
    return FrameworkYear.objects.create(framework=Framework.objects.get(key="pcei"), year="2019/20", starts_on=date(2019, 4, 1), ends_on=date(2020, 3, 31))


def report_of(partner, title: str = "Their report") -> EvidenceItem:
    return EvidenceItem.objects.create(kind="web", title=title, url="https://partner.example/report", credited_to=partner)


def page_of(client, record) -> str:
    return client.get(record.get_absolute_url()).content.decode()


def test_a_partners_page_shows_their_evidence_and_what_it_was_used_for(as_lead, partner, decision, year):
    item = report_of(partner)
    for key in ("duty-to-involve:2", "duty-to-involve:3"):
        EvidenceUse.objects.create(item=item, decision=decision, criterion=criterion(key), state="linked")
    EvidenceUse.objects.create(item=item, framework_year=year, criterion=criterion("pcei:D1"), state="linked")
    link(decision, ActivityFactory(title="Led by them", lead_organisation=partner), "duty-to-involve:2", state="proposed")
    report_of(OrganisationFactory(), "Somebody else’s report")
    page = page_of(as_lead, partner)
    panel = page[page.index("Evidence credited to them") :].partition("<h2")[0]
    assert panel.count("Their report") == 1 and panel.count("Hours of the service") == 2
    assert "duty-to-involve:2, duty-to-involve:3" in panel and "2019/20" in panel and "D1" in panel
    assert "Led by them" in panel and "They led it" in panel and "Proposed" in panel
    assert "Somebody else" not in panel


def test_a_partners_page_hides_what_the_reader_may_not_see(as_lead, partner, decision, other):
    alone = {"visibility": "restricted", "named_user_ids": [other.pk]}
    hidden = DecisionFactory(title="CANARY decision", **alone)
    EvidenceUse.objects.create(item=report_of(partner, "CANARY report"), decision=hidden, criterion=criterion("duty-to-involve:2"), state="linked")
    link(decision, ActivityFactory(title="CANARY activity", lead_organisation=partner, **alone), "duty-to-involve:2")
    assert "Evidence credited to them" not in page_of(as_lead, partner)
    shared = report_of(partner)
    for used_by in (hidden, decision):
        EvidenceUse.objects.create(item=shared, decision=used_by, criterion=criterion("duty-to-involve:2"), state="linked")
    page = page_of(as_lead, partner)
    assert "Their report" in page and "CANARY" not in page


def test_what_was_taken_out_is_no_use(as_lead, partner, decision):
    EvidenceUse.objects.create(
        item=report_of(partner), decision=decision, criterion=criterion("duty-to-involve:2"), state="declined", declined_because="Too old."
    )
    page = page_of(as_lead, partner)
    assert "Nothing uses it yet" in page and "Hours of the service" not in page


@pytest.fixture
def other(make_user):
    return make_user(role="assurance_lead")


def test_a_partner_with_much_evidence_has_the_rest_in_the_register_and_costs_no_more(as_lead, partner, decision, count_queries):
    def add(number: int) -> None:
        EvidenceUse.objects.create(item=report_of(partner, f"Report {number}."), decision=decision, criterion=criterion("duty-to-involve:2"), state="linked")

    add(1)
    one = count_queries(as_lead, "partners:organisation_detail", partner.pk)
    for number in range(2, 12):
        add(number)
    page = page_of(as_lead, partner)
    assert "Report 11." in page and "Report 2." in page and "Report 1." not in page
    assert "All evidence credited to them" in page and f"/desk/evidence/?partner={partner.pk}" in page
    assert count_queries(as_lead, "partners:organisation_detail", partner.pk) == one


@pytest.mark.parametrize("made", [ActivityFactory, InsightFactory])
def test_a_record_names_decisions_and_years_that_use_it(as_lead, decision, year, made, other):
    record = made()
    item = link(decision, record, "duty-to-involve:2", "duty-to-involve:3")
    EvidenceUse.objects.create(item=item, framework_year=year, criterion=criterion("pcei:D1"), state="linked")
    hidden = DecisionFactory(title="CANARY decision", visibility="restricted", named_user_ids=[other.pk])
    EvidenceUse.objects.create(item=item, decision=hidden, criterion=criterion("duty-to-involve:2"), state="linked")
    page = page_of(as_lead, record)
    panel = page[page.index("Evidence for") :].partition("</section>")[0]
    assert "Hours of the service" in panel and "duty-to-involve:2, duty-to-involve:3" in panel
    assert "2019/20" in panel and "pcei:D1" in panel and item.get_absolute_url() in panel
    assert "CANARY" not in page


def test_a_colleague_sees_no_use_of_decisions_that_are_not_theirs(client, make_user, decision):
    activity = ActivityFactory(visibility="organisation")
    link(decision, activity, "duty-to-involve:2")
    client.force_login(make_user(role="colleague"))
    assert "Hours of the service" not in client.get(activity.get_absolute_url()).content.decode()
