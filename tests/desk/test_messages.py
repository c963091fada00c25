"""The tray of captured e-mails and invitations, and what a person makes of one; JavaScript is off in all of these."""

import html
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, CapturedMessage
from crm.core.models import Team
from partners.models import Organisation, Person
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityFactory, ProjectFactory
from tests.desk.factories import CapturedAddressFactory, CapturedMessageFactory, InvitationFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
TRAY = "/desk/messages/"
CLOSED = ["colleague", "partner", "auditor", "administrator", "board_secretary", "ig_lead"]


@pytest.fixture
def group():
    return OrganisationFactory(name="Swale Carers Group")


@pytest.fixture
def mail(officer, group):  # noqa: F811
    """An e-mail of the officer's from somebody known."""
    message = CapturedMessageFactory(captured_by=officer.user, subject="Re: [PRJ-9] Buses after six")
    CapturedAddressFactory(message=message, address="secretary@example.org", name="Secretary", organisation=group)
    return message


@pytest.fixture
def invitation(officer, group):  # noqa: F811
    """An invitation of the officer's to a meeting that is over, from somebody known."""
    message = InvitationFactory(captured_by=officer.user, subject="Carers and buses")
    CapturedAddressFactory(message=message, part="organiser", address="secretary@example.org", organisation=group)
    return message


def act(client, name, *args, **data):
    return client.post(reverse(f"desk:message_{name}", args=args), data)


# Who may


def test_strangers_sign_in_first(client, mail):
    for address in (TRAY, mail.get_absolute_url()):
        assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", CLOSED)
def test_other_roles_have_no_tray(as_role, role, mail):  # noqa: F811
    client = as_role(role)
    assert client.get(TRAY).status_code == client.get(mail.get_absolute_url()).status_code == 403
    assert act(client, "make", mail.pk).status_code == 403
    assert not Activity.objects.exists()


def test_messages_of_another_team_are_not_there(as_role, mail):  # noqa: F811
    other = as_role("engagement_officer", team=Team.objects.create(name="Another team"))
    mail.team = Team.objects.create(name="Our team")
    mail.save()
    assert mail.subject not in other.get(TRAY).content.decode()
    for name in ("detail", "link", "set_aside"):
        assert other.get(reverse(f"desk:message_{name}", args=[mail.pk])).status_code == 404
    for name in ("make", "take_back"):
        assert act(other, name, mail.pk).status_code == 404
    row = mail.addresses.get()
    for name in ("address", "address_leave_out", "address_bring_back"):
        assert act(other, name, mail.pk, row.pk).status_code == 404


def test_a_colleague_of_the_team_sees_it_unless_it_needs_care(as_role, mail):  # noqa: F811
    team = Team.objects.create(name="Our team")
    other = as_role("engagement_officer", team=team)
    CapturedMessage.objects.filter(pk=mail.pk).update(team=team)
    assert other.get(mail.get_absolute_url()).status_code == 200
    CapturedMessage.objects.filter(pk=mail.pk).update(needs_care=True)
    assert other.get(mail.get_absolute_url()).status_code == 404


def test_an_address_of_another_message_is_not_there(officer, mail):  # noqa: F811
    other = CapturedAddressFactory(message=CapturedMessageFactory(captured_by=officer.user))
    assert act(officer, "address_leave_out", mail.pk, other.pk).status_code == 404


# The tray


def test_the_tray_shows_what_waits_and_tabs_the_rest(officer, mail):  # noqa: F811
    CapturedMessageFactory(captured_by=officer.user, subject="Out of office", state="refused", reason="This is an automatic reply")
    CapturedMessageFactory(captured_by=officer.user, subject="Same again", state="duplicate", reason="Already here as MSG-1")
    waiting = officer.get(TRAY).content.decode()
    assert "Buses after six" in waiting and "Swale Carers Group" in waiting and "Waiting for you" in waiting
    assert "Out of office" not in waiting and "Same again" not in waiting
    refused = officer.get(TRAY, {"show": "refused"}).content.decode()
    assert "Out of office" in refused and "This is an automatic reply" in refused and "Buses" not in refused
    done = officer.get(TRAY, {"show": "done"}).content.decode()
    assert "Same again" in done and "Already here as MSG-1" in done


