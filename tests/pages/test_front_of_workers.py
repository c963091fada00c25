"""Two web servers on one database, as two workers: each remembers pages on its own, neither shows an old one."""

import http.client
from urllib.parse import urlsplit

from django.utils import timezone

from activities.models import Activity
from pages.services import build_site
from tests.assurance.factories import ActivityFactory
from tests.support import databases
from tests.support.site import web_server

WORK = "/our-involvement-work/"


def read(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the page of our involvement work."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", WORK, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_a_publish_shows_on_the_next_request_in_every_worker(own_database):
    build_site()
    activity = ActivityFactory(title="A walk in Whitstable")
    with web_server(own_database) as one, web_server(own_database) as other:
        for published_at in (timezone.now(), None, timezone.now()):
            for address in (one, other, one, other):
                read(address)
            Activity.objects.filter(pk=activity.pk).update(published_at=published_at)
            for address in (one, other, one, other):
                status, _headers, body = read(address)
                assert (status, b"A walk in Whitstable" in body) == (200, published_at is not None)
        status, headers, _body = read(one)
        assert read(one, **{"If-None-Match": headers["ETag"]})[0] == 304
        with databases.owner_of("postgres") as cursor:
            cursor.execute(
                "SELECT usename, count(DISTINCT client_port || pid::text) FROM pg_stat_activity"
                " WHERE datname = %s AND query = 'SELECT number FROM pages_publicversion' GROUP BY usename",
                [own_database],
            )
            fronts = cursor.fetchall()
    assert fronts and fronts[0][0] == "lp_web" and len(fronts) == 1 and fronts[0][1] >= 2
