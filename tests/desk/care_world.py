"""Everybody and everything around words that need care, and a search for these words in every place there is."""

from dataclasses import dataclass
from urllib.parse import quote

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from activities.models import Activity, ActivityOrganisation, ActivityPerson
from activities.services.feeds import make_feed
from crm.core import roles
from crm.core.models import Team, User
from crm.core.tables import registered
from pages.services import build_site
from partners.models import PartnerMembership
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory, ProjectFactory
from tests.architecture.access.records import propose
from tests.architecture.access.test_side_doors import list_address
from tests.architecture.access.walking import readable
from tests.assurance.factories import DecisionFactory
from tests.partners.factories import AgreementFactory, OrganisationFactory, PersonFactory

WORD = "zqneedscareqz"
PREFIX = WORD[:-2]
"""What is searched for: pages repeat what was typed, but the whole word stands only where it was written."""
READERS = ("opener", "lead", "ig_lead")
RULES = ("opener", "lead", "ig_lead", "auditor", "colleague of the team", "colleague", "partner", "stranger")
"""One reader of each rule of visibility, and the three who read the case: on every other page they must not read it either."""

FILES = (("opener", "csv"), ("lead", "xlsx"), ("auditor", "csv"), ("ig_lead", "xlsx"))


@dataclass
class World:
    """People by name (`opener`, `lead`, every role, `stranger`) with their clients, and records that hang together."""

    people: dict[str, User]
    clients: dict[str, Client]
    project: object
    organisation: object
    person: object
    decision: object
    activity: Activity
    insight: object
    promise: object
    pressed_after: int = 0
    """The newest line of history before the press; what was written before it is in history as it was then."""

    @property
    def client(self) -> Client:
        """The client of the person who presses."""
        return self.clients["opener"]


def make_world() -> World:
    """A team with its lead, everybody else, and an activity of a project that a decision uses, shared with a partner."""
    build_site()
    lead = _person("lead", roles.ENGAGEMENT_OFFICER)
    team = Team.objects.create(name="West", lead=lead)
    people = {
        "opener": _person("opener", roles.ENGAGEMENT_OFFICER, team),
        "lead": lead,
        "colleague of the team": _person("mate", roles.ENGAGEMENT_OFFICER, team),
    }
    people |= {role: _person(role, role) for role in roles.ROLE_LABELS}
    clients = {name: Client() for name in [*people, "stranger"]}
    for name, user in people.items():
        clients[name].force_login(user)
    home = OrganisationFactory(name="Group of the partner user")
    AgreementFactory(organisation=home)
    PartnerMembership.objects.create(user=people["partner"], organisation=home)
    shared = {"visibility": "shared", "shared_with_ids": [home.pk]}
    project, person = ProjectFactory(title="Programme", **shared), PersonFactory(name="Secretary")
    activity = ActivityFactory(title="Forum", project=project, date_from="2026-05-05", summary="A forum", published_at="2026-06-01T00:00Z")
    Activity.objects.filter(pk=activity.pk).update(**shared)
    ActivityOrganisation.objects.create(activity=activity, organisation=home)
    ActivityPerson.objects.create(activity=activity, person=person)
    decision = DecisionFactory(title="Hours of the service", project=project)
    propose(decision, activity, linked=True)
    make_feed(scope="all", actor=people["opener"])
    activity.refresh_from_db()
    insight = InsightFactory(activity=activity, paraphrase="Too early", **shared)
    promise = CommitmentFactory(activity=activity, organisation=home, text="We will ask", project=project, **shared)
    return World(people, clients, project, home, person, decision, activity, insight, promise)


def _person(name: str, role: str, team: Team | None = None) -> User:
    user = User.objects.create_user(f"{name.replace(' ', '.')}@example.nhs.uk", name.replace("_", " ").capitalize(), team=team)
    user.groups.set([Group.objects.get(name=role)])
    return user


def body(response) -> str:
    """All words of an answer, its headers and the files in it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers}\n{readable(content)}"


def places(world: World, *records) -> list[str]:
    """Addresses where words of these records could show."""
    lists = [list_address(definition.kind) for definition in registered() if definition.kind != "kit"]
    around = [record.get_absolute_url() for record in (world.project, world.organisation, world.person, world.decision, *records)]
    return [
        "/", "/desk/", "/desk/search/?q=" + PREFIX, "/desk/search/suggest/?q=" + PREFIX, "/search/?q=" + PREFIX, "/desk/calendar/", "/desk/calendar/?view=list",
        "/desk/messages/", "/desk/messages/?show=done", "/desk/care/", "/desk/care/?show=all", "/desk/finish/",
        *lists, *(f"{address}?q={quote(PREFIX)}" for address in lists), *around, *(f"{address}history/" for address in around),
        reverse("assurance:cover_new", args=[world.decision.pk]), reverse("assurance:pack_new", args=[world.decision.pk]),
        reverse("activities:project_plan", args=[world.project.pk]),
    ]  # fmt: skip


def shown(world: World, *records) -> list[str]:
    """Who reads the word at which of these places: must be nobody, not even who may read the case."""
    found = []
    for address in places(world, *records):
        found += [f"{name} {address}" for name in RULES if WORD in body(world.clients[name].get(address))]
    return found


def exported(world: World) -> list[str]:
    """Lists whose files hold the word."""
    found = []
    for definition in registered():
        for name, file_format in FILES if definition.kind != "kit" else ():
            answer = world.clients[name].post("/desk/exports/new/", {"kind": definition.kind, "file_format": file_format, "query": ""})
            found += [f"{name} {definition.kind}.{file_format}"] if WORD in body(answer) else []
    return found


def readers_of(world: World, case) -> list[str]:
    """Who reads the word on the page of the case."""
    return [name for name, client in world.clients.items() if WORD in body(client.get(case.get_absolute_url()))]


def tables_with_the_word(since: int = 0) -> set[str]:
    """Every table of the database that holds the word in any column; of history after line `since` what stood there after a change, and reasons."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        for schema, table in cursor.fetchall():
            is_history = (schema, table) == ("audit", "event")
            row = "concat(r.values -> 'after', r.reason)" if is_history else "r::text"
            later = f"r.id > {since:d} AND" if is_history else ""
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{schema}"."{table}" r WHERE {later} {row} ILIKE %s)', [f"%{WORD}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found
