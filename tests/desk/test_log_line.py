"""The typed first line: what it proposes, to whom, and that it changes nothing. With the script and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityType
from assurance.models import Decision
from crm.desk.proposing import names_in, propose_from_line
from crm.desk.services.offering import decisions_for, projects_for
from partners.models import Organisation, Person
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityFactory, ProjectFactory
from tests.desk.test_log import LOG, meeting, post  # noqa: F401
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
LINE = "/desk/activities/log/line/"


@pytest.fixture
def partners():
    return [OrganisationFactory(name=name) for name in ("Healthwatch Kent", "Engage Kent", "Swale and Medway Voices")]


def chosen(words, user):
    return [choice.label for choice in names_in(words, user).chosen]


# Who is meant


def test_names_are_found_whole_by_their_beginning_and_with_and_in_them(officer, partners):  # noqa: F811
    assert chosen("Healthwatch Kent", officer.user) == ["Healthwatch Kent"]
    assert chosen("the healthwatch", officer.user) == ["Healthwatch Kent"]
    OrganisationFactory(name="The Oasthouse Trust")
    assert chosen("Oasthouse Trust", officer.user) == chosen("the Oasthouse Trust", officer.user) == ["The Oasthouse Trust"]
    assert chosen("Swale and Medway Voices, Engage Kent and Healthwatch Kent", officer.user) == ["Swale and Medway Voices", "Engage Kent", "Healthwatch Kent"]


def test_a_name_that_several_have_is_asked_about_and_never_chosen(officer, partners):  # noqa: F811
    OrganisationFactory(name="Healthwatch Medway")
    found = names_in("Healthwatch", officer.user)
    assert not found.chosen and [choice.label for choice in found.questions[0].choices] == ["Healthwatch Kent", "Healthwatch Medway"]


def test_a_misspelt_name_is_offered_and_never_chosen(officer, partners):  # noqa: F811
    found = names_in("Helthwatch Kent", officer.user)
    assert not found.chosen and found.questions[0].choices[0].label == "Healthwatch Kent"


def test_nobody_is_made_and_nobody_hidden_is_named(officer, partners):  # noqa: F811
    OrganisationFactory(name="Hidden body", visibility="restricted", named_user_ids=[0])
    before = Organisation.objects.count(), Person.objects.count()
    found = names_in("Hidden body and Somebody Nobody Knows", officer.user)
    assert (found.chosen, found.questions) == ([], []) and found.unknown == ["Hidden body", "Somebody Nobody Knows"]
    answer = officer.post(LINE, {"line": "meeting with Hidden body"}).json()
    assert answer["who"] == answer["questions"] == []
    assert (Organisation.objects.count(), Person.objects.count(), Activity.objects.count()) == (*before, 0)


def test_people_are_found_too(officer):  # noqa: F811
    PersonFactory(name="Engagement lead, Swale")
    assert chosen("Engagement lead, Swale", officer.user) == ["Engagement lead, Swale"]


def test_a_long_line_costs_no_more_than_a_short_one(officer, partners, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(7):
        names_in("Healthwatch Kent, Engage Kent and Swale and Medway Voices", officer.user)


# The answer for the script


def test_the_line_answers_fields_and_partners(officer, partners):  # noqa: F811
    kind, today = ActivityType.objects.get(code="meeting"), timezone.localdate()
    answer = officer.post(LINE, {"line": "online meeting with Healthwatch Kent yesterday at 2pm about the stroke pathway"}).json()
    day = today - timedelta(days=1)
    assert answer["fields"] == {
        "type": str(kind.pk), "when_day": str(day.day), "when_month": str(day.month), "when_year": str(day.year),
        "starts_at": "14:00", "how": "online", "title": "Stroke pathway",
    }  # fmt: skip
    assert [choice["value"] for choice in answer["who"]] == [f"organisation:{partners[0].pk}"]


def test_a_rare_type_is_chosen_in_the_second_list(officer):  # noqa: F811
    kind = ActivityType.objects.get(code="petition")
    fields = officer.post(LINE, {"line": "petition with about 300 signatures"}).json()["fields"]
    assert (fields["type"], fields["type_more"]) == ("more", str(kind.pk))
    assert (fields["public_number"], fields["public_method"]) == ("300", "estimate")


@pytest.mark.parametrize("line", ["", "\x00", "x" * 5000, "<script>alert(1)</script>", "with %s %(name)s {0}"])
def test_hostile_lines_are_answered(officer, line):  # noqa: F811
    assert officer.post(LINE, {"line": line}).status_code == 200


def test_those_who_may_not_log_are_refused(as_role):  # noqa: F811
    assert as_role("colleague").post(LINE, {"line": "x"}).status_code == 403


# Without the script


def test_the_second_button_brings_the_form_back_filled(officer, partners, post):  # noqa: F811
    visit, today = ActivityType.objects.get(code="visit"), timezone.localdate()
    blank = {"type": None, "heard": "", "when_day": today.day, "when_month": today.month, "when_year": today.year}
    page = officer.post(LOG, post(**blank, line="visited Healthwatch Kent on 14/7 and Nobody Known", _fill="1")).content.decode()
    assert "Filled from your line" in page and "There is a problem" not in page and not Activity.objects.exists()
    assert re.search(rf'name="type" value="{visit.pk}"[^>]* checked', page)
    assert f'value="organisation:{partners[0].pk}"' in page and 'value="14"' in page and "Who or what is “Nobody Known”?" in page


def test_what_somebody_chose_is_not_overwritten(officer, partners, meeting, post):  # noqa: F811
    response = officer.post(LOG, post(line="visited Engage Kent yesterday about buses", title="My own title", how="online", _fill="1"))
    form = response.context["form"]
    assert (form["type"].value(), form["how"].value(), form["title"].value()) == (str(meeting.pk), "online", "My own title")
    assert (form["when"].value()[0], form["who"].value().values) == ("14", [f"organisation:{partners[1].pk}"])


def test_saving_right_from_the_line_fills_in_what_is_missing_and_saves_nothing_unseen(officer, partners, post):  # noqa: F811
    data = post(type=None, line="meeting with Engage Kent about buses")
    response = officer.post(LOG, data)
    page = response.content.decode()
    assert "Filled from your line. Check it" in page and "There is a problem" not in page and not Activity.objects.exists()
    assert response.context["form"]["line_read"].value() == data["line"]
    page = officer.post(LOG, data | {"line_read": data["line"]}).content.decode()
    assert "There is a problem" in page and "Choose what kind of activity it was" in page


def test_a_line_that_nobody_read_becomes_the_title(officer, post):  # noqa: F811
    officer.post(LOG, post(public_number="1", line="met some residents by the bus stop"))
    officer.post(LOG, post(public_number="1", line="meeting yesterday", line_read="meeting yesterday"))
    assert [activity.title for activity in Activity.objects.order_by("pk")] == ["met some residents by the bus stop", "Meeting with members of the public"]


# What it could belong to


def test_the_last_project_is_proposed_with_the_reason_unless_the_address_says_another(officer):  # noqa: F811
    last, other = ProjectFactory(title="Last"), ProjectFactory(title="Other")
    ActivityFactory(project=last, created_by=officer.user)
    response = officer.get(LOG)
    assert response.context["form"]["project"].value() == last.pk and "Your last project" in response.content.decode()
    response = officer.get(LOG, {"project": other.pk})
    assert response.context["form"]["project"].value() == other.pk and "Your last project" not in response.content.decode()


def test_nothing_else_of_the_last_meeting_is_in_the_next_form(officer, partners, post):  # noqa: F811
    fields = {"venue": "Town hall", "title": "Secret title", "next_steps": "Secret steps", "line": "Secret line", "promises__0__text": "Secret promise"}
    officer.post(LOG, post(who=f"organisation:{partners[0].pk}", heard="Secret note", **fields))
    assert Activity.objects.count() == 1
    page = officer.get(LOG).content.decode()
    for words in ("Secret", "Town hall", f"organisation:{partners[0].pk}"):
        assert words not in page


def test_projects_and_decisions_of_partners_met_lately_are_offered_and_never_chosen(officer, partners):  # noqa: F811
    today, project = timezone.localdate(), ProjectFactory(title="Stroke")
    decision = Decision.objects.create(title="Stroke rehabilitation at home", project=project, duty_as_at="2026-07-14")
    ActivityFactory(project=project, date_from=today - timedelta(days=20)).organisations.add(partners[0])
    offer = projects_for(officer.user, organisations=partners[:1], today=today)[0]
    assert offer.project == project and "Healthwatch Kent was met for it on" in offer.reason
    found = decisions_for(officer.user, project=None, organisations=partners[:1], today=today)
    assert [item.decision for item in found] == [decision] and "options still open" in found[0].reason
    assert projects_for(officer.user, organisations=partners[1:], today=today) == []
    page = officer.get(reverse("desk:activity_log_decisions"), {"who": f"organisation:{partners[0].pk}"}).content.decode()
    assert decision.reference in page and project.reference in page and "checked" not in page
    page = officer.get(LOG, {"partner": partners[0].pk}).content.decode()
    assert f'id="decision-{decision.pk}">' in page


def test_a_meeting_of_last_year_or_of_a_hidden_record_proposes_nothing(officer, partners):  # noqa: F811
    today = timezone.localdate()
    for fields in ({"date_from": today - timedelta(days=300)}, {"date_from": today, "visibility": "restricted", "named_user_ids": [0]}):
        ActivityFactory(project=ProjectFactory(), **fields).organisations.add(partners[0])
    assert projects_for(officer.user, organisations=partners[:1], today=today) == []


def test_an_offered_project_is_taken_by_its_button_without_the_script(officer, post):  # noqa: F811
    project = ProjectFactory()
    response = officer.post(LOG, post(_use_project=str(project.pk)))
    assert response.context["form"]["project"].value() == str(project.pk) and not Activity.objects.exists()
    assert officer.post(LOG, post(_use_project="\x00; DROP")).status_code == 200


def test_the_whole_reading_is_cheap(officer, partners, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(8):
        propose_from_line("meeting with Healthwatch Kent and Engage Kent yesterday about buses", officer.user, today=timezone.localdate())
