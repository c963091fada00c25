"""`manage.py generate_load`: the rows that measurements rely on, through the same triggers as every other write."""

import pytest
from django.core.management import call_command
from django.db.models import Count

from activities.models import Activity, ActivityOrganisation, Commitment, Insight, Project
from crm.core.models import AuditEvent, SearchEntry
from crm.core.search import search
from crm.desk.load import generating
from partners.models import Organisation, Person, RoleHolding

pytestmark = pytest.mark.django_db
MANY = 60


@pytest.fixture(autouse=True)
def small_board(monkeypatch):
    """A board with few partners: a thousand times smaller than the one that is measured."""
    monkeypatch.setattr(generating, "ORGANISATIONS", 40)
    monkeypatch.setattr(generating, "PEOPLE", 50)
    monkeypatch.setattr(generating, "PROJECTS", 5)
    monkeypatch.setattr(generating, "CHUNK", 25)


@pytest.fixture
def made(make_user):
    make_user(role="engagement_officer")
    call_command("generate_load", "--activities", str(MANY))
    return generating.generated()


def test_it_makes_as_many_rows_as_it_says(made):
    assert made.activities == Activity.objects.count() == MANY
    assert Organisation.objects.filter(source="generated").count() == 40
    assert Person.objects.filter(source="generated").count() == RoleHolding.objects.count() == 50
    assert Project.objects.filter(source="generated").count() == 5
    assert Insight.objects.count() == 15
    assert Commitment.objects.count() == 3


def test_every_row_has_its_line_of_history(made):
    lines = AuditEvent.objects.filter(operation="insert", actor="system:tests").values_list("table_name").annotate(many=Count("pk")).order_by("table_name")
    for model in (Organisation, Person, RoleHolding, Project, Activity, ActivityOrganisation, Insight, Commitment):
        assert dict(lines)[model._meta.db_table] == model.objects.count()


def test_every_record_can_be_found(made):
    for model in (Organisation, Person, Project, Activity, Insight, Commitment):
        assert SearchEntry.objects.filter(kind=model._meta.model_name).count() == model.objects.count()


def test_words_are_as_common_as_measurements_take_them_to_be(made, make_user):
    officer = make_user(role="engagement_officer")
    hidden = Activity.objects.filter(visibility="restricted")
    assert [activity.pk - made.first_activity for activity in hidden.order_by("pk")] == [7, 57]
    assert search(officer, generating.COMMON_WORD, kinds=["activity"]).count == MANY / 2 - 2  # both hidden ones have it
    assert search(officer, generating.RARE_WORD).count == 5
    assert search(officer, generating.ABSENT_WORD).count == 0


def test_the_first_partner_is_busy_and_the_second_quiet(made, monkeypatch):
    assert ActivityOrganisation.objects.filter(organisation_id=made.busy_organisation).count() == MANY
    assert ActivityOrganisation.objects.filter(organisation_id=made.quiet_organisation).count() == generating.QUIET
    assert ActivityOrganisation.objects.filter(organisation_id__gt=made.quiet_organisation).count() == MANY + MANY / 2


def test_records_can_be_made_afterwards(made):
    newest = {model: model.objects.order_by("-pk").first().pk for model in (Organisation, Person, Project, Activity)}
    assert Organisation.objects.create(name="Made afterwards").pk > newest[Organisation]
    assert Person.objects.create(name="Made afterwards").pk > newest[Person]
    assert Project.objects.create(title="Made afterwards").pk > newest[Project]
    like = Activity.objects.get(pk=made.first_activity)
    assert Activity.objects.create(title="Made afterwards", type=like.type, date_from=like.date_from).pk > newest[Activity]


def test_a_second_call_adds_to_the_first(made):
    call_command("generate_load", "--activities", "10")
    assert Activity.objects.count() == MANY + 10


def test_planned_ones_lie_ahead_and_held_ones_behind(made):
    held, planned = Activity.objects.filter(status="held"), Activity.objects.filter(status="planned")
    assert planned.count() == MANY / 10
    assert max(held.values_list("date_from", flat=True)) < min(planned.values_list("date_from", flat=True))


def test_nothing_was_generated_in_an_empty_database():
    assert generating.generated() is None