@pytest.mark.parametrize("show", ["waiting", "done", "refused"])
def test_an_empty_tray_says_what_it_is_for(officer, show):  # noqa: F811
    assert "lp-empty" in officer.get(TRAY, {"show": show}).content.decode()


def test_strange_addresses_change_nothing(officer, mail):  # noqa: F811
    for query in ({"show": "x", "page": "-1"}, {"added": "x,9999999999999999999999,,"}, {"project": "\x00'; --"}, {"page": "٣"}):
        assert officer.get(TRAY, query).status_code == 200


def test_cost_does_not_grow_with_messages(officer, count_queries):  # noqa: F811
    def add():
        row = CapturedAddressFactory(message=CapturedMessageFactory(captured_by=officer.user), person=PersonFactory(), organisation=OrganisationFactory())
        CapturedAddressFactory(message=row.message, part="to", user=officer.user)

    add()
    one = count_queries(officer, "desk:message_list")
    for _turn in range(12):
        add()
    assert count_queries(officer, "desk:message_list") == one


# One message


def test_a_message_is_plain_text(officer, mail):  # noqa: F811
    CapturedMessage.objects.filter(pk=mail.pk).update(text="<img src=https://example.org/pixel.gif> & <b>bold</b>", sender_check="failed")
    page = officer.get(mail.get_absolute_url()).content.decode()
    assert "<img src=https" not in page and "<b>bold" not in page and "&lt;b&gt;bold" in page
    assert "Sender check failed" in page


def test_a_long_text_is_folded_but_whole(officer, mail):  # noqa: F811
    CapturedMessage.objects.filter(pk=mail.pk).update(text=f"{'a' * 4000} the end")
    page = officer.get(mail.get_absolute_url()).content.decode()
    assert "The rest of the text" in page and "the end" in page


def test_hidden_people_are_no_more_than_an_address(officer, mail):  # noqa: F811
    person = PersonFactory(name="Hidden chair", visibility="restricted", named_user_ids=[0])
    CapturedAddressFactory(message=mail, part="to", address="chair@example.org", name="", person=person)
    page = officer.get(mail.get_absolute_url()).content.decode()
    assert "Hidden chair" not in page and person.get_absolute_url() not in page and "chair@example.org" in page


def test_the_conversation_and_versions_are_linked(officer, invitation):  # noqa: F811
    earlier = CapturedMessageFactory(captured_by=officer.user, subject="Before it", thread="<t@example.org>")
    hidden = CapturedMessageFactory(subject="Hidden part", thread="<t@example.org>")
    later = InvitationFactory(captured_by=officer.user, subject="Moved to five", replaces=invitation, state="update", reason="Moved")
    CapturedMessage.objects.filter(pk=invitation.pk).update(thread="<t@example.org>")
    page = officer.get(invitation.get_absolute_url()).content.decode()
    assert earlier.subject in page and hidden.subject not in page
    assert later.get_absolute_url() in page and "Later version" in page


def test_cost_of_a_message_does_not_grow_with_its_people(officer, mail, count_queries):  # noqa: F811
    CapturedAddressFactory(message=mail, part="to", person=PersonFactory())
    one = count_queries(officer, "desk:message_detail", mail.pk)
    for _turn in range(12):
        CapturedAddressFactory(message=mail, part="to", person=PersonFactory(), organisation=OrganisationFactory())
    assert count_queries(officer, "desk:message_detail", mail.pk) == one


# One press


def test_one_press_makes_a_finished_record_of_a_mail(officer, mail, group):  # noqa: F811
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


def test_a_meeting_that_is_over_is_held_and_asks_what_was_heard(officer, invitation):  # noqa: F811
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
def test_days_and_times_are_local(officer, invitation, columns, expected):  # noqa: F811
    CapturedMessage.objects.filter(pk=invitation.pk).update(**columns)
    act(officer, "make", invitation.pk)
    activity = Activity.objects.get()
    assert (activity.date_from, activity.date_to, activity.starts_at, activity.ends_at) == expected


