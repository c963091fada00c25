"""History in words: keys and codes become names, and nothing hidden is named."""

import pytest

from crm.core import history
from crm.core.history import events_for
from partners.models import Organisation, OrganisationType, Relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user):
    return make_user(role="engagement_officer", name="Engagement officer")


def changes_of(event) -> dict:
    return {change.label: (change.before, change.after) for change in event.changes}


def test_a_change_names_its_writer_its_reason_and_both_values(officer):
    organisation = Organisation.objects.create(name="Old name")
    with history.because(officer, "change", reason="typing error"):
        Organisation.objects.filter(pk=organisation.pk).update(name="New name", owner=officer, visibility="shared", opened_on="2026-07-14")
    event = events_for(organisation, limit=10)[0]
    assert (event.actor_label, event.action, event.reason, event.operation, event.subject) == ("Engagement officer", "change", "typing error", "update", "")
    assert changes_of(event) == {
        "Name": ("Old name", "New name"),
        "Owner": ("", "Engagement officer"),
        "Who may see this": ("All staff", "All staff, and partners it is shared with"),
        "Opened": ("", "Tue 14 July 2026"),
    }


def test_rows_that_belong_to_the_record_are_on_its_page(officer):
    organisation = Organisation.objects.create(name="Group")
    organisation.identifiers.create(scheme="GB-CHC", value="1093548")
    organisation.types.add(OrganisationType.objects.create(code="test-kind", label="Test kind"))
    kind, number, *_rest = events_for(organisation, limit=10)
    assert changes_of(kind) == {"Types": ("", "Test kind")}
    assert number.subject == "external identifier"
    assert changes_of(number)["Register"] == ("", "Charity number (England and Wales)")


def test_writers_that_are_no_people_are_named_too():
    organisation = Organisation.objects.create(name="Group")
    assert events_for(organisation, limit=1)[0].actor_label == "System: tests"
    with history.acting("anonymous"):
        Organisation.objects.filter(pk=organisation.pk).update(name="Other")
    assert events_for(organisation, limit=1)[0].actor_label == "Somebody who was not signed in"


def test_another_record_is_named_only_to_those_who_may_see_it(officer):
    organisation = Organisation.objects.create(name="Group")
    hidden = Organisation.objects.create(name="Canary", visibility="restricted", named_user_ids=[0])
    seen = Organisation.objects.create(name="Seen body")
    for other in (hidden, seen):
        Relationship.objects.create(organisation=organisation, other=other, kind="works_with")
    words = str(events_for(organisation, limit=10, reader=officer))
    assert "Canary" not in words and hidden.reference in words and "Seen body" in words
    assert "Seen body" not in str(events_for(organisation, limit=10))


def test_pages_continue_where_the_last_one_ended():
    organisation = Organisation.objects.create(name="0")
    for number in range(1, 5):
        Organisation.objects.filter(pk=organisation.pk).update(name=str(number))
    first = events_for(organisation, limit=2)
    second = events_for(organisation, limit=2, before=first[-1].id)
    assert [event.changes[0].after for event in first + second] == ["4", "3", "2", "1"]


def test_a_counted_version_is_no_line():
    organisation = Organisation.objects.create(name="Group")
    Organisation.objects.filter(pk=organisation.pk).update(version=2)
    assert [event.operation for event in events_for(organisation, limit=10)] == ["insert"]


def test_cost_does_not_grow_with_lines(officer, django_assert_num_queries):
    organisation = Organisation.objects.create(name="Group")
    for number in range(20):
        with history.because(officer, "change"):
            Organisation.objects.filter(pk=organisation.pk).update(name=f"Group {number}", owner=officer)
    with django_assert_num_queries(3):  # the lines, who wrote them, and whether any are kept apart
        events_for(organisation, limit=50)
