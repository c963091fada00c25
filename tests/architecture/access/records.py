"""One record of each kind in each variety (`words.VARIETIES`), hanging together by variety."""

import hashlib
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils import timezone

from activities.models import (
    Activity,
    ActivityFile,
    ActivityOrganisation,
    ActivityPerson,
    ActivityType,
    Commitment,
    Correction,
    Insight,
    MissingFact,
    Project,
    Series,
)
from assurance.models import Criterion, Decision, DecisionFramework, EvidenceItem, EvidenceUse, Framework, InvolvementAssessment, Response
from crm.core.models import Attachment, Team, User
from partners.models import ContactPermission, Organisation, PartnerMembership, Person, RoleHolding, SharingAgreement
from tests.architecture.access.words import KINDS, VARIETIES, canary, readers


@dataclass
class Thing:
    """Something that an address can name, and the letters of those who may know of it."""

    key: object
    readers: str
    record: object = None


@dataclass
class Records:
    """Everything that the walk opens.

    Attributes:
        things: By kind and variety; the first argument of an address.
        nested: By name of a further argument and variety: what belongs to the thing of that variety.
        named: An engagement officer who is named on the restricted records; not a reader of the walk.
        home: The organisation that the partner user speaks for.
        how: By variety, the columns that say who may see a record.
    """

    users: dict[str, User]
    named: User
    team: Team
    home: Organisation
    things: dict[str, dict[str, Thing]] = field(default_factory=dict)
    nested: dict[str, dict[str, object]] = field(default_factory=dict)
    how: dict[str, dict] = field(default_factory=dict)

    def add(self, kind: str, variety: str, record, letters: str | None = None) -> None:
        letters = readers(kind, variety) if letters is None else letters
        self.things.setdefault(kind, {})[variety] = Thing(record.pk, letters, record)

    def nest(self, argument: str, variety: str, record) -> None:
        self.nested.setdefault(argument, {})[variety] = record.pk

    def of(self, kind: str, variety: str):
        return self.things[kind][variety].record


def make_records(users: dict[str, User]) -> Records:
    """Make them all. `users` by letter."""
    named = User.objects.create_user("named@example.nhs.uk", "Named person")
    team = Team.objects.create(name="Another team")
    home = Organisation.objects.create(name="Partner user's own organisation", visibility="organisation")
    SharingAgreement.objects.create(organisation=home, purpose="Joint work", signed_on="2020-01-01")
    PartnerMembership.objects.create(user=users["p"], organisation=home)
    made = Records(users, named, team, home)
    made.how = {
        "open": {},
        "shared": {"visibility": "shared", "shared_with_ids": [home.pk]},
        "team": {"visibility": "team", "team": team},
        "restricted": {"visibility": "restricted", "named_user_ids": [named.pk], "team": team},
        "own": {"owner": users["l"]},
        "published": {},
    }
    for variety in VARIETIES:
        for kind, record in _chain(made, variety).items():
            made.add(kind, variety, record)
    return made


def published(variety: str, users: dict[str, User], *, approved: bool = False) -> dict:
    """Columns of a published record, and of an approved one; none for the other varieties."""
    if variety != "published":
        return {}
    return {"published_at": timezone.now()} | ({"approved_by": users["a"], "approved_on": "2026-06-01"} if approved else {})


def _chain(made: Records, variety: str) -> dict:
    """A partner, a person, a project, an activity, what was said, a promise, a decision and a response that hang together."""
    word, how = {kind: canary(kind, variety) for kind in KINDS}, made.how[variety]
    shown = published(variety, made.users)
    contact = {"email": f"{canary('contact', variety)}@example.org", "phone": f"01622 {canary('contact', variety)}"}
    organisation = Organisation.objects.create(name=f"Group {word['organisation']}", description=word["organisation"], **contact, **how, **shown)
    person = Person.objects.create(name=f"Contact {word['person']}", email=f"{word['person']}@example.org", phone=word["person"], note=word["person"], **how)
    RoleHolding.objects.create(person=person, organisation=organisation, role=f"Chair {word['person']}")
    project = Project.objects.create(title=f"Project {word['project']}", purpose=word["project"], **how, **shown)
    activity = make_activity(made, variety, project)
    ActivityOrganisation.objects.create(activity=activity, organisation=organisation)
    ActivityPerson.objects.create(activity=activity, person=person, organisation=organisation)
    insight = Insight.objects.create(paraphrase=f"Said {word['insight']}", quote=word["insight"], quote_consent=True, activity=activity, **how)
    commitment = Commitment.objects.create(text=f"Promised {word['commitment']}", organisation=organisation, activity=activity, project=project, **how)
    decision = make_decision(variety, how, project)
    response = make_response(made, variety, decision)
    response.insights.add(insight)
    _nest(made, variety, organisation, person, activity, decision)
    return {
        "organisation": organisation, "person": person, "project": project, "activity": activity, "insight": insight, "commitment": commitment,
        "decision": decision, "response": response,
    }  # fmt: skip


