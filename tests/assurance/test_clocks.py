"""Deadlines that run, soonest first, counted in working days; only of what the reader may see."""

from datetime import date

import pytest

from activities.calendar.sources import Question
from activities.models import Project
from assurance.calendar import of_decisions
from assurance.clocks import clocks_for, working_days_until
from assurance.models import Action, Escalation, ImpactAssessment, InvolvementAssessment, PartnerReport, Scrutiny
from partners.models import Body
from tests.assurance.factories import DecisionFactory
from tests.partners.factories import OrganisationFactory

TODAY = date(2026, 12, 23)  # a Wednesday; 25 and 28 December 2026 are bank holidays in England (Boxing Day falls on a Saturday)


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2026, 12, 23), 0),
        (date(2026, 12, 24), 1),
        (date(2026, 12, 25), 1),  # Christmas Day is no working day
        (date(2026, 12, 29), 2),  # 24 and 29: 25 and 28 are bank holidays, 26 and 27 the weekend
        (date(2026, 12, 22), -1),
        (date(2026, 12, 18), -3),  # 21, 22, 23
        (date(2026, 12, 20), -3),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day, left):
    assert working_days_until(day, TODAY) == left


def test_a_deadline_that_fell_on_the_weekend_is_overdue_on_monday():
    assert working_days_until(date(2026, 11, 21), date(2026, 11, 22)) == -1  # never "today" once it has passed


@pytest.fixture
def clocks(db, lead):
    decision = DecisionFactory(title="Hours", deferred_until=date(2027, 1, 4), deferred_because="Waits for the survey")
    body = Body.objects.create(name="Kent scrutiny", kind="scrutiny")
    Scrutiny.objects.create(decision=decision, body=body, asked_on=date(2026, 11, 1), reply_by=date(2026, 12, 24))
    Scrutiny.objects.create(
        decision=decision, body=Body.objects.create(name="Medway scrutiny", kind="scrutiny"), reply_by=date(2026, 12, 1), replied_on=date(2026, 11, 30)
    )
    Escalation.objects.create(decision=decision, kind="requested", on=date(2026, 12, 1), answer_due_on=date(2026, 12, 30))
    common = {"decision": decision, "arranged_by_us": "yes", "outcome": "urgent-deferred", "reason": "Safety", "urgent_reason": "Safety"}
    InvolvementAssessment.objects.create(**common, involve_by=date(2026, 11, 1))  # a newer one counts
    InvolvementAssessment.objects.create(**common, involve_by=date(2027, 2, 1))
    ImpactAssessment.objects.create(decision=decision, kind="ehia", review_on=date(2026, 11, 1))  # a newer one of its kind counts
    ImpactAssessment.objects.create(decision=decision, kind="ehia", review_on=date(2027, 3, 1))
    Action.objects.create(decision=decision, text="Ask the carers", owner_role="Engagement lead", due_on=date(2026, 12, 22))
    Action.objects.create(decision=decision, text="Done", owner_role="Engagement lead", due_on=date(2026, 12, 1), done_on=date(2026, 12, 2), done_note="Done")
    report = {"received_on": date(2026, 12, 1), "reply_due_on": date(2026, 12, 31)}
    PartnerReport.objects.create(organisation=OrganisationFactory(name="Healthwatch"), title="Dentistry", **report)
    PartnerReport.objects.create(organisation=OrganisationFactory(), title="A training report", is_training=True, **report)
    return decision


def test_every_kind_is_there_once_soonest_first(clocks, lead, django_assert_num_queries):
    assert lead.roles and lead.led_team_ids == ()  # asked once a request
    with django_assert_num_queries(1):
        found = clocks_for(lead, TODAY)
    assert [(clock.kind, clock.what, clock.days_in_words) for clock in found] == [
        ("action", "Ask the carers", "1 working day overdue"),
        ("scrutiny", "Kent scrutiny: Hours", "1 working day left"),
        ("escalation", "Hours", "3 working days left"),  # 24, 29, 30
        ("partner_report", "Healthwatch: Dentistry", "4 working days left"),
        ("deferred", "Hours", "5 working days left"),  # 24, 29, 30, 31, 4 January; 1 January is a bank holiday
        ("urgent", "Hours", found[5].days_in_words),
        ("impact", "Hours", found[6].days_in_words),
    ]
    assert found[0].owner == "Engagement lead" and found[5].due_on == date(2027, 2, 1)


def calendar_of(user, first=date(2026, 12, 1), last=date(2027, 3, 31), **narrowed):
    found = of_decisions(Question(user=user, first=first, last=last, today=TODAY, **narrowed))
    return [(entry.label, entry.title, entry.first) for entry in found.entries if entry.kind == "clock"]


def test_deadlines_stand_in_the_calendar(clocks, lead):
    assert calendar_of(lead) == [
        ("Scrutiny committee’s reply", "Kent scrutiny: Hours", date(2026, 12, 24)),
        ("Secretary of State or court", "Hours", date(2026, 12, 30)),
        ("Report received: our reply", "Healthwatch: Dentistry", date(2026, 12, 31)),
        ("Put off: comes back", "Hours", date(2027, 1, 4)),
        ("Urgent: involvement follows by", "Hours", date(2027, 2, 1)),
    ]
    assert calendar_of(lead, last=date(2026, 12, 24)) == [("Scrutiny committee’s reply", "Kent scrutiny: Hours", date(2026, 12, 24))]
    assert calendar_of(lead, projects=Project.objects.none()) == calendar_of(lead, whose="team") == []
    PartnerReport.objects.filter(title="Dentistry").update(owner=lead)
    assert calendar_of(lead, whose="me") == [("Report received: our reply", "Healthwatch: Dentistry", date(2026, 12, 31))]


def test_the_calendar_tells_no_deadline_of_what_is_hidden(clocks, officer, make_user):
    type(clocks).objects.filter(pk=clocks.pk).update(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
    PartnerReport.objects.filter(title="Dentistry").update(decision=clocks)
    assert calendar_of(officer) == []
    assert calendar_of(make_user(role="partner")) == []


def test_clocks_of_hidden_and_training_decisions_are_not_told(clocks, officer, make_user):
    other = make_user(role="assurance_lead")
    type(clocks).objects.filter(pk=clocks.pk).update(visibility="restricted", named_user_ids=[other.pk])
    assert [clock.kind for clock in clocks_for(officer, TODAY)] == ["partner_report"]
    assert len(clocks_for(other, TODAY)) == 7
    PartnerReport.objects.filter(title="Dentistry").update(decision=clocks)  # its title may tell of what is hidden
    assert [clock.kind for clock in clocks_for(officer, TODAY)] == []
    PartnerReport.objects.filter(title="Dentistry").update(decision=None)
    type(clocks).objects.filter(pk=clocks.pk).update(visibility="organisation", is_training=True)
    assert [clock.kind for clock in clocks_for(other, TODAY)] == ["partner_report"]
