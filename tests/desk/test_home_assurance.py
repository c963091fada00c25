"""The desks of an assurance lead, an auditor and an information-governance lead: what needs them stands first."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from assurance.models import InformationRequest
from crm.core.models import AccessGrant
from tests.assurance.factories import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, make_user):
    """The desk's panels by title, in the order of the page."""

    def read(role):
        client.force_login(make_user(role=role))
        page = BeautifulSoup(client.get("/desk/").content, "html.parser")
        return {" ".join(heading.text.split()): heading.find_parent("section") for heading in page.select("main h2")}

    return read


def ask(reference, due_in, **fields):
    today = timezone.localdate()
    return InformationRequest.objects.create(
        local_reference=reference, subject=f"About {reference}", question="What?",
        **{"received_on": today - timedelta(days=30), "due_on": today + timedelta(days=due_in)} | fields,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["assurance_lead", "auditor"])
def test_how_this_quarter_stands_comes_first_and_opens_its_rows(desk, client, role):
    DecisionFactory(title="Bare", expected_on=timezone.localdate())
    DecisionFactory(title="Practice", expected_on=timezone.localdate(), is_training=True)
    panels = desk(role)
    assert next(iter(panels)) == "Assurance now"
    link = next(item for item in panels["Assurance now"].select("a") if "lacks=assessment" in item["href"])
    assert "1" in link.text
    rows = client.get(link["href"]).content.decode()
    assert "Bare" in rows and "Practice" not in rows


@pytest.mark.parametrize("role", ["ig_lead", "auditor"])
def test_requests_stand_with_their_deadline_the_soonest_first(desk, role):
    ask("FOI-2", 3)
    ask("FOI-1", -1)
    ask("FOI-0", -9, state="withdrawn")
    panel = desk(role)["Information requests"]
    assert [item.text for item in panel.select("li .lp-ref")] == ["FOI-1", "FOI-2"]
    assert len(panel.find_all(string=lambda text: "Overdue" in text)) == 1
    figures = {item["href"]: item.text for item in panel.select(".lp-figures a")}
    assert "2" in figures["/desk/requests/?state=open"] and "1" in figures["/desk/requests/?overdue=yes"]


def test_others_have_no_panel_of_requests(desk):
    ask("FOI-1", 3)
    assert "Information requests" not in desk("assurance_lead")


def test_views_of_restricted_records_are_told_by_reference_and_lead_to_all(desk, make_user):
    AccessGrant.objects.create(user=make_user(role="ig_lead"), kind="decision", object_id=7, reason="asked by the SIRO", expires_at=timezone.now())
    panel = desk("auditor")["Opened with a reason, last 30 days"]
    assert "DEC-7" in panel.text
    assert panel.select_one('a[href="/desk/views/"]')
