"""A framework's year: opening, judging, results, gaps, submission, comparison; rules, services and pages."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assurance.models import Action, AssuranceReview, EvidenceItem, EvidenceUse, Framework, FrameworkYear
from assurance.rules.year_scores import label_of, total
from assurance.services.years import assign_again, judge, open_year, refusal, write_down
from assurance.year_comparison import compare
from assurance.years import read_year
from crm.core.financial_year import FinancialYear
from crm.core.models import AuditEvent
from tests.assurance.factories import ActivityFactory, criterion

pytestmark = pytest.mark.django_db
PCEI = [
    {"code": "inadequate", "label": "Inadequate", "score": 0},
    {"code": "good", "label": "Good", "score": 2},
    {"code": "outstanding", "label": "Outstanding", "score": 3},
]
BANDS = [{"least": 10, "label": "Green/Good"}, {"least": 0, "label": "Red"}]


def framework(key: str, **columns) -> Framework:
    Framework.objects.filter(key=key).update(**columns)
    return Framework.objects.get(key=key)


@pytest.fixture
def pcei(db) -> Framework:
    return framework("pcei", scored_by="domain", most_items=3)


@pytest.fixture
def year(pcei, lead) -> FrameworkYear:
    return open_year(pcei, FinancialYear.parse("2019/20"), actor=lead)


@pytest.fixture
def report_year(lead) -> FrameworkYear:
    """A year of a framework that is judged by criterion in words of its scale."""
    return open_year(framework("icb-ar", scored_by="criterion"), FinancialYear.parse("2024/25"), actor=lead)


def use(year: FrameworkYear, key: str, item: EvidenceItem | None = None, **columns) -> EvidenceUse:
    item = item or EvidenceItem.objects.create(kind="web", title="A page", url="https://example.org/page")
    return EvidenceUse.objects.create(framework_year=year, item=item, criterion=criterion(key), state="linked", **columns)


def judged(year: FrameworkYear, lead, verdict: str = "", *, key: str = "", domain: str = "", comment: str = "") -> AssuranceReview:
    said = {"verdict": verdict, "comment": comment, "reviewer_role": "Assurance lead", "on": date(2025, 5, 1), "actor": lead}
    return judge(year, criterion=criterion(key) if key else None, domain=domain, **said)


def test_scores_are_added_up_only_when_all_are_judged():
    part = total(PCEI, BANDS, ["good", "outstanding", "", "good", "good"])
    assert not part.is_complete and part.band == "" and part.in_words == "4 of 5 judged. Scores are added up once all are."
    whole = total(PCEI, BANDS, ["good", "outstanding", "good", "good", "good"])
    assert whole.in_words == "Our scores add up to 11 of 15, which the scale calls Green/Good."
    assert total(PCEI, BANDS, ["inadequate", "good"]).in_words == "Our scores add up to 2 of 6, which the scale calls Red."


def test_what_does_not_apply_neither_scores_nor_gets_a_band():
    assert total(PCEI, BANDS, ["good", "not_applicable"]).in_words == "Our scores add up to 2 of 3."


def test_a_scale_without_scores_has_no_total():
    assert total([{"code": "met", "label": "Met", "score": None}], [], ["met"]) is None
    assert total(PCEI, BANDS, []) is None


def test_labels_of_verdicts():
    assert (label_of(PCEI, "good"), label_of(PCEI, ""), label_of(PCEI, "not_applicable"), label_of(PCEI, "gone")) == ("Good (2)", "", "Not applicable", "gone")


@pytest.mark.parametrize(("label", "refused"), [("2016/17", True), ("2017/18", False), ("2019/20", False), ("2020/21", True)])
def test_a_year_outside_the_framework_is_refused_in_words(pcei, label, refused):
    words = refusal(pcei, FinancialYear.parse(label))
    assert bool(words) == refused
    if refused:
        assert "in force from Sat 1 April 2017 until Tue 31 March 2020" in words and label in words


def test_a_framework_from_the_middle_of_a_year_is_open_for_it():
    assert refusal(Framework.objects.get(key="wip10"), FinancialYear.parse("2022/23")) == ""


def test_a_framework_for_decisions_has_no_years(lead):
    with pytest.raises(ValidationError, match="for each decision"):
        open_year(Framework.objects.get(key="gunning"), FinancialYear.parse("2024/25"), actor=lead)


def test_a_year_is_opened_once_with_its_dates(pcei, year, lead):
    assert (year.starts_on, year.ends_on) == (date(2019, 4, 1), date(2020, 3, 31))
    with pytest.raises(ValidationError, match="already open"), transaction.atomic():
        open_year(pcei, FinancialYear.parse("2019/20"), actor=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkYear.objects.create(framework=pcei, year="2019/20", starts_on=year.starts_on, ends_on=year.ends_on)


def test_a_judgement_needs_a_verdict_of_the_scale_and_a_reason_for_not_applicable(year, lead):
    with pytest.raises(ValidationError, match="verdicts of the scale"):
        judged(year, lead, "green", domain="Governance")
    with pytest.raises(ValidationError, match="why it does not apply"):
        judged(year, lead, "not_applicable", domain="Governance")
    with pytest.raises(ValidationError, match="not in force"):
        judged(year, lead, "good", domain="No such domain")
    with pytest.raises(ValidationError, match="not in force"):
        judged(year, lead, "good", key="icb-ar:AR1")
    assert judged(year, lead, "not_applicable", domain="Governance", comment="No contracts that year.").verdict == "not_applicable"


def test_the_newest_judgement_counts_and_older_ones_stay(year, lead):
    judged(year, lead, "good", domain="Governance")
    judged(year, lead, "outstanding", domain="Governance")
    view = read_year(lead, year)
    assert [review.verdict for review in view.domains[0].reviews] == ["outstanding", "good"]
    assert view.verdict(view.domains[0].review) == "Outstanding (3)"


def test_a_narrative_is_judged_in_words_alone(lead):
    narrative = open_year(Framework.objects.get(key="icb-aa"), FinancialYear.parse("2024/25"), actor=lead)
    with pytest.raises(ValidationError):
        judged(narrative, lead, key=_first(narrative))
    judged(narrative, lead, key=_first(narrative), comment="Involvement is described with examples.")
    view = read_year(lead, narrative)
    assert view.total is None and view.verdict(view.parts[0].review) == "In words"


def _first(year: FrameworkYear) -> str:
    return f"{year.framework.key}:{year.framework.criteria.order_by('position').first().code}"


def test_criteria_that_ended_before_the_year_are_left_out(report_year, lead):
    gone = criterion("icb-ar:AR1")
    gone.valid_to = date(2024, 3, 31)
    gone.save()
    assert "AR1" not in [part.criterion.code for part in read_year(lead, report_year).parts]
    gone.valid_to = date(2024, 4, 1)
    gone.save()
    assert "AR1" in [part.criterion.code for part in read_year(lead, report_year).parts]


def test_a_result_needs_its_source_and_is_kept_apart_from_our_judgement(year, lead):
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkYear.objects.filter(pk=year.pk).update(result_label="Green")
    write_down(year, ["result_label", "result_score", "result_source"], result_label="Green", result_score=11, result_source="A page", actor=lead)
    with pytest.raises(ValidationError, match="which role"):
        write_down(year, ["own_text", "own_role"], own_text="Well done.", own_role="", actor=lead)
    year.refresh_from_db()
    assert (year.result_label, year.result_score, year.own_text) == ("Green", 11, "")


def test_judgements_are_in_the_history_of_the_year(year, lead, as_lead):
    judged(year, lead, "good", domain="Governance", comment="Set out in the constitution.")
    assert AuditEvent.objects.filter(table_name="assurance_assurancereview", action="judge_year").exists()
    shown = as_lead.get(reverse("assurance:framework_year_history", args=[year.pk])).content.decode()
    assert "Set out in the constitution." in shown


def test_evidence_that_the_reader_may_not_see_is_counted_as_withheld(year, lead, make_user):
    other = make_user(role="assurance_lead")
    kept = ActivityFactory(title="CANARY-EVIDENCE", visibility="restricted", named_user_ids=[other.pk])
    use(year, "pcei:C1", EvidenceItem.objects.create(kind="activity", activity=kept, title=kept.title))
    use(year, "pcei:C1")
    training = ActivityFactory(title="Training", is_training=True)
    use(year, "pcei:C1", EvidenceItem.objects.create(kind="activity", activity=training, title=training.title))

    def shown(user) -> str:
        client = Client()
        client.force_login(user)
        return client.get(year.get_absolute_url()).content.decode()

    assert "CANARY" not in shown(lead) and "2 pieces of evidence are kept to others" in shown(lead)
    assert "CANARY" in shown(other)
    client = Client()
    client.force_login(other)
    assert b"CANARY" not in b"".join(_cells(client, year))


def _cells(client: Client, year: FrameworkYear) -> list[bytes]:
    book = load_workbook(io.BytesIO(client.get(reverse("assurance:framework_year_submission", args=[year.pk])).content))
    return [str(cell.value).encode() for row in book.active.iter_rows() for cell in row if cell.value is not None]


def test_submission_read_back(year, lead, as_lead):
    page = EvidenceItem.objects.create(kind="web", title='=HYPERLINK("http://evil")', url="https://example.org/a")
    use(year, "pcei:C1", page, note="It names ways to take part")
    use(year, "pcei:C1")
    judged(year, lead, "good", domain="Day-to-day practice", comment="Several ways.")
    response = as_lead.get(reverse("assurance:framework_year_submission", args=[year.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="pcei-2019-20.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert len(book.sheetnames) == 1
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    assert (
        headings[:7] == ["Code", "Domain", "Criterion", "What it asks", "Evidence 1", "Link 1", "What it shows 1"]
        and "Link 3" in headings
        and "Link 4" not in headings
    )
    assert sheet.freeze_panes == "A2" and sheet.column_dimensions["D"].width > 40
    assert sheet.max_row == 1 + 18
    row = next(dict(zip(headings, [cell.value for cell in line], strict=True)) for line in sheet.iter_rows(min_row=2) if line[0].value == "C1")
    assert (row["Evidence 1"], row["Link 1"], row["Link 2"]) == ('=HYPERLINK("http://evil")', "https://example.org/a", "https://example.org/page")
    assert (row["Verdict on the domain"], row["Score"], row["Comment"]) == ("Good (2)", 2, "Several ways.")
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet.cell(2, headings.index("Verdict on the domain") + 1).value == "Not judged"


def test_gaps_of_last_year_are_assigned_again_only_when_chosen(pcei, year, lead, as_lead):
    before = open_year(pcei, FinancialYear.parse("2018/19"), actor=lead)
    common = {"framework_year": before, "owner_role": "Engagement lead", "due_on": date(2019, 3, 1)}
    undone = Action.objects.create(criterion=criterion("pcei:D1"), raised_by_code="pcei:D1", text="Write down what people were told", **common)
    Action.objects.create(text="Done already", done_on=date(2019, 2, 1), done_note="Done.", **common)
    assert not year.actions.exists()
    assert "1 action was not done" in as_lead.get(year.get_absolute_url()).content.decode()
    address = reverse("assurance:year_actions_again", args=[year.pk])
    shown = as_lead.get(address).content.decode()
    assert "Write down what people were told" in shown and "Done already" not in shown and "checked" not in shown
    said = {"actions": [undone.pk], "due_on_day": "1", "due_on_month": "3", "due_on_year": "2020"}
    assert as_lead.post(address, said).status_code == 302
    again = year.actions.get()
    assert (again.text, again.criterion, again.due_on, again.owner_role) == (undone.text, undone.criterion, date(2020, 3, 1), "Engagement lead")
    assert "Nothing of last year is left" in as_lead.get(address).content.decode()
    assert assign_again(year, [undone], due_on=date(2020, 3, 1), actor=lead) == []
    assert "Assign last year’s gaps again" not in as_lead.get(year.get_absolute_url()).content.decode()


def test_two_years_of_one_framework_stand_side_by_side(report_year, lead):
    before = open_year(report_year.framework, FinancialYear.parse("2023/24"), actor=lead)
    judged(before, lead, "gap", key="icb-ar:AR1")
    judged(report_year, lead, "met", key="icb-ar:AR1", comment="Described.")
    judged(before, lead, "partly", key="icb-ar:AR2")
    judged(report_year, lead, "partly", key="icb-ar:AR2")
    use(report_year, "icb-ar:AR3")
    found = compare(read_year(lead, before), read_year(lead, report_year))
    changes = {row.code: row.change for row in found.rows}
    assert not found.by_domain_only and found.changed == 2
    assert changes["AR1"] == "Verdict: Gap → Met; Comment changed" and changes["AR2"] == "Same" and changes["AR3"] == "Evidence: 0 → 1"


def test_a_framework_and_its_successor_are_compared_by_domain_only(year, lead, as_lead):
    heir = Framework.objects.create(key="heir", name="Heir", use="year", source="x", confidence="K", scale=year.framework.scale)
    for position, domain in enumerate(("Governance", "A new domain")):
        heir.criteria.create(code=f"H{position}", domain=domain, short=domain, text="x", position=position)
    framework("pcei", succeeded_by=heir)
    after = open_year(heir, FinancialYear.parse("2020/21"), actor=lead)
    judged(year, lead, "good", domain="Governance")
    judged(after, lead, "good", key="heir:H0")
    shown = as_lead.get(reverse("assurance:framework_year_compare", args=[after.pk])).content.decode()
    assert "only their domains stand side by side" in shown and "Only in 2020/21" in shown and "Only in 2019/20" in shown
    assert "Good (2): 1" in shown


def test_comparing_with_a_year_of_an_unrelated_framework_is_not_found(year, report_year, as_lead):
    address = reverse("assurance:framework_year_compare", args=[year.pk])
    assert as_lead.get(address, {"with": report_year.pk}).status_code == 404
    assert "no other year to compare" in as_lead.get(address).content.decode()


PAGES = ["framework_year_detail", "framework_year_compare", "framework_year_submission", "framework_year_history"]
KEEPERS_PAGES = ["year_own_edit", "year_result_edit", "year_action_new", "year_actions_again"]


@pytest.mark.parametrize("name", PAGES + KEEPERS_PAGES)
def test_doors_of_a_year(name, year, closed_door):
    closed_door(f"assurance:{name}", year, None, forbidden="colleague" if name in PAGES else "auditor")


def test_doors_of_lists_and_of_judging(year, make_user):
    judging = [reverse("assurance:year_judge_domain", args=[year.pk, 1]), reverse("assurance:year_judge_criterion", args=[year.pk, criterion("pcei:A1").pk])]
    for address in (reverse("assurance:framework_year_list"), reverse("assurance:framework_year_new"), *judging):
        assert Client().get(address).status_code == 302
        partner, auditor, lead = Client(), Client(), Client()
        for client, role in ((partner, "partner"), (auditor, "auditor"), (lead, "assurance_lead")):
            client.force_login(make_user(role=role))
        assert partner.get(address).status_code == 403 and lead.get(address).status_code == 200
        assert auditor.get(address).status_code == (200 if address.endswith("/years/") else 403)
    for missing in (
        reverse("assurance:year_judge_domain", args=[year.pk, 6]),
        reverse("assurance:year_judge_criterion", args=[year.pk, criterion("icb-ar:AR1").pk]),
    ):
        assert lead.get(missing).status_code == 404


def test_open_and_judge_by_form(pcei, as_lead):
    address = reverse("assurance:framework_year_new")
    shown = as_lead.post(address, {"framework": "pcei", "year": "2021/22"}).content.decode()
    assert "No day of 2021/22 lies in that time" in shown
    assert "Enter a financial year like 2026/27" in as_lead.post(address, {"framework": "pcei", "year": "2019/21"}).content.decode()
    assert as_lead.post(address, {"framework": "pcei", "year": "2019/20", "made_by_text": "Eight groups"}).status_code == 302
    year = FrameworkYear.objects.get()
    judge_address = reverse("assurance:year_judge_domain", args=[year.pk, 4])
    assert "Choose a verdict" in as_lead.post(judge_address, {"reviewer_role": "Assurance lead"}).content.decode()
    done = as_lead.post(judge_address, {"verdict": "requires_improvement", "comment": "One way only.", "reviewer_role": "Assurance lead"})
    assert done["Location"] == f"{year.get_absolute_url()}#domain-feedback-and-evaluation"
    shown = as_lead.get(year.get_absolute_url()).content.decode()
    assert "Requires improvement (1)" in shown and "One way only." in shown and "1 of 5 judged" in shown
    assert AssuranceReview.objects.get().reviewer_role == "Assurance lead"


def test_result_and_gap_by_form(year, as_lead):
    address = reverse("assurance:year_result_edit", args=[year.pk])
    assert "Say where the result is written" in as_lead.post(address, {"result_label": "Green"}).content.decode()
    assert as_lead.post(address, {"result_label": "Green", "result_score": "11", "result_source": "Letter"}).status_code == 302
    gap = reverse("assurance:year_action_new", args=[year.pk])
    said = {
        "criterion": criterion("pcei:D1").pk,
        "text": "Publish what changed",
        "owner_role": "Editor",
        "due_on_day": "1",
        "due_on_month": "6",
        "due_on_year": "2020",
    }
    assert as_lead.post(gap, said).status_code == 302
    assert year.actions.get().raised_by_code == "pcei:D1"
    shown = as_lead.get(year.get_absolute_url()).content.decode()
    assert "Green" in shown and "11 points" in shown and "Publish what changed" in shown and "Not in the source" in shown
    assert "1" in as_lead.get(reverse("assurance:framework_year_list")).content.decode()


def test_a_criterion_that_is_full_offers_no_more_evidence(year, as_lead):
    for _number in range(3):
        use(year, "pcei:A1")
    shown = as_lead.get(year.get_absolute_url()).content.decode()
    assert "The framework takes 3 pieces of evidence" in shown and "Evidence linked (3)" in shown


def test_cost_does_not_grow_with_criteria_evidence_and_verdicts(year, pcei, lead, as_lead, count_queries):
    open_year(pcei, FinancialYear.parse("2018/19"), actor=lead)
    use(year, "pcei:A1")
    judged(year, lead, "good", domain="Governance")
    names = ("framework_year_detail", "framework_year_compare", "framework_year_submission")
    one = {name: count_queries(as_lead, f"assurance:{name}", year.pk) for name in names}
    for item in range(1, 30):
        activity = ActivityFactory()
        use(year, f"pcei:{'ABCDE'[item % 5]}1", EvidenceItem.objects.create(kind="activity", activity=activity, title=activity.title))
        judged(year, lead, "good", domain=("Governance", "Feedback and evaluation")[item % 2])
        Action.objects.create(framework_year=year, text="x", owner=lead, owner_role="Lead", criterion=criterion("pcei:A1"))
    assert {name: count_queries(as_lead, f"assurance:{name}", year.pk) for name in names} == one
    assert one["framework_year_detail"] <= 20
    first = count_queries(as_lead, "assurance:framework_year_list")
    for number in range(2022, 2030):
        open_year(Framework.objects.get(key="icb-ar"), FinancialYear(number), actor=lead)
    assert count_queries(as_lead, "assurance:framework_year_list") == first
