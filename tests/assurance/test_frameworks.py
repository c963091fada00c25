from datetime import timedelta

import pytest
from django.utils import timezone

from assurance.models import Criterion, Duty, Framework, RatingScale
from crm.core.models import AuditEvent

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


@pytest.mark.parametrize(("days", "stands_among_the_ended", "counted"), [(0, False, 4), (-1, True, 3)])
def test_criterion_is_asked_until_the_end_of_its_last_day(as_lead, days, stands_among_the_ended, counted):
    Criterion.objects.filter(framework__key="gunning", code="1").update(valid_to=timezone.localdate() + timedelta(days=days))
    page = as_lead.get("/desk/frameworks/gunning/")
    assert [criterion.code for criterion in page.context["ended"]] == (["1"] if stands_among_the_ended else [])
    listed = {framework.key: framework.number for framework in as_lead.get("/desk/frameworks/").context["frameworks"]}
    assert listed["gunning"] == counted


def test_criterion_is_changed_at_the_address_of_its_own_framework(as_lead):
    criterion = Criterion.objects.get(framework__key="gunning", code="1")
    for act in ("edit", "remove"):
        assert as_lead.get(f"/desk/frameworks/gunning/criteria/{criterion.pk}/{act}/").status_code == 200
        assert as_lead.get(f"/desk/frameworks/pcei/criteria/{criterion.pk}/{act}/").status_code == 404


def test_forms_start_from_what_is_there(as_lead):
    gunning = Framework.objects.get(key="gunning")
    last = gunning.criteria.order_by("position", "pk").last()
    form = as_lead.get("/desk/frameworks/gunning/criteria/new/").context["form"]
    assert (form.initial["position"], form.initial["domain"]) == (last.position + 1, last.domain)
    form = as_lead.get("/desk/frameworks/new/?from=gunning").context["form"]
    assert (form.initial["name"], form.initial["copy_criteria_of"]) == (gunning.name, gunning)
    assert as_lead.get("/desk/frameworks/new/?from=%00gunning").status_code == 200


def test_two_who_edit_a_framework_at_once_do_not_write_over_each_other(as_lead):
    form = as_lead.get("/desk/frameworks/gunning/edit/").context["form"]
    Framework.objects.filter(key="gunning").update(note="Changed meanwhile")
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields} | {"reason": "A typing error", "note": "Mine"}
    assert "Somebody else changed this" in as_lead.post("/desk/frameworks/gunning/edit/", typed).content.decode()
    assert Framework.objects.get(key="gunning").note == "Changed meanwhile"


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


def test_reason_of_a_removal_is_kept_in_history(as_lead):
    criterion = Criterion.objects.get(framework__key="gunning", code="2")
    as_lead.post(f"/desk/frameworks/gunning/criteria/{criterion.pk}/remove/", {"reason": "Typed twice"})
    assert not Criterion.objects.filter(pk=criterion.pk).exists()
    assert AuditEvent.objects.filter(action="remove_criterion", reason="Typed twice").exists()
