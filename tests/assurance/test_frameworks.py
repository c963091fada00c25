import pytest

from assurance.models import Duty, Framework

pytestmark = pytest.mark.django_db


def test_stranger_is_sent_to_sign_in_and_partner_refused(client, make_user):
    assert client.get("/desk/frameworks/").status_code == 302
    client.force_login(make_user(role="partner"))
    assert client.get("/desk/frameworks/").status_code == 403
    assert client.get("/desk/frameworks/pcei/").status_code == 403


def test_list_shows_dates_sources_and_what_is_historical(as_lead):
    shown = as_lead.get("/desk/frameworks/").content.decode()
    for words in ("duty-to-involve", "Historical", "1 Apr 2017 to 31 Mar 2020", "from 1 Jul 2022", "until 30 Jun 2022", "general knowledge, to be checked"):
        assert words in shown, words


def test_framework_names_its_criteria_with_itself(as_lead):
    shown = as_lead.get("/desk/frameworks/pcei/").content.decode()
    assert "pcei:D1" in shown and "Feedback and evaluation" in shown and "wording and numbering are ours" in shown
    assert as_lead.get("/desk/frameworks/no-such/").status_code == 404
    assert "was not available" in as_lead.get("/desk/frameworks/eds/").content.decode()


def test_cost_does_not_grow_with_rows(as_lead, count_queries):
    one = count_queries(as_lead, "assurance:framework_list")
    for number in range(19):
        Framework.objects.create(key=f"framework-{number}", name="x", use="year", source="x", confidence="K")
        Duty.objects.create(key=f"duty-{number}", name="x").versions.create(statute="x", binds="x", trigger="x", evidence="x", source="x", confidence="K")
    assert count_queries(as_lead, "assurance:framework_list") == one
