"""One record of each kind in each variety, each with a word of its own that must not reach those who may not see it.

Varieties: `open` (all staff), `shared` (with the partner user's organisation), `team` (another team's), `restricted` (named
people, none of whom takes part in the walk), `own` (the colleague's), `published` (on the public site too).
"""

from dataclasses import dataclass, field

from django.utils import timezone

from activities.models import Activity, ActivityOrganisation, ActivityType, Commitment, Insight, Project
from assurance.models import Decision, DecisionFramework, Framework, Response
from crm.core.models import Team, User
from partners.models import Organisation, PartnerMembership, Person, SharingAgreement

KINDS = ("organisation", "person", "project", "activity", "insight", "commitment", "decision", "response")
VARIETIES = ("open", "shared", "team", "restricted", "own", "published")

# Who may see which variety, written by hand from the design: letters as in table.ROLES.
STAFF = "ecabiud"
VISIBLE = {
    "open": STAFF,
    "shared": STAFF + "p",
    "team": "iu",
    "restricted": "",
    "own": STAFF + "l",
    "published": STAFF,
}


def sees(letter: str, kind: str, variety: str) -> bool:
    """Whether the role may read that record. Colleagues see every open partner, and of the rest only what is their own."""
    if letter == "l" and kind == "organisation":
        return variety in ("open", "shared", "own", "published")
    if letter == "l" and kind == "person":
        return False
    return letter in VISIBLE[variety]


def canary(kind: str, variety: str) -> str:
    """A word that stands in that record only and in no language."""
    return f"zq{variety}{kind}qz"


@dataclass
class Records:
    """Everything that the walk opens, by `(kind, variety)`."""

    by_kind: dict = field(default_factory=dict)
    nested: dict = field(default_factory=dict)

    def __getitem__(self, key):
        return self.by_kind[key]


def make_records(users: dict[str, User]) -> Records:
    """Make them all. `users` by letter; the people named on restricted records are nobody of them."""
    named = User.objects.create_user("named@example.nhs.uk", "Named person")
    team = Team.objects.create(name="Another team")
    home = Organisation.objects.create(name="Partner user's own organisation", visibility="organisation")
    SharingAgreement.objects.create(organisation=home, purpose="Joint work", signed_on="2020-01-01")
    PartnerMembership.objects.create(user=users["p"], organisation=home)
    made = Records()
    for variety in VARIETIES:
        how = {
            "open": {},
            "shared": {"visibility": "shared", "shared_with_ids": [home.pk]},
            "team": {"visibility": "team", "team": team},
            "restricted": {"visibility": "restricted", "named_user_ids": [named.pk], "team": team},
            "own": {"owner": users["l"]},
            "published": {},
        }[variety]
        for kind, record in _chain(variety, how, users).items():
            made.by_kind[kind, variety] = record
    return made


def _chain(variety: str, how: dict, users: dict[str, User]) -> dict:
    """A partner, a person, a project, an activity, what was said, a promise, a decision and a response that hang together."""
    word = {kind: canary(kind, variety) for kind in KINDS}
    published = {"published_at": timezone.now()} if variety == "published" else {}
    kind = ActivityType.objects.get(code="meeting")
    organisation = Organisation.objects.create(name=f"Group {word['organisation']}", description=word["organisation"], **how, **published)
    person = Person.objects.create(name=f"Contact {word['person']}", email=f"{word['person']}@example.org", note=word["person"], **how)
    project = Project.objects.create(title=f"Project {word['project']}", purpose=word["project"], **how, **published)
    activity = Activity.objects.create(
        title=f"Meeting {word['activity']}", type=kind, date_from="2026-05-05", project=project, heard=f"heard {word['activity']}",
        summary=f"summary {word['activity']}", **how, **published,
    )  # fmt: skip
    ActivityOrganisation.objects.create(activity=activity, organisation=organisation)
    insight = Insight.objects.create(paraphrase=f"Said {word['insight']}", activity=activity, **how)
    commitment = Commitment.objects.create(text=f"Promised {word['commitment']}", organisation=organisation, activity=activity, project=project, **how)
    decision = Decision.objects.create(title=f"Decision {word['decision']}", proposal=word["decision"], project=project, duty_as_at="2026-01-01", **how)
    DecisionFramework.objects.create(decision=decision, framework=Framework.objects.get(key="duty-to-involve"))
    approved = {"approved_by": users["a"], "approved_on": "2026-06-01"} if published else {}
    response = Response.objects.create(
        decision=decision, you_said=f"Said {word['response']}", answer="done", we_did=word["response"], **how, **published, **approved
    )
    response.insights.add(insight)
    return {
        "organisation": organisation, "person": person, "project": project, "activity": activity, "insight": insight, "commitment": commitment,
        "decision": decision, "response": response,
    }  # fmt: skip
