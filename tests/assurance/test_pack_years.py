"""The pack of a framework's year: what it holds, what it leaves out, its page and its command."""

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from assurance.models import Action, AssuranceReview, EvidenceItem, EvidencePack, EvidenceUse, Framework, FrameworkYear, PageSnapshot
from assurance.packs.verify import inspect_pack
from crm.core.attachments import store_upload
from tests.assurance.factories import ActivityFactory, InsightFactory, criterion
from tests.assurance.reading_packs import build, content, everything, pdf, pdf_words, report

pytestmark = pytest.mark.django_db


def year_of(label: str, **columns) -> FrameworkYear:
    Framework.objects.filter(key="pcei").update(scored_by="domain")
    first = int(label[:4])
    return FrameworkYear.objects.create(
        framework=Framework.objects.get(key="pcei"), year=label, starts_on=date(first, 4, 1), ends_on=date(first + 1, 3, 31), **columns
    )


def use(year: FrameworkYear, item: EvidenceItem, key: str, **columns) -> EvidenceUse:
    return EvidenceUse.objects.create(framework_year=year, item=item, criterion=criterion(key), state="linked", **columns)


def web(title: str, **columns) -> EvidenceItem:
    return EvidenceItem.objects.create(kind="web", title=title, url="https://example.org/page", as_at=date(2020, 2, 1), **columns)


@pytest.fixture
def year(db) -> FrameworkYear:
    return year_of("2019/20", result_label="Green", result_score=11, result_source="CCG archive")


@pytest.fixture
def full_year(year, lead) -> FrameworkYear:
    """A year with evidence, verdicts of two years, an action and a page snapshot."""
    before = year_of("2018/19")
    page = web("Opportunities on the web site")
    snapshot = store_upload(SimpleUploadedFile("page.txt", b"What the page said then\n"), lead)
    PageSnapshot.objects.create(item=page, url=page.url, attachment=snapshot, sha256=snapshot.sha256, title="Get involved", is_own_site=True)
    judged = {"strength": "strong", "verdict": "supports", "reviewed_by": lead, "reviewer_role": "Assurance lead", "reviewed_on": date(2020, 5, 1)}
    use(year, page, "pcei:C1", note="It names ways to take part", **judged)
    for verdict, of, comment in (("good", year, "Several ways to take part."), ("requires_improvement", before, "One way only.")):
        AssuranceReview.objects.create(
            framework_year=of, domain="Day-to-day practice", verdict=verdict, comment=comment, reviewer=lead, reviewer_role="Assurance lead",
            reviewed_on=of.ends_on,
        )  # fmt: skip
    Action.objects.create(
        framework_year=year, criterion=criterion("pcei:D1"), text="Write down what people were told", owner_role="Engagement lead", due_on=date(2020, 9, 30)
    )
    return year


def test_pack_holds_evidence_verdicts_of_both_years_gaps_with_owners_and_the_snapshot(full_year, lead):
    pack = build(full_year, lead)
    said = report(pack)
    assert (said["framework_key"], said["year"], said["last_year"]) == ("pcei", "2019/20", "2018/19")
    c1 = next(row for row in said["criteria"] if row["code"] == "C1")
    assert c1["state"] == "Evidence linked (1)" and len(said["criteria"]) == 18
    domain = next(row for row in said["domains"] if row["name"] == "Day-to-day practice")
    assert (domain["verdict"], domain["last_verdict"]) == ("Good (2)", "Requires improvement (1)")
    (item,) = said["evidence"]
    assert item["strength"].startswith("Strong") and item["verdict"] == "Reviewed: supports it"
    gap = next(row for row in said["gaps"] if row["code"] == "evidence-D1")
    assert gap["owner"] == "Engagement lead" and gap["due"] == "Wed 30 September 2020"
    assert "Green, score 11" in {fact["text"] for fact in said["facts"]}
    files = content(pack)
    assert files[said["files"][0]["path"]] == b"What the page said then\n"
    assert pack.framework_year == full_year and f"frameworkyear:{full_year.pk}" in pack.sources
    checked = inspect_pack(pack.file.path)
    assert not checked.findings and checked.manifest.subject == "pcei:2019/20" and checked.manifest.decision == ""


