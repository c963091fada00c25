"""How assurance stands: numbers worked out by hand, each with its rows behind it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assurance import standing
from assurance.models import BodyMeeting, Decision, InvolvementAssessment
from crm.core import sealing
from crm.core.financial_year import FinancialYear, Quarter
from crm.core.models import AccessGrant, JobRun
from crm.core.templatetags.kit import long_moment
from crm.desk.periodic import jobs, run_due
from partners.models import Body
from tests.assurance.factories import DecisionFactory, cover_of

pytestmark = pytest.mark.django_db
QUARTER = Quarter.parse("2026/27 Q3")
YEAR = FinancialYear(2026)


@pytest.fixture
def lead(make_user):
    return make_user(role="assurance_lead")


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


def assess(decision, outcome="applies"):
    InvolvementAssessment.objects.create(
        decision=decision, arranged_by_us="yes", outcome=outcome, reason="Because", equality="x", inequalities="x", scrutiny="x", public_promises="x"
    )


@pytest.fixture
def quarter(lead):
    """Five decisions of the quarter and three that are not of it."""
    body = Body.objects.create(name="Board", kind="board")
    meeting = BodyMeeting.objects.create(body=body, on=date(2026, 12, 31))
    bare = DecisionFactory(title="Bare", expected_on=date(2026, 10, 1))
    assess(DecisionFactory(title="By its meeting", expected_on=date(2027, 2, 1), body=body, meeting=meeting))
    assess(DecisionFactory(title="Needs nobody", expected_on=date(2026, 11, 1)), "does-not-apply")
    told = DecisionFactory(title="Told", state="taken", decided_on=date(2026, 10, 5), told_on=date(2026, 10, 25))
    late = DecisionFactory(title="Nobody told", state="taken", decided_on=date(2026, 11, 5), expected_on=date(2026, 9, 1))
    for decision, verdict in ((told, "adequate"), (late, "")):
        cover_of(decision, lead, verdict=verdict, signed=True, signed_at=timezone.now())
    DecisionFactory(title="Before", expected_on=date(2026, 9, 30))
    DecisionFactory(title="After", expected_on=date(2027, 1, 1))
    DecisionFactory(title="No day")
    return bare


def titles(rows):
    return sorted(rows.values_list("title", flat=True))


def test_what_the_quarters_decisions_lack(quarter):
    decisions = Decision.objects.all()
    assert standing.counts_of(decisions, QUARTER) == {"total": 5, "assessment": 3, "involvement": 4, "cover": 3, "feedback": 1}
    of_quarter = standing.in_period(decisions, QUARTER)
    assert titles(standing.lacking(of_quarter, "assessment")) == ["Bare", "Nobody told", "Told"]
    assert titles(standing.lacking(of_quarter, "involvement")) == ["Bare", "By its meeting", "Nobody told", "Told"]
    assert titles(standing.lacking(of_quarter, "cover")) == ["Bare", "By its meeting", "Needs nobody"]
    assert titles(standing.lacking(of_quarter, "feedback")) == ["Nobody told"]


def test_each_number_opens_exactly_its_rows(as_lead, quarter):
    page = as_lead.get(reverse("desk:assurance_desk"), {"quarter": QUARTER.label})
    for figure in page.context["figures"]:
        rows = as_lead.get(figure["href"])
        assert len(rows.context["rows"]) == figure["figure"], figure["label"]


def test_feedback_and_papers_of_the_year(quarter):
    decisions = Decision.objects.all()
    assert standing.feedback_of(decisions, YEAR) == standing.Feedback(days=20, timed=1, told=1, not_told=1)
    papers = standing.papers_of(decisions, FinancialYear.of(timezone.localdate()))
    assert (papers.signed, papers.adequate, papers.share) == (2, 1, 50)
    assert standing.papers_of(decisions, FinancialYear(2019)).share is None
    assert standing.feedback_of(decisions, FinancialYear(2019)).days is None


def test_the_share_of_papers_opens_its_rows(as_lead, quarter, lead):
    """Five signed this year: two adequate, one with conditions, two that nobody reviewed; and four that are not of it."""
    now = timezone.now()
    cover_of(DecisionFactory(), lead, verdict="adequate", signed=True, signed_at=now)
    archived = DecisionFactory(archived_at=now, archived_reason="Over")
    cover_of(archived, lead, verdict="conditions", signed=True, signed_at=now)
    cover_of(DecisionFactory(), lead, signed=True, signed_at=now)
    cover_of(DecisionFactory(), lead, verdict="adequate", signed=True, signed_at=now - timedelta(days=800))
    cover_of(DecisionFactory(is_training=True), lead, verdict="adequate", signed=True, signed_at=now)
    cover_of(DecisionFactory(visibility="restricted", named_user_ids=[0]), lead, verdict="adequate", signed=True, signed_at=now)
    cover_of(DecisionFactory(), lead, verdict="adequate", state="review")
    context = as_lead.get(reverse("desk:assurance_desk")).context
    assert (context["papers"].adequate, context["papers"].signed, context["papers"].share) == (3, 5, 60)
    assert [len(as_lead.get(context[rows]).context["rows"]) for rows in ("adequate_rows", "signed_rows")] == [3, 5]


def test_training_and_hidden_decisions_are_no_number(as_lead, quarter, make_user):
    other = make_user(role="assurance_lead")
    Decision.objects.filter(title="Bare").update(is_training=True)
    Decision.objects.filter(title="Told").update(visibility="restricted", named_user_ids=[other.pk])
    page = as_lead.get(reverse("desk:assurance_desk"), {"quarter": QUARTER.label})
    assert page.context["counts"]["total"] == 3
    assert "Bare" not in page.content.decode()


@pytest.mark.parametrize("name", ["assurance_desk", "clock_list", "history_seal"])
def test_doors(make_user, name):
    address = reverse(f"desk:{name}")
    assert "/accounts/login/" in Client().get(address)["Location"]
    for role, status in (("colleague", 403), ("partner", 403), ("board_secretary", 200), ("auditor", 200)):
        client = Client()
        client.force_login(make_user(role=role))
        assert client.get(address).status_code == status, role


def test_a_quarter_that_is_none_is_not_found(as_lead):
    assert as_lead.get(reverse("desk:assurance_desk"), {"quarter": "2026/27 Q9"}).status_code == 404


def test_cost_does_not_grow_with_rows(as_lead, count_queries):
    DecisionFactory(expected_on=timezone.localdate())
    one = count_queries(as_lead, "desk:assurance_desk")
    for _number in range(19):
        assess(DecisionFactory(expected_on=timezone.localdate()))
    assert count_queries(as_lead, "desk:assurance_desk") == one <= 15


def test_the_seal_of_the_day_is_the_newest_seal(as_lead, quarter):
    sealing.seal_history()
    page = as_lead.get(reverse("desk:history_seal")).content.decode()
    text = sealing.newest_seal().hash.hex()
    assert " ".join(text[start : start + 8] for start in range(0, 64, 8)) in page
    assert "not verified yet" in as_lead.get(reverse("desk:assurance_desk")).content.decode()


def test_the_nightly_check_is_told(as_lead, quarter):
    sealing.seal_history()
    now = timezone.now()
    assert run_due(now, [job for job in jobs() if job.name == "verify_history"]) == ["verify_history"]
    run = JobRun.objects.get(name="verify_history")
    assert not run.failed and "nothing altered" in run.said
    assert "verified" in as_lead.get(reverse("desk:assurance_desk")).content.decode()
    JobRun.objects.filter(pk=run.pk).update(failed=True)
    assert "did not pass" in as_lead.get(reverse("desk:assurance_desk")).content.decode()


def test_the_view_log_tells_who_opened_what_and_why(make_user, lead):
    grant = AccessGrant.objects.create(user=lead, kind="decision", object_id=7, reason="=1+1 asked by the SIRO", expires_at=timezone.now())
    for role, status in (("ig_lead", 200), ("auditor", 200), ("assurance_lead", 403)):
        client = Client()
        client.force_login(make_user(role=role))
        answer = client.get(reverse("desk:view_log"))
        assert answer.status_code == status, role
        if status == 200:
            page = answer.content.decode()
            assert "DEC-7" in page and "asked by the SIRO" in page and long_moment(grant.created_at) in page


@pytest.mark.parametrize("name", ["clock_list", "history_seal"])
def test_the_way_back_to_the_desk_is_shown(as_lead, name):
    page = as_lead.get(reverse(f"desk:{name}")).content.decode()
    assert f'href="{reverse("desk:assurance_desk")}">Assurance now</a>' in page
