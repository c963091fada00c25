"""Records that point to records of other varieties: open ones with hidden neighbours, on every link that a page could follow.

Straight chains would find little: a page leaks what it reaches over a foreign key, a count, a timeline, a prefetch.
"""

from activities.models import ActivityOrganisation, ActivityPerson, Commitment, Insight, Project
from assurance.models import TimelinePlacing
from partners.models import Relationship, RoleHolding, Succession
from tests.architecture.access.records import Records, attach, make_activity, make_decision, make_response, propose, published
from tests.architecture.access.words import canary

# Who is at the table, and which neighbours some of its readers must not see.
TABLES = {"open": ("team", "restricted"), "shared": ("open", "restricted"), "own": ("open", "restricted"), "published": ("open", "restricted")}


def cross(made: Records) -> None:
    """Link every host with its guests, both ways."""
    for host, guests in TABLES.items():
        for guest in guests:
            _partners(made, host, guest)
            if (host, guest) != ("own", "open"):  # what is open and belongs to a colleague's own project is theirs to read
                _guests_at(made, host, guest)
            _hosts_pointing_at(made, host, guest)


def _partners(made: Records, host: str, guest: str) -> None:
    us, them = made.of("organisation", host), made.of("organisation", guest)
    Relationship.objects.create(organisation=us, other=them, kind="works_with")
    Relationship.objects.create(organisation=them, other=us, kind="hosts")
    Succession.objects.create(predecessor=them, successor=us, on="2022-07-01")
    RoleHolding.objects.create(person=made.of("person", guest), organisation=us, role=f"Member {canary('person', guest)}")
    RoleHolding.objects.create(person=made.of("person", host), organisation=them, role="Member")


def _guests_at(made: Records, host: str, guest: str) -> None:
    """Guests that belong to the host's project, activity, decision and response."""
    how, project, activity, decision = made.how[guest], made.of("project", host), made.of("activity", host), made.of("decision", host)
    ActivityOrganisation.objects.create(activity=activity, organisation=made.of("organisation", guest))
    ActivityPerson.objects.create(activity=activity, person=made.of("person", guest), organisation=made.of("organisation", guest))
    Project.objects.create(title=f"Part {canary('project', guest)}", programme=project, **how)
    visitor = make_activity(made, guest, project)
    ActivityOrganisation.objects.create(activity=visitor, organisation=made.of("organisation", host))
    ActivityPerson.objects.create(activity=visitor, person=made.of("person", host))
    attach(visitor, canary("file", guest), is_published=True)
    said = Insight.objects.create(paraphrase=f"Said {canary('insight', guest)}", activity=activity, **how)
    promise = {"organisation": made.of("organisation", host), "activity": activity, "project": project}
    Commitment.objects.create(text=f"Promised {canary('commitment', guest)}", **promise, **how)
    make_decision(guest, how, project)
    make_response(made, guest, decision).insights.add(said)
    made.of("response", host).insights.add(said)
    propose(decision, visitor, linked=True)
    made.nest(f"use_of_{guest}", host, propose(decision, made.of("activity", guest)))
    TimelinePlacing.objects.create(decision=decision, activity=visitor, placing="told", reason="As the chair remembers it")


def _hosts_pointing_at(made: Records, host: str, guest: str) -> None:
    """Records of the host's variety whose project, partner, activity or decision is the guest's."""
    how, shown = made.how[host], published(host, made.users)
    organisation, project, activity = (made.of(kind, guest) for kind in ("organisation", "project", "activity"))
    Project.objects.create(title=f"Led {canary('project', host)}", programme=project, lead_organisation=organisation, **how, **shown)
    make_activity(made, host, project, lead_organisation=organisation)
    Insight.objects.create(paraphrase=f"Said there {canary('insight', host)}", activity=activity, **how)
    promise = {"organisation": organisation, "activity": activity, "project": project}
    Commitment.objects.create(text=f"Promised there {canary('commitment', host)}", **promise, **how)
    decision = make_decision(host, how, project, organisation=organisation)
    propose(decision, made.of("activity", host), linked=True)
    answer = make_response(made, host, decision)
    answer.insights.add(made.of("insight", guest))
