"""Settings that keep people safe, one assertion each; production is asked in a process of its own."""

import json
import subprocess
import sys

import pytest
from csp.constants import NONE, SELF
from django.conf import settings
from django.core.checks import run_checks
from django.db.backends.postgresql import psycopg_any

from crm import env
from crm.core import checks

SAFE = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "crm.example.nhs.uk",
    "BASE_URL": "https://crm.example.nhs.uk",
    "DATABASE_URL": "postgresql://web:secret@db.example.nhs.uk/listening_post?sslmode=verify-full",
    "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example.nhs.uk/listening_post?sslmode=verify-full",
}


def production(*command: str, **changed: str) -> subprocess.CompletedProcess:
    """Run Python under production settings; a variable changed to "" is absent."""
    variables = {name: value for name, value in {**SAFE, **changed}.items() if value}
    return subprocess.run(
        [sys.executable, *command],
        cwd=env.PROJECT,
        env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(env.data_dir()), "DJANGO_SETTINGS_MODULE": "crm.settings.production", "PYTHONPATH": "site", **variables},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def deployed() -> dict:
    """The settings of production."""
    names = (
        "DEBUG ALLOWED_HOSTS SESSION_COOKIE_SECURE SESSION_COOKIE_NAME CSRF_COOKIE_SECURE CSRF_COOKIE_NAME SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS EXAMPLE_MODE"
    )
    script = f"import json; from django.conf import settings; print(json.dumps({{name: getattr(settings, name) for name in {names.split()!r}}}))"
    result = production("-c", script)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_check_deploy_finds_nothing():
    result = production("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "at least 50 random characters"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "must name the hosts"),
        ({"BASE_URL": ""}, "Set BASE_URL"),
        ({"BASE_URL": "http://crm.example.nhs.uk"}, "must start with https"),
    ],
)
def test_production_refuses_to_start(changed, message):
    result = production("-c", "from django.conf import settings; settings.DEBUG", **changed)
    assert result.returncode != 0
    assert message in result.stderr


def test_production_shows_no_debug_pages(deployed):
    assert deployed["DEBUG"] is False


def test_production_names_its_hosts(deployed):
    assert deployed["ALLOWED_HOSTS"] == ["crm.example.nhs.uk"]


def test_production_cookies_travel_on_https_only_and_belong_to_one_host(deployed):
    assert deployed["SESSION_COOKIE_SECURE"] is deployed["CSRF_COOKIE_SECURE"] is True
    assert deployed["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert deployed["CSRF_COOKIE_NAME"].startswith("__Host-")


def test_production_insists_on_https_for_a_year(deployed):
    assert deployed["SECURE_SSL_REDIRECT"] is True
    assert deployed["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60


def test_production_is_no_example(deployed):
    assert deployed["EXAMPLE_MODE"] is False


def test_driver_is_psycopg2():
    assert psycopg_any.is_psycopg3 is False


def test_start_is_refused_with_psycopg3(monkeypatch):
    monkeypatch.setattr(checks, "is_psycopg3", True)
    assert "core.E001" in [found.id for found in run_checks()]


def test_start_is_refused_where_psycopg3_could_be_picked_up(monkeypatch):
    monkeypatch.setattr(checks.importlib.util, "find_spec", lambda name: object() if name == "psycopg" else None)
    assert [found.id for found in checks.psycopg3_is_absent(None)] == ["core.E001"]


def test_session_ends_within_a_working_day():
    assert settings.SESSION_COOKIE_AGE <= 8 * 60 * 60


def test_cookies_are_hidden_from_scripts_and_other_sites():
    assert settings.SESSION_COOKIE_HTTPONLY is settings.CSRF_COOKIE_HTTPONLY is True
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


def test_old_cookie_signatures_are_not_accepted():
    assert settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK is False


def test_connections_are_checked_before_use():
    assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True


def test_forms_and_uploads_have_limits():
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 2_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 40
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 5 * 1024 * 1024


def test_documents_are_served_through_a_view_that_asks():
    assert settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"


def test_images_are_never_svg():
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS


def test_sign_in_limits_count_the_address_before_our_own_proxies():
    result = production("-c", "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)", TRUSTED_PROXY_COUNT="1")
    assert result.stdout == "1\n"


def test_policy_allows_nothing_inline_outside_the_cms():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert "script-src" not in policy
    assert "style-src" not in policy
    assert policy["default-src"] == [SELF]
    assert policy["object-src"] == policy["frame-ancestors"] == [NONE]


@pytest.mark.parametrize(("address", "inline"), [("/healthz", False), ("/cms/", True), ("/desk/", False)])
@pytest.mark.django_db
def test_policy_is_looser_for_the_cms_alone(client, address, inline):
    assert ("unsafe-inline" in client.get(address)["Content-Security-Policy"]) is inline


def sources(*folders: str) -> dict[str, str]:
    """The text of each Python file that is kept in git, by its path."""
    names = subprocess.run(["git", "ls-files", *folders], cwd=env.PROJECT, capture_output=True, text=True, check=True).stdout.split()
    return {name: (env.PROJECT / name).read_text(encoding="utf-8") for name in names if name.endswith(".py") and (env.PROJECT / name).exists()}


def test_no_mail_fails_silently():
    word = "fail" + "_silently"
    assert [name for name, text in sources().items() if word in text] == []


def test_the_product_imports_nothing_of_the_tests():
    product = sources("crm", "partners", "activities", "assurance", "site")
    assert [name for name, text in product.items() if "import tests" in text or "from tests" in text] == []
