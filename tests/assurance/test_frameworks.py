import pytest

from assurance.models import Duty, Framework, RatingScale

pytestmark = pytest.mark.django_db


def test_stranger_is_sent_to_sign_in_and_partner_refused(client, make_user):
    assert client.get("/desk/frameworks/").status_code == 302
    client.force_login(make_user(role="partner"))
    assert client.get("/desk/frameworks/").status_code == 403
    assert client.get("/desk/frameworks/pcei/").status_code == 403


def test_list_shows_dates_sources_scrutineers_and_what_is_historical(as_lead):
    shown = as_lead.get("/desk/frameworks/").content.decode()
    for words in ("duty-to-involve", "Historical", "1 Apr 2017 to 31 Mar 2020", "NHS England, regional team", "followed by icb-aa", "general knowledge"):
        assert words in shown, words


def test_framework_names_its_criteria_with_itself_and_says_its_rules(as_lead):
    shown = as_lead.get("/desk/frameworks/pcei/").content.decode()
    assert "pcei:D1" in shown and "Feedback and evaluation" in shown and "wording and numbering are ours" in shown
    assert "At most 3 items for a criterion." in shown and "It must be live in the year." in shown
    assert as_lead.get("/desk/frameworks/no-such/").status_code == 404
    assert "Each domain" in shown
    assert "general knowledge, to be checked" in as_lead.get("/desk/frameworks/eds/").content.decode()
    Framework.objects.create(key="bare", name="Bare", use="year", source="x", confidence="K")
    assert "was not available" in as_lead.get("/desk/frameworks/bare/").content.decode()


def test_register_shows_what_is_in_force_first_and_filters(as_lead):
    shown = as_lead.get("/desk/duties/?q=scrutiny").content.decode()
    assert shown.index("In force</td>") < shown.index("No longer in force</td>")
    on = as_lead.get("/desk/duties/?q=public+involvement&on=2022-06-30").content.decode()
    assert "ccg-involve" in on and "icb-involve" not in on
    on = as_lead.get("/desk/duties/?q=public+involvement&on=2022-07-01").content.decode()
    assert "icb-involve" in on and "ccg-involve" not in on
    unsure = as_lead.get("/desk/duties/?confidence=K").content.decode()
    assert "meet-public" in unsure and "icb-report" not in unsure


def test_duty_shows_its_versions_side_by_side(as_lead):
    shown = as_lead.get("/desk/duties/la-scrutiny/").content.decode()
    assert shown.index("from 31 Jan 2024") < shown.index("until 30 Jan 2024")
    assert shown.count("In force today") == 1
    assert as_lead.get("/desk/duties/no-such/").status_code == 404


def test_amended_law_becomes_a_new_version_and_history_says_why(as_lead):
    page = as_lead.get("/desk/duties/psed/versions/new/")
    start = {name: page.context["form"][name].value() for name in ("statute", "binds", "trigger", "evidence", "source", "confidence")}
    day = {"valid_from_day": "1", "valid_from_month": "4", "valid_from_year": "2190"}
    answer = as_lead.post("/desk/duties/psed/versions/new/", start | day | {"reason": "The Act of 2189"}, follow=True)
    assert "from 1 Apr 2190" in answer.content.decode() and "until 31 Mar 2190" in answer.content.decode()
    assert "The Act of 2189" in as_lead.get("/desk/duties/psed/history/").content.decode()


def test_overlap_is_told_beside_the_date(as_lead):
    version = Duty.objects.get(key="la-scrutiny").versions.first()
    address = f"/desk/duties/la-scrutiny/versions/{version.pk}/edit/"
    start = {name: value for name, value in as_lead.get(address).context["form"].initial.items() if isinstance(value, str)}
    shown = as_lead.post(address, start | {"valid_to_day": "1", "valid_to_month": "2", "valid_to_year": "2024", "reason": "x"}).content.decode()
    assert "A duty has one version a day" in shown


def test_criterion_is_ended_and_stands_last(as_lead):
    criterion = Framework.objects.get(key="wip10").criteria.get(code="P1")
    address = f"/desk/frameworks/wip10/criteria/{criterion.pk}/edit/"
    start = {name: value for name, value in as_lead.get(address).context["form"].initial.items() if value is not None}
    ended = {"valid_to_day": "31", "valid_to_month": "3", "valid_to_year": "2026", "reason": "The guidance changed"}
    shown = as_lead.post(address, start | ended, follow=True).content.decode()
    assert shown.index("No longer asked") < shown.index("wip10:P1<") and "until 31 Mar 2026" in shown
    assert "The guidance changed" in as_lead.get("/desk/frameworks/wip10/history/").content.decode()


def test_scale_is_written_in_lines_and_keeps_its_codes(as_lead):
    page = as_lead.get("/desk/frameworks/scales/pcei/edit/").context["form"]
    assert page["values_text"].value() == "Inadequate = 0\nRequires improvement = 1\nGood = 2\nOutstanding = 3"
    assert page["bands_text"].value().splitlines()[1] == "Green/Good = 10"
    start = {"name": "Indicator", "bands_text": "", "seen": page["seen"].value(), "reason": "x"}
    wrong = as_lead.post("/desk/frameworks/scales/pcei/edit/", start | {"values_text": "Good = 2\nBad"}).content.decode()
    assert "Either every value has a score, or none has." in wrong
    assert as_lead.post("/desk/frameworks/scales/pcei/edit/", start | {"values_text": "Good = 5\nRequires improvement = 1"}).status_code == 302
    values = RatingScale.objects.get(key="pcei").values
    assert values[1] == {"code": "requires_improvement", "label": "Requires improvement", "score": 1}


def test_cost_does_not_grow_with_rows(as_lead, count_queries):
    one = count_queries(as_lead, "assurance:framework_list")
    for number in range(19):
        Framework.objects.create(key=f"framework-{number}", name="x", use="year", source="x", confidence="K")
        Duty.objects.create(key=f"duty-{number}", name="x").versions.create(statute="x", binds="x", trigger="x", evidence="x", source="x", confidence="K")
    assert count_queries(as_lead, "assurance:framework_list") == one


def test_cost_of_the_register_does_not_grow_with_rows(as_lead, count_queries):
    one = count_queries(as_lead, "assurance:duty_list")
    for number in range(19):
        Duty.objects.create(key=f"duty-{number}", name="x").versions.create(statute="x", binds="x", trigger="x", evidence="x", source="x", confidence="K")
    assert count_queries(as_lead, "assurance:duty_list") == one
