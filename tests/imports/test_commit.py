"""From preview to import: the same file, the same answer, all or nothing."""

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from crm.core.importing import preview, run_import
from crm.core.importing.batches import LOCK_NUMBER
from crm.core.models import AuditEvent, ImportBatch
from crm.desk.importing import KINDS
from partners.imports.organisations import OrganisationPlanner
from partners.models import Organisation
from tests.imports.conftest import table
from tests.partners.factories import IdentifierFactory
from tests.support import databases

ORGANISATIONS = KINDS["organisations"]
CONTENT = table(["Name", "Charity number"], ["First", "1234561"], ["Second", "1234562"])


def test_a_file_swapped_after_the_preview_is_not_imported(previewed):
    batch = previewed("organisations", CONTENT)
    with open(batch.file.path, "wb") as file:
        file.write(CONTENT.replace(b"First", b"Forged"))
    with pytest.raises(ValidationError, match="no longer the one that was previewed") as refusal:
        run_import(batch, ORGANISATIONS, actor=None)
    assert refusal.value.code == "file_changed"
    assert not Organisation.objects.exists()


def test_records_that_changed_since_make_a_new_preview(previewed):
    batch = previewed("organisations", CONTENT)
    IdentifierFactory(value="1234562", organisation__name="Second")
    with pytest.raises(ValidationError, match="Records have changed since the preview: 1 row would now end otherwise") as refusal:
        run_import(batch, ORGANISATIONS, actor=None)
    assert refusal.value.code == "plan_changed"
    batch.refresh_from_db()
    assert (batch.state, batch.made, batch.matched, Organisation.objects.count()) == ("previewed", 1, 1, 1)
    assert run_import(batch, ORGANISATIONS, actor=None).state == "imported"


def test_an_import_happens_once(imported):
    batch = imported("organisations", CONTENT)
    for again in (run_import, preview):
        with pytest.raises(ValidationError, match="This import is “Imported” already."):
            again(batch, ORGANISATIONS, actor=None)
    assert Organisation.objects.count() == 2


def test_an_import_that_breaks_half_way_leaves_nothing(previewed, monkeypatch):
    batch = previewed("organisations", CONTENT)

    def broken(self, rows):
        raise RuntimeError("half way")

    monkeypatch.setattr(OrganisationPlanner, "_write_parts", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        run_import(batch, ORGANISATIONS, actor=None)
    batch.refresh_from_db()
    assert (batch.state, Organisation.objects.count()) == ("previewed", 0)
    assert not AuditEvent.objects.filter(action=f"import:{batch.pk}").exists()


def test_the_database_holds_the_sum(previewed):
    batch = previewed("organisations", CONTENT)
    with pytest.raises(IntegrityError, match="import_rows_add_up"), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(parked=1)


def test_two_imports_do_not_write_at_once(previewed):
    batch = previewed("organisations", CONTENT)
    other = psycopg2.connect(databases.url("lp_owner", connection.settings_dict["NAME"]))
    try:
        with other, other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])
            with connection.cursor() as ours:
                ours.execute("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(ValidationError, match="Another import is being carried out"):
                run_import(batch, ORGANISATIONS, actor=None)
    finally:
        other.close()


def test_records_of_a_person_belong_to_their_team(imported, make_user):
    from crm.core.models import Team

    officer = make_user(role="engagement_officer", team=Team.objects.create(name="East"))
    batch = imported("organisations", CONTENT, actor=officer)
    organisation = Organisation.objects.get(name="First")
    assert (organisation.created_by, organisation.team) == (officer, officer.team)
    assert AuditEvent.objects.filter(action=f"import:{batch.pk}", table_name="partners_organisation").first().actor == f"user:{officer.pk}"
