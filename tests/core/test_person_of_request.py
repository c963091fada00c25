"""The person of a request comes with team, roles and led teams in one query (`crm.core.accounts.RolesBackend`)."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from crm.core.accounts import RolesBackend
from crm.core.models import Team

pytestmark = pytest.mark.django_db


def test_everything_that_a_page_asks_of_a_person_is_one_query(make_user, django_assert_num_queries):
    person = make_user(role="engagement_officer", team=Team.objects.create(name="West Kent"))
    led = Team.objects.create(name="Swale", lead=person)
    with django_assert_num_queries(1):
        found = RolesBackend().get_user(person.pk)
        assert (found, found.team.name, found.roles, found.led_team_ids) == (person, "West Kent", {"engagement_officer"}, (led.pk,))


def test_a_person_without_roles_and_teams_has_none(make_user):
    found = RolesBackend().get_user(make_user().pk)
    assert (found.team, found.roles, found.led_team_ids) == (None, frozenset(), ())


def test_who_may_no_longer_sign_in_is_nobody(make_user, rf):
    person = make_user(role="engagement_officer")
    client = Client()
    client.force_login(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    request = rf.get("/")
    request.session = client.session
    assert get_user(request).is_anonymous
    assert RolesBackend().get_user(0) is None
