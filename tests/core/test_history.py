"""Every change leaves history, whichever way it was written, and nothing the web role can do gets round it."""

import hashlib

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from crm.core import history
from crm.core.models import AuditEvent, User
from partners.models import ExternalIdentifier, Organisation, OrganisationType

pytestmark = pytest.mark.django_db


def events(record, operation=None):
    found = AuditEvent.objects.filter(table_name=record._meta.db_table, record_key=str(record.pk))
    return list((found.filter(operation=operation) if operation else found).order_by("id"))


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="Carers’ group")


def test_create_is_recorded_with_every_value(organisation):
    (event,) = events(organisation)
    assert event.operation == "insert"
    assert event.values["after"]["name"] == "Carers’ group"
    assert event.actor == "system:tests"


def test_save_is_recorded_with_old_and_new_value_of_what_changed_only(organisation):
    organisation.name = "Carers’ network"
    organisation.save()
    (event,) = events(organisation, "update")
    assert event.values == {"before": {"name": "Carers’ group"}, "after": {"name": "Carers’ network"}}


def test_a_save_that_changes_nothing_leaves_no_line(organisation):
    organisation.save()
    assert events(organisation, "update") == []


def test_bulk_update_is_recorded_for_each_row():
    made = Organisation.objects.bulk_create([Organisation(name=f"Group {number}") for number in range(3)])
    Organisation.objects.filter(pk__in=[one.pk for one in made]).update(phone="01634 000000")
    assert [events(one, "update")[0].values["after"]["phone"] for one in made] == ["01634 000000"] * 3


def test_bulk_create_is_recorded_for_each_row():
    made = Organisation.objects.bulk_create([Organisation(name=f"Group {number}") for number in range(3)])
    assert [len(events(one, "insert")) for one in made] == [1, 1, 1]


def test_an_upsert_is_recorded_as_what_it_was(organisation):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_team (id, name) VALUES (77, 'East') ON CONFLICT (id) DO UPDATE SET name = excluded.name;"
            "INSERT INTO core_team (id, name) VALUES (77, 'East Kent') ON CONFLICT (id) DO UPDATE SET name = excluded.name"
        )
    found = AuditEvent.objects.filter(table_name="core_team", record_key="77").order_by("id").values_list("operation", flat=True)
    assert list(found) == ["insert", "update"]


def test_delete_and_cascade_are_recorded_with_the_last_values(organisation):
    identifier = ExternalIdentifier.objects.create(organisation=organisation, scheme="ods", value="G82000")
    key, child_key = organisation.pk, identifier.pk
    organisation.delete()
    deleted = AuditEvent.objects.filter(operation="delete")
    assert deleted.get(table_name="partners_organisation", record_key=str(key)).values["before"]["name"] == "Carers’ group"
    child = deleted.get(table_name="partners_externalidentifier", record_key=str(child_key))
    assert child.values["before"]["value"] == "G82000"
    assert child.parent == f"partners_organisation:{key}"


def test_many_to_many_is_recorded_under_its_record(organisation):
    kind = OrganisationType.objects.create(code="test-kind", label="Test kind")
    organisation.types.add(kind)
    organisation.types.clear()
    found = AuditEvent.objects.filter(table_name="partners_organisation_types", parent=f"partners_organisation:{organisation.pk}").order_by("id")
    assert [event.operation for event in found] == ["insert", "delete"]


def test_plain_sql_is_recorded(organisation):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_organisation SET name = 'Renamed by SQL' WHERE id = %s", [organisation.pk])
    assert events(organisation, "update")[0].values["after"] == {"name": "Renamed by SQL"}


def test_a_changed_key_ends_one_record_and_begins_another():
    kind = OrganisationType.objects.create(code="moved", label="Moved")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE partners_organisationtype SET id = 987654 WHERE id = %s", [kind.pk])
    assert [event.operation for event in events(kind)] == ["insert", "delete"]
    assert AuditEvent.objects.filter(table_name="partners_organisationtype", record_key="987654", operation="insert").exists()


def test_who_why_and_in_which_request_are_recorded(organisation, make_user):
    user = make_user(role="engagement_officer")
    with history.acting_as(user, request="r-1"), history.because(user, "archive", reason=" Closed last year. "):
        organisation.phone = "1"
        organisation.save()
    event = events(organisation, "update")[0]
    assert (event.actor, event.action, event.reason, event.request) == (f"user:{user.pk}", "archive", "Closed last year.", "r-1")


