from datetime import date

import pytest

from activities.models import MissingFact
from assurance.models import CriterionReview, EvidenceItem, EvidenceUse, GapOwner, TimelinePlacing
from tests.assurance.factories import ActivityFactory, CommitmentFactory, DecisionFactory, InsightFactory, ResponseFactory, criterion, link

pytestmark = pytest.mark.django_db


def page(client, decision, query=""):
    return client.get(f"{decision.get_absolute_url()}{query}").content.decode()


def test_door(closed_door, decision, hidden):
    closed_door("assurance:decision_detail", decision, hidden)


def test_states_are_shown_in_the_agreed_words(as_lead, lead, decision):
    link(decision, decision.project.activities.first(), "duty-to-involve:2")
    for key, verdict, approver in (("1", "met", ""), ("3", "partly", ""), ("4", "not_met", ""), ("8", "not_applicable", "Board secretary")):
        CriterionReview.objects.create(
            decision=decision, criterion=criterion(f"duty-to-involve:{key}"), verdict=verdict, comment="Why.", reviewer=lead, reviewer_role="Assurance lead",
            reviewed_on=date(2026, 4, 1), approver_role=approver,
        )  # fmt: skip
    shown = page(as_lead, decision)
    for words in ("None found", "Evidence linked (1)", "Reviewed: met", "Reviewed: partly", "Reviewed: not met", "Not applicable"):
        assert f">{words}</strong>" in shown, words
    assert "1 of 7 criteria with evidence" in shown


def test_title_of_the_timeline_states_the_finding(as_lead):
    decision = DecisionFactory(options_open_on=date(2026, 3, 1), options_fixed_on=date(2026, 6, 1))
    for day in (date(2026, 3, 10), date(2026, 4, 1), date(2026, 7, 1)):
        link(decision, ActivityFactory(date_from=day), "duty-to-involve:2")
    shown = page(as_lead, decision)
    assert "2 of 3 activities came before options were fixed" in shown and "<svg" in shown and "Show as table" in shown
    assert "style=" not in shown.split("<main")[1]


def test_a_correction_of_the_timeline_shows_its_reason(as_lead, decision, lead):
    activity = decision.project.activities.first()
    TimelinePlacing.objects.create(decision=decision, activity=activity, placing="told", reason="The minutes say so.", placed_by=lead)
    shown = page(as_lead, decision)
    assert "After everything was fixed: told" in shown and "The minutes say so." in shown


def test_framework_switch(as_lead, decision):
    from assurance.models import DecisionFramework, Framework

    DecisionFramework.objects.create(decision=decision, framework=Framework.objects.get(key="pcei"), only_codes=["D1"])
    shown = page(as_lead, decision, "?framework=pcei")
    assert "pcei:D1" in shown and "Historical" in shown and "0 of 1 criteria" in shown
    assert "duty-to-involve:1" in page(as_lead, decision, "?framework=%3Cscript%3E")


def test_gap_shows_its_owner_or_that_nobody_is_named(as_lead, decision, officer):
    GapOwner.objects.create(decision=decision, gap="findings", owner=officer, owner_role="Engagement officer", due_on=date(2026, 9, 12))
    shown = page(as_lead, decision)
    assert officer.name in shown and "12 Sep 2026" in shown and "no owner named" in shown


def test_restricted_records_never_show_to_others(as_lead, decision, officer):
    kept = {"visibility": "restricted", "named_user_ids": [officer.pk]}
    activity = ActivityFactory(project=decision.project, title="CANARY-1", heard="CANARY-2", summary="CANARY-3", **kept)
    MissingFact.objects.create(activity=activity, fact="number", text="CANARY-4")
    InsightFactory(activity=activity, paraphrase="CANARY-5")
    CommitmentFactory(project=decision.project, text="CANARY-6", **kept)
    ResponseFactory(decision=decision, you_said="CANARY-7", **kept)
    link(decision, activity, "duty-to-involve:2")
    shown = page(as_lead, decision)
    assert "CANARY" not in shown
    assert "Evidence linked" not in shown


def test_auditor_reads_and_has_no_buttons(client, auditor, decision):
    client.force_login(auditor)
    shown = page(client, decision)
    assert decision.title in shown
    for words in ("Build pack", "Write cover", "Link evidence", "Name an owner", "Assess the duty"):
        assert words not in shown


def test_colleague_works_on_own_decision_only(client, make_user):
    colleague = make_user(role="colleague")
    own = DecisionFactory(owner=colleague)
    client.force_login(colleague)
    assert "Assess the duty" in page(client, own)
    assert client.get(DecisionFactory().get_absolute_url()).status_code == 404


def test_a_project_that_the_reader_may_not_open_is_not_linked_and_not_named(client, make_user, as_lead, decision):
    project = decision.project
    colleague = make_user(role="colleague")
    decision.owner = colleague
    decision.save()
    assert f'href="{project.get_absolute_url()}"' in page(as_lead, decision)
    client.force_login(colleague)
    shown = page(client, decision)
    assert f'href="{project.get_absolute_url()}"' not in shown and project.title not in shown
    assert "What was done and heard there is not counted on this page." in shown


def test_hostile_text_is_only_text(as_lead):
    decision = DecisionFactory(title="<script>alert(1)</script>", proposal="{{ 7 }} =1+1 \u202e")
    shown = page(as_lead, decision)
    assert "<script>alert(1)" not in shown and "&lt;script&gt;" in shown


def test_cost_is_at_most_fifteen_queries_and_flat(as_lead, count_queries, decision, lead):
    fill(decision, lead, 1)
    one = count_queries(as_lead, "assurance:decision_detail", decision.pk)
    fill(decision, lead, 19)
    assert count_queries(as_lead, "assurance:decision_detail", decision.pk) == one
    assert one <= 15


def fill(decision, lead, number):
    for _turn in range(number):
        activity = ActivityFactory(project=decision.project)
        MissingFact.objects.create(activity=activity, fact="number", text="how many")
        link(decision, InsightFactory(activity=activity), "duty-to-involve:3")
        link(decision, activity, "duty-to-involve:2")
        CommitmentFactory(project=decision.project, owner=lead)
        ResponseFactory(decision=decision)
        web = EvidenceItem.objects.create(kind="web", title="A page", url="https://www.example.nhs.uk/")
        EvidenceUse.objects.create(decision=decision, item=web, proposed_by=lead)
