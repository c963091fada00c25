"""The worked example: "Our response to Covid-19: learning from your feedback".

Source: the public page "Our involvement work" of Kent and Medway CCG. What the page does not say is kept as a missing
fact and shows as a gap; nothing is filled in. References are part of the example: D1 to D3 are DEC-1 to DEC-3, A1 to A11
are ACT-1 to ACT-11.
"""

from datetime import date

from django.utils import timezone

from activities.models import Activity, ActivityOrganisation, ActivityType, Commitment, MissingFact, Project
from assurance.models import (
    Criterion,
    Decision,
    DecisionDuty,
    DecisionFramework,
    DutyVersion,
    EvidenceItem,
    EvidenceUse,
    Framework,
    InvolvementAssessment,
)
from crm.core.models import Team
from partners.models import Organisation, OrganisationName, OrganisationType, Person, RoleHolding, Succession

PAGE = "Kent and Medway CCG, “Our involvement work” (public page)"
PROJECT_TITLE = "Our response to Covid-19: learning from your feedback"
AS_AT = date(2020, 6, 30)  # the page speaks of a survey that ran "during June"; 2020 is inferred

# reference, type, title, lead in the words of the source, audience, summary, missing facts
ACTIVITIES = [
    ("A1", "survey", "Online public survey", "ccg", "patients, public", "An online survey for patients and the public ran during June.",
     [("date", "the year of the survey (2020 is inferred)"), ("questions", "the survey questions"), ("number", "how many people responded"),
      ("profile", "who responded (profile)")]),
    ("A2", "phone-line", "Phone service to complete the survey", "ccg", "people unable to go online",
     "A phone service was offered alongside the online survey for people unable to go online.", [("number", "how many people called")]),
    ("A3", "mailbox", "Comments by e-mail about recent NHS experience", "ccg", "anyone who missed the survey",
     "People who missed the survey were invited to send comments about their recent experience of the NHS by e-mail.",
     [("number", "how many comments were received")]),
    ("A4", "meeting", "Discussions with local patient groups", "ccg-vcs", "patient groups", "Discussions with local patient groups were in progress.",
     [("organisations", "which patient groups"), ("date", "when the discussions took place"), ("notes", "notes of the discussions")]),
    ("A5", "focus-group", "Discussions with communities of interest", "ccg-vcs", "communities of interest",
     "Discussions with communities of interest were in progress. The source does not state the type of activity.",
     [("communities", "which communities")]),
    ("A6", "staff", "Survey of NHS colleagues", "nhs", "community, mental health and hospital trusts, GP practices",
     "A survey of NHS colleagues in community, mental health and hospital trusts and in GP practices was in progress.",
     [("number", "how many colleagues responded")]),
    ("A7", "interview", "Interviews with clinicians and colleagues", "team", "clinicians, colleagues",
     "A series of interviews with clinicians and colleagues.", [("number", "how many interviews")]),
    ("A8", "interview", "Interviews with public-sector partners", "team", "local authorities",
     "A series of interviews with public-sector partners.", [("organisations", "which local authorities")]),
    ("A9", "interview", "Interviews with voluntary-sector partners", "team", "voluntary and community sector",
     "A series of interviews with voluntary-sector partners.", [("organisations", "which voluntary-sector partners")]),
    ("A10", "community-research", "Partners’ complementary work", "partners", "their communities",
     "Healthwatch, Engage Kent and Medway Voluntary Action carried out complementary pieces of work.", [("report", "the partners’ reports")]),
    ("A11", "desk", "Each trust’s review of safe delivery", "trusts", "",
     "Each NHS trust reviewed how it could deliver services safely.", [("report", "the outputs of the trusts’ reviews")]),
]  # fmt: skip

LEADS = {
    "ccg": "Kent and Medway CCG",
    "ccg-vcs": "Kent and Medway CCG with voluntary and community sector partners",
    "nhs": "NHS system",
    "team": "Kent and Medway CCG Engagement Team",
    "partners": "Healthwatch; Engage Kent; Medway Voluntary Action",
    "trusts": "NHS trusts",
}

