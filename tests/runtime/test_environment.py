"""Variables are read with a clear refusal; what is on the machine is left alone."""

import stat

import pytest

from crm import env
from crm.server import environment


@pytest.mark.parametrize(("value", "expected"), [("yes", True), ("1", True), ("off", False), ("0", False), ("", True)])
def test_yes_and_no(monkeypatch, value, expected):
    monkeypatch.setenv("SOME_FLAG", value)
    assert env.flag("SOME_FLAG", default=True) is expected


@pytest.mark.parametrize(("read", "value"), [(env.flag, "perhaps"), (lambda name: env.number(name, 1), "many")])
def test_what_cannot_be_understood_is_named(monkeypatch, read, value):
    monkeypatch.setenv("SOME_NAME", value)
    with pytest.raises(env.SettingError, match=f"SOME_NAME .*{value}"):
        read("SOME_NAME")


def test_database_address_with_a_socket_and_special_characters():
    parsed = env.parse_database_url("postgresql://lp_web:p%40ss%2Fword@/listening_post?host=/run/some%20folder&port=5432&sslmode=require")
    assert parsed == {"NAME": "listening_post", "USER": "lp_web", "PASSWORD": "p@ss/word", "HOST": "/run/some folder", "PORT": "5432", "SSLMODE": "require"}


@pytest.mark.parametrize("url", ["mysql://user@host/name", "postgresql://user@host/", "nonsense"])
def test_other_database_addresses_are_refused(url):
    with pytest.raises(env.SettingError, match="looks like postgresql://"):
        env.parse_database_url(url)


def test_one_address_alone_serves_both_roles(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://web@host/name")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert env.database_url("lp_owner") == env.database_url("lp_web") == "postgresql://web@host/name"


def test_a_kept_secret_stays_and_is_private(tmp_path):
    path = tmp_path / "secrets" / "key"
    first = env.kept_secret(path)
    assert env.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_unprivileged_user_gets_the_line_to_type(monkeypatch, capsys):
    monkeypatch.setattr(environment.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit):
        environment.install(["chromium"], "Browser tests need Chromium", present=lambda: False, needed=True)
    assert capsys.readouterr().err == "Browser tests need Chromium. Type: sudo apt-get install -y --no-install-recommends chromium\n"


def test_nothing_is_installed_that_is_there(monkeypatch):
    monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: pytest.fail("apt was asked"))
    environment.install(["chromium"], "Browser tests need Chromium", present=lambda: True, needed=True)


def test_environment_for_tests_serves_running_too():
    lock_lines = {purpose: set((environment.PROJECT / "requirements" / f"{purpose}.txt").read_text().splitlines()) for purpose in ("run", "test")}
    pins = {purpose: {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")} for purpose, lines in lock_lines.items()}
    assert pins["run"] <= pins["test"]


def test_locks_hold_hashes_and_no_addresses():
    for purpose in ("run", "test"):
        text = (environment.PROJECT / "requirements" / f"{purpose}.txt").read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "psycopg==" not in text