def make_activity(made: Records, variety: str, project: Project | None, **columns) -> Activity:
    word = canary("activity", variety)
    return Activity.objects.create(
        title=f"Meeting {word}", type=ActivityType.objects.get(code="meeting"), date_from="2026-05-05", project=project, purpose=word,
        summary=f"summary {word}", heard=f"heard {canary('notes', variety)}",
        next_steps=canary("notes", variety), **made.how[variety], **published(variety, made.users), **columns,
    )  # fmt: skip


def make_decision(variety: str, how: dict, project: Project | None, **columns) -> Decision:
    word = canary("decision", variety)
    decision = Decision.objects.create(title=f"Decision {word}", proposal=word, project=project, duty_as_at="2026-01-01", **how, **columns)
    DecisionFramework.objects.create(decision=decision, framework=Framework.objects.get(key="duty-to-involve"))
    return decision


def make_response(made: Records, variety: str, decision: Decision) -> Response:
    word, columns = canary("response", variety), made.how[variety] | published(variety, made.users, approved=True)
    return Response.objects.create(decision=decision, you_said=f"Said {word}", answer="done", we_did=word, **columns)


def _nest(made: Records, variety: str, organisation: Organisation, person: Person, activity: Activity, decision: Decision) -> None:
    """What hangs below the records and has a key of its own in addresses."""
    said = Correction.objects.create(activity=activity, organisation=organisation, text=f"Wrong {canary('notes', variety)}", sent_by=made.named)
    made.nest("correction_pk", variety, said)
    series = Series.objects.create(name=f"Series {canary('activity', variety)}", every="month")
    Activity.objects.filter(pk=activity.pk).update(series=series)
    made.add("series", variety, series, readers("activity", variety))
    made.nest("fact_pk", variety, MissingFact.objects.create(activity=activity, fact="other", text=f"The agenda {canary('notes', variety)}"))
    made.nest("agreement_pk", variety, SharingAgreement.objects.create(organisation=organisation, purpose="Work", signed_on="2021-01-01"))
    speaker = User.objects.create_user(f"speaker.{variety}@example.org", "Speaker")
    made.nest("membership_pk", variety, PartnerMembership.objects.create(user=speaker, organisation=organisation))
    permission = {"purpose": "Newsletter", "lawful_basis": "consent", "channel": "email", "source": canary("person", variety), "valid_from": "2021-01-01"}
    made.nest("permission_pk", variety, ContactPermission.objects.create(person=person, **permission))
    for kind in ("file", "draft"):
        file = attach(activity, canary(kind, variety), is_published=kind == "file")
        made.add(kind, variety, file.attachment)
        made.nest("file_pk", variety, file)
    assessment = InvolvementAssessment.objects.create(
        decision=decision, arranged_by_us="yes", limb="proposal", outcome="applies", reason=canary("decision", variety), assessed_by=made.named
    )
    made.nest("assessment_pk", variety, assessment)
    made.nest("activity_pk", variety, activity)
    made.nest("use_pk", variety, propose(decision, activity))
    made.nest("criterion_pk", variety, Criterion.objects.filter(framework__key="duty-to-involve").first())


def propose(decision: Decision, activity: Activity, *, linked: bool = False) -> EvidenceUse:
    """An activity as evidence of a decision: proposed, or linked to the first criterion of the duty."""
    item, _made = EvidenceItem.objects.get_or_create(kind="activity", activity=activity, defaults={"title": activity.title})
    criterion = Criterion.objects.filter(framework__key="duty-to-involve").first() if linked else None
    return EvidenceUse.objects.create(decision=decision, item=item, criterion=criterion, state="linked" if linked else "proposed")


def attach(activity: Activity, word: str, *, is_published: bool) -> ActivityFile:
    """A text file whose name and content are the word."""
    attachment = Attachment(name=f"{word}.txt", content_type="text/plain", size=len(word), sha256=hashlib.sha256(word.encode()).hexdigest())
    attachment.file.save(f"{word}.txt", ContentFile(word.encode()), save=False)
    attachment.save()
    return ActivityFile.objects.create(activity=activity, attachment=attachment, kind="minutes", is_published=is_published)
