"""What the record proposes for the boxes of a cover, each sentence with its reference, and what stays blank."""

from datetime import date

import pytest
from django.urls import reverse

from assurance.covers.proposing import engagement_fields, proposed_boxes
from assurance.dossier import read_dossier
from assurance.models import ImpactAssessment, Scrutiny
from assurance.reports import COVER_FIELDS
from assurance.rules.cover_boxes import BOXES
from partners.models import Body
from tests.assurance.factories import InsightFactory, ResponseFactory

pytestmark = pytest.mark.django_db


def test_what_is_recorded_is_proposed_with_its_reference(decision, lead):
    hosc = Body.objects.create(name="Scrutiny committee", kind="scrutiny")
    ImpactAssessment.objects.create(
        decision=decision, kind="ehia", local_reference="EHIA 7", done_on=date(2026, 2, 3), outcome="No group loses.", armed_forces="Considered."
    )
    ImpactAssessment.objects.create(decision=decision, kind="qia", not_needed_because="quality does not change")
    Scrutiny.objects.create(decision=decision, body=hosc, view="not_substantial", view_on=date(2026, 2, 9), minute="Minute 12")
    found = proposed_boxes(read_dossier(lead, decision.pk, leaves_the_room=True))
    ours = decision.reference
    assert found["equality"] == (
        f"Equality and health inequalities impact assessment of Tue 3 February 2026: No group loses [{ours}, EHIA 7]. "
        f"Armed Forces Covenant: Considered [{ours}, EHIA 7]."
    )
    assert found["quality"] == f"Quality impact assessment: not needed, because quality does not change [{ours}, QIA]."
    assert found["partners"] == f"Scrutiny committee: not a substantial change, Mon 9 February 2026 [{ours}, Minute 12]."


def test_what_is_not_recorded_stays_blank(as_lead, decision):
    ImpactAssessment.objects.create(decision=decision, kind="dpia")  # begun, neither done nor found needless
    page = as_lead.get(reverse("assurance:cover_new", args=[decision.pk]))
    assert all(page.context["form"].initial.get(box.code) in ("", [""]) for box in BOXES)
    assert page.content.decode().count("Nothing is recorded to propose here.") > 10


def test_every_engagement_field_is_there_in_order(decision, lead):
    for sentiment in ("negative", "positive"):
        InsightFactory(activity=decision.project.activities.first(), state="validated", sentiment=sentiment)
    ResponseFactory(decision=decision, approved_by=lead, approved_on=date(2026, 5, 5))
    fields = engagement_fields(read_dossier(lead, decision.pk, leaves_the_room=True))
    assert tuple(field.label for field in fields) == COVER_FIELDS and all(field.text and field.source for field in fields)
    by_label = {field.label: field.text for field in fields}
    assert by_label["What people told us"] == "2 checked points; 2 checked, 1 of them negative"
    assert by_label["What changed as a result"] == "We did: We did it"
    assert by_label["How and when"].startswith("1 held, 0 planned, Tue 10 March 2026 to Tue 10 March 2026; level: involve")