# criterion → what of the page supports it (the criterion map of the worked example)
EVIDENCE = {
    "pcei:C1": ["page", "A1"],
    "pcei:C3": ["A1", "A2", "A3", "A4", "A5", "A7"],
    "pcei:C4": ["A2"],
    "pcei:C5": ["A10", "A9"],
    "pcei:E2": ["A2"],
    "gunning:1": ["page"],
    "duty-to-involve:2": ["A1", "A4", "A5"],
    "duty-to-involve:3": ["A1", "A2", "A3", "A7"],
    "duty-to-involve:4": ["page"],
}
PROMISES_KEPT = "duty-to-involve:7"
PCEI_READ = ["C1", "C3", "C4", "C5", "D1", "D2", "E1", "E2", "E3"]


def load(users) -> Project | None:
    """Load the example into a database that does not hold it yet; None when it is already there."""
    if Project.objects.filter(title=PROJECT_TITLE, is_training=False).exists():
        return None
    team = Team.objects.get_or_create(name="Engagement")[0]
    ccg, partners = _organisations(team)
    now = timezone.now()
    project = Project.objects.create(
        title=PROJECT_TITLE,
        purpose=(
            "Help health and care leaders decide on the benefits of the changes made during the emergency, and learn what works and what needs improving."
        ),
        context=(
            "During the emergency some services were paused; others moved online or to new ways of making contact; staff were "
            "redeployed. As lockdown eases, paused services restart, the urgent ones first where delay harms most."
        ),
        stage="engagement",
        lead_organisation=ccg,
        team=team,
        source=PAGE,
        published_at=now,
    )
    activities = _activities(project, ccg, partners, team, now)
    decisions = _decisions(project, ccg, team)
    commitments = _commitments(project, team)
    _evidence(decisions["D3"], activities, commitments)
    return project


def _organisations(team) -> tuple[Organisation, dict[str, Organisation]]:
    types = {kind.code: kind for kind in OrganisationType.objects.all()}

    def organisation(name: str, kind: str, **fields) -> Organisation:
        made = Organisation.objects.create(name=name, team=team, source=PAGE, **fields)
        made.types.add(types[kind])
        return made

    icb = organisation("NHS Kent and Medway", "icb", opened_on=date(2022, 7, 1))
    ccg = organisation(
        "Kent and Medway Clinical Commissioning Group", "nhs-other", opened_on=date(2020, 4, 1), closed_on=date(2022, 6, 30),
        description="The commissioner of health services in Kent and Medway until 30 June 2022.",
    )  # fmt: skip
    OrganisationName.objects.create(organisation=ccg, name="Kent and Medway CCG")
    Succession.objects.create(predecessor=ccg, successor=icb, on=date(2022, 7, 1), note="Health and Care Act 2022")
    partners = {
        "healthwatch": organisation(
            "Healthwatch (Kent or Medway: the source does not say)", "healthwatch",
            description="The source names “Healthwatch” without saying whether it means Healthwatch Kent or Healthwatch Medway.",
        ),
        "engage_kent": organisation("Engage Kent", "vcse"),
        "mva": organisation("Medway Voluntary Action", "vcse-infra"),
    }  # fmt: skip
    contact = Person.objects.create(name="Engagement lead, Medway Voluntary Action", team=team, source="Example: a role, not a person")
    RoleHolding.objects.create(person=contact, organisation=partners["mva"], role="Engagement lead")
    return ccg, partners


def _activities(project, ccg, partners, team, now) -> dict[str, Activity]:
    types = {kind.code: kind for kind in ActivityType.objects.all()}
    activities = {}
    for reference, kind, title, lead, audience, summary, missing in ACTIVITIES:
        activity = Activity.objects.create(
            title=title,
            type=types[kind],
            level=types[kind].usual_level,
            status=Activity.Status.HELD,
            date_precision="unknown",
            date_note="ran during June; the year is not stated" if reference == "A1" else "",
            lead_organisation=ccg if lead.startswith(("ccg", "team")) else None,
            lead_text=LEADS[lead],
            project=project,
            audience=audience,
            summary=summary,
            adjustments_offered="Phone service for people unable to go online" if reference == "A2" else "",
            team=team,
            source=f"{PAGE}, {reference}",
            published_at=now,
        )
        MissingFact.objects.bulk_create([MissingFact(activity=activity, fact=fact, text=text) for fact, text in missing])
        activities[reference] = activity
    ActivityOrganisation.objects.bulk_create(
        [ActivityOrganisation(activity=activities["A10"], organisation=partner, part="credited") for partner in partners.values()]
    )
    MissingFact.objects.create(activity=activities["A10"], fact="other", text="whether “Healthwatch” means Healthwatch Kent or Medway")
    return activities


