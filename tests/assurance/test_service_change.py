"""Impact assessments, scrutiny, the Secretary of State, reports received, questions from the public."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assurance.dossier import read_dossier
from assurance.filling.files import pack_files
from assurance.filling.sections import sections
from assurance.models import BodyMeeting, Decision, Escalation, ImpactAssessment, PartnerReport, PublicQuestion, Scrutiny
from assurance.services.service_change import keep_scrutiny, reply_due
from crm.core.attachments import may_read
from crm.core.models import Attachment, AuditEvent
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


def test_a_committee_is_not_made_when_its_row_is_refused(lead, decision):
    with pytest.raises(ValidationError):
        keep_scrutiny(Scrutiny(decision=decision), values={"new_body": "Kent scrutiny", "view": "substantial"}, action="add_scrutiny", actor=lead)
    assert not Body.objects.filter(name="Kent scrutiny").exists()
    keep_scrutiny(Scrutiny(decision=decision), values={"new_body": "Kent scrutiny", "view": "not_asked"}, action="add_scrutiny", actor=lead)
    line = AuditEvent.objects.filter(table_name="partners_body").latest("pk")
    assert line.action == "add_committee"


def typed_impact(**more):
    return {"kind": "ehia", "outcome": "Older people travel further.", "informed_by_involvement": "yes", **day("done_on", date(2026, 5, 1)), **more}


def upload(content=b"%PDF-1.7\n%%EOF\n", name="assessment.pdf"):
    return SimpleUploadedFile(name, content)


class TestDocument:
    """The document of an impact assessment: checked by content, read by whoever sees the decision, replaced, taken off."""

    def test_it_is_kept_and_read_by_those_who_see_the_decision(self, as_lead, client, make_user, decision):
        as_lead.post(reverse("assurance:impact_new", args=[decision.pk]), typed_impact(file=upload()))
        row = ImpactAssessment.objects.select_related("attachment").get()
        assert (row.attachment.name, row.attachment.content_type) == ("assessment.pdf", "application/pdf")
        address = reverse("core:attachment_download", args=[row.attachment_id])
        assert address in as_lead.get(decision.get_absolute_url()).content.decode()
        for role, expected in (("auditor", 200), ("partner", 404)):
            client.force_login(make_user(role=role))
            answer = client.get(address)
            body = b"".join(answer)  # read to its end, so that the file is closed
            assert (answer.status_code, body.startswith(b"%PDF")) == (expected, expected == 200), role
        Decision.objects.filter(pk=decision.pk).update(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
        client.force_login(make_user(role="engagement_officer"))
        assert client.get(address).status_code == 404

    def test_another_takes_its_place_and_it_can_be_taken_off(self, as_lead, lead, decision):
        as_lead.post(reverse("assurance:impact_new", args=[decision.pk]), typed_impact(file=upload()))
        row = ImpactAssessment.objects.get()
        first = row.attachment
        address = reverse("assurance:impact_edit", args=[decision.pk, row.pk])
        assert "Now: assessment.pdf" in as_lead.get(address).content.decode()
        as_lead.post(address, typed_impact(outcome="Nothing new."))
        row.refresh_from_db()
        assert (row.attachment, row.outcome) == (first, "Nothing new.")  # a form without a file takes none away
        as_lead.post(address, typed_impact(file=upload(name="second.pdf")))
        row.refresh_from_db()
        assert row.attachment.name == "second.pdf" and not may_read(lead, first)
        as_lead.post(address, typed_impact(no_file="on"))
        row.refresh_from_db()
        assert row.attachment is None

    def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(self, as_lead, decision):
        page = as_lead.post(reverse("assurance:impact_new", args=[decision.pk]), typed_impact(file=upload(b"MZ\x90\x00" * 40, "x.pdf"))).content.decode()
        assert 'href="#id_file"' in page and not ImpactAssessment.objects.exists() and not Attachment.objects.exists()


class TestLetters:
    """Our letter to a committee and its reply: kept as files of the decision, shown on it, and in its pack."""

    @pytest.fixture
    def step(self, as_lead, decision) -> Scrutiny:
        typed = {"new_body": "Kent scrutiny", "view": "waiting", "letter_file": upload(name="letter.pdf"), **day("asked_on", date(2026, 5, 1))}
        assert as_lead.post(reverse("assurance:scrutiny_new", args=[decision.pk]), typed).status_code == 302
        return Scrutiny.objects.select_related("letter", "body").get()

    def reply(self, as_lead, step, **more) -> Scrutiny:
        address = reverse("assurance:scrutiny_edit", args=[step.decision_id, step.pk])
        typed = {"body": step.body_id, "view": "waiting", "reply": "They agree", **day("asked_on", date(2026, 5, 1)), **day("replied_on", date(2026, 6, 1))}
        assert as_lead.post(address, typed | more).status_code == 302
        return Scrutiny.objects.select_related("letter", "reply_letter", "body").get()

    def test_they_are_read_by_those_who_see_the_decision(self, as_lead, client, make_user, decision, step):
        step = self.reply(as_lead, step, reply_file=upload(name="reply.pdf"))
        assert (step.letter.name, step.reply_letter.name) == ("letter.pdf", "reply.pdf")
        addresses = [reverse("core:attachment_download", args=[key]) for key in (step.letter_id, step.reply_letter_id)]
        page = as_lead.get(decision.get_absolute_url()).content.decode()
        assert all(address in page for address in addresses)
        Decision.objects.filter(pk=decision.pk).update(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
        client.force_login(make_user(role="engagement_officer"))
        assert [client.get(address).status_code for address in addresses] == [404, 404]

    def test_each_is_replaced_and_taken_off_alone(self, as_lead, lead, step):
        first = step.letter
        step = self.reply(as_lead, step, reply_file=upload(name="reply.pdf"))
        step = self.reply(as_lead, step, letter_file=upload(name="second.pdf"), no_reply="on")
        assert (step.letter.name, step.reply_letter) == ("second.pdf", None)
        assert may_read(lead, step.letter) and not may_read(lead, first)

    def test_a_file_of_another_kind_is_refused_beside_its_field(self, as_lead, decision):
        typed = {"new_body": "Kent scrutiny", "view": "waiting", "reply_file": upload(b"MZ\x90\x00" * 40, "x.pdf")}
        page = as_lead.post(reverse("assurance:scrutiny_new", args=[decision.pk]), typed).content.decode()
        assert 'href="#id_reply_file"' in page and not Scrutiny.objects.exists() and not Attachment.objects.exists()

    def test_the_pack_has_them_and_the_public_edition_says_that_it_has_not(self, as_lead, lead, decision, step):
        step = self.reply(as_lead, step, reply_file=upload(name="reply.pdf"), source="Minutes of the committee")
        dossier = read_dossier(lead, decision.pk, leaves_the_room=True)
        files, left_out = pack_files(dossier, with_raw_notes=False)
        assert [file.title for file in files] == ["Letter to Kent scrutiny: letter.pdf", "Reply of Kent scrutiny: reply.pdf"] and left_out == 0
        assert files[0].source == f"{decision.reference}, scrutiny, FILE-{step.letter_id}"
        assert pack_files(dossier, with_raw_notes=True, own_pages_only=True) == ([], 2)
        claims = [claim for section in sections(dossier, 0, 0) if section.number == 9 for claim in section.claims]
        assert (claims[-1].label, claims[-1].source) == ("Council scrutiny: Kent scrutiny", "Minutes of the committee")
        assert claims[-1].text == "Asked Fri 1 May 2026. Its view: asked, no view yet. It replied Mon 1 June 2026. They agree."

    def test_a_letter_in_quarantine_stays_out(self, lead, decision, step):
        Attachment.objects.filter(pk=step.letter_id).update(scan_state=Attachment.ScanState.QUARANTINED)
        assert pack_files(read_dossier(lead, decision.pk, leaves_the_room=True), with_raw_notes=True) == ([], 0)


def test_due_regard_to_the_covenant_shows_or_its_absence_does(as_lead, decision):
    row = ImpactAssessment.objects.create(decision=decision, kind="ehia", done_on=date(2026, 5, 1), outcome="x")
    assert "nothing is written down" in as_lead.get(decision.get_absolute_url()).content.decode()
    ImpactAssessment.objects.filter(pk=row.pk).update(armed_forces="Veterans were asked.")
    page = as_lead.get(decision.get_absolute_url()).content.decode()
    assert "Veterans were asked." in page and "nothing is written down" not in page


def test_a_report_is_about_a_decision_that_one_sees(as_lead, decision, hidden):
    organisation = OrganisationFactory(name="Healthwatch")
    typed = {"organisation": f"organisation:{organisation.pk}", "title": "Dentistry", **day("received_on", date(2026, 12, 1))}
    address = reverse("assurance:partner_report_new")
    as_lead.post(address, typed | {"decision": f"decision:{hidden.pk}"})
    assert not PartnerReport.objects.filter(decision=hidden).exists()
    assert as_lead.post(address, typed | {"decision": f"decision:{decision.pk}"}).status_code == 302
    report = PartnerReport.objects.latest("pk")
    assert report.decision == decision
    Decision.objects.filter(pk=decision.pk).update(archived_at=timezone.now(), archived_reason="Old")
    as_lead.post(reverse("assurance:partner_report_edit", args=[report.pk]), typed | {"decision": f"decision:{decision.pk}", "title": "Teeth"})
    report.refresh_from_db()
    assert (report.title, report.decision_id) == ("Teeth", decision.pk)  # its own decision stays though it is archived
    as_lead.post(address, typed | {"decision": f"decision:{decision.pk}", "title": "An archived one"})
    assert not PartnerReport.objects.filter(title="An archived one", decision=decision).exists()


def test_a_real_report_is_about_no_training_decision(as_lead, decision):
    Decision.objects.filter(pk=decision.pk).update(is_training=True, project=None)
    typed = {"organisation": f"organisation:{OrganisationFactory().pk}", "title": "x", "decision": f"decision:{decision.pk}"}
    page = as_lead.post(reverse("assurance:partner_report_new"), typed | day("received_on", date(2026, 12, 1))).content.decode()
    assert "cannot belong together" in page and not PartnerReport.objects.exists()


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