def test_after_because_the_next_change_carries_no_reason(organisation, make_user):
    with history.because(make_user(), "archive", reason="Closed"):
        Organisation.objects.filter(pk=organisation.pk).update(phone="1")
    Organisation.objects.filter(pk=organisation.pk).update(phone="2")
    last = events(organisation, "update")[-1]
    assert (last.actor, last.action, last.reason) == ("system:tests", "", "")


def test_a_roll_back_inside_because_leaves_the_earlier_actor_in_force(organisation, make_user):
    with pytest.raises(ZeroDivisionError), history.because(make_user(), "archive", reason="Closed"), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(phone="1")
        raise ZeroDivisionError
    Organisation.objects.filter(pk=organisation.pk).update(phone="2")
    assert [event.actor for event in events(organisation, "update")] == ["system:tests"]


def test_a_write_without_an_actor_is_refused(organisation):
    with pytest.raises(ProgrammingError, match="Nobody is named"), transaction.atomic(), history.acting(""):
        Organisation.objects.filter(pk=organisation.pk).update(name="Nobody")
    organisation.refresh_from_db()
    assert organisation.name == "Carers’ group"


def test_a_password_is_never_in_history_but_its_change_is():
    user = User.objects.create_user("somebody@example.nhs.uk", "Somebody", "a first password")
    before = user.password
    user.set_password("a second password")
    user.save()
    assert events(user, "update")[0].values["after"] == {"password": "(hidden)"}
    assert "password" not in events(user, "insert")[0].values["after"]
    assert before not in str([event.values for event in events(user)])


def test_a_sign_in_leaves_no_line(client, make_user):
    user = make_user(role="auditor")
    client.force_login(user)
    assert events(user, "update") == []


def test_the_digest_is_sha256_of_salt_and_values(organisation):
    with connection.cursor() as cursor:
        cursor.execute('SELECT salt, "values"::text, digest FROM audit.event WHERE table_name = %s AND record_key = %s', [
            "partners_organisation", str(organisation.pk)
        ])  # fmt: skip
        salt, values, digest = cursor.fetchone()
    assert hashlib.sha256(bytes(salt) + values.encode()).digest() == bytes(digest)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit.event SET actor = 'somebody else'",
        "DELETE FROM audit.event",
        "TRUNCATE audit.event",
        "INSERT INTO audit.event (table_name, record_key, operation, digest, actor) VALUES ('t', '1', 'insert', '', 'forged')",
        "ALTER TABLE audit.event DISABLE TRIGGER ALL",
        "ALTER TABLE partners_organisation DISABLE TRIGGER history_update",
        "DROP TRIGGER history_update ON partners_organisation",
        "TRUNCATE partners_organisation CASCADE",
        "SET session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', false)",
        "SELECT audit.blank(ARRAY(SELECT id FROM audit.event), 'because')",
        "CREATE OR REPLACE FUNCTION audit.record() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_web_role_cannot_touch_history_or_switch_it_off(organisation, statement):
    with pytest.raises(DatabaseError, match="permission denied|must be owner|must be able to SET ROLE"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("setting", ["pgtrigger.ignore", "audit.blanking", "app.actor"])
def test_no_setting_suppresses_history(organisation, setting):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, "on"])
        cursor.execute("UPDATE partners_organisation SET phone = '5' WHERE id = %s", [organisation.pk])
    assert len(events(organisation, "update")) == 1


def test_because_without_an_actor_keeps_the_one_of_the_connection(organisation):
    with history.because(None, "load_example"):
        Organisation.objects.filter(pk=organisation.pk).update(phone="1")
    (event,) = events(organisation, "update")
    assert (event.actor, event.action) == ("system:tests", "load_example")


def test_after_a_person_inside_the_machine_is_itself_again(organisation, make_user):
    with history.because(None, "outer"):
        with history.because(make_user(), "inner"):
            organisation.save(update_fields=["name"])
        organisation.phone = "01634 000000"
        organisation.save()
    (event,) = events(organisation, "update")
    assert (event.actor, event.action) == ("system:tests", "outer")
