"""Evidence for the walk: a web page used for a framework's year, which all staff may know of."""

from datetime import date

from assurance.models import Criterion, EvidenceItem, EvidenceUse
from tests.architecture.access.records import Records
from tests.architecture.access.routes import STAFF


def lay_out_evidence(made: Records) -> None:
    item = EvidenceItem.objects.create(kind="web", title="A page", url="https://www.example.nhs.uk/a-page", as_at=date(2020, 2, 1))
    asked = Criterion.objects.get(framework__key="pcei", code="A1")
    use = EvidenceUse.objects.create(item=item, framework_year=made.of("framework_year", "one"), criterion=asked, state="linked")
    made.add("evidence_item", "one", item, STAFF)
    made.add("evidence_use", "one", use, STAFF)
