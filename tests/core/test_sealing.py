"""The seal: nothing is altered behind the product's back without being named, whoever did it and with triggers off too."""

import hashlib
import io
from contextlib import redirect_stdout

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from crm.core import history
from crm.core.models import Team
from crm.core.sealing import chain, newest_seal, seal_history, verify_history
from partners.models import Organisation
from tests.support.databases import owner_of


@pytest.fixture
def sealed(own_database, django_db_blocker):
    """A database of the test's own with two organisations and a team, all sealed. Yields a function that runs SQL as the owner of the tables."""
    with django_db_blocker.unblock(), history.acting("system:tests"):
        with history.because(None, "create", reason="A reason"):
            first, second = Organisation.objects.create(name="Carers’ group"), Organisation.objects.create(name="Walking group")
        Team.objects.create(name="East")
        seal_history()

        def behind(statement: str, triggers: bool = False) -> None:
            with owner_of(own_database) as cursor:
                if not triggers:
                    for table in ("audit.event", "audit.seal", "audit.leaf", "partners_organisation", "core_team"):
                        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(statement.format(first=first.pk, second=second.pk))

        yield behind


def findings() -> list[str]:
    return [str(finding) for finding in verify_history().findings]


def line_of(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT id FROM audit.event WHERE "values" -> 'after' ->> 'name' = %s""", [name])
        return cursor.fetchone()[0]


def test_untouched_history_is_clean_and_counts_what_it_read(sealed):
    verdict = verify_history()
    assert verdict.is_clean and verdict.seals >= 1 and verdict.unsealed == 0
    assert verdict.sealed == line_of("East")
    Team.objects.create(name="West")
    assert verify_history().unsealed == 1 and verify_history().is_clean


@pytest.mark.parametrize(
    "column, value", [("actor", "'user:9'"), ("reason", "'Another reason'"), ("at", "at - interval '3 years'"), ("record_key", "'77'"), ("action", "'x'")]
)
def test_a_changed_line_is_named(sealed, column, value):
    line = line_of("Carers’ group")
    sealed(f"UPDATE audit.event SET {column} = {value} WHERE id = {line}")
    assert any(found.startswith(f"history line {line} ") and "was changed after it was sealed" in found for found in findings())


def test_changed_values_are_named_though_the_line_itself_fits(sealed):
    line = line_of("Carers’ group")
    sealed(f"""UPDATE audit.event SET "values" = jsonb_set("values", '{{{{after,name}}}}', '"Forged"') WHERE id = {line}""")
    assert any(f"history line {line} " in found and "holds other values than were written" in found for found in findings())


def test_changed_values_with_a_fitting_digest_are_named(sealed):
    line = line_of("Carers’ group")
    sealed(f"""UPDATE audit.event SET "values" = jsonb_set("values", '{{{{after,name}}}}', '"Forged"') WHERE id = {line}""")
    sealed(f"""UPDATE audit.event SET digest = sha256(salt || convert_to("values"::text, 'UTF8')) WHERE id = {line}""")
    assert any(f"history line {line} " in found and "was changed after it was sealed" in found for found in findings())


def test_values_that_vanish_without_an_erasure_are_named(sealed):
    line = line_of("Carers’ group")
    sealed(f"""UPDATE audit.event SET "values" = NULL, salt = NULL WHERE id = {line}""")
    assert any(f"history line {line} " in found and "no erasure is on record" in found for found in findings())


def test_a_lawful_erasure_is_no_finding(sealed):
    line = line_of("Carers’ group")
    sealed(f"SELECT set_config('app.actor', 'system:erasure', false), audit.blank(ARRAY[{line}::bigint], 'Asked for by the person')", triggers=True)
    seal_history()
    assert findings() == []


def test_a_removed_line_is_named(sealed):
    line = line_of("Walking group")
    sealed(f"DELETE FROM audit.event WHERE id = {line}")
    assert f"history line {line}: was removed after it was sealed" in findings()


def test_a_line_slipped_in_is_named(sealed):
    line = line_of("Walking group")
    sealed(f"DELETE FROM audit.event WHERE id = {line}; DELETE FROM audit.leaf WHERE event_id = {line}")
    sealed(
        'INSERT INTO audit.event (id, table_name, record_key, operation, "values", salt, digest, actor) OVERRIDING SYSTEM VALUE '
        f"SELECT {line}, 'core_team', '1', 'delete', '{{{{}}}}'::jsonb, '\\x00'::bytea, sha256('\\x00'::bytea || '{{{{}}}}'::bytea), 'user:1'"
    )
    assert any(f"history line {line} " in found and "was added among lines that were sealed" in found for found in findings())


def test_a_chain_that_was_mended_after_the_change_does_not_fit_its_seal(sealed):
    line = line_of("Carers’ group")
    sealed(f"UPDATE audit.event SET actor = 'user:9' WHERE id = {line}")
    sealed(f"UPDATE audit.leaf SET hash = audit.leaf_of(e) FROM audit.event e WHERE e.id = event_id AND e.id = {line}")
    assert any("does not fit its lines" in found for found in findings())


def test_a_seal_that_was_changed_or_taken_out_is_named(sealed):
    Team.objects.create(name="West")
    seal_history()
    last = newest_seal().number
    sealed(f"UPDATE audit.seal SET at = at - interval '1 day' WHERE id = {last}")
    assert any(found.startswith(f"seal {last}: was changed") for found in findings())
    sealed("DELETE FROM audit.seal WHERE id = (SELECT min(id) FROM audit.seal)")
    assert any("does not follow the seal before it" in found for found in findings())


def test_a_chain_written_anew_is_found_by_the_hash_that_was_kept(sealed):
    kept = newest_seal().hash.hex()
    sealed(f"UPDATE audit.event SET actor = 'user:9' WHERE id = {line_of('Carers’ group')}")
    sealed("DELETE FROM audit.seal; DELETE FROM audit.leaf")
    seal_history()
    assert findings() == []
    assert [str(found) for found in verify_history(kept_hash=kept).findings] == [
        "the seal you kept: is not in the chain any more: the chain was rewritten since it was printed"
    ]


def test_a_record_changed_by_sql_with_triggers_off_is_named_with_its_column(sealed):
    sealed("UPDATE partners_organisation SET name = 'Renamed in the night' WHERE id = {first}")
    (found,) = findings()
    assert found.startswith("partners_organisation ") and found.endswith("was changed, and no line of history says so (name)")


def test_records_added_and_removed_with_triggers_off_are_named(sealed):
    sealed("INSERT INTO core_team (id, name) VALUES (4711, 'Ghosts'); DELETE FROM partners_organisation WHERE id = {second}")
    assert "core_team 4711: was added, and no line of history says so" in findings()
    assert any(found.startswith("partners_organisation") and "was removed" in found for found in findings())


def test_what_is_written_through_the_product_in_any_way_is_no_finding(sealed):
    Organisation.objects.filter(name="Carers’ group").update(phone="01634 000000")
    Organisation.objects.filter(name="Walking group").delete()
    with connection.cursor() as cursor:
        cursor.execute("SET timezone = 'Pacific/Auckland'")  # moments are written down in the zone of the writer
        cursor.execute("UPDATE partners_organisation SET archived_at = now(), archived_reason = 'Over' WHERE name = 'Carers’ group'")
        cursor.execute("RESET timezone")
    assert findings() == []


def test_a_second_seal_takes_only_what_is_new_and_holds_the_first(sealed):
    assert seal_history() == 0
    before = newest_seal()
    Team.objects.create(name="West")
    assert seal_history() == 1
    after = newest_seal()
    assert (after.events, after.previous) == (1, before.hash)


def test_many_lines_make_several_seals(sealed, monkeypatch):
    monkeypatch.setattr(chain, "AT_MOST", 2)
    before = newest_seal().number
    Team.objects.bulk_create([Team(name=f"Team {number}") for number in range(5)])
    assert seal_history() == 5
    assert newest_seal().number == before + 3
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit.seal", "UPDATE audit.leaf SET hash = ''", "INSERT INTO audit.leaf VALUES (0, '')", "TRUNCATE audit.seal"]
)
def test_the_web_role_may_not_touch_seals(statement):
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_owner_may_not_touch_seals_either(sealed):
    for statement in ("DELETE FROM audit.seal", "UPDATE audit.leaf SET hash = ''", "DELETE FROM audit.leaf"):
        with pytest.raises(psycopg2.Error, match="append-only"):
            sealed(statement, triggers=True)


def test_the_root_is_that_of_rfc_6962():
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(5)]

    def tree(part):  # the definition of the RFC: the left side is the largest power of two
        if len(part) == 1:
            return part[0]
        left = 1
        while left * 2 < len(part):
            left *= 2
        return hashlib.sha256(b"\x01" + tree(part[:left]) + tree(part[left:])).digest()

    for count in range(1, 6):
        assert chain.root_of(leaves[:count]) == tree(leaves[:count])


def test_the_commands_say_it_and_the_exit_status_too(sealed):
    out = io.StringIO()
    with redirect_stdout(out):
        call_command("seal_history")
        call_command("verify_history")
    assert newest_seal().hash.hex() in out.getvalue() and "Nothing was altered" in out.getvalue()
    sealed("UPDATE core_team SET name = 'Quietly renamed' WHERE name = 'East'")
    with redirect_stdout(out), pytest.raises(SystemExit) as ended:
        call_command("verify_history")
    assert ended.value.code == 1 and "core_team" in out.getvalue()
