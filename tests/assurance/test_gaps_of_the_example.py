"""The gap list of the worked example, written by hand from its marks: what the public page does not say, and nothing else."""

from datetime import date

import pytest
from django.utils import timezone

from activities.models import Activity, Commitment, Insight, ParticipationCount, Project
from assurance.dossier import read_dossier
from assurance.models import Decision, InvolvementAssessment
from assurance.services import Operator
from crm.desk.example import covid_learning
from tests.assurance.factories import ResponseFactory, link

pytestmark = pytest.mark.django_db

# section of the pack, what is missing; in the order of the worked example
D3 = [
    (4, "the year of the survey"),
    (4, "how many people responded"),
    (4, "how many people called"),
    (4, "how many comments were received"),
    (4, "when the discussions took place"),
    (4, "how many colleagues responded"),
    (4, "how many interviews"),
    (4, "whether “Healthwatch” means Healthwatch Kent or Medway"),
    (5, "Reach and profile"),
    (5, "who responded (profile)"),
    (5, "which communities"),
    (6, "which patient groups"),
    (6, "which local authorities"),
    (6, "which voluntary-sector partners"),
    (7, "the survey questions"),
    (8, "Findings: what people said"),
    (8, "notes of the discussions"),
    (8, "the partners’ reports"),
    (8, "the outputs of the trusts’ reviews"),
    (9, "Equality analysis"),
    (10, "How and when findings reached the decision-makers"),
    (11, "Response and feedback"),
    (12, "Who keeps the promise “Feedback will support"),
    (12, "When the promise “Feedback will support"),
    (12, "Who keeps the promise “Colleagues, stakeholders"),
    (12, "When the promise “Colleagues, stakeholders"),
    (13, "gunning:2"),
    (13, "gunning:3"),
    (13, "gunning:4"),
    (13, "pcei:D1"),
    (13, "pcei:D2"),
    (13, "pcei:E1"),
    (13, "pcei:E3"),
]


@pytest.fixture
def d3() -> Decision:
    covid_learning.load({})
    return Decision.objects.get(title="What to keep, adapt or reverse for the long term")


def gaps(decision: Decision) -> list[tuple[int, str]]:
    return [(gap.section, gap.text) for gap in read_dossier(Operator(), decision.pk, leaves_the_room=True).gaps]


def test_d3_has_exactly_the_gaps_of_the_hand_written_list(d3):
    found = gaps(d3)
    assert len(found) == len(D3)
    for (section, text), (expected_section, expected) in zip(found, D3, strict=True):
        assert section == expected_section and expected in text, (text, expected)


def test_what_the_page_supports_is_linked_and_counted(d3):
    dossier = read_dossier(Operator(), d3.pk)
    states = {view.facts.key: view.facts.state for framework in dossier.frameworks for view in framework.criteria}
    for key in ("pcei:C1", "pcei:C3", "pcei:C4", "pcei:C5", "gunning:1"):
        assert states[key].startswith("Evidence linked"), key
    for key in ("pcei:D1", "pcei:D2", "pcei:E1", "pcei:E3", "gunning:2", "gunning:3", "gunning:4"):
        assert states[key] == "None found", key


def test_a_missing_assessment_and_an_unknown_date_are_gaps_of_the_other_decisions(d3):
    d1 = Decision.objects.get(title="Significant emergency changes to services")
    d2 = Decision.objects.get(title="Order of restarting paused services")
    assert (1, "The date of the decision") in gaps(d1)
    assert any(text.startswith("The involvement assessment") for _section, text in gaps(d2))
    assert not any(text.startswith("The involvement assessment") for _section, text in gaps(d3))


def activity(title: str) -> Activity:
    return Activity.objects.get(title=title)


FILLINGS = [
    ("how many people called", lambda d: ParticipationCount.objects.create(activity=activity("Phone service to complete the survey"), number=40)),
    ("the year of the survey", lambda d: Activity.objects.filter(title="Online public survey").update(date_from=date(2020, 6, 1), date_precision="month")),
    ("Reach and profile", lambda d: link(d, activity("Online public survey"), "duty-to-involve:5")),
    ("Findings: what people said", lambda d: Insight.objects.create(paraphrase="Phone calls help.", activity=activity("Online public survey"))),
    ("Equality analysis", lambda d: InvolvementAssessment.objects.filter(decision=d).update(equality="Considered.", inequalities="Considered.")),
    ("How and when findings", lambda d: Decision.objects.filter(pk=d.pk).update(findings_sent_on=date(2020, 9, 1))),
    ("When the promise “Feedback", lambda d: Commitment.objects.filter(text__startswith="Feedback").update(due_on=date(2020, 12, 1))),
    ("gunning:2", lambda d: link(d, activity("Online public survey"), "gunning:2")),
    ("pcei:E1", lambda d: link(d, activity("Online public survey"), "pcei:E1")),
]


@pytest.mark.parametrize(("closed", "fill"), FILLINGS, ids=[closed for closed, _fill in FILLINGS])
def test_filling_one_fact_closes_exactly_that_gap(d3, closed, fill):
    before = gaps(d3)
    fill(d3)
    after = gaps(d3)
    assert [gap for gap in before if gap not in after] == [next(gap for gap in before if closed in gap[1])]
    assert len(after) == len(before) - 1


def test_an_approved_response_closes_the_gap_of_feedback(d3, make_user):
    before = gaps(d3)
    lead = make_user(role="assurance_lead")
    ResponseFactory(decision=d3, approved_by=lead, approved_on=date(2020, 10, 1), published_at=timezone.now())
    after = gaps(d3)
    assert len(after) == len(before) - 1 and not any("Response and feedback" in text for _section, text in after)


def test_naming_who_keeps_a_promise_closes_that_gap(d3, make_user):
    before = gaps(d3)
    Commitment.objects.filter(text__startswith="Feedback").update(owner=make_user(role="engagement_officer"))
    assert [text for _section, text in before if text not in {text for _section, text in gaps(d3)}] == [
        "Who keeps the promise “Feedback will support evidence-based decisions.”"
    ]


def test_project_of_the_example_is_loaded_once(d3):
    assert covid_learning.load({}) is None
    assert Project.objects.filter(title=covid_learning.PROJECT_TITLE).count() == 1
