"""What the tests of annual reports share: a decision with a full chain, and how a report is read back."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse
from docx import Document

from assurance.annual.reading import read_report
from assurance.models import AnnualReport, Decision
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, ProjectFactory, ResponseFactory

YEAR = FinancialYear.parse("2024/25")
IN_YEAR = date(2024, 9, 10)
PUBLISHED_AT = datetime(2024, 11, 1, 12, tzinfo=ZoneInfo("Europe/London"))
APPROVER = "approver@example.nhs.uk"


def chained(**columns) -> Decision:
    """A decision of the year with an activity, a point that people made, and a published answer."""
    project = ProjectFactory()
    activity = ActivityFactory(project=project, date_from=IN_YEAR)
    InsightFactory(activity=activity, heard_on=IN_YEAR)
    decision = DecisionFactory(**{"project": project, "state": "taken", "decided_on": IN_YEAR, "proposal": "Open later.", **columns})
    publish(decision, you_said="Evenings, please.", we_did="We open until 8.", told_on=date(2024, 12, 1))
    return decision


def publish(decision: Decision, **columns) -> None:
    approver = User.objects.filter(email=APPROVER).first() or User.objects.create_user(APPROVER, "Approver")
    ResponseFactory(decision=decision, published_at=PUBLISHED_AT, approved_by=approver, approved_on=IN_YEAR, **columns)


def part(report: AnnualReport, code: str, user):
    return next(part for part in read_report(report, user).parts if part.code == code)


def rows(found, title: str) -> dict[str, tuple[str, ...]]:
    table = next(table for table in found.tables if table.title.startswith(title))
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def said(found) -> str:
    return " ".join(sentence.text for sentence in found.sentences)


def word_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells])


def page(client: Client, name: str, *args) -> str:
    response = client.get(reverse(f"assurance:annual_report_{name}", args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()
