"""The fixtures that other tests stand on: a real server with a database of its own, and a browser."""

import json
import urllib.error
import urllib.request

from tests.support import databases


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_site_is_ready_behind_the_wall_and_says_why_it_is_not(live_site):
    assert get(f"{live_site.url}/healthz") == (200, "ok\n")
    status, body = get(f"{live_site.url}/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "reasons": []})
    with databases.owner_of(live_site.database) as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
        cursor.execute("GRANT CREATE ON SCHEMA public TO lp_web")
        cursor.execute("ALTER TABLE core_team OWNER TO lp_web")
        cursor.execute("REVOKE INSERT, UPDATE ON cache_table FROM lp_web")
    status, body = get(f"{live_site.url}/readyz")
    assert status == 503
    reasons = " ".join(json.loads(body)["reasons"])
    for word in ("Migrations of core", "owns tables", "refuses writes"):
        assert word in reasons


def test_web_server_connects_as_the_web_role_only(live_site):
    get(f"{live_site.url}/readyz")
    with databases.owner_of(live_site.database) as cursor:
        cursor.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [live_site.database])
        assert cursor.fetchall() == [("lp_web",)]


def test_browser_reaches_the_sign_in_page(live_site, page_1280):
    page_1280.goto(f"{live_site.url}/accounts/login/")
    assert page_1280.locator("input[name=login]").count() == 1
