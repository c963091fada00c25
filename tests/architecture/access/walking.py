"""Walking: one request as one reader, which leaves nothing behind, and what is wrong with the answer."""

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pypdf import PdfReader

from crm.core.models import AuditEvent, SavedView
from tests.architecture.access.forms import form_of
from tests.architecture.access.papers import build_packs, private_words
from tests.architecture.access.records import Records, Thing
from tests.architecture.access.routes import ROLES, Route
from tests.architecture.access.table import ROUTES
from tests.architecture.access.words import READERS, hidden_words

OURS = ("core", "desk", "partners", "activities", "assurance")
NOT_THERE = 987_654_321
WORD = re.compile(r"zq[a-z]+qz")


@cache
def addresses() -> dict[str, list[str]]:
    """Names of every route of ours with the names of its arguments."""
    return {f"{namespace}:{name}": arguments for namespace, name, arguments, _pattern in routes() if namespace in OURS}


@cache
def routes() -> list[tuple[str, str, list[str], str]]:
    """Every route of the installation: namespace, name, names of its arguments, pattern."""
    found = []

    def walk(resolver, namespace, arguments, pattern):
        for entry in resolver.url_patterns:
            names, where = [*arguments, *entry.pattern.converters], pattern + str(entry.pattern)
            if isinstance(entry, URLPattern):
                found.append((namespace, entry.name or "", names, where))
            else:
                walk(entry, entry.namespace or namespace, names, where)

    walk(get_resolver(), "", [], "")
    return found


@dataclass(frozen=True)
class Answer:
    """What came back: `text` is headers and body, files in it unpacked; `written` says that history has a new line."""

    status: int
    text: str
    written: bool
    html: str = ""


