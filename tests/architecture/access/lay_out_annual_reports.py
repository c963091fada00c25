"""An annual report with one case study for the walk: it belongs to nobody and holds nothing that is kept to some people."""

from assurance.models import AnnualReport, CaseStudy
from tests.architecture.access.records import Records
from tests.architecture.access.routes import STAFF


def lay_out_annual_reports(made: Records) -> None:
    report = AnnualReport.objects.create(year="2018/19", starts_on="2018-04-01", ends_on="2019-03-31")
    decision = made.of("decision", "open")
    CaseStudy.objects.create(report=report, decision=decision)
    made.add("annual_report", "one", report, STAFF)
    made.nested["assurance:annual_report_part code"] = {"": "AR9"}
    made.nested["assurance:annual_report_study decision_pk"] = {"": decision.pk}
