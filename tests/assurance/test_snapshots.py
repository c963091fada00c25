"""Links of evidence are tested against a real server on this machine: what the page said is kept, byte for byte."""

import hashlib
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.fetching import Refused, fetch
from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear
from assurance.services.snapshots import check_link, check_links_in_use, links_in_use
from tests.assurance.factories import DecisionFactory

PAGE = b"<html><head><title>You said, we did</title></head><body><p>We moved the clinic.</p><a href='http://127.0.0.1:9/report'>Their report</a></body></html>"


class Handler(BaseHTTPRequestHandler):
    """/page is a page, /gone is not there, /round leads in circles, /private leads elsewhere on this machine, /members asks to sign in, /picture is no page."""

    def do_GET(self):  # noqa: N802 (the name that http.server asks for)
        leads = {"/round": "/round", "/private": "http://127.0.0.1:1/", "/members": "/accounts/login/?next=/members"}
        if self.path in leads:
            self.send_response(302)
            self.send_header("Location", leads[self.path])
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Type", "image/png" if self.path == "/picture" else "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        """Nothing on the screen."""


@pytest.fixture(scope="module")
def server():
    """The address of a web server of our own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.fixture
def ours(server, settings):
    """The server is our own site."""
    settings.WAGTAILADMIN_BASE_URL = server
    return server


def item_at(url, **columns) -> EvidenceItem:
    return EvidenceItem.objects.create(kind="web", title="A page", url=url, **columns)


@pytest.mark.django_db
def test_a_page_of_our_own_is_kept_with_its_words_and_its_hash(ours, lead):
    snapshot = check_link(item_at(f"{ours}/page"), actor=lead)
    assert (snapshot.problem, snapshot.status, snapshot.title, snapshot.is_own_site) == ("", 200, "You said, we did", True)
    assert "We moved the clinic." in snapshot.text
    assert snapshot.sha256 == hashlib.sha256(PAGE).hexdigest()
    with snapshot.attachment.file.open() as kept:
        assert kept.read() == PAGE


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/gone", "/round", "/picture"])
def test_a_link_that_does_not_work_says_why_and_keeps_nothing(ours, lead, path):
    snapshot = check_link(item_at(f"{ours}{path}"), actor=lead)
    assert snapshot.problem and snapshot.attachment is None and snapshot.sha256 == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "leads"), [("http://127.0.0.1:9/report", True), ("http://127.0.0.1:9/other", False)])
def test_whether_our_page_still_leads_to_the_partners_is_told(ours, lead, address, leads):
    """The partner's page is inside our network here, which is refused: that is told apart from what our page says."""
    snapshot = check_link(item_at(address, own_page_url=f"{ours}/page"), actor=lead)
    assert snapshot.links_to_item is leads and snapshot.problem


def test_an_address_inside_our_network_that_is_not_our_site_is_refused(server):
    with pytest.raises(Refused):
        fetch(f"{server}/page", may_be_private=lambda url: False)
    with pytest.raises(Refused):
        fetch(f"{server}/private", may_be_private=lambda url: url.startswith(server))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "http://user:word@127.0.0.1/x", "http://[::1]/x", "gopher://127.0.0.1/"])
def test_other_kinds_of_addresses_are_refused(url):
    with pytest.raises(Refused):
        fetch(url, may_be_private=lambda url: False)


@pytest.mark.django_db
def test_the_weekly_job_tests_what_is_still_in_use(ours, lead):
    used, unused = item_at(f"{ours}/gone"), item_at(f"{ours}/page")
    EvidenceUse.objects.create(decision=DecisionFactory(), item=used)
    EvidenceUse.objects.create(decision=DecisionFactory(state="taken", decided_on="2026-01-01"), item=unused)
    assert check_links_in_use(timezone.localdate()) == 1
    assert used.snapshots.count() == 1 and not unused.snapshots.exists()


@pytest.mark.django_db
def test_a_page_behind_the_sign_in_is_no_public_page(ours, lead):
    assert check_link(item_at(f"{ours}/members"), actor=lead).problem == "The page asks people to sign in."


@pytest.mark.django_db
def test_only_links_that_something_open_rests_on_are_tested_every_week(lead):
    """Not: a decision put away, a use taken out, a year that was sent in, a year that ended over a year ago."""
    today, pcei = date(2020, 6, 1), Framework.objects.get(key="pcei")
    archived = DecisionFactory(archived_at="2020-01-01T00:00Z", archived_reason="Over")
    EvidenceUse.objects.create(decision=archived, item=item_at("https://www.example.nhs.uk/archived"))
    EvidenceUse.objects.create(decision=DecisionFactory(), item=item_at("https://www.example.nhs.uk/out"), state="declined", declined_because="Too old.")
    for year, ends, sent in (("2019/20", date(2020, 3, 31), None), ("2018/19", date(2019, 3, 31), None), ("2020/21", date(2021, 3, 31), date(2020, 5, 1))):
        opened = FrameworkYear.objects.create(framework=pcei, year=year, starts_on=ends.replace(year=ends.year - 1, month=4, day=1), ends_on=ends)
        FrameworkYear.objects.filter(pk=opened.pk).update(submitted_on=sent)
        EvidenceUse.objects.create(framework_year=opened, item=item_at(f"https://www.example.nhs.uk/{year[:4]}"))
    EvidenceUse.objects.create(decision=DecisionFactory(), item=item_at("https://www.example.nhs.uk/ahead"))
    assert [item.url.rpartition("/")[2] for item in links_in_use(today)] == ["2019", "ahead"]


@pytest.mark.django_db
def test_other_words_are_a_change_and_other_markup_is_none(as_lead):
    item = item_at("https://www.example.nhs.uk/page")
    for words, digest, is_change in (("One", "a", False), ("One", "b", False), ("Two", "c", True)):
        item.snapshots.create(url=item.url, text=words, sha256=digest * 64, final_url=item.url)
        page = as_lead.get(item.get_absolute_url()).content.decode()
        assert ("Changed since the snapshot before" in page, "led on to" in page) == (is_change, False)
    item.snapshots.create(url=item.url, text="Two", sha256="d" * 64, final_url="https://www.example.nhs.uk/elsewhere/")
    assert "led on to" in as_lead.get(item.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_item_tells_of_its_newest_copy(as_lead, ours, lead):
    item = item_at(f"{ours}/page")
    EvidenceUse.objects.create(decision=DecisionFactory(), item=item)
    check_link(item, actor=lead)
    page = as_lead.get(reverse("assurance:evidence_detail", args=[item.pk])).content.decode()
    assert hashlib.sha256(PAGE).hexdigest()[:8] in page or "You said, we did" in page
