"""When a partner was last met: days kept by triggers, read from an index row by row."""

from datetime import date

import pytest
from django.db import connection

from activities import querysets
from activities.models import Activity, ActivityOrganisation, ContactDay
from partners.models import Organisation
from tests.activities.factories import ActivityFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def days_of(organisation):
    return sorted(ContactDay.objects.filter(organisation_id=organisation.pk).values_list("activity_id", "on_date"))


def met(organisation, **values):
    activity = ActivityFactory(**{"status": Activity.Status.HELD, "date_from": date(2026, 3, 10), **values})
    ActivityOrganisation.objects.create(activity=activity, organisation=organisation)
    return activity


def test_a_held_activity_is_a_day_of_contact_whichever_way_it_is_written():
    organisation, other = OrganisationFactory.create_batch(2)
    held = met(organisation)
    planned = met(organisation, status=Activity.Status.PLANNED)
    assert days_of(organisation) == [(held.pk, date(2026, 3, 10))]
    Activity.objects.filter(pk=planned.pk).update(status=Activity.Status.HELD, date_from=None, date_precision="unknown")
    assert days_of(organisation) == [(held.pk, date(2026, 3, 10)), (planned.pk, None)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET date_from = '2026-04-01' WHERE id = %s", [held.pk])
    assert (held.pk, date(2026, 4, 1)) in days_of(organisation)
    ActivityOrganisation.objects.filter(activity=held).update(organisation=other)
    assert (days_of(organisation), days_of(other)) == ([(planned.pk, None)], [(held.pk, date(2026, 4, 1))])
    ActivityOrganisation.objects.all().delete()
    assert not ContactDay.objects.exists()


def test_last_contact_is_the_newest_that_the_reader_may_see(make_user):
    organisation, officer = OrganisationFactory(), make_user(role="engagement_officer")
    met(organisation)
    met(organisation, date_from=date(2026, 5, 1), visibility="restricted", named_user_ids=[make_user().pk])
    met(organisation, date_from=None, date_precision="unknown")
    asked = Organisation.objects.annotate(last=querysets.last_contact(officer), ever=querysets.met_since(officer, None))
    assert [(item.last, item.ever) for item in asked] == [(date(2026, 3, 10), True)]
    assert Organisation.objects.filter(querysets.met_since(officer, date(2026, 3, 10))).count() == 1
    assert not Organisation.objects.filter(querysets.met_since(officer, date(2026, 3, 11))).exists()


def test_ever_met_is_asked_row_by_row(make_user):
    """PostgreSQL may answer an EXISTS in a column by hashing everything it could find; it never does so with a LIMIT in a scalar subquery."""
    OrganisationFactory.create_batch(2)
    asked = Organisation.objects.annotate(ever=querysets.met_since(make_user(role="engagement_officer"), None))
    sql = str(asked.query)
    assert "EXISTS" not in sql
    assert "LIMIT 1" in sql
    assert [item.ever for item in asked] == [False, False]


def test_last_contact_reads_the_newest_day_first(make_user):
    """Not every link of the partner: with sorting switched off as far as possible, the index must give the order."""
    asked = Organisation.objects.annotate(last=querysets.last_contact(make_user(role="engagement_officer"))).order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    plan = asked.explain()
    assert "contact_day_newest" in plan and "Sort" not in plan
