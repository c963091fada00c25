"""The first start fills the database; later ones change nothing."""

import pytest

from crm.server import cluster, prepare
from tests.support import databases

ONE_PERSON = """
    INSERT INTO core_user (email, name, password, is_active, is_superuser, shortcuts_off)
    VALUES ('nobody@example.nhs.uk', 'Nobody', '!', true, false, false) ON CONFLICT DO NOTHING
"""


@pytest.fixture
def commands(own_database, monkeypatch, tmp_path) -> list[str]:
    """The manage.py commands that `prepare` runs on a migrated database without users, in a data folder of its own."""
    ran = []

    def run(announcement: str, *arguments: str) -> None:
        ran.append(arguments[0])
        if arguments[0] == "load_example":
            with databases.owner_of(own_database) as cursor:
                cursor.execute(ONE_PERSON)

    web, owner = (databases.url(role, own_database) for role in (cluster.WEB, cluster.OWNER))
    monkeypatch.setattr(prepare, "_manage", run)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", web)
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)
    monkeypatch.delenv("EXAMPLE_PASSWORD", raising=False)
    return ran


def test_first_start_does_everything_and_the_second_nothing(commands):
    password = prepare.prepare()
    assert commands == ["migrate", "createcachetable", "load_reference", "load_example"]
    assert len(password) >= 12
    commands.clear()
    assert prepare.prepare() == password
    assert commands == []


def test_a_new_migration_is_applied(commands):
    prepare.prepare()
    commands.clear()
    state = prepare.env.data_dir() / "prepared.json"
    state.write_text(state.read_text().replace('"sources": "', '"sources": "older'))
    prepare.prepare()
    assert commands == ["migrate", "createcachetable", "load_reference"]


def test_a_database_with_people_gets_no_example(commands, own_database):
    with databases.owner_of(own_database) as cursor:
        cursor.execute(ONE_PERSON)
    assert prepare.prepare() == ""
    assert "load_example" not in commands


def test_a_new_example_password_is_set(commands, monkeypatch):
    prepare.prepare()
    commands.clear()
    monkeypatch.setenv("EXAMPLE_PASSWORD", "another example password")
    assert prepare.prepare() == "another example password"
    assert commands == ["load_example"]


def test_an_interrupted_example_is_loaded_again(commands, monkeypatch):
    working = prepare._manage

    def interrupted(announcement: str, *arguments: str) -> None:
        working(announcement, *arguments)
        if arguments[0] == "load_example":
            raise prepare.PreparationError("killed")

    monkeypatch.setattr(prepare, "_manage", interrupted)
    with pytest.raises(prepare.PreparationError):
        prepare.prepare()
    commands.clear()
    monkeypatch.setattr(prepare, "_manage", working)
    prepare.prepare()
    assert commands[-1] == "load_example"