def _decisions(project, ccg, team) -> dict[str, Decision]:
    common = {"project": project, "organisation": ccg, "team": team, "source": PAGE, "duty_as_at": AS_AT}
    decisions = {
        "D1": Decision.objects.create(
            title="Significant emergency changes to services",
            proposal="Some services were paused; others moved online or to new ways of making contact; staff were redeployed.",
            state="taken", is_urgent=True, date_note="the date is not stated", **common,
        ),
        "D2": Decision.objects.create(
            title="Order of restarting paused services",
            proposal="As lockdown eases, paused services restart, the urgent ones first where delay harms most.",
            state="under_way", **common,
        ),
        "D3": Decision.objects.create(
            title="What to keep, adapt or reverse for the long term",
            proposal="Decide, on evidence, which of the changes made during the emergency to keep, to adapt or to reverse.",
            can_influence="Which of the changes to keep, which to improve and which to reverse.",
            state="anticipated", date_note="not yet taken; “evidence-based decisions” are to come", **common,
        ),
    }  # fmt: skip
    InvolvementAssessment.objects.create(
        decision=decisions["D1"], arranged_by_us="yes", limb="operation", affects_manner="yes", outcome="urgent-deferred",
        urgent_reason="Changes had to be made quickly and at scale in an emergency.",
        reason="Changes were made quickly and at scale. Involvement follows through the evaluation.", source=PAGE,
    )  # fmt: skip
    InvolvementAssessment.objects.create(
        decision=decisions["D3"], arranged_by_us="yes", limb="proposal", affects_manner="yes",
        who="Patients, the public, communities of interest, colleagues and partners.",
        how="Survey online and by phone, comments by e-mail, discussions, interviews, and partners’ own work.",
        public_promises="Colleagues, stakeholders, patients and the public will be engaged when decisions with long-term impact are made.",
        outcome="applies",
        reason="Keeping services online or on new ways of making contact changes the manner in which people receive them.", source=PAGE,
    )  # fmt: skip
    duty = DutyVersion.objects.filter(duty__key="ccg-involve").first()
    for decision in decisions.values():
        DecisionDuty.objects.create(decision=decision, duty_version=duty, why="In force until 30 June 2022; the CCG took the decision.")
    frameworks = {framework.key: framework for framework in Framework.objects.filter(key__in=["duty-to-involve", "gunning", "pcei"])}
    for decision in decisions.values():
        DecisionFramework.objects.create(decision=decision, framework=frameworks["duty-to-involve"])
    DecisionFramework.objects.create(decision=decisions["D3"], framework=frameworks["gunning"], why="No decision was taken yet.")
    DecisionFramework.objects.create(
        decision=decisions["D3"], framework=frameworks["pcei"], only_codes=PCEI_READ,
        why="Chosen although the indicator was paused in 2020: the criteria that a single decision can answer.",
    )  # fmt: skip
    return decisions


def _commitments(project, team) -> list[Commitment]:
    common = {"project": project, "team": team, "made_in_public": True, "made_to": "The public", "source": PAGE}
    return [
        Commitment.objects.create(text="Feedback will support evidence-based decisions.", **common),
        Commitment.objects.create(
            text="Colleagues, stakeholders, patients and the public will be engaged when decisions with long-term impact are made.", **common
        ),
    ]


def _evidence(decision, activities, commitments) -> None:
    items = {
        reference: EvidenceItem.objects.create(kind="activity", activity=activity, title=activity.title, source=activity.source, is_published=True)
        for reference, activity in activities.items()
    }
    items["page"] = EvidenceItem.objects.create(
        kind="web", title="“Our involvement work”, public page of Kent and Medway CCG", url="https://www.kentandmedwayccg.nhs.uk/get-involved/our-involvement-work",
        is_published=True, source=PAGE,
    )  # fmt: skip
    promises = [EvidenceItem.objects.create(kind="commitment", commitment=commitment, title=str(commitment), source=PAGE) for commitment in commitments]
    criteria = {f"{c.framework.key}:{c.code}": c for c in Criterion.objects.select_related("framework")}
    uses = [
        EvidenceUse(decision=decision, item=items[name], criterion=criteria[key], state="linked", linked_at=timezone.now())
        for key, names in EVIDENCE.items()
        for name in names
    ]
    uses += [EvidenceUse(decision=decision, item=item, criterion=criteria[PROMISES_KEPT], state="linked", linked_at=timezone.now()) for item in promises]
    EvidenceUse.objects.bulk_create(uses)
