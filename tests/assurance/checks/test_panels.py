"""What the page of a decision and the desks show of checks and actions."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from assurance.dossier import read_dossier
from assurance.panels_checks import checks_of_decision, own_actions
from assurance.services.actions import close_action, raise_action
from tests.assurance.factories import ActivityFactory

pytestmark = pytest.mark.django_db


def shown(panel) -> str:
    return render_to_string(panel.template, {"panel": panel.context})


def test_the_panel_names_checks_that_arise_with_their_state_and_counts_the_others(decision, lead):
    words = shown(checks_of_decision(decision, lead))
    assert "Involvement began before options were fixed" in words and "Found in the records" in words
    assert "Does not arise" not in words and "6 checks do not arise here." in words  # gunning:3 and the five tests


def test_the_page_that_has_read_the_dossier_pays_two_queries_whatever_the_rows(decision, lead, django_assert_num_queries):
    ActivityFactory.create_batch(8, project=decision.project)
    read = read_dossier(lead, decision.pk).decision
    with django_assert_num_queries(2):
        checks_of_decision(read, lead)


def test_partner_users_get_no_panel(decision, make_user):
    assert checks_of_decision(decision, make_user(role="partner")) is None


def test_ones_own_actions_stand_on_the_desk_overdue_first_until_they_are_done(decision, hidden, lead, officer, django_assert_num_queries):
    today = timezone.localdate()
    late = raise_action(decision=decision, text="LATE", owner=lead, due_on=today - timedelta(days=1), actor=lead)
    raise_action(decision=decision, text="LATER", owner=lead, due_on=today, actor=lead)
    raise_action(decision=decision, text="SOMEBODY ELSE", owner=officer, due_on=today, actor=lead)
    raise_action(decision=hidden, text="CANARY", owner=lead, due_on=today, actor=lead)
    assert own_actions(lead, lead)  # roles and team are read once a request
    with django_assert_num_queries(1):
        panel = own_actions(lead, lead)
    words = shown(panel)
    assert words.index("LATE<") < words.index("LATER<") and "Overdue" in words
    assert "SOMEBODY" not in words and "CANARY" not in words
    close_action(late, done_note="Done", on=date(2026, 11, 2), actor=lead)
    assert "LATE<" not in shown(own_actions(lead, lead))
    assert own_actions(officer, officer).context["more"] is False


def test_nothing_to_do_shows_nothing(lead):
    assert own_actions(lead, lead) is None
