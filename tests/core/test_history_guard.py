"""What holds even against the owner of the tables, and the one lawful door."""

import pytest

from crm.core import history
from crm.core.models import AuditEvent
from partners.models import Organisation
from tests.support import databases


def events(record):
    return list(AuditEvent.objects.filter(table_name=record._meta.db_table, record_key=str(record.pk)).order_by("id"))


def test_even_the_owner_cannot_change_history_without_dropping_the_guard(own_database):
    with history.acting("system:tests"):
        made = Organisation.objects.create(name="Kept")
    with databases.owner_of(own_database) as cursor:
        for statement in ("UPDATE audit.event SET actor = 'x'", "DELETE FROM audit.event", "TRUNCATE audit.event", "TRUNCATE partners_organisation CASCADE"):
            with pytest.raises(Exception, match="append-only"):
                cursor.execute(statement)
    assert events(made)[0].actor == "system:tests"


def test_a_lawful_erasure_blanks_values_and_salt_keeps_the_rest_and_is_on_record(own_database):
    with history.acting("system:tests"):
        made = Organisation.objects.create(name="To be forgotten")
    before = events(made)[0]
    with databases.owner_of(own_database) as cursor:
        cursor.execute("SELECT audit.blank(%s, %s)", [[before.pk], "Erasure request 12"])
        assert cursor.fetchone() == (1,)
    after = events(made)[0]
    assert (after.values, after.salt) == (None, None)
    assert (after.at, after.actor, after.operation, bytes(after.digest)) == (before.at, before.actor, before.operation, bytes(before.digest))
    erasure = AuditEvent.objects.get(operation="erase")
    assert erasure.reason == "Erasure request 12" and erasure.values["after"]["events"] == [before.pk]
