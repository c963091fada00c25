"""The page of checks, what a person makes of them, and the actions that follow."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from assurance.actions import raised_by
from assurance.checking import checked, common_finding
from assurance.dossier import read_dossier
from assurance.models import Action, CheckReview
from assurance.services.actions import close_action, raise_action, reopen_action
from assurance.services.checks import Recommendation, review_check
from crm.core.models import AuditEvent
from tests.assurance.factories import ActivityFactory

pytestmark = pytest.mark.django_db
DUE = {"due_on_day": "1", "due_on_month": "12", "due_on_year": "2027"}


def address(decision, code: str = "") -> str:
    return reverse("assurance:check_review", args=[decision.pk, code]) if code else reverse("assurance:check_list", args=[decision.pk])


def finding_of(decision, user, code: str):
    return common_finding(read_dossier(user, decision.pk), code)


def answer(client, decision, code: str, **values) -> str:
    """Open the form, type, send; the page that comes back, or "" when it was taken."""
    page = client.get(address(decision, code))
    typed = {"mark": page.context["form"]["mark"].value(), "reviewer_role": "Assurance lead"} | values
    sent = client.post(address(decision, code), typed)
    return "" if sent.status_code == 302 else sent.content.decode()


def test_doors(closed_door, decision, hidden, make_user, lead):
    closed_door("assurance:check_list", decision, hidden, forbidden="partner")
    closed_door("assurance:check_review", decision, hidden, forbidden="engagement_officer", extra=("gunning:1",))
    closed_door("assurance:action_new", decision, hidden, forbidden="auditor")
    kept = raise_action(decision=hidden, text="CANARY", owner=lead, actor=lead)
    action = raise_action(decision=decision, text="Ask carers", owner=lead, actor=lead)
    closed_door("assurance:action_detail", action, kept)
    closed_door("assurance:action_detail", action, None, forbidden="auditor", method="post")
    client = Client()
    client.force_login(make_user(role="partner"))
    assert client.get(reverse("assurance:action_list")).status_code == 403


def test_a_colleague_reads_checks_of_their_own_decision_and_reviews_none(client, decision, make_user):
    colleague = make_user(role="colleague")
    client.force_login(colleague)
    assert client.get(address(decision)).status_code == 404
    decision.owner = colleague
    decision.save()
    assert client.get(address(decision)).status_code == 200
    assert client.get(address(decision, "gunning:1")).status_code == 403
    with pytest.raises(PermissionDenied):
        finding = finding_of(decision, colleague, "gunning:1")
        review_check(decision, finding, view="yes", reason="", reviewer_role="x", recommendation=Recommendation(), on=date(2026, 11, 2), actor=colleague)


def test_no_such_check_is_404(as_lead, decision):
    assert as_lead.get(address(decision, "gunning:9")).status_code == 404


def test_the_page_says_what_was_found_and_leads_to_it(as_lead, decision):
    page = as_lead.get(address(decision)).content.decode()
    assert "Involvement began before options were fixed" in page and "Found in the records" in page and "The first with a date: ACT-" in page
    assert decision.project.activities.get().get_absolute_url() in page
    assert "Nobody has looked at it yet." in page
    assert reverse("assurance:gap_owner_edit", args=[decision.pk, "considered"]) in page


def test_confirming_needs_no_reason_and_names_the_reviewer(as_lead, decision, lead):
    assert answer(as_lead, decision, "gunning:1", view="yes") == ""
    review = CheckReview.objects.get()
    assert (review.found, review.view, review.is_override, review.reviewer) == ("found", "yes", False, lead)
    page = as_lead.get(address(decision)).content.decode()
    assert str(lead) in page and "Yes, the records show it" in page and "differs from what was found" not in page


def test_seeing_it_differently_needs_a_reason_and_both_views_are_kept_and_shown(as_lead, decision):
    page = answer(as_lead, decision, "gunning:1", view="not_applicable")
    assert "Say why you see it differently from what was found" in page and not CheckReview.objects.exists()
    assert answer(as_lead, decision, "gunning:1", view="not_applicable", reason="There were no options to fix.") == ""
    review = CheckReview.objects.get()
    assert (review.found, review.view, review.is_override) == ("found", "not_applicable", True)
    page = as_lead.get(address(decision)).content.decode()
    assert "Found in the records" in page and "It does not arise here" in page
    assert "differs from what was found" in page and "There were no options to fix." in page


def test_where_the_records_cannot_tell_every_view_is_the_persons_own_and_needs_a_reason(as_lead, decision):
    assert "Say why you see it differently" in answer(as_lead, decision, "brown:4", view="yes")
    assert answer(as_lead, decision, "brown:4", view="yes", reason="Minute 3 says so.") == ""
    assert CheckReview.objects.get().is_override


def test_no_and_partly_become_an_action_in_the_same_step(as_lead, decision, lead):
    page = answer(as_lead, decision, "gunning:4", view="no")
    assert "Say what is recommended" in page and not CheckReview.objects.exists()
    page = answer(as_lead, decision, "gunning:4", view="no", text="Send the findings")
    assert "Enter the day by which it is to be done" in page and "Name an owner, or their role" in page and not CheckReview.objects.exists()
    assert answer(as_lead, decision, "gunning:4", view="no", text="Send the findings", owner_role="Programme manager", **DUE) == ""
    action = Action.objects.get()
    assert (action.decision, action.raised_by_code, action.text, action.owner_role, action.due_on, action.created_by) == (
        decision, "gunning:4", "Send the findings", "Programme manager", date(2027, 12, 1), lead
    )  # fmt: skip
    # a second look while the action is open asks for no other one
    assert answer(as_lead, decision, "gunning:4", view="no") == ""
    assert (CheckReview.objects.count(), Action.objects.count()) == (2, 1)
    page = as_lead.get(address(decision)).content.decode()
    assert "Send the findings" in page and "1 earlier view" in page


def test_the_service_keeps_the_same_rules_as_the_form(decision, lead):
    finding = finding_of(decision, lead, "gunning:4")
    say = {"reviewer_role": "Lead", "on": date(2026, 11, 2), "actor": lead}
    for view, reason, wanted in (("yes", "", Recommendation()), ("no", "", Recommendation()), ("no", "", Recommendation(text="Send them", owner=lead))):
        with pytest.raises(ValidationError):
            review_check(decision, finding, view=view, reason=reason, recommendation=wanted, **say)
    assert not CheckReview.objects.exists() and not Action.objects.exists()


def test_a_review_is_stale_once_the_records_say_something_else(as_lead, decision):
    answer(as_lead, decision, "gunning:1", view="yes")
    stale = "The records say something else since."
    assert stale not in as_lead.get(address(decision)).content.decode()
    decision.project.activities.update(date_from=date(2026, 3, 11))
    page = as_lead.get(address(decision)).content.decode()
    assert stale in page and "Tue 10 March 2026" in page and "Wed 11 March 2026" in page


def test_what_only_the_reader_sees_makes_no_review_stale_and_is_stored_nowhere(as_lead, decision, lead):
    answer(as_lead, decision, "gunning:1", view="yes")
    ActivityFactory(project=decision.project, title="CANARY", visibility="restricted", named_user_ids=[lead.pk], date_from=date(2026, 1, 5))
    row = next(row for row in checked(read_dossier(lead, decision.pk)) if row.finding.code == "gunning:1")
    assert "Mon 5 January 2026" in row.finding.sentence and not row.is_stale
    answer(as_lead, decision, "gunning:1", view="yes")
    assert not CheckReview.objects.filter(sentence__contains="January").exists()


def test_who_saves_after_the_records_changed_reads_them_again_first(as_lead, decision):
    page = as_lead.get(address(decision, "gunning:1"))
    typed = {"mark": page.context["form"]["mark"].value(), "reviewer_role": "Lead", "view": "yes"}
    Activity.objects.update(date_from=date(2026, 3, 11))
    second = as_lead.post(address(decision, "gunning:1"), typed)
    assert "The records say something else since you opened this page." in second.content.decode() and not CheckReview.objects.exists()
    typed["mark"] = second.context["form"]["mark"].value()
    assert as_lead.post(address(decision, "gunning:1"), typed).status_code == 302


def test_reviews_and_actions_are_in_the_history(as_lead, decision):
    answer(as_lead, decision, "gunning:4", view="no", text="Send the findings", owner_role="Manager", **DUE)
    done = set(AuditEvent.objects.filter(table_name__in=["assurance_checkreview", "assurance_action"]).values_list("table_name", "action"))
    assert done == {("assurance_checkreview", "review_check"), ("assurance_action", "raise_action")}
    page = as_lead.get(reverse("assurance:decision_history", args=[decision.pk])).content.decode()
    assert "Send the findings" in page


def test_an_action_is_closed_with_what_was_done_and_opened_again_with_a_reason(client, decision, lead, officer):
    action = raise_action(decision=decision, text="Ask carers", owner=officer, actor=lead)
    client.force_login(officer)
    page = client.post(
        reverse("assurance:action_detail", args=[action.pk]), {"done_note": "", "done_on_day": "1", "done_on_month": "11", "done_on_year": "2026"}
    )
    assert page.status_code == 200
    today = timezone.localdate()
    done = {"done_note": "Asked them", "done_on_day": today.day, "done_on_month": today.month, "done_on_year": today.year}
    assert client.post(reverse("assurance:action_detail", args=[action.pk]), done).status_code == 302
    action.refresh_from_db()
    assert (action.done_on, action.done_note) == (today, "Asked them")
    assert client.post(reverse("assurance:action_detail", args=[action.pk]), {"reason": "They were away"}).status_code == 302
    action.refresh_from_db()
    assert (action.done_on, action.done_note) == (None, "")


def test_closing_twice_and_opening_what_is_open_are_refused(decision, lead):
    action = raise_action(decision=decision, text="Ask carers", owner=lead, actor=lead)
    with pytest.raises(ValidationError):
        reopen_action(action, reason="Why not", actor=lead)
    with pytest.raises(ValidationError):
        close_action(action, done_note=" ", on=date(2026, 11, 2), actor=lead)
    close_action(action, done_note="Asked", on=date(2026, 11, 2), actor=lead)
    with pytest.raises(ValidationError):
        close_action(action, done_note="Asked", on=date(2026, 11, 2), actor=lead)
    with pytest.raises(ValidationError):
        reopen_action(action, reason=" ", actor=lead)


def test_an_action_has_words_and_somebody_who_does_it(decision, lead):
    for values in ({"text": " ", "owner": lead}, {"text": "Ask carers"}):
        with pytest.raises(ValidationError):
            raise_action(decision=decision, actor=lead, **values)
    assert raise_action(decision=decision, text="Ask carers", owner=lead, actor=lead).owner_role == "Assurance lead"


def test_the_list_puts_what_is_overdue_first_and_can_show_ones_own(as_lead, decision, hidden, lead, officer):
    today = timezone.localdate()
    for text, owner, days in (("LATER", lead, 9), ("LATE", lead, -1), ("DUE TODAY", officer, 0)):
        raise_action(decision=decision, text=text, owner=owner, due_on=today + timedelta(days=days), actor=lead)
    closed = raise_action(decision=decision, text="OVER", owner=lead, due_on=today - timedelta(days=30), actor=lead)
    close_action(closed, done_note="Done", on=today, actor=lead)
    raise_action(decision=hidden, text="CANARY", owner=lead, actor=lead)
    page = as_lead.get(reverse("assurance:action_list")).content.decode()
    places = [page.index(text) for text in ("LATE<", "DUE TODAY<", "LATER<", "OVER<")]
    assert places == sorted(places) and "CANARY" not in page and page.count("Overdue</strong>") == 1
    mine = as_lead.get(reverse("assurance:action_list"), {"whose": "me", "state": "open"}).content.decode()
    assert "LATER" in mine and "DUE TODAY" not in mine and "OVER<" not in mine
    late = as_lead.get(reverse("assurance:action_list"), {"state": "overdue"}).content.decode()
    assert "LATE<" in late and "LATER<" not in late and "DUE TODAY<" not in late


def test_cost_does_not_grow_with_rows(as_lead, decision, lead, count_queries):
    answer(as_lead, decision, "gunning:4", view="no", text="Send the findings", owner_role="Manager", **DUE)
    one, listed = count_queries(as_lead, "assurance:check_list", decision.pk), count_queries(as_lead, "assurance:action_list")
    ActivityFactory.create_batch(9, project=decision.project)
    for code in ("gunning:1", "brown:2", "feedback:1"):
        answer(as_lead, decision, code, view="no", reason="Look", text="More", owner_role="Manager", **DUE)
    assert count_queries(as_lead, "assurance:check_list", decision.pk) == one <= 22
    assert count_queries(as_lead, "assurance:action_list") == listed


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("gunning:3", "Gunning principle 3"),
        ("brown:2", "Brown principle 2"),
        ("five-tests:T1", "Test of service change T1"),
        ("feedback:1", "Feedback given"),
        ("cover:left_out", "Review of the cover"),
        ("pcei:D1", "pcei:D1"),
        ("", ""),
    ],
)
def test_where_an_action_came_from_is_said_in_words(code, words):
    assert raised_by(Action(raised_by_code=code)) == words