@pytest.mark.parametrize("link", ["https://teams.microsoft.com/l/meetup-join/1", "https://example.zoom.us/j/1"])
def test_a_meeting_link_means_online(officer, invitation, link):  # noqa: F811
    CapturedMessage.objects.filter(pk=invitation.pk).update(text=f"Join: {link}", place="")
    act(officer, "make", invitation.pk)
    assert Activity.objects.get().how == "online"


def test_a_meeting_to_come_is_planned(officer, invitation):  # noqa: F811
    ahead = timezone.now() + timedelta(days=3)
    CapturedMessage.objects.filter(pk=invitation.pk).update(starts_at=ahead, ends_at=ahead + timedelta(hours=1))
    act(officer, "make", invitation.pk)
    assert Activity.objects.get().status == "planned"


def test_everybody_known_is_on_it_and_nobody_else(officer, invitation, group):  # noqa: F811
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


def test_a_message_that_names_nobody_known_is_not_made(officer):  # noqa: F811
    message = CapturedMessageFactory(captured_by=officer.user)
    CapturedAddressFactory(message=message)
    page = act(officer, "make", message.pk)
    assert page.url == message.get_absolute_url()
    assert "Say first who it was with" in officer.get(page.url).content.decode()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("prefix", ["PRJ", "DEC"])
def test_the_project_named_in_it_is_its_project(officer, mail, prefix):  # noqa: F811
    from tests.assurance.factories import DecisionFactory

    project = ProjectFactory()
    number = project.pk if prefix == "PRJ" else DecisionFactory(project=project).pk
    CapturedMessage.objects.filter(pk=mail.pk).update(tag=f"{prefix}-{number}")
    act(officer, "make", mail.pk)
    assert Activity.objects.get().project == project


def test_a_hidden_project_named_in_it_stays_hidden(officer, mail):  # noqa: F811
    hidden = ProjectFactory(title="Hidden project", visibility="restricted", named_user_ids=[0])
    CapturedMessage.objects.filter(pk=mail.pk).update(tag=hidden.reference)
    assert "Hidden project" not in officer.get(mail.get_absolute_url()).content.decode()
    act(officer, "make", mail.pk)
    assert Activity.objects.get().project is None


def test_a_second_press_makes_no_second_activity(officer, mail):  # noqa: F811
    first, second = act(officer, "make", mail.pk), act(officer, "make", mail.pk)
    assert first.url == second.url and Activity.objects.count() == 1


@pytest.mark.parametrize("state", ["dismissed", "refused", "duplicate", "update"])
def test_what_does_not_wait_is_not_made(officer, mail, state):  # noqa: F811
    CapturedMessage.objects.filter(pk=mail.pk).update(state=state, reason="Said")
    act(officer, "make", mail.pk)
    assert not Activity.objects.exists()


def test_what_needs_care_is_not_made(officer, mail):  # noqa: F811
    CapturedMessage.objects.filter(pk=mail.pk).update(needs_care=True)
    act(officer, "make", mail.pk)
    assert not Activity.objects.exists()


# Not that: another activity, nothing, later


def test_it_may_belong_to_an_activity_that_is_here(officer, mail):  # noqa: F811
    activity = ActivityFactory(title="Forum in July")
    response = act(officer, "link", mail.pk, activity=f"activity:{activity.pk}")
    assert response.url == mail.get_absolute_url()
    mail.refresh_from_db()
    assert (mail.state, mail.activity) == ("made", activity)
    assert "Forum in July" in officer.get(response.url).content.decode()


def test_a_hidden_activity_cannot_be_chosen(officer, mail):  # noqa: F811
    hidden = ActivityFactory(visibility="restricted", named_user_ids=[0])
    assert act(officer, "link", mail.pk, activity=f"activity:{hidden.pk}").status_code == 200
    mail.refresh_from_db()
    assert mail.state == "waiting"


