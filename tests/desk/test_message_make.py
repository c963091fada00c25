"""What a person makes of a captured message: an activity, a part of one, or nothing; JavaScript is off in all of these."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, CapturedMessage
from partners.models import Organisation, Person
from tests.activities.factories import ActivityFactory, ProjectFactory
from tests.desk.factories import CapturedAddressFactory, CapturedMessageFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def act(client, name, *args, **data):
    return client.post(reverse(f"desk:message_{name}", args=args), data)


# One press


def test_one_press_makes_a_finished_record_of_a_mail(officer, mail, group):
    response = act(officer, "make", mail.pk)
    activity = Activity.objects.get()
    assert response.url == reverse("desk:activity_logged", args=[activity.pk])
    assert (activity.type.code, activity.title, activity.how, activity.status) == ("email", "Buses after six", "post", "held")
    assert (activity.date_from, activity.heard) == (date(2026, 7, 14), "The last bus leaves before the clinic closes.")
    assert list(activity.organisations.all()) == [group] and list(activity.staff.all()) == [officer.user]
    assert (activity.owner, activity.source) == (officer.user, f"Captured message {mail.reference}")
    mail.refresh_from_db()
    assert (mail.state, mail.activity) == ("made", activity)
    assert not activity.files.exists()


def test_a_meeting_that_is_over_is_held_and_asks_what_was_heard(officer, invitation):
    act(officer, "make", invitation.pk)
    activity = Activity.objects.get()
    assert (activity.type.code, activity.status, activity.heard, activity.how) == ("meeting", "held", "", "in_person")
    assert (activity.starts_at, activity.ends_at, activity.venue) == (time(14), time(15), "Town hall")  # summer time


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"ends_at": None}, (date(2026, 7, 14), None, time(14), None)),
        ({"ends_at": "2026-07-14T23:00:00Z"}, (date(2026, 7, 14), None, time(14), None)),  # until midnight here
        ({"ends_at": "2026-07-16T11:00:00Z"}, (date(2026, 7, 14), date(2026, 7, 16), time(14), time(12))),
        ({"ends_at": "2026-07-14T12:00:00Z"}, (date(2026, 7, 14), None, time(14), None)),  # ends before it starts
        ({"starts_at": "2026-07-13T23:00:00Z", "ends_at": "2026-07-15T23:00:00Z", "is_all_day": True}, (date(2026, 7, 14), date(2026, 7, 16), None, None)),
        ({"starts_at": None, "ends_at": None}, (None, None, None, None)),
    ],
)
def test_days_and_times_are_local(officer, invitation, columns, expected):
    CapturedMessage.objects.filter(pk=invitation.pk).update(**columns)
    act(officer, "make", invitation.pk)
    activity = Activity.objects.get()
    assert (activity.date_from, activity.date_to, activity.starts_at, activity.ends_at) == expected


@pytest.mark.parametrize("link", ["https://teams.microsoft.com/l/meetup-join/1", "https://example.zoom.us/j/1"])
def test_a_meeting_link_means_online(officer, invitation, link):
    CapturedMessage.objects.filter(pk=invitation.pk).update(text=f"Join: {link}", place="")
    act(officer, "make", invitation.pk)
    assert Activity.objects.get().how == "online"


def test_a_meeting_to_come_is_planned(officer, invitation):
    ahead = timezone.now() + timedelta(days=3)
    CapturedMessage.objects.filter(pk=invitation.pk).update(starts_at=ahead, ends_at=ahead + timedelta(hours=1))
    act(officer, "make", invitation.pk)
    assert Activity.objects.get().status == "planned"


def test_everybody_known_is_on_it_and_nobody_else(officer, invitation, group):
    second, person, colleague = OrganisationFactory(), PersonFactory(), officer.user
    CapturedAddressFactory(message=invitation, part="attendee", address="a@example.org", organisation=second)
    CapturedAddressFactory(message=invitation, part="attendee", address="b@example.org", person=person)
    CapturedAddressFactory(message=invitation, part="attendee", address="c@example.org", user=colleague)
    CapturedAddressFactory(message=invitation, part="attendee", address="unknown@example.org")
    CapturedAddressFactory(message=invitation, part="attendee", address="out@example.org", organisation=OrganisationFactory(), is_ignored=True)
    CapturedAddressFactory(
        message=invitation, part="attendee", address="kept@example.org", organisation=OrganisationFactory(visibility="restricted", named_user_ids=[0])
    )
    before = Person.objects.count(), Organisation.objects.count()
    act(officer, "make", invitation.pk)
    activity = Activity.objects.get()
    assert set(activity.organisations.all()) == {group, second}
    assert list(activity.people.all()) == [person] and list(activity.staff.all()) == [colleague]
    assert (Person.objects.count(), Organisation.objects.count()) == before


def test_a_message_that_names_nobody_known_is_not_made(officer):
    message = CapturedMessageFactory(captured_by=officer.user)
    CapturedAddressFactory(message=message)
    page = act(officer, "make", message.pk)
    assert page.url == message.get_absolute_url()
    assert "Say first who it was with" in officer.get(page.url).content.decode()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("prefix", ["PRJ", "DEC"])
def test_the_project_named_in_it_is_its_project(officer, mail, prefix):
    from tests.assurance.factories import DecisionFactory

    project = ProjectFactory()
    number = project.pk if prefix == "PRJ" else DecisionFactory(project=project).pk
    CapturedMessage.objects.filter(pk=mail.pk).update(tag=f"{prefix}-{number}")
    act(officer, "make", mail.pk)
    assert Activity.objects.get().project == project


def test_a_hidden_project_named_in_it_stays_hidden(officer, mail):
    hidden = ProjectFactory(title="Hidden project", visibility="restricted", named_user_ids=[0])
    CapturedMessage.objects.filter(pk=mail.pk).update(tag=hidden.reference)
    assert "Hidden project" not in officer.get(mail.get_absolute_url()).content.decode()
    act(officer, "make", mail.pk)
    assert Activity.objects.get().project is None


def test_a_second_press_makes_no_second_activity(officer, mail):
    first, second = act(officer, "make", mail.pk), act(officer, "make", mail.pk)
    assert first.url == second.url and Activity.objects.count() == 1


def test_a_press_by_mistake_is_undone(officer, mail):
    page = officer.get(act(officer, "make", mail.pk).url).content.decode()
    assert reverse("desk:message_undo", args=[mail.pk]) in page
    act(officer, "undo", mail.pk)
    activity = Activity.objects.get()
    mail.refresh_from_db()
    assert (mail.state, mail.activity) == ("waiting", None)
    assert activity.archived_at is not None and activity.archived_reason == f"Made from {mail.reference} by mistake"
    act(officer, "make", mail.pk)
    assert Activity.objects.current().count() == 1


def test_undoing_a_link_leaves_the_activity_in_use(officer, mail):
    activity = ActivityFactory()
    act(officer, "link", mail.pk, activity=f"activity:{activity.pk}")
    act(officer, "undo", mail.pk)
    mail.refresh_from_db()
    activity.refresh_from_db()
    assert (mail.state, activity.archived_at) == ("waiting", None)


def test_nothing_made_is_nothing_to_undo(officer, mail):
    page = officer.get(act(officer, "undo", mail.pk).url).content.decode()
    assert "This message belongs to no activity" in page


@pytest.mark.parametrize("state", ["dismissed", "refused", "duplicate", "update"])
def test_what_does_not_wait_is_not_made(officer, mail, state):
    CapturedMessage.objects.filter(pk=mail.pk).update(state=state, reason="Said")
    act(officer, "make", mail.pk)
    assert not Activity.objects.exists()


def test_what_needs_care_is_not_made(officer, mail):
    CapturedMessage.objects.filter(pk=mail.pk).update(needs_care=True)
    act(officer, "make", mail.pk)
    assert not Activity.objects.exists()


# Not that: another activity, nothing, later


def test_it_may_belong_to_an_activity_that_is_here(officer, mail):
    activity = ActivityFactory(title="Forum in July")
    response = act(officer, "link", mail.pk, activity=f"activity:{activity.pk}")
    assert response.url == mail.get_absolute_url()
    mail.refresh_from_db()
    assert (mail.state, mail.activity) == ("made", activity)
    assert "Forum in July" in officer.get(response.url).content.decode()


def test_a_hidden_activity_cannot_be_chosen(officer, mail):
    hidden = ActivityFactory(visibility="restricted", named_user_ids=[0])
    assert act(officer, "link", mail.pk, activity=f"activity:{hidden.pk}").status_code == 200
    mail.refresh_from_db()
    assert mail.state == "waiting"


def test_the_activity_named_in_it_is_offered(officer, mail):
    activity = ActivityFactory(title="Forum in July")
    CapturedMessage.objects.filter(pk=mail.pk).update(tag=activity.reference)
    assert f"activity:{activity.pk}" in officer.get(reverse("desk:message_link", args=[mail.pk])).content.decode()


def test_set_aside_needs_a_reason_and_can_be_taken_back(officer, mail):
    assert act(officer, "set_aside", mail.pk, reason=" ").status_code == 200
    page = officer.get(act(officer, "set_aside", mail.pk, reason="A newsletter").url).content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("dismissed", "A newsletter")
    assert reverse("desk:message_take_back", args=[mail.pk]) in page and "Undo" in page
    act(officer, "take_back", mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("waiting", "")


def test_what_came_again_meanwhile_is_not_taken_back(officer, mail):
    act(officer, "set_aside", mail.pk, reason="A newsletter")
    CapturedMessageFactory(captured_by=officer.user, message_id=mail.message_id)
    page = officer.get(act(officer, "take_back", mail.pk).url).content.decode()
    assert "This e-mail is already here." in page
