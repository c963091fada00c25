"""Whom the addresses of captured messages belong to, and who may read the file as it came; JavaScript is off."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from activities.models import Activity, CapturedAddress, CapturedMessage
from crm.core.models import Attachment, AuditEvent, Team
from partners.models import Organisation, Person
from tests.desk.factories import CapturedAddressFactory, CapturedMessageFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(officer):
    return CapturedMessageFactory(captured_by=officer.user, team=officer.user.team)


@pytest.fixture
def row(message):
    """An address of the message that nobody here has."""
    return CapturedAddressFactory(message=message, address="new.chair@example.org", name="Chair of the group")


def page_of(row, name="address"):
    return reverse(f"desk:message_{name}", args=[row.message_id, row.pk])


def attached(message, word=b"From: secretary@example.org\n\nBuses.") -> Attachment:
    attachment = Attachment(name="buses.eml", content_type="message/rfc822", size=len(word), sha256=hashlib.sha256(word).hexdigest())
    attachment.file.save("buses.eml", ContentFile(word), save=False)
    attachment.save()
    CapturedMessage.objects.filter(pk=message.pk).update(attachment=attachment)
    return attachment


def status_of(client, address: str) -> int:
    """The answer to a download, read to its end."""
    answer = client.get(address)
    if answer.streaming:
        assert "attachment" in answer["Content-Disposition"] and b"".join(answer.streaming_content)
    return answer.status_code


# They are here already


def test_an_address_is_named_once_for_every_message_that_waits(officer, make_user, row):
    person = PersonFactory(email="")
    again = CapturedAddressFactory(message=CapturedMessageFactory(captured_by=officer.user), address="New.Chair@example.org")
    CapturedAddressFactory(message=CapturedMessageFactory(captured_by=make_user()), address="new.chair@example.org")
    CapturedAddressFactory(message=CapturedMessageFactory(captured_by=officer.user, state="refused", reason="Said"), address="new.chair@example.org")
    response = officer.post(page_of(row), {"_known": "1", "known-who": f"person:{person.pk}", "known-remembers": "on"})
    assert response.url == row.message.get_absolute_url()
    assert list(CapturedAddress.objects.filter(person=person).order_by("pk")) == [row, again]
    person.refresh_from_db()
    assert person.email == "new.chair@example.org"
    page = officer.get(response.url).content.decode()
    assert "in 2 messages" in page and str(person) in page


def test_an_address_is_not_kept_unless_asked(officer, row):
    person = PersonFactory(email="")
    officer.post(page_of(row), {"_known": "1", "known-who": f"person:{person.pk}"})
    person.refresh_from_db()
    assert person.email == ""


def test_an_address_that_somebody_has_stays_theirs(officer, row):
    PersonFactory(email="new.chair@example.org")
    other = PersonFactory(email="")
    response = officer.post(page_of(row), {"_known": "1", "known-who": f"person:{other.pk}", "known-remembers": "on"})
    assert "Somebody with this e-mail address is already here." in response.content.decode()
    row.refresh_from_db()
    assert row.person is None


def test_a_shared_mailbox_is_a_partners(officer, row):
    group = OrganisationFactory(email="info@example.org")
    officer.post(page_of(row), {"_known": "1", "known-who": f"organisation:{group.pk}", "known-remembers": "on"})
    row.refresh_from_db()
    group.refresh_from_db()
    assert (row.organisation, row.person, group.email) == (group, None, "info@example.org")


def test_hidden_people_cannot_be_chosen(officer, row):
    hidden = PersonFactory(visibility="restricted", named_user_ids=[0])
    assert officer.post(page_of(row), {"_known": "1", "known-who": f"person:{hidden.pk}"}).status_code == 200
    row.refresh_from_db()
    assert row.person is None


# They are new


def test_a_new_person_is_made_by_a_press_only(officer, row):
    page = officer.get(page_of(row)).content.decode()
    assert 'value="Chair of the group"' in page
    assert not Person.objects.exists()
    group = OrganisationFactory()
    sent = {"_new": "1", "new-name": "Chair", "new-organisation": f"organisation:{group.pk}", "new-role": "Chair"}
    officer.post(page_of(row), sent)
    person = Person.objects.get()
    assert (person.name, person.email, person.owner) == ("Chair", "new.chair@example.org", officer.user)
    assert [(role.organisation, role.role) for role in person.roles.all()] == [(group, "Chair")]
    row.refresh_from_db()
    assert (row.person, row.organisation) == (person, group)
    officer.post(reverse("desk:message_make", args=[row.message_id]))
    activity = Activity.objects.get()
    assert list(activity.people.all()) == [person] and list(activity.organisations.all()) == [group]


def test_a_new_person_may_bring_a_new_partner(officer, row):
    officer.post(page_of(row), {"_new": "1", "new-name": "Chair", "new-organisation": "new:organisation:Sheppey Carers"})
    role = Person.objects.get().roles.get()
    assert (role.organisation, role.role) == (Organisation.objects.get(name="Sheppey Carers"), "Contact")


def test_two_presses_make_one_person(officer, row):
    sent = {"_new": "1", "new-name": "Chair", "new-organisation": "new:organisation:Sheppey Carers"}
    officer.post(page_of(row), sent)
    second = officer.post(page_of(row), sent)
    assert "Somebody with this e-mail address is already here." in second.content.decode()
    assert Person.objects.count() == Organisation.objects.count() == 1


def test_a_name_is_needed_and_what_was_typed_stays(officer, row):
    page = officer.post(page_of(row), {"_new": "1", "new-name": " ", "new-role": "Treasurer"}).content.decode()
    assert "There is a problem" in page and "Treasurer" in page
    assert not Person.objects.exists()


# Left out


def test_an_address_is_left_out_and_comes_back(officer, row):
    page = officer.get(officer.post(page_of(row, "address_leave_out")).url).content.decode()
    row.refresh_from_db()
    assert row.is_ignored and page_of(row, "address_bring_back") in page
    officer.post(page_of(row, "address_bring_back"))
    row.refresh_from_db()
    assert not row.is_ignored


@pytest.mark.parametrize("columns", [{"state": "dismissed", "reason": "Said"}, {"needs_care": True}])
def test_nothing_is_said_of_people_in_what_does_not_wait(officer, row, columns):
    CapturedMessage.objects.filter(pk=row.message_id).update(**columns)
    person = PersonFactory(email="")
    officer.post(page_of(row), {"_known": "1", "known-who": f"person:{person.pk}", "known-remembers": "on"})
    officer.post(page_of(row), {"_new": "1", "new-name": "Chair"})
    officer.post(page_of(row, "address_leave_out"))
    row.refresh_from_db()
    person.refresh_from_db()
    assert (row.person, row.is_ignored, person.email, Person.objects.count()) == (None, False, "", 1)


def test_history_says_who_named_them(officer, row):
    person = PersonFactory(email="")
    officer.post(page_of(row), {"_known": "1", "known-who": f"person:{person.pk}"})
    event = AuditEvent.objects.filter(table_name=CapturedAddress._meta.db_table, record_key=str(row.pk)).first()
    assert (event.action, event.actor) == ("name_address", f"user:{officer.user.pk}")


# The file as it came


def test_the_file_is_read_by_those_who_see_the_message(officer, as_role, message):
    attachment = attached(message)
    address = reverse("core:attachment_download", args=[attachment.pk])
    assert status_of(officer, address) == 200
    assert address in officer.get(message.get_absolute_url()).content.decode()
    for role in ("engagement_officer", "auditor", "administrator", "ig_lead", "partner", "colleague"):
        assert status_of(as_role(role), address) == 404


def test_what_needs_care_is_not_the_teams_to_open(officer, as_role, message):
    attachment, team = attached(message), Team.objects.create(name="Our team")
    mate = as_role("engagement_officer", team=team)
    address = reverse("core:attachment_download", args=[attachment.pk])
    CapturedMessage.objects.filter(pk=message.pk).update(team=team)
    assert status_of(mate, address) == 200
    CapturedMessage.objects.filter(pk=message.pk).update(needs_care=True)
    assert status_of(mate, address) == 404


@pytest.mark.parametrize("keeps", [True, False])
def test_the_file_goes_on_the_activity_only_when_ticked(officer, as_role, message, keeps):
    attachment = attached(message)
    CapturedAddressFactory(message=message, organisation=OrganisationFactory())
    officer.post(reverse("desk:message_make", args=[message.pk]), {"keeps_file": "1"} if keeps else {})
    activity = Activity.objects.get()
    assert [(file.attachment, file.kind, file.whose, file.is_published) for file in activity.files.all()] == (
        [(attachment, "other", "Secretary", False)] if keeps else []
    )
    other = as_role("engagement_officer")
    assert status_of(other, reverse("core:attachment_download", args=[attachment.pk])) == (200 if keeps else 404)


def test_the_activity_says_where_it_came_from_to_those_who_may_know(officer, as_role, message):
    CapturedAddressFactory(message=message, organisation=OrganisationFactory())
    officer.post(reverse("desk:message_make", args=[message.pk]))
    activity = Activity.objects.get()
    assert "E-mail of Secretary" in officer.get(activity.get_absolute_url()).content.decode()
    other = as_role("engagement_officer").get(activity.get_absolute_url()).content.decode()
    assert message.get_absolute_url() not in other and "E-mail of Secretary" not in other
