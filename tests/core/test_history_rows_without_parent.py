"""A row that may hang on a record or on none leaves history either way."""

import pytest

from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear
from crm.core import history
from crm.core.models import AuditEvent
from tests.assurance.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def lines(use):
    rows = AuditEvent.objects.filter(table_name="assurance_evidenceuse", record_key=str(use.pk)).order_by("pk")
    return list(rows.values_list("operation", "parent"))


def test_with_and_without_a_parent(make_user):
    decision = DecisionFactory()
    framework = Framework.objects.get(key="pcei")
    with history.because(make_user(role="assurance_lead"), "try"):
        item = EvidenceItem.objects.create(kind="web", title="A page", url="https://example.org/")
        year = FrameworkYear.objects.create(framework=framework, year="2019/20", starts_on="2019-04-01", ends_on="2020-03-31")
        of_decision = EvidenceUse.objects.create(decision=decision, item=item)
        of_year = EvidenceUse.objects.create(framework_year=year, item=item)
        EvidenceUse.objects.filter(pk__in=[of_decision.pk, of_year.pk]).update(note="Shows it")
        before = lines(of_decision), lines(of_year)
        EvidenceUse.objects.filter(pk=of_year.pk).delete()
    assert before[0] == [("insert", f"assurance_decision:{decision.pk}"), ("update", f"assurance_decision:{decision.pk}")]
    assert before[1] == [("insert", ""), ("update", "")]
    assert lines(of_year)[-1] == ("delete", "")
