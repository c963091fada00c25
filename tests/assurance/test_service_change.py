"""Impact assessments, scrutiny, the Secretary of State, reports received, questions from the public."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assurance.models import BodyMeeting, Escalation, ImpactAssessment, PartnerReport, PublicQuestion, Scrutiny
from assurance.services.service_change import reply_due
from partners.models import Body
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def day(name, on):
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


@pytest.mark.parametrize("name", ["impact_new", "scrutiny_new", "escalation_new"])
def test_doors(closed_door, decision, hidden, name):
    closed_door(f"assurance:{name}", decision, hidden, forbidden="auditor")


def test_an_impact_assessment_shows_on_the_decision_and_those_missing_are_said(as_lead, decision):
    page = as_lead.get(decision.get_absolute_url()).content.decode()
    assert page.count("None on record") >= 3
    typed = {"kind": "ehia", "outcome": "Older people travel further.", "informed_by_involvement": "yes", **day("done_on", date(2026, 5, 1))}
    assert as_lead.post(reverse("assurance:impact_new", args=[decision.pk]), typed).status_code == 302
    page = as_lead.get(decision.get_absolute_url()).content.decode()
    assert "Older people travel further." in page and "Fri 1 May 2026" in page


def test_an_assessment_is_done_or_not_needed(as_lead, decision):
    typed = {"kind": "qia", "outcome": "x", "not_needed_because": "Small", "informed_by_involvement": "no", **day("done_on", date(2026, 5, 1))}
    page = as_lead.post(reverse("assurance:impact_new", args=[decision.pk]), typed).content.decode()
    assert "done or was not needed, not both" in page and not ImpactAssessment.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpactAssessment.objects.create(decision=decision, kind="qia", outcome="x", done_on=date(2026, 5, 1), not_needed_because="Small")


def test_an_assessment_of_another_decision_is_not_found(as_lead, decision, hidden):
    row = ImpactAssessment.objects.create(decision=hidden, kind="qia")
    assert as_lead.get(reverse("assurance:impact_edit", args=[decision.pk, row.pk])).status_code == 404


def test_a_committee_can_be_named_on_the_spot_once(as_lead, decision):
    typed = {"new_body": "Kent scrutiny committee", "view": "waiting", **day("asked_on", date(2026, 5, 1)), **day("reply_by", date(2026, 6, 1))}
    address = reverse("assurance:scrutiny_new", args=[decision.pk])
    assert as_lead.post(address, typed).status_code == 302
    page = as_lead.post(address, typed | {"new_body": "KENT scrutiny committee"}).content.decode()
    assert "already on the record" in page
    assert Body.objects.filter(kind="scrutiny", name__iexact="kent scrutiny committee").count() == Scrutiny.objects.count() == 1


def test_a_view_needs_its_minute(as_lead, decision):
    body = Body.objects.create(name="Medway scrutiny", kind="scrutiny")
    page = as_lead.post(reverse("assurance:scrutiny_new", args=[decision.pk]), {"body": body.pk, "view": "substantial"}).content.decode()
    assert "Give the minute that records this view" in page and not Scrutiny.objects.exists()


def test_steps_with_the_secretary_of_state(as_lead, decision):
    address = reverse("assurance:escalation_new", args=[decision.pk])
    typed = {"kind": "requested", "local_resolution": "Two meetings with the group.", **day("on", date(2026, 5, 1))}
    page = as_lead.post(address, typed | day("answer_due_on", date(2026, 4, 1))).content.decode()
    assert "on or after that day" in page
    as_lead.post(address, typed)
    row = Escalation.objects.get()
    as_lead.post(reverse("assurance:escalation_edit", args=[decision.pk, row.pk]), typed | day("answered_on", date(2026, 6, 1)))
    row.refresh_from_db()
    assert row.answered_on == date(2026, 6, 1)


def test_a_reply_is_due_after_twenty_working_days():
    # Tuesday 1 December 2026: 2, 3, 4, 7 to 11, 14 to 18, 21 to 24 are 17 days; 25 and 28 are bank holidays; 29, 30, 31 make 20.
    assert reply_due(date(2026, 12, 1)) == date(2026, 12, 31)


def test_a_report_received_and_answered(as_lead):
    organisation = OrganisationFactory(name="Healthwatch")
    typed = {"organisation": f"organisation:{organisation.pk}", "title": "Dentistry in the county", **day("received_on", date(2026, 12, 1))}
    assert as_lead.post(reverse("assurance:partner_report_new"), typed).status_code == 302
    report = PartnerReport.objects.get()
    assert report.reply_due_on == date(2026, 12, 31)
    answered = typed | {"reply": "We will publish a plan."} | day("replied_on", date(2026, 12, 20)) | day("reply_due_on", date(2026, 12, 31))
    as_lead.post(reverse("assurance:partner_report_edit", args=[report.pk]), answered)
    assert "We will publish a plan." in as_lead.get(reverse("assurance:partner_report_detail", args=[report.pk])).content.decode()
    assert "Dentistry in the county" in as_lead.get(organisation.get_absolute_url()).content.decode()
    early = as_lead.post(reverse("assurance:partner_report_edit", args=[report.pk]), typed | {"reply": "x"} | day("replied_on", date(2026, 11, 1)))
    assert "on or after the day the report came" in early.content.decode()


def test_a_report_about_a_hidden_decision_is_not_told(as_lead, hidden):
    report = PartnerReport.objects.create(organisation=OrganisationFactory(), title="CANARY", received_on=timezone.localdate(), decision=hidden)
    assert "CANARY" not in as_lead.get(reverse("assurance:partner_report_list")).content.decode()
    assert as_lead.get(reverse("assurance:partner_report_detail", args=[report.pk])).status_code == 404


def test_the_list_of_reports_costs_the_same_with_many(as_lead, count_queries):
    PartnerReport.objects.create(organisation=OrganisationFactory(), title="One", received_on=timezone.localdate())
    one = count_queries(as_lead, "assurance:partner_report_list")
    for number in range(19):
        PartnerReport.objects.create(organisation=OrganisationFactory(), title=str(number), received_on=timezone.localdate())
    assert count_queries(as_lead, "assurance:partner_report_list") == one


def test_a_question_of_the_public_is_logged_and_answered(client, make_user):
    client.force_login(make_user(role="board_secretary"))
    meeting = BodyMeeting.objects.create(body=Body.objects.create(name="Board", kind="board"), on=date(2026, 9, 1))
    client.post(reverse("assurance:public_question_new", args=[meeting.pk]), {"question": "When does the clinic open?"})
    question = PublicQuestion.objects.get()
    assert "No reply yet" in client.get(reverse("assurance:meeting_detail", args=[meeting.pk])).content.decode()
    client.post(reverse("assurance:public_question_reply", args=[question.pk]), {"reply": "In May.", **day("on", date(2026, 9, 2))})
    question.refresh_from_db()
    assert (question.reply, question.replied_on) == ("In May.", date(2026, 9, 2))
    client.force_login(make_user(role="auditor"))
    assert client.get(reverse("assurance:public_question_new", args=[meeting.pk])).status_code == 403