def test_gaps_come_first_in_the_pdf_and_word_and_workbook_have_headers(full_year, lead):
    pack = build(full_year, lead)
    words, reader = pdf_words(pack), pdf(pack)
    assert words.index("What is missing") < words.index("This pack") < words.index("2. Criteria")
    assert reader.trailer["/Root"]["/Lang"] == "en-GB" and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    document = Document(io.BytesIO(content(pack)["pack.docx"]))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[0].startswith("What is missing") and "3. Last year beside this year" in headings
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    book = load_workbook(io.BytesIO(content(pack)["index.xlsx"]))
    assert book.sheetnames == ["About", "Gaps", "Criteria", "Last year", "Domains", "Evidence", "Files"]
    assert all(sheet.freeze_panes == "A3" for sheet in book) and not [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def test_evidence_kept_to_some_is_left_out_and_counted(year, lead):
    named = {"visibility": "restricted", "named_user_ids": [lead.pk]}
    hidden = ActivityFactory(title="CANARY-ACTIVITY", **named)
    heard = InsightFactory(activity=hidden, paraphrase="CANARY-INSIGHT", state="publishable")
    training = ActivityFactory(title="CANARY-TRAINING", is_training=True)
    for kind, record in (("activity", hidden), ("insight", heard), ("activity", training)):
        use(year, EvidenceItem.objects.create(kind=kind, title=str(record), **{kind: record}), "pcei:C1")
    pack = build(year, lead)
    assert "CANARY" not in everything(pack) and report(pack)["withheld_count"] == 3


def test_public_edition_of_a_year(full_year, lead):
    unpublished = store_upload(SimpleUploadedFile("plan.txt", b"CANARY-FILE\n"), lead)
    use(full_year, EvidenceItem.objects.create(kind="file", title="CANARY-PLAN", attachment=unpublished), "pcei:B1")
    draft = InsightFactory(paraphrase="CANARY-SAID", state="validated")
    use(full_year, EvidenceItem.objects.create(kind="insight", title=str(draft), insight=draft), "pcei:D2", note="CANARY-NOTE")
    AssuranceReview.objects.filter(framework_year=full_year).update(comment="CANARY-COMMENT")
    pack = build(full_year, lead, edition="public")
    words = everything(pack)
    assert "CANARY" not in words and "Write down what people were told" not in words and "Engagement lead" not in words
    assert "Opportunities on the web site" in words and "This is the public edition" in pdf_words(pack)


def test_a_criterion_without_evidence_or_verdict_is_a_gap_without_an_owner(year, lead):
    gaps = {row["code"]: row for row in report(build(year, lead))["gaps"]}
    assert gaps["evidence-C1"]["owner"] == "no owner named"
    assert "verdict-Feedback and evaluation" in gaps and "verdict-C1" not in gaps  # pcei is judged by domain


def test_page_tells_what_goes_in_and_builds(full_year, make_user, as_lead):
    address = reverse("assurance:pack_year_new", args=[full_year.pk])
    page = as_lead.get(address).content.decode()
    assert page.index("What is missing") < page.index("What goes in") and "pcei:2019/20" in page and "with_raw_notes" not in page
    shown = as_lead.post(address, {"status": "final"}, follow=True).content.decode()
    pack = EvidencePack.objects.get()
    assert pack.state == "ready" and pack.sha256 in shown and f"{pack.reference.lower()}-pcei-2019-20.zip" in shown
    download = as_lead.get(reverse("assurance:pack_download", args=[pack.pk]))
    assert download["Content-Disposition"].endswith('-pcei-2019-20.zip"') and b"".join(download.streaming_content)[:2] == b"PK"
    assert pack.reference in as_lead.get("/desk/packs/?kind=year").content.decode()
    assert pack.reference not in as_lead.get("/desk/packs/?kind=decision").content.decode()


def test_doors(year, lead, make_user):
    address = reverse("assurance:pack_year_new", args=[year.pk])
    assert "/accounts/login/" in Client().get(address)["Location"]
    pack = build(year, lead)
    for role, may_build, may_read in (("auditor", 403, 200), ("partner", 403, 403), ("colleague", 403, 404)):
        client = Client()
        client.force_login(make_user(role=role))
        assert (client.get(address).status_code, client.get(pack.get_absolute_url()).status_code) == (may_build, may_read), role
    client = Client()
    client.force_login(lead)
    assert client.get(reverse("assurance:pack_year_new", args=[987654])).status_code == 404


def test_cost_does_not_grow_with_evidence(year, as_lead, count_queries):
    use(year, web("One"), "pcei:C1")
    one = count_queries(as_lead, "assurance:pack_year_new", year.pk)
    for number in range(12):
        use(year, web(f"Another {number}"), "pcei:C3")
    assert count_queries(as_lead, "assurance:pack_year_new", year.pk) == one


def test_command_builds_the_pack_of_a_year_and_says_what_is_wrong(year, tmp_path, capsys):
    out = tmp_path / "year.zip"
    call_command("build_pack", "pcei:2019/20", "--out", str(out), "--public")
    assert "of pcei:2019/20" in capsys.readouterr().out
    manifest = inspect_pack(out).manifest
    assert (manifest.subject, manifest.edition) == ("pcei:2019/20", "public")
    call_command("verify_pack", str(out))
    assert "pcei:2019/20, public edition" in capsys.readouterr().out
    for wrong, words in (("pcei:2031/32", "There is no year"), ("Q9:2026/27", "There is no year"), ("Q2:2026/28", "financial year")):
        with pytest.raises(CommandError, match=words):
            call_command("build_pack", wrong, "--out", str(tmp_path / "other.zip"))
    with pytest.raises(CommandError, match="Choose one of the two"):
        call_command("build_pack", "pcei:2019/20", "--out", str(tmp_path / "other.zip"), "--public", "--with-raw-notes")


def test_the_next_pack_says_what_is_new(full_year, lead, as_lead):
    first = build(full_year, lead)
    use(full_year, web("Minutes of the panel"), "pcei:D1")
    second = build(full_year, lead)
    rows = {(row["what"], row["part"], row["reference"]) for row in second.report["changes"]["rows"]}
    assert ("gap closed", "Gaps", "evidence-D1") in rows and ("changed", "Criteria", "D1") in rows
    assert f"What is new since {first.reference}" in pdf_words(second)
    book = load_workbook(io.BytesIO(content(second)["index.xlsx"]))
    assert book.sheetnames[-1] == "What is new" and book["What is new"].max_row == 2 + len(second.report["changes"]["rows"])
    assert "pcei" in json.dumps(second.report)
    page = as_lead.get(reverse("assurance:pack_compare", args=[second.pk])).content.decode()
    assert "Gap closed" in page and f"{second.reference} beside {first.reference}" in page
