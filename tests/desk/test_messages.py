"""The tray of captured e-mails and invitations, and the page of one; JavaScript is off in all of these."""

import pytest
from django.urls import reverse

from activities.models import Activity, CapturedMessage
from crm.core.models import Team
from crm.desk.messages_waiting import waiting_for
from tests.desk.factories import CapturedAddressFactory, CapturedMessageFactory, InvitationFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
TRAY = "/desk/messages/"
CLOSED = ["colleague", "partner", "auditor", "administrator", "board_secretary", "ig_lead"]


def act(client, name, *args, **data):
    return client.post(reverse(f"desk:message_{name}", args=args), data)


# Who may


def test_strangers_sign_in_first(client, mail):
    for address in (TRAY, mail.get_absolute_url()):
        assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", CLOSED)
def test_other_roles_have_no_tray(as_role, role, mail):
    client = as_role(role)
    assert client.get(TRAY).status_code == client.get(mail.get_absolute_url()).status_code == 403
    assert act(client, "make", mail.pk).status_code == 403
    assert not Activity.objects.exists()


def test_messages_of_another_team_are_not_there(as_role, mail):
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


def test_a_colleague_of_the_team_sees_it_unless_it_needs_care(as_role, mail):
    team = Team.objects.create(name="Our team")
    other = as_role("engagement_officer", team=team)
    CapturedMessage.objects.filter(pk=mail.pk).update(team=team)
    assert other.get(mail.get_absolute_url()).status_code == 200
    CapturedMessage.objects.filter(pk=mail.pk).update(needs_care=True)
    assert other.get(mail.get_absolute_url()).status_code == 404


def test_an_address_of_another_message_is_not_there(officer, mail):
    other = CapturedAddressFactory(message=CapturedMessageFactory(captured_by=officer.user))
    assert act(officer, "address_leave_out", mail.pk, other.pk).status_code == 404


# The tray


def test_the_tray_shows_what_waits_and_tabs_the_rest(officer, mail):
    CapturedMessageFactory(captured_by=officer.user, subject="Out of office", state="refused", reason="This is an automatic reply")
    CapturedMessageFactory(captured_by=officer.user, subject="Same again", state="duplicate", reason="Already here as MSG-1")
    waiting = officer.get(TRAY).content.decode()
    assert "Buses after six" in waiting and "Swale Carers Group" in waiting and "Waiting for you" in waiting
    assert "Out of office" not in waiting and "Same again" not in waiting
    refused = officer.get(TRAY, {"show": "refused"}).content.decode()
    assert "Out of office" in refused and "This is an automatic reply" in refused and "Buses" not in refused
    done = officer.get(TRAY, {"show": "done"}).content.decode()
    assert "Same again" in done and "Already here as MSG-1" in done


def test_what_is_kept_apart_does_not_wait(officer, mail):
    CapturedMessage.objects.filter(pk=mail.pk).update(needs_care=True)
    assert waiting_for(officer.user) == (0, [])
    assert mail.get_absolute_url() not in officer.get(TRAY).content.decode()
    done = officer.get(TRAY, {"show": "done"}).content.decode()
    assert mail.get_absolute_url() in done and "Kept apart" in done and "Waiting for you</strong>" not in done
    assert "Make it an activity" not in officer.get(mail.get_absolute_url()).content.decode()


def test_the_count_for_the_desk_is_the_number_of_rows(officer, make_user, mail):
    newest = CapturedMessageFactory.create_batch(6, captured_by=officer.user)[-1]
    CapturedMessageFactory(captured_by=make_user(role="engagement_officer"))
    count, rows = waiting_for(officer.user)
    assert count == 7 and len(rows) == 5 and rows[0] == newest
    assert len(officer.get(TRAY).context["rows"]) == 7
    assert waiting_for(make_user(role="auditor")) == (0, [])


@pytest.mark.parametrize("show", ["waiting", "done", "refused"])
def test_an_empty_tray_says_what_it_is_for(officer, show):
    assert "lp-empty" in officer.get(TRAY, {"show": show}).content.decode()


def test_strange_addresses_change_nothing(officer, mail):
    for query in ({"show": "x", "page": "-1"}, {"added": "x,9999999999999999999999,,"}, {"project": "\x00'; --"}, {"page": "٣"}):
        assert officer.get(TRAY, query).status_code == 200


def test_cost_does_not_grow_with_messages(officer, count_queries):
    def add():
        row = CapturedAddressFactory(message=CapturedMessageFactory(captured_by=officer.user), person=PersonFactory(), organisation=OrganisationFactory())
        CapturedAddressFactory(message=row.message, part="to", user=officer.user)

    add()
    one = count_queries(officer, "desk:message_list")
    for _turn in range(12):
        add()
    assert count_queries(officer, "desk:message_list") == one


# One message


def test_a_message_is_plain_text(officer, mail):
    CapturedMessage.objects.filter(pk=mail.pk).update(text="<img src=https://example.org/pixel.gif> & <b>bold</b>", sender_check="failed")
    page = officer.get(mail.get_absolute_url()).content.decode()
    assert "<img src=https" not in page and "<b>bold" not in page and "&lt;b&gt;bold" in page
    assert "Sender check failed" in page


def test_a_long_text_is_folded_but_whole(officer, mail):
    CapturedMessage.objects.filter(pk=mail.pk).update(text=f"{'a' * 4000} the end")
    page = officer.get(mail.get_absolute_url()).content.decode()
    assert "The rest of the text" in page and "the end" in page


def test_hidden_people_are_no_more_than_an_address(officer, mail):
    person = PersonFactory(name="Hidden chair", visibility="restricted", named_user_ids=[0])
    CapturedAddressFactory(message=mail, part="to", address="chair@example.org", name="", person=person)
    page = officer.get(mail.get_absolute_url()).content.decode()
    assert "Hidden chair" not in page and person.get_absolute_url() not in page and "chair@example.org" in page


def test_the_conversation_and_versions_are_linked(officer, make_user, invitation):
    earlier = CapturedMessageFactory(captured_by=officer.user, subject="Before it", thread="<t@example.org>")
    hidden = CapturedMessageFactory(subject="Hidden part", thread="<t@example.org>", captured_by=make_user(role="engagement_officer"))
    later = InvitationFactory(captured_by=officer.user, subject="Moved to five", replaces=invitation, state="update", reason="Moved")
    CapturedMessage.objects.filter(pk=invitation.pk).update(thread="<t@example.org>")
    page = officer.get(invitation.get_absolute_url()).content.decode()
    assert earlier.subject in page and hidden.subject not in page
    assert later.get_absolute_url() in page and "Later version" in page


def test_cost_of_a_message_does_not_grow_with_its_people(officer, mail, count_queries):
    CapturedAddressFactory(message=mail, part="to", person=PersonFactory())
    one = count_queries(officer, "desk:message_detail", mail.pk)
    for _turn in range(12):
        CapturedAddressFactory(message=mail, part="to", person=PersonFactory(), organisation=OrganisationFactory())
    assert count_queries(officer, "desk:message_detail", mail.pk) == one
