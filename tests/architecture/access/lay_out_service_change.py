"""What hangs on the decisions of the walk, reports received and a question from the public."""

from assurance.models import Escalation, ImpactAssessment, PartnerReport, PublicQuestion, Scrutiny
from partners.models import Body
from tests.architecture.access.records import Records
from tests.architecture.access.words import STAFF, VARIETIES, canary


def lay_out_service_change(made: Records) -> None:
    body = Body.objects.create(name="A council’s scrutiny committee", kind="scrutiny")
    for variety in VARIETIES:
        decision, word = made.of("decision", variety), canary("decision", variety)
        made.nest("impact_pk", variety, ImpactAssessment.objects.create(decision=decision, kind="qia", not_needed_because=word))
        made.nest("scrutiny_pk", variety, Scrutiny.objects.create(decision=decision, body=body, reply=word))
        made.nest("escalation_pk", variety, Escalation.objects.create(decision=decision, kind="requested", on="2026-06-01", note=word))
    report = PartnerReport.objects.create(organisation=made.of("organisation", "open"), title="A report", received_on="2026-06-01")
    made.add("partner_report", "one", report, STAFF)
    question = PublicQuestion.objects.create(meeting_id=made.things["meeting"]["one"].key, question="Why?")
    made.add("public_question", "one", question, "ab")