def test_the_activity_named_in_it_is_offered(officer, mail):  # noqa: F811
    activity = ActivityFactory(title="Forum in July")
    CapturedMessage.objects.filter(pk=mail.pk).update(tag=activity.reference)
    assert f"activity:{activity.pk}" in officer.get(reverse("desk:message_link", args=[mail.pk])).content.decode()


def test_set_aside_needs_a_reason_and_can_be_taken_back(officer, mail):  # noqa: F811
    assert act(officer, "set_aside", mail.pk, reason=" ").status_code == 200
    page = officer.get(act(officer, "set_aside", mail.pk, reason="A newsletter").url).content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("dismissed", "A newsletter")
    assert reverse("desk:message_take_back", args=[mail.pk]) in page and "Undo" in page
    act(officer, "take_back", mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("waiting", "")


def test_what_came_again_meanwhile_is_not_taken_back(officer, mail):  # noqa: F811
    act(officer, "set_aside", mail.pk, reason="A newsletter")
    CapturedMessageFactory(captured_by=officer.user, message_id=mail.message_id)
    page = officer.get(act(officer, "take_back", mail.pk).url).content.decode()
    assert "This e-mail is already here." in page


# Taking files in

MAIL = b"""From: Secretary <secretary@example.org>
To: us@example.nhs.uk
Subject: %s
Message-ID: <%s@example.org>
Date: Tue, 14 Jul 2026 09:30:00 +0100

The last bus leaves at six.
"""


def eml(name: str) -> SimpleUploadedFile:
    word = name.removesuffix(".eml").encode()
    return SimpleUploadedFile(name, MAIL % (word, word))


def test_each_file_has_its_outcome_in_words(officer):  # noqa: F811
    files = [eml("buses.eml"), SimpleUploadedFile("picture.eml", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50), eml("trains.eml")]
    response = officer.post(TRAY, {"files": files}, follow=True)
    page = response.content.decode()
    assert [message.state for message in CapturedMessage.objects.order_by("pk")] == ["waiting", "refused", "waiting"]
    assert "3 files were taken in" in page and "Refused" in page and CapturedMessage.objects.get(state="refused").reason in html.unescape(page)
    assert CapturedMessage.objects.first().captured_by == officer.user


def test_the_same_file_again_is_told_apart(officer):  # noqa: F811
    officer.post(TRAY, {"files": [eml("buses.eml")]})
    page = officer.post(TRAY, {"files": [eml("buses.eml")]}, follow=True).content.decode()
    assert "Already here" in page and CapturedMessage.objects.filter(state="waiting").count() == 1


def test_a_file_that_is_too_large_stops_no_other(officer, monkeypatch):  # noqa: F811
    monkeypatch.setattr("crm.desk.views.messages.MOST_BYTES", 1000)
    large = SimpleUploadedFile("large.eml", MAIL % (b"large", b"large") + b"x" * 1000)
    page = officer.post(TRAY, {"files": [large, eml("buses.eml")]}, follow=True).content.decode()
    assert "large.eml is larger than" in page and "1 file was taken in" in page


def test_no_file_and_too_many_files_are_said(officer):  # noqa: F811
    assert "Choose at least one e-mail or invitation" in officer.post(TRAY).content.decode()
    page = officer.post(TRAY, {"files": [eml(f"mail{number}.eml") for number in range(21)]}).content.decode()
    assert "Choose at most 20 files at a time." in page
    assert not CapturedMessage.objects.exists()


def test_files_brought_from_a_project_belong_to_it(officer):  # noqa: F811
    project = ProjectFactory()
    assert project.title in officer.get(TRAY, {"project": project.reference}).content.decode()
    officer.post(f"{TRAY}?project={project.reference}", {"files": [eml("buses.eml")]})
    assert CapturedMessage.objects.get().tag == project.reference
    hidden = ProjectFactory(title="Hidden project", visibility="restricted", named_user_ids=[0])
    assert "Hidden project" not in officer.get(TRAY, {"project": hidden.reference}).content.decode()


def test_outcomes_of_others_are_not_shown(officer, as_role):  # noqa: F811
    other = CapturedMessageFactory(subject="Of somebody else")
    assert "Of somebody else" not in officer.get(TRAY, {"added": str(other.pk)}).content.decode()
