"""The packs of the example: D3 and the questions about the year that it lies in, built by the command and verified."""

import io
import zipfile

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from assurance.models import Decision, EvidencePack
from assurance.packs.verify import inspect_pack
from crm.core import history
from crm.desk.example import covid_learning, sign_ins, years

pytestmark = pytest.mark.django_db


@pytest.fixture
def d3() -> Decision:
    users = sign_ins.load_sign_ins("a password")
    with history.because(None, "load_example"):
        covid_learning.load(users)
    return Decision.objects.get(title="What to keep, adapt or reverse for the long term")


def built(reference: str, tmp_path, *options: str):
    """The pack of `reference` as the command writes it: what the verifier says, and the first page in words."""
    out = tmp_path / f"{EvidencePack.objects.count()}.zip"
    call_command("build_pack", reference, "--out", str(out), *options)
    with zipfile.ZipFile(out) as file:
        pages = PdfReader(io.BytesIO(file.read("pack.pdf"))).pages
    checked = inspect_pack(out)
    assert not checked.findings
    return checked, " ".join(pages[0].extract_text().split())


def test_pack_of_d3_verifies_with_its_gaps_first(d3, tmp_path):
    checked, first = built(d3.reference, tmp_path)
    assert checked.manifest.decision == d3.reference
    assert first.index("What is missing: ") < first.index("the year of the survey") and "no owner named" in first


def test_public_edition_of_d3_says_so_on_its_first_page(d3, tmp_path):
    checked, first = built(d3.reference, tmp_path, "--public")
    assert checked.manifest.edition == "public" and "This is the public edition." in first


def test_pack_of_the_year_of_the_source_verifies_and_says_what_the_source_does_not(d3, tmp_path):
    with history.because(None, "load_example"):
        years.load()
    checked, first = built("pcei:2019/20", tmp_path)
    assert checked.manifest.subject == "pcei:2019/20"
    assert "What is missing: " in first and "A1 Arrangements and principles" in first and "no evidence found" in first
    report = EvidencePack.objects.get().report
    said = {fact["label"]: fact["text"] for fact in report["facts"]}
    assert said["Rating given"] == "Green, score 11" and "eight Kent and Medway" in said["Whose submission"]


@pytest.mark.parametrize("code", EvidencePack.Question.values)
def test_pack_of_each_question_verifies(d3, tmp_path, code):
    checked, first = built(f"{code}:2019/20", tmp_path)
    assert checked.manifest.subject == f"{code}:2019/20"
    assert str(EvidencePack.Question(code).label) in first and "What is missing: " in first