def readable(body: bytes) -> str:
    """All words of a body: archives (XLSX, DOCX, packs) are opened, with the archives in them, and so are PDF files."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(f"{name}\n{readable(archive.read(name))}" for name in archive.namelist())
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "replace")


def stored() -> tuple[int, int]:
    """The newest line of history, and how many views are saved, which no history keeps."""
    newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return newest, SavedView.objects.count()


class Walk:
    """The records, and a signed-in client for each reader."""

    def __init__(self, records: Records):
        self.records = records
        self.clients = {letter: Client() for letter in READERS}
        for letter, user in records.users.items():
            self.clients[letter].force_login(user)
        self.sessions = {letter: client.cookies.output(header="") for letter, client in self.clients.items()}
        self.nothing: dict[tuple[str, str], int] = {}
        self.typed = {
            "organisation": records.of("organisation", "open").pk, "another": records.home.pk, "insight": records.of("insight", "open").pk,
            "criterion": records.nested["criterion_pk"]["open"], "type": records.of("activity", "open").type_id,
            "activity": records.of("activity", "open").pk, "objective": records.of("objective", "one").pk,
            "project": records.of("project", "own").pk,  # which the colleague sees too
            "p": records.users["p"].pk, "a": records.users["a"].pk,
        }  # fmt: skip

    def ask(self, letter: str, address: str, data: dict | None = None, thing: Thing | None = None, before: dict | None = None) -> Answer:
        """One request: a GET, or a POST of `data`. `before` changes the thing for the time of the request."""
        client = self.clients[letter]
        client.cookies = SimpleCookie(self.sessions[letter])  # no message of an earlier answer
        with transaction.atomic():
            if before and thing:
                type(thing.record)._default_manager.filter(pk=thing.key).update(**self.filled(before))
            earlier = stored()
            response = client.get(address) if data is None else client.post(address, data)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            written = stored() != earlier
            transaction.set_rollback(True)
        html = body.decode("utf-8", "replace") if response.get("Content-Type", "").startswith("text/html") else ""
        return Answer(response.status_code, f"{response.headers}\n{html or readable(body)}", written, html)

    def filled(self, values) -> dict:
        """`{p}` and the like replaced by keys."""
        return {name: value.format(**self.typed) if isinstance(value, str) else value for name, value in values.items()}

    def things(self, route: Route) -> dict[str, Thing | None]:
        """What the first argument of a route may name, by variety."""
        if not route.kind:
            return {"": None}
        return self.records.things[route.kind]

    def address(self, name: str, thing: Thing | None, variety: str, **instead: object) -> str:
        """The address of a route for one thing and what is nested in it. `pk=` or another argument may be put in its place."""
        values = []
        for argument in addresses()[name]:
            if argument in instead:
                values.append(instead[argument])
            elif argument == "pk" and thing is not None:
                values.append(thing.key)
            else:
                nested = self.records.nested.get(f"{name} {argument}") or self.records.nested[argument]
                values.append(nested.get(variety, nested.get("")))
        return reverse(name, args=values)

    def status_of_nothing(self, letter: str, address: str) -> int:
        """What this reader is answered where no record is; asked once."""
        if (letter, address) not in self.nothing:
            self.nothing[letter, address] = self.ask(letter, address).status
        return self.nothing[letter, address]

    def reads_too_much(self, letter: str, answer: Answer) -> list[str]:
        """Words in the answer that this reader must not read."""
        return sorted(set(WORD.findall(answer.text)) & (hidden_words(letter) | private_words(letter)))


def called(letter: str) -> str:
    return ROLES.get(letter, "stranger")


def wrong(answer: Answer, letter: str, allowed: str, thing: Thing | None) -> str:
    """Empty when the status is right, else what was expected."""
    status = answer.status
    if letter == "s":
        return "" if status == 302 and "/accounts/login/" in answer.text else "the sign-in page"
    if not allowed:
        return "" if status in (403, 404, 405) else "403, 404 or 405"
    if thing is not None and letter not in thing.readers:
        return "" if status == 404 or (status == 403 and letter not in allowed) else "404"
    if letter not in allowed:
        return "" if status == 403 else "403"
    return "" if status < 400 else "an answer"


def problems_of(walk: Walk, name: str) -> list[str]:
    """Walk one route: every reader, every variety, GET and POST."""
    route, found = ROUTES[name], []
    if name.startswith("assurance:pack_"):
        build_packs(walk.records)
    for variety, thing in walk.things(route).items():
        address = walk.address(name, thing, variety) + route.query
        found += _get(walk, route, name, variety, thing, address)
        found += _post(walk, route, name, variety, thing, address)
    return found


WALKERS = {"published": "elps", "shared": "eilps", "own": "ealps", "team": "eiudlps"}
"""Every role goes to open and to restricted records. To the others, which differ only in who sees them, goes one of each kind of reader."""


def walkers(route: Route, variety: str) -> str:
    """Everybody where the page is about that variety."""
    return READERS if variety in (route.on, route.not_on) else WALKERS.get(variety, READERS)


def _get(walk: Walk, route: Route, name: str, variety: str, thing: Thing | None, address: str) -> list[str]:
    found, may_get = [], "" if variety and variety == route.not_on else route.get
    for letter in walkers(route, variety):
        answer, who = walk.ask(letter, address), f"{called(letter)} GET {variety}"
        if expected := wrong(answer, letter, may_get, thing):
            found.append(f"{who}: {answer.status}, expected {expected}")
        if answer.written:
            found.append(f"{who}: a GET wrote something")
        if words := walk.reads_too_much(letter, answer):
            found.append(f"{who}: reads {words}")
        if thing is not None and letter not in thing.readers:
            missing = walk.status_of_nothing(letter, walk.address(name, thing, variety, pk=NOT_THERE))
            if missing != answer.status:
                found.append(f"{who}: {answer.status}, but {missing} where there is nothing")
    return found


def _post(walk: Walk, route: Route, name: str, variety: str, thing: Thing | None, address: str) -> list[str]:
    found, body = [], _body(walk, route, name, variety, thing)
    may_post = "" if variety and variety == route.not_on else route.post
    for letter in walkers(route, variety):
        answer, who = walk.ask(letter, address, body, thing, dict(route.before)), f"{called(letter)} POST {variety}"
        if expected := wrong(answer, letter, may_post, thing):
            found.append(f"{who}: {answer.status}, expected {expected}")
        may = letter in may_post and (thing is None or letter in thing.readers)
        if answer.written and not may:
            found.append(f"{who}: refused with {answer.status}, but something was written")
        if may and route.works and variety in ("", route.on) and not (answer.written or (route.silent and answer.status == 302)):
            found.append(f"{who}: the form does not work ({answer.status}), so refusals prove nothing: {errors_in(answer.html)}")
        if words := walk.reads_too_much(letter, answer):
            found.append(f"{who}: reads {words}")
    return found


def _body(walk: Walk, route: Route, name: str, variety: str, thing: Thing | None) -> dict:
    """What somebody who may would send from the page of this thing, or from that of another where nobody may."""
    if not route.works:
        return {}
    if thing is not None and not set(route.post) & set(thing.readers):
        variety, thing = route.on, walk.things(route).get(route.on)
    writer = next((letter for letter in route.post if thing is None or letter in thing.readers), "")
    body: dict = {}
    if writer and writer in route.get:
        address = walk.address(name, thing, variety)
        body = form_of(walk.ask(writer, address, thing=thing, before=dict(route.before)).html, address)
    return {**body, **walk.filled(route.says)}


def errors_in(html: str) -> list[str]:
    """What the page says is wrong with the form."""
    return re.findall(r'href="#[^"]*">([^<]*)</a></li>', re.sub(r"\s*\n\s*", "", html))[:6]
