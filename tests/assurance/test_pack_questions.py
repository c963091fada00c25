"""The pack of a question about a year: the answer as files, for everybody the same, and its public edition."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from assurance.models import EvidencePack
from assurance.packs.verify import inspect_pack
from assurance.services import QuestionOfYear
from tests.assurance.factories import DecisionFactory, ResponseFactory
from tests.assurance.reading_packs import build, content, everything, pdf_words, report

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/packs/question/"


@pytest.fixture
def answered(decision, lead):
    """A decision of 2025/26 with a published and an unpublished answer, and one that is kept to some."""
    decision.state, decision.decided_on = "taken", date(2026, 3, 20)
    decision.save()
    approved = {"approved_on": date(2026, 3, 25), "approved_by": lead, "considered_on": date(2026, 3, 18)}
    ResponseFactory(decision=decision, you_said="SHOWN-SAID", published_at=timezone.now(), **approved)
    ResponseFactory(decision=decision, you_said="UNPUBLISHED-SAID", **approved)
    DecisionFactory(title="CANARY-DECISION", state="taken", decided_on=date(2026, 3, 21), visibility="restricted", named_user_ids=[lead.pk])
    return decision


@pytest.mark.parametrize("code", EvidencePack.Question.values)
def test_every_question_becomes_a_pack_that_verifies(answered, lead, code):
    pack = build(QuestionOfYear(code, "2025/26"), lead)
    checked = inspect_pack(pack.file.path)
    assert not checked.findings and checked.manifest.subject == f"{code}:2025/26"
    said = report(pack)
    assert said["sentences"] and all(claim["source"] for claim in said["sentences"])
    assert "CANARY" not in everything(pack)
    assert pack.get_question_display() in pdf_words(pack)


def test_files_of_an_answer_have_headings_and_header_rows(answered, lead):
    pack = build(QuestionOfYear("Q2", "2025/26"), lead)
    said, files = report(pack), content(pack)
    assert "SHOWN-SAID" in everything(pack) and "UNPUBLISHED-SAID" in everything(pack)
    document = Document(io.BytesIO(files["pack.docx"]))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[0].startswith("What is missing") and "1. The answer" in headings
    book = load_workbook(io.BytesIO(files["index.xlsx"]))
    assert len(book.sheetnames) == 3 + len(said["tables"])
    for sheet, table in zip(book.worksheets[2:], said["tables"], strict=False):
        assert [cell.value for cell in sheet[2]] == list(table["columns"])


def test_public_edition_leaves_out_what_is_not_published(answered, lead):
    pack = build(QuestionOfYear("Q2", "2025/26"), lead, edition="public")
    words = everything(pack)
    assert "SHOWN-SAID" in words and "UNPUBLISHED-SAID" not in words and "CANARY" not in words
    assert report(pack)["left_out_count"] >= 1 and "This is the public edition" in pdf_words(pack)


def test_page_offers_questions_then_tells_and_builds(as_lead, answered):
    chooser = as_lead.get(ADDRESS).content.decode()
    assert "Which decisions were people involved in, and what changed?" in chooser and "question=Q2&amp;year=" in chooser
    address = f"{ADDRESS}?question=Q2&year=2025/26"
    page = as_lead.get(address).content.decode()
    assert "Q2:2025/26" in page and page.index("What is missing") < page.index("What goes in")
    as_lead.post(address, {"status": "draft", "edition": "full"})
    pack = EvidencePack.objects.get()
    assert (pack.question, pack.year, pack.is_draft, pack.state) == ("Q2", "2025/26", True, "ready")
    assert "q2-2025-26.zip" in as_lead.get(pack.get_absolute_url()).content.decode()
    assert pack.reference in as_lead.get("/desk/packs/?kind=question").content.decode()


@pytest.mark.parametrize("query", ["question=Q9&year=2025/26", "question=Q2&year=2025", "question=Q2"])
def test_what_is_no_question_is_not_found(as_lead, query):
    assert as_lead.get(f"{ADDRESS}?{query}").status_code == 404


def test_every_year_that_can_be_asked_about_can_be_packed(as_lead):
    page = as_lead.get(ADDRESS, {"year": "2020/21"}).content.decode()
    assert "question=Q1&amp;year=2020%2F21" in page and "question=Q7&amp;year=2020%2F21" in page
    assert '<option value="2020/21" selected>' in page
    assert as_lead.get(ADDRESS, {"year": "2020"}).status_code == 404


def test_doors(lead, make_user):
    assert "/accounts/login/" in Client().get(ADDRESS)["Location"]
    for role, status in (("auditor", 403), ("colleague", 403), ("partner", 403), ("board_secretary", 200)):
        client = Client()
        client.force_login(make_user(role=role))
        assert client.get(ADDRESS).status_code == status, role
        assert client.get(f"{reverse('assurance:pack_question_new')}?question=Q1&year=2025/26").status_code == status, role
