"""Meetings, the forward plan, and papers that are sent back."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assurance.forward_plan import forward_plan_records
from assurance.models import BodyMeeting, Decision, InvolvementAssessment, PaperCover, PaperReturn, PublicQuestion
from assurance.services import meetings
from crm.core.models import AuditEvent, Team
from crm.core.templatetags.kit import long_date
from partners.models import Body
from tests.assurance.factories import DecisionFactory, cover_of, sign_late

pytestmark = pytest.mark.django_db
ASKED = ("equality", "inequalities", "scrutiny", "public_promises")


@pytest.fixture
def board(db):
    return Body.objects.create(name="Board", kind="board")


@pytest.fixture
def meeting(board):
    today = timezone.localdate()
    return BodyMeeting.objects.create(body=board, on=today + timedelta(days=24), paper_due_on=today + timedelta(days=10))


@pytest.fixture
def secretary(make_user):
    return make_user(role="board_secretary")


@pytest.fixture
def as_secretary(secretary):
    client = Client()
    client.force_login(secretary)
    return client


def on(field: str, day: date) -> dict[str, int]:
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def plan(client, **query) -> str:
    return client.get(reverse("assurance:forward_plan"), query).content.decode()


class TestMeetings:
    def test_doors(self, closed_door, meeting):
        closed_door("assurance:meeting_edit", meeting, None, forbidden="engagement_officer")
        closed_door("assurance:meeting_detail", meeting, None)

    def test_a_meeting_is_noted_once_for_a_day(self, as_secretary, board):
        form = {"body": board.pk, "in_public": "no", **on("on", date(2030, 5, 1)), **on("paper_due_on", date(2030, 4, 17))}
        assert as_secretary.post(reverse("assurance:meeting_new"), form).status_code == 302
        stored = BodyMeeting.objects.get()
        assert (stored.in_public, stored.paper_due_on) == (False, date(2030, 4, 17))
        assert "has a meeting on that day already" in as_secretary.post(reverse("assurance:meeting_new"), form).content.decode()

    def test_papers_are_due_before_the_meeting(self, as_secretary, board):
        form = {"body": board.pk, "in_public": "yes", **on("on", date(2030, 5, 1)), **on("paper_due_on", date(2030, 5, 2))}
        assert "Papers must be due on or before the day of the meeting" in as_secretary.post(reverse("assurance:meeting_new"), form).content.decode()

    def test_a_change_says_why_and_stays_in_history(self, as_secretary, meeting):
        address = reverse("assurance:meeting_edit", args=[meeting.pk])
        seen = {"seen_on": meeting.on, "seen_in_public": "True", "seen_paper_due_on": meeting.paper_due_on}
        form = {**seen, "in_public": "yes", **on("on", date(2030, 5, 1)), **on("paper_due_on", date(2030, 4, 1)), "reason": "The Chair asked for it"}
        assert as_secretary.post(address, form).status_code == 302
        assert AuditEvent.objects.filter(table_name="assurance_bodymeeting", action="change_meeting", reason="The Chair asked for it").exists()

    def test_nobody_s_change_is_written_over(self, as_secretary, meeting):
        seen = {"seen_on": "2030-01-01", "seen_in_public": "True", "seen_paper_due_on": ""}
        form = {**seen, "in_public": "yes", **on("on", date(2030, 5, 1)), "reason": "Moved"}
        page = as_secretary.post(reverse("assurance:meeting_edit", args=[meeting.pk]), form).content.decode()
        assert "Somebody else changed this meeting" in page and BodyMeeting.objects.get().on == meeting.on

    def test_its_page_shows_decisions_covers_and_questions(self, as_secretary, meeting, decision, hidden, lead):
        Decision.objects.update(meeting=meeting)
        cover = PaperCover.objects.create(decision=decision, number=1, text="x", written_by=lead)
        PublicQuestion.objects.create(meeting=meeting, question="When will it open?")
        PublicQuestion.objects.create(meeting=meeting, decision=hidden, question="CANARY-QUESTION")
        page = as_secretary.get(reverse("assurance:meeting_detail", args=[meeting.pk])).content.decode()
        assert "Hours of the service" in page and f"/desk/covers/{cover.pk}/" in page and "When will it open?" in page and "No reply yet" in page
        assert "CANARY" not in page and "Gate: not ready" in page

    def test_before_its_day_papers_go_back_from_then_on_what_was_decided_is_recorded(self, as_secretary, meeting, decision):
        Decision.objects.update(meeting=meeting)
        today = timezone.localdate()
        shown = {}
        for days in (1, 0, -1):
            BodyMeeting.objects.update(on=today + timedelta(days=days), paper_due_on=None)
            page = as_secretary.get(reverse("assurance:meeting_detail", args=[meeting.pk])).content.decode()
            shown[days] = ("Return the paper" in page, "Record what was decided" in page)
        assert shown == {1: (True, False), 0: (True, True), -1: (False, True)}
        assert "of 1 paper ready" in page
        Decision.objects.update(state="taken", decided_on=today)
        assert "Record what was decided" not in as_secretary.get(reverse("assurance:meeting_detail", args=[meeting.pk])).content.decode()

    def test_cost_does_not_grow_with_decisions(self, as_secretary, meeting, decision, count_queries):
        Decision.objects.update(meeting=meeting)
        one = count_queries(as_secretary, "assurance:meeting_detail", meeting.pk)
        DecisionFactory.create_batch(19, meeting=meeting)
        assert count_queries(as_secretary, "assurance:meeting_detail", meeting.pk) == one

    def test_the_list_counts_what_the_reader_sees(self, as_secretary, meeting, decision, hidden):
        Decision.objects.update(meeting=meeting)
        rows = as_secretary.get(reverse("assurance:meeting_list")).context["rows"]
        assert [cell.text for cell in rows[0]["cells"]][-1] == "1"


class TestForwardPlan:
    def test_doors(self, make_user):
        address = reverse("assurance:forward_plan")
        assert "/accounts/login/" in Client().get(address)["Location"]
        client = Client()
        client.force_login(make_user(role="partner"))
        assert client.get(address).status_code == 403

    def test_decisions_by_meeting_those_without_last(self, as_secretary, meeting, hidden, board):
        later = BodyMeeting.objects.create(body=board, on=meeting.on + timedelta(days=30))
        DecisionFactory(title="None yet")
        DecisionFactory(title="Later", meeting=later)
        DecisionFactory(title="Sooner", meeting=meeting)
        DecisionFactory(title="Taken already", state="taken", meeting=meeting)
        page = plan(as_secretary)
        assert page.index("Sooner") < page.index("Later") < page.index("None yet")
        assert "Taken already" not in page and "CANARY" not in page

    def test_each_meeting_is_a_heading_with_how_many_papers_are_ready(self, as_secretary, meeting, lead, board):
        """Two ready of three at one meeting, none of one at a past one, and two without a meeting."""
        ready = {"arranged_by_us": "yes", "outcome": "does-not-apply", "reason": "x"} | dict.fromkeys(ASKED, "x")
        for values in ({"verdict": "adequate", "state": "review"}, {"signed": True}, {}):
            made = DecisionFactory(meeting=meeting)
            InvolvementAssessment.objects.create(decision=made, **ready)
            cover_of(made, lead, **values)
        past = BodyMeeting.objects.create(body=board, on=timezone.localdate() - timedelta(days=1))
        DecisionFactory(meeting=past)
        DecisionFactory.create_batch(2)
        groups = as_secretary.get(reverse("assurance:forward_plan")).context["groups"]
        found = [(group["about"].get("meeting"), group["about"]["ready"], group["about"]["papers"], len(group["rows"])) for group in groups]
        assert found == [(past, 0, 1, 1), (meeting, 2, 3, 3), (None, 0, 2, 2)]
        page = " ".join(plan(as_secretary).split())
        assert "2 of 3 papers ready" in page and "0 of 1 paper ready" in page and "The day is past: record what was decided." in page
        assert f"in 24 days · papers due {long_date(meeting.paper_due_on)} (in 10 days)" in page and "1 day ago · no paper date is recorded" in page

    def test_a_heading_counts_what_the_filters_leave_on_all_pages(self, as_secretary, meeting, lead):
        DecisionFactory.create_batch(51, meeting=meeting)
        DecisionFactory(title="Apart", meeting=meeting)
        for page, rows in ((1, 50), (2, 2)):
            groups = as_secretary.get(reverse("assurance:forward_plan"), {"page": page}).context["groups"]
            assert [(group["about"]["papers"], len(group["rows"])) for group in groups] == [(52, rows)]
        groups = as_secretary.get(reverse("assurance:forward_plan"), {"q": "Apart"}).context["groups"]
        assert groups[0]["about"]["papers"] == 1

    def test_in_another_order_the_meeting_is_a_column(self, as_secretary, meeting):
        DecisionFactory(meeting=meeting)
        shown = {
            sort: [str(heading["label"]) for heading in as_secretary.get(reverse("assurance:forward_plan"), {"sort": sort}).context["headings"]]
            for sort in ("", "-meeting", "title")
        }
        assert "Meeting" not in shown[""] and "Meeting" not in shown["-meeting"] and "Meeting" in shown["title"]
        assert "papers ready" not in plan(as_secretary, sort="title")

    def test_what_is_missing_and_the_gate_are_in_words(self, as_secretary, meeting):
        DecisionFactory(meeting=meeting)
        page = plan(as_secretary)
        assert "Gate: not ready" in page and "0 of 7 recorded" in page and "in 10 days" in page
        assert "Involvement assessment" in page and "Involvement, or a reason" in page

    def test_only_those_with_gaps(self, as_secretary, meeting, lead):
        ready = DecisionFactory(title="Nothing missing", meeting=meeting)
        InvolvementAssessment.objects.create(
            decision=ready, arranged_by_us="yes", outcome="does-not-apply", reason="x", equality="x", inequalities="x", scrutiny="x", public_promises="x"
        )
        cover_of(ready, lead, verdict="adequate", state="review")
        DecisionFactory(title="With gaps", meeting=meeting)
        assert "Nothing missing" in plan(as_secretary) and "Gate: nothing missing" in plan(as_secretary)
        assert "Nothing missing" not in plan(as_secretary, gaps="only") and "With gaps" in plan(as_secretary, gaps="only")

    def test_filters_by_body_team_and_quarter(self, as_secretary, board, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda *args: date(2026, 5, 1))
        team = Team.objects.create(name="West")
        DecisionFactory(title="In June", body=board, team=team, meeting=BodyMeeting.objects.create(body=board, on=date(2026, 6, 30)))
        DecisionFactory(title="In July", expected_on=date(2026, 7, 1))
        DecisionFactory(title="In March", expected_on=date(2027, 3, 31))
        found = {
            quarter: [title for title in ("In June", "In July", "In March") if title in plan(as_secretary, quarter=quarter)]
            for quarter in ("2026/27 Q1", "2026/27 Q2", "2026/27 Q3", "2026/27 Q4")
        }
        assert list(found.values()) == [["In June"], ["In July"], [], ["In March"]]
        for query in ({"body": board.pk}, {"team": team.pk}):
            page = plan(as_secretary, **query)
            assert "In June" in page and "In July" not in page

    def test_it_can_be_taken_away(self, as_secretary, meeting, secretary):
        DecisionFactory(meeting=meeting, title="Hours")
        row = next(iter(forward_plan_records.queryset(secretary)))
        shown = {column.key: column.exported(row) for column in forward_plan_records.columns_for(secretary)}
        assert (
            shown["meeting"] == str(meeting)
            and shown["readiness"] == "0 of 7"
            and shown["gate"] == "Gate: not ready"
            and shown["missing"].startswith("Involvement assessment; ")
        )

    def test_cost_does_not_grow_with_rows(self, as_secretary, meeting, count_queries):
        DecisionFactory(meeting=meeting)
        one = count_queries(as_secretary, "assurance:forward_plan")
        DecisionFactory.create_batch(19, meeting=meeting)
        for number in range(5):
            DecisionFactory(meeting=BodyMeeting.objects.create(body=meeting.body, on=meeting.on + timedelta(days=1 + number)))
        assert count_queries(as_secretary, "assurance:forward_plan") == one <= 12


class TestReturn:
    def test_doors(self, closed_door, decision, hidden):
        closed_door("assurance:paper_return", decision, hidden, forbidden="engagement_officer")

    def test_the_owner_is_told_once_by_mail_and_on_their_desk(self, as_secretary, decision, make_user, django_capture_on_commit_callbacks):
        owner = make_user(role="colleague")
        Decision.objects.update(owner=owner)
        address = reverse("assurance:paper_return", args=[decision.pk])
        page = as_secretary.get(address)
        assert "Involvement assessment" in page.content.decode()
        form = {"reason": "It does not say who was left out.", "submission_key": page.context["form"]["submission_key"].value()}
        with django_capture_on_commit_callbacks(execute=True):
            for _turn in range(2):
                as_secretary.post(address, form)
        assert PaperReturn.objects.count() == 1
        assert [message.to for message in mail.outbox] == [[owner.email]]
        assert "It does not say who was left out." in mail.outbox[0].body and decision.reference in mail.outbox[0].subject
        assert AuditEvent.objects.filter(table_name="assurance_paperreturn", action="return_paper").exists()
        client = Client()
        client.force_login(owner)
        desk = client.get("/desk/").content.decode()
        assert "Papers sent back to you" in desk and "It does not say who was left out." in desk
        assert "It does not say who was left out." in plan(as_secretary)

    def test_nobody_is_told_of_what_was_not_stored(self, decision, secretary, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError):
            meetings.return_paper(decision, reason=" ", actor=secretary)
        assert mail.outbox == []

    def test_what_was_taken_cannot_go_back(self, as_secretary, decision, secretary):
        Decision.objects.update(state="taken", decided_on=date(2026, 4, 1))
        assert as_secretary.get(reverse("assurance:paper_return", args=[decision.pk])).status_code == 403
        with pytest.raises(ValidationError, match="no longer ahead"):
            meetings.return_paper(decision, reason="Late", actor=secretary)

    def test_a_signed_cover_settles_it(self, as_secretary, decision, secretary, lead):
        Decision.objects.update(owner=lead)
        meetings.return_paper(decision, reason="No reasons given.", actor=secretary)
        assert "No reasons given." in plan(as_secretary)
        sign_late(Decision.objects.get(), lead, "Reasons.")
        assert "No reasons given." not in plan(as_secretary)
