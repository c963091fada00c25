"""The one next thing to do for a decision: the rule, and what the page says of it to each reader."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.rules.next_step import Standing, next_step
from tests.assurance.factories import DecisionFactory, InsightFactory, ResponseFactory

READY = {
    "is_assessed": True, "is_decided_on_the_duty": True, "is_approved": True, "has_project": True, "activities": 2, "insight": 3, "covers": 1,
    "is_signed": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({}, "assess"),
        ({"is_assessed": True}, "assess"),  # more information is needed
        ({"is_assessed": True, "is_decided_on_the_duty": True}, "approve"),
        (READY | {"proposed": 1}, "accept"),
        (READY | {"has_project": False}, "plan"),
        (READY | {"activities": 0}, "involve"),
        (READY | {"insight": 0}, "hear"),
        (READY | {"has_project": False, "activities": 0, "insight": 0, "people_are_involved": False}, "record"),
        (READY | {"covers": 0, "is_signed": False}, "write_cover"),
        (READY | {"is_signed": False}, "sign_cover"),
        (READY, "record"),
        ({"is_due": True}, "record"),  # its day is here: first say what happened
        ({"is_put_off": True}, "wait"),
        ({"is_put_off": True, "is_due": True}, "take_up_again"),
        ({"is_over": True, "is_due": True}, ""),
        ({"is_taken": True, "activities": 1}, "hear"),  # an answer rests on what was said
        ({"is_taken": True, "insight": 1}, "respond"),
        ({"is_taken": True, "insight": 1, "responses": 2, "unpublished": 1, "untold": 1}, "publish"),
        ({"is_taken": True, "insight": 1, "responses": 2, "untold": 1}, "tell"),
        ({"is_taken": True, "responses": 1, "proposed": 2}, "accept"),
        ({"is_taken": True}, "assess"),
        ({"is_taken": True, "is_assessed": True, "insight": 1, "responses": 1}, "pack"),
    ],
)
def test_the_first_open_step_is_next(facts, step):
    assert next_step(Standing(**facts)) == step


def page(client, decision):
    return client.get(decision.get_absolute_url()).content.decode()


@pytest.mark.django_db
class TestThePage:
    def test_it_leads_to_the_next_step_and_marks_its_link_of_the_chain(self, as_lead, decision):
        shown = page(as_lead, decision)
        assert "Answer whether the duty to involve applies." in shown
        assert f'href="{reverse("assurance:assessment_new", args=[decision.pk])}" role="button"' in shown
        assert shown.count('aria-current="step"') == 1

    def test_who_may_not_do_it_reads_whom_to_ask(self, client, auditor, decision):
        client.force_login(auditor)
        shown = page(client, decision)
        assert "Answer whether the duty to involve applies." in shown and "Not for your role. Ask" in shown
        assert "Answer the questions" not in shown

    def test_a_day_that_is_past_comes_before_all_else(self, as_lead):
        decision = DecisionFactory(expected_on=timezone.localdate() - timedelta(days=3))
        assert "Write down what was decided, or put it off." in page(as_lead, decision)

    def test_after_the_decision_people_are_told(self, as_lead, decision):
        decision.state, decision.decided_on = "taken", date(2026, 5, 1)
        decision.save()
        assert "Write down what people said, point by point" in page(as_lead, decision)
        InsightFactory(activity=decision.project.activities.first())
        assert "Tell people what became of what they said." in page(as_lead, decision)
        response = ResponseFactory(decision=decision)
        assert f'href="{response.get_absolute_url()}" role="button"' in page(as_lead, decision)

    def test_links_of_the_chain_are_named_missing_before_details(self, as_lead, decision):
        first = page(as_lead, decision).split("Still missing:")[1].split("</p>")[0]
        assert "The involvement assessment" in first and "How and when findings reached" in first

    def test_each_entry_of_the_index_leads_to_a_part(self, as_lead, decision):
        shown = page(as_lead, decision)
        index = shown.split('aria-label="On this page"')[1].split("</nav>")[0]
        anchors = [part.split('"')[0] for part in index.split('href="#')[1:]]
        assert len(anchors) > 9 and all(shown.count(f'id="{anchor}"') == 1 for anchor in anchors)
