"""The answers to the seven questions: numbers counted by hand, what the reader may not see, training left out, cost."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import ActivityOrganisation, ParticipationCount
from assurance.answers import QUESTIONS, Answer, answer
from assurance.models import (
    Action,
    AssuranceReview,
    Decision,
    Escalation,
    EvidencePack,
    Framework,
    FrameworkYear,
    InvolvementAssessment,
    PartnerReport,
    Scrutiny,
)
from crm.core.financial_year import FinancialYear
from partners.models import Body, Community, Organisation, OrganisationType, Place
from tests.assurance.factories import (
    ActivityFactory,
    CommitmentFactory,
    DecisionFactory,
    InsightFactory,
    ProjectFactory,
    ResponseFactory,
    cover_of,
    criterion,
    link,
)

pytestmark = pytest.mark.django_db
YEAR = FinancialYear.parse("2024/25")
IN_YEAR = date(2024, 9, 10)


def taken(**columns) -> Decision:
    return DecisionFactory(**{"state": "taken", "decided_on": IN_YEAR, **columns})


def words(found: Answer) -> str:
    return " ".join(sentence.text for sentence in found.sentences)


def rows(found: Answer, title: str) -> dict[str, tuple[str, ...]]:
    """Rows of a table by their first cell."""
    table = next(table for table in found.tables if table.title.startswith(title))
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def assess(decision: Decision, outcome: str = "applies") -> None:
    InvolvementAssessment.objects.create(decision=decision, arranged_by_us="yes", outcome=outcome, reason="Because.", urgent_reason="Safety.")


def cover(decision: Decision, lead, verdict: str, state: str = "frozen") -> None:
    cover_of(decision, lead, number=decision.covers.count() + 1, verdict=verdict, signed=state == "frozen")


def test_every_question_answers_an_empty_year_with_what_is_not_recorded(lead):
    assert list(QUESTIONS) == list(EvidencePack.Question.values)
    for code in QUESTIONS:
        found = answer(code, FinancialYear.parse("1999/00"), lead)
        assert found.code == code and found.year == "1999/00" and found.question == QUESTIONS[code]
        assert found.sentences[0].text.startswith(("No ", "We met 0")), found.sentences[0].text
        assert all(sentence.source for sentence in found.sentences)
        for claim in ("compliant", "is met", "was met"):
            assert claim not in words(found)


def test_an_answer_survives_the_way_through_json(lead):
    assess(taken())
    found = answer("Q1", YEAR, lead)
    assert Answer.from_data(json.loads(json.dumps(found.to_data()))) == found


def test_q1_counts_decisions_by_assessment_and_cover(lead):
    first, second = taken(title="First"), taken(title="Second")
    DecisionFactory(title="Third", expected_on=date(2025, 3, 31))
    taken(title="Year before", decided_on=date(2024, 3, 31))
    taken(title="Year after", decided_on=date(2025, 4, 1))
    taken(title="Training", is_training=True)
    assess(first, "urgent-deferred")
    assess(first, "applies")
    assess(second, "urgent-deferred")
    cover(first, lead, "adequate")
    cover(first, lead, "", state="draft")
    cover(second, lead, "")
    found = answer("Q1", YEAR, lead)
    assert "On record for 2024/25: 3 decisions. With an involvement assessment: 2; without: 1." in words(found)
    assert "With a signed cover: 2. A named reviewer found 1 adequate, 0 adequate with conditions and 0 not adequate; 1 were not reviewed." in words(found)
    by_outcome = rows(found, "Decisions by the outcome")
    assert by_outcome["The duty applies"] == ("1",) and by_outcome["Urgent: involvement follows"] == ("1",) and by_outcome["No assessment recorded"] == ("1",)
    assert [gap.text for gap in found.gaps] == ["Third: no involvement assessment"]
    assert (found.figure("decisions"), found.figure("covers_adequate")) == (3, 1)


def test_q1_says_which_decisions_have_no_day(lead):
    DecisionFactory(duty_as_at=date(2024, 6, 30))
    found = answer("Q1", YEAR, lead)
    assert "No day is recorded for 1 decision;" in words(found)
    assert found.sentences[0].address == "#decisions"
    taken()
    assert answer("Q1", YEAR, lead).sentences[0].address == "#decisions"


def test_decisions_kept_to_others_are_not_counted_and_never_leave_the_room(lead, make_user):
    other = make_user(role="assurance_lead")
    taken(title="CANARY", visibility="restricted", named_user_ids=[other.pk])
    assert answer("Q1", YEAR, lead).figure("decisions") == 0
    assert answer("Q1", YEAR, other).figure("decisions") == 1
    assert answer("Q1", YEAR, other, leaves_the_room=True).figure("decisions") == 0


def test_q2_follows_the_chain_with_its_dates(lead):
    project = ProjectFactory()
    whole, heard = taken(title="Whole", project=project), taken(title="Heard")
    taken(title="Empty")
    said = InsightFactory(activity=ActivityFactory(project=project), heard_on=date(2024, 5, 3))
    link(heard, InsightFactory(), "duty-to-involve:2")
    link(heard, ActivityFactory(), "duty-to-involve:2", state="proposed")
    response = ResponseFactory(decision=whole, you_said="Too early", we_did="Opens at nine", considered_on=date(2024, 8, 1), told_on=date(2024, 10, 1))
    response.insights.add(said)
    found = answer("Q2", YEAR, lead)
    assert "People were involved in 1 of 3 decisions" in words(found)
    assert "recorded for 2 of them, and answered for 1." in words(found)
    assert rows(found, "What people said")[f"{whole.reference} Whole"][:3] == ("Too early", f"{said.reference}, Fri 3 May 2024", "Thu 1 August 2024")
    assert {gap.text for gap in found.gaps} == {
        "Heard: no activity recorded",
        "Empty: no activity recorded",
        "Heard: what people said is not answered",
    }


def test_q2_names_no_insight_that_the_reader_may_not_see(lead, make_user):
    response = ResponseFactory(decision=taken())
    response.insights.add(InsightFactory(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk]))
    assert "None shown here" in rows(answer("Q2", YEAR, lead), "What people said").popitem()[1]


def test_what_was_said_at_a_hidden_activity_is_neither_named_nor_counted(lead, make_user):
    other = make_user(role="assurance_lead")
    activity = ActivityFactory(visibility="restricted", named_user_ids=[other.pk])
    decision = taken()
    ResponseFactory(decision=decision).insights.add(InsightFactory(activity=activity))
    link(decision, activity.insights.get(), "duty-to-involve:2")
    CommitmentFactory(activity=activity, due_on=IN_YEAR)
    assert answer("Q2", YEAR, lead).figure("heard") == 0 and answer("Q4", YEAR, lead).figure("promises_due") == 0
    assert "INS-" not in str(answer("Q2", YEAR, lead).tables)
    assert answer("Q2", YEAR, other).figure("heard") == 1 and answer("Q4", YEAR, other).figure("promises_due") == 1
    assert answer("Q2", YEAR, other, leaves_the_room=True).figure("heard") == 0


def test_q3_suppresses_small_numbers_and_shows_what_is_unknown(lead):
    place = Place.objects.create(code="X1", name="Testham", kind="ward")
    community = Community.objects.create(name="A community of the test", seldom_heard=True)
    with_place = ActivityFactory(date_from=IN_YEAR, place=place)
    with_place.communities.add(community)
    small = ActivityFactory(date_from=IN_YEAR)
    ActivityFactory(date_from=IN_YEAR)
    ActivityFactory(date_from=IN_YEAR, level="inform")
    ActivityFactory(date_from=IN_YEAR, status="planned")
    ActivityFactory(date_from=IN_YEAR, is_training=True)
    ActivityFactory(date_from=None, date_precision="unknown")
    ParticipationCount.objects.create(activity=with_place, number=42)
    ParticipationCount.objects.create(activity=small, number=3, method="estimate")
    near = Organisation.objects.create(name="Near", decile=2, decile_release="IMD 2025")
    ActivityOrganisation.objects.create(activity=with_place, organisation=near)
    found = answer("Q3", YEAR, lead)
    assert "On record for 2024/25: 3 activities that involved people. With a count of who took part: 2; without: 1." in words(found)
    assert (
        "about 45 people" in words(found) and "33 % of the activities have no count" in words(found) and "2 activities have no place recorded" in words(found)
    )
    assert "Beyond these, 1 activity held on a day that is not recorded" in words(found)
    places = rows(found, "By place")
    assert places["Testham"] == ("1", "1", "about 40") and places["Place not recorded"] == ("2", "1", "*")
    assert rows(found, "People, by how")["estimated"] == ("*",)
    assert rows(found, "By community")["A community of the test"] == ("Yes", "1", "about 40")
    assert rows(found, "By deprivation")["Decile 2"][1] == "1 (100 %)"
    assert any("no population figures" in gap.text for gap in found.gaps)


def test_q4_counts_partners_met_reports_and_promises(lead):
    healthwatch = Organisation.objects.create(name="Healthwatch of the test")
    healthwatch.types.add(OrganisationType.objects.get(code="healthwatch"))
    charity = Organisation.objects.create(name="Charity")
    charity.types.add(OrganisationType.objects.get(code="vcse"))
    Organisation.objects.create(name="Closed", closed_on=date(2020, 1, 1))
    for number, day in enumerate((IN_YEAR, IN_YEAR, date(2023, 9, 1))):
        ActivityOrganisation.objects.create(activity=ActivityFactory(date_from=day, title=str(number)), organisation=healthwatch if number < 2 else charity)
    for title, due, replied in (
        ("In time", date(2024, 10, 8), date(2024, 10, 8)),
        ("Late", date(2024, 10, 8), date(2024, 10, 9)),
        ("Silent", date(2024, 10, 8), None),
    ):
        PartnerReport.objects.create(organisation=healthwatch, title=title, received_on=IN_YEAR, reply_due_on=due, replied_on=replied)
    PartnerReport.objects.create(organisation=healthwatch, title="Training", received_on=IN_YEAR, is_training=True)
    CommitmentFactory(due_on=IN_YEAR, state="kept", closed_on=IN_YEAR, proof="The letter.")
    overdue = CommitmentFactory(due_on=date(2025, 3, 31))
    found = answer("Q4", YEAR, lead)
    assert "We met 1 organisation in 2024/25; 0 on record were never met." in words(found)
    assert rows(found, "Organisations by type")["Local Healthwatch"] == ("1", "1", "0")
    assert rows(found, "Organisations by type")["Charity or community group"] == ("1", "0", "0")
    assert "3 reports were received in 2024/25; 2 answered, 2 answered late or overdue." in words(found)
    assert [cells[-1] for cells in rows(found, "Reports of").values()] == ["Answered in time", "Answered late", "No reply, overdue"]
    assert "2 promises were due in 2024/25: 1 kept, 0 not kept, 1 overdue, 0 still open." in words(found)
    assert any(gap.text.startswith(overdue.reference) for gap in found.gaps)


def test_q5_takes_the_day_written_down_or_the_first_publication(lead):
    taken(told_on=date(2024, 9, 20))
    published = taken()
    ResponseFactory(decision=published, published_at=timezone.make_aware(timezone.datetime(2024, 10, 10, 12)), approved_by=lead, approved_on=IN_YEAR)
    taken(title="Silent")
    found = answer("Q5", YEAR, lead)
    assert "3 decisions were taken in 2024/25. People were told about 2; about 1 no feedback is recorded." in words(found)
    assert "median wait from the decision to telling people is 20 days" in words(found)  # of 10 and 30 days
    assert [gap.text for gap in found.gaps] == ["Silent: taken, no feedback recorded"]


def test_q6_registers_reconfigurations_with_scrutiny_and_escalations(lead):
    change = taken(title="Move of the ward", path="reconfiguration")
    taken(title="Other move", path="reconfiguration")
    taken(title="Ordinary")
    body = Body.objects.create(name="Committee of the test", kind="scrutiny")
    Scrutiny.objects.create(decision=change, body=body, view="waiting", asked_on=date(2024, 6, 1), reply_by=date(2024, 7, 1))
    Escalation.objects.create(decision=change, kind="notified", on=date(2024, 6, 2))
    Escalation.objects.create(decision=change, kind="called_in", on=date(2024, 7, 2))
    change.reviews.create(criterion=criterion("five-tests:T1"), verdict="partly", reviewer=lead, reviewer_role="Assurance lead", reviewed_on=IN_YEAR)
    found = answer("Q6", YEAR, lead)
    assert "2 service reconfigurations of 2024/25 on record; scrutiny was asked about 1 of them. 1 called in by the Secretary of State, 0 with" in words(found)
    assert rows(found, "Register")["Move of the ward"][3:5] == ("Committee of the test: Asked, no view yet", "Sun 2 June 2024")
    assert rows(found, "The tests")[change.reference][:2] == ("Reviewed: partly", "Not reviewed")
    assert {gap.text.split(":")[0] for gap in found.gaps} == {"Other move", f"{change.reference}"}


def test_q7_lists_verdicts_in_the_order_of_the_framework(lead):
    framework = Framework.objects.get(key="icb-ar")
    year = FrameworkYear.objects.create(framework=framework, year="2024/25", starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31))
    for code in ("AR10", "AR2", "AR1", "AR9"):
        said = {"verdict": "met", "reviewer": lead, "reviewer_role": "Assurance lead", "reviewed_on": IN_YEAR}
        AssuranceReview.objects.create(framework_year=year, criterion=criterion(f"icb-ar:{code}"), **said)
    table = next(table for table in answer("Q7", YEAR, lead).tables if table.title.startswith("Verdicts"))
    assert [row.cells[1] for row in table.rows] == ["AR1", "AR2", "AR9", "AR10"]


def test_q7_sets_this_years_verdicts_beside_the_last(lead):
    framework = Framework.objects.get(key="icb-ar")
    now, before = (
        FrameworkYear.objects.create(framework=framework, year=year, starts_on=date(int(year[:4]), 4, 1), ends_on=date(int(year[:4]) + 1, 3, 31))
        for year in ("2024/25", "2023/24")
    )
    for year, verdict in ((before, "gap"), (before, "partly"), (now, "met")):
        AssuranceReview.objects.create(
            framework_year=year, criterion=criterion("icb-ar:AR1"), verdict=verdict, reviewer=lead, reviewer_role="Assurance lead", reviewed_on=IN_YEAR
        )
    AssuranceReview.objects.create(framework_year=now, criterion=criterion("icb-ar:AR2"), verdict="gap", reviewer=lead, reviewer_role="x", reviewed_on=IN_YEAR)
    Action.objects.create(framework_year=now, text="Ask earlier", owner_role="Lead", due_on=IN_YEAR, done_on=date(2024, 10, 1), done_note="The form asks it.")
    Action.objects.create(framework_year=now, text="Tell more", owner_role="Lead", due_on=date(2025, 3, 31))
    found = answer("Q7", YEAR, lead)
    assert "1 framework was opened for 2024/25. A named reviewer judged 2 parts of them; 1 got another verdict" in words(found)
    table = next(table for table in found.tables if table.title.startswith("Verdicts"))
    assert [row.cells[1:5] for row in table.rows] == [("AR1", "Met", "Partly", "Changed"), ("AR2", "Gap", "Not judged", "–")]
    assert "Actions done in 2024/25: 1. Due in it and not done: 1, of them overdue: 1." in words(found)


@pytest.mark.parametrize(("code", "most"), [("Q1", 3), ("Q2", 5), ("Q3", 10), ("Q4", 6), ("Q5", 3), ("Q6", 6), ("Q7", 5)])
def test_cost_does_not_grow_with_rows(lead, code, most):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer(code, YEAR, lead)
        return len(queries)

    def fill(number: int) -> None:
        year, _made = FrameworkYear.objects.get_or_create(
            framework=Framework.objects.get(key="icb-ar"), year="2024/25", defaults={"starts_on": YEAR.starts_on, "ends_on": YEAR.ends_on}
        )
        for _number in range(number):
            project = ProjectFactory()
            decision = taken(project=project, path="reconfiguration")
            assess(decision)
            cover(decision, lead, "adequate")
            activity = ActivityFactory(project=project, date_from=IN_YEAR)
            ParticipationCount.objects.create(activity=activity, number=10)
            ActivityOrganisation.objects.create(activity=activity, organisation=Organisation.objects.create(name="x"))
            ResponseFactory(decision=decision).insights.add(InsightFactory(activity=activity))
            Escalation.objects.create(decision=decision, kind="notified", on=IN_YEAR)
            Action.objects.create(framework_year=year, text="x", owner_role="Lead", due_on=IN_YEAR)

    fill(1)
    answer(code, YEAR, lead)  # the reader's roles and teams are read once
    one = cost()
    fill(10)
    assert cost() == one <= most
