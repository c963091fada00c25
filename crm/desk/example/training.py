"""The training case: a programme that never happened, with the whole chain filled, from assessment to feedback told.

Every record carries `is_training`; pages, lists, packs and exports say "Training example, not real". `remove` takes the
records out again (their history stays).
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from activities.models import (
    Activity,
    ActivityOrganisation,
    ActivityPerson,
    ActivityType,
    Commitment,
    Insight,
    ParticipationCount,
    Project,
    ProjectStage,
    Theme,
)
from assurance.models import (
    BodyMeeting,
    Criterion,
    CriterionReview,
    Decision,
    DecisionDuty,
    DecisionFramework,
    DecisionVerdict,
    DutyVersion,
    EvidenceItem,
    EvidencePack,
    EvidenceUse,
    Framework,
    GapOwner,
    InvolvementAssessment,
    PaperCover,
    PartnerReport,
    Response,
)
from crm.core import history, roles
from partners.models import Body, Organisation, OrganisationType, PartnerMembership, Person, RoleHolding, SharingAgreement

SOURCE = "Training example, not real"
PROJECT_TITLE = "Training example: a walk-in blood test service"


def load(users) -> Project | None:
    """Load the training case, set around today so that lists, calendars and promises are alive. None when it is there."""
    if Project.objects.filter(title=PROJECT_TITLE).exists():
        return None
    return _Case(users).make()


class _Case:
    """The records of the case, made in the order in which they refer to each other."""

    def __init__(self, users):
        self.users = users
        self.engagement = users[roles.ENGAGEMENT_OFFICER]
        self.assurance = users[roles.ASSURANCE_LEAD]
        self.colleague = users[roles.COLLEAGUE]
        self.today = timezone.localdate()
        self.types = {kind.code: kind for kind in ActivityType.objects.all()}
        self.common = {"is_training": True, "team": self.engagement.team, "created_by": self.engagement}

    def day(self, days: int) -> date:
        """The day that lies `days` from today; negative days have passed."""
        return self.today + timedelta(days=days)

    def make(self) -> Project:
        self.organisations()
        self.project_and_decision()
        self.activities()
        self.insights()
        self.promises()
        self.evidence()
        self.responses()
        self.second_decision()
        return self.project

    def organisations(self) -> None:
        kinds = {kind.code: kind for kind in OrganisationType.objects.all()}

        def organisation(name: str, kind: str, **fields) -> Organisation:
            made = Organisation.objects.create(name=name, source=SOURCE, contact_every_days=60, **self.common, **fields)
            made.types.add(kinds[kind])
            return made

        self.carers = organisation("Training example: carers’ group", "carers-org")
        self.disability = organisation("Training example: disability forum", "disability")
        self.healthwatch = organisation("Training example: local Healthwatch", "healthwatch")
        self.hosc = Body.objects.create(name="Training example: committee of the Board", kind="committee", source=SOURCE)
        SharingAgreement.objects.create(organisation=self.carers, purpose="Joint involvement work (training example)", signed_on=self.day(-200))
        PartnerMembership.objects.create(user=self.users[roles.PARTNER], organisation=self.carers)
        self.contacts = {}
        for organisation_, role in ((self.carers, "Coordinator"), (self.disability, "Chair"), (self.healthwatch, "Engagement lead")):
            person = Person.objects.create(name=f"{role}, {organisation_.name.removeprefix('Training example: ')}", source=SOURCE, **self.common)
            RoleHolding.objects.create(person=person, organisation=organisation_, role=role, valid_from=self.day(-400))
            self.contacts[organisation_.pk] = person

    def project_and_decision(self) -> None:
        self.project = Project.objects.create(
            title=PROJECT_TITLE,
            purpose="Find out how a walk-in blood test service could work better for people who find appointments hard to keep.",
            can_influence="Opening hours, location within the town, how people are called in.",
            cannot_influence="Which tests are done, and the laboratory.",
            audiences="People who have regular blood tests, carers, disabled people, people who do not use the internet.",
            methods="Meetings, a survey online and on paper, a phone line, a workshop.",
            risks="People without transport may be missed.",
            stage="feedback",
            contact="Engagement team",
            owner=self.engagement,
            source=SOURCE,
            published_at=self.at(-150),
            **self.common,
        )
        stages = [("scoping", -170, -150), ("engagement", -150, -70), ("analysis", -70, -55), ("decision", -55, -30), ("feedback", -30, -10)]
        ProjectStage.objects.bulk_create(
            [
                ProjectStage(project=self.project, stage=stage, planned_from=self.day(start), planned_to=self.day(end), actual_from=self.day(start + 2),
                             actual_to=self.day(end + 3))
                for stage, start, end in stages
            ]
        )  # fmt: skip
        meeting = BodyMeeting.objects.create(body=self.hosc, on=self.day(-30), paper_due_on=self.day(-44))
        self.decision = Decision.objects.create(
            title="Training example: hours and place of a walk-in blood test service",
            proposal="Open later on two days a week and move to a ground-floor room.",
            project=self.project, body=self.hosc, meeting=meeting, state="taken",
            can_influence="Hours, place and how people are called in.", cannot_influence="Which tests are done.",
            options_open_on=self.day(-160), options_fixed_on=self.day(-75), paper_due_on=self.day(-44), findings_sent_on=self.day(-45),
            expected_on=self.day(-30), decided_on=self.day(-30), outcome="Open until 8 pm on two days; move to the ground floor by spring.",
            minute="Item 7 (training example)", told_on=self.day(-12), telling_plan="Posters, e-mail to everyone who took part, public page",
            duty_as_at=self.day(-160), owner=self.assurance, source=SOURCE, **self.common,
        )  # fmt: skip
        InvolvementAssessment.objects.create(
            decision=self.decision, arranged_by_us="yes", limb="proposal", affects_manner="yes", affects_range="no",
            who="People who have regular blood tests, their carers, and the groups that represent them.",
            how="Meetings, survey online and on paper, phone line, workshop.",
            existing_insight="Complaints of the last year mention waiting times.",
            equality="Step-free access and a quiet space were considered from the start.",
            inequalities="The service is used most in the most deprived wards.",
            scrutiny="Not a substantial variation; the scrutiny committee was told.", public_promises="None made before.",
            outcome="applies", reason="Hours and place are part of the manner in which the service is delivered.",
            assessed_by=self.engagement, assessed_on=self.day(-165), approver_role="Assurance lead", approved_by=self.assurance,
            approved_on=self.day(-163), source=SOURCE,
        )  # fmt: skip
        for version in DutyVersion.objects.filter(duty__key__in=["icb-involve", "psed", "icb-inequal"]):
            DecisionDuty.objects.create(decision=self.decision, duty_version=version, why="The assessment says that the duty applies.")
        for key in ("duty-to-involve", "gunning"):
            DecisionFramework.objects.create(decision=self.decision, framework=Framework.objects.get(key=key))

    def at(self, days: int) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(days), time(10, 0)))

    def activity(self, kind: str, title: str, days: int, organisation=None, *, published=True, number=0, counted="register", **fields) -> Activity:
        published_at = fields.pop("published_at", self.at(min(days, -1)))
        made = Activity.objects.create(
            title=title,
            type=self.types[kind],
            level=fields.pop("level", self.types[kind].usual_level),
            date_from=self.day(days),
            project=self.project,
            owner=self.engagement,
            source=SOURCE,
            published_at=published_at if published else None,
            status="held" if days < 0 else "planned",
            **{**self.common, **fields},
        )
        if organisation:
            ActivityOrganisation.objects.create(activity=made, organisation=organisation)
            ActivityPerson.objects.create(activity=made, person=self.contacts[organisation.pk], organisation=organisation)
        if number:
            ParticipationCount.objects.create(activity=made, number=number, method=counted)
        made.staff.add(self.engagement)
        return made

    def activities(self) -> None:
        self.meeting = self.activity(
            "meeting", "Meeting with the carers’ group", -140, self.carers, starts_at=time(14), ends_at=time(15, 30), how="in_person", number=9,
            heard="Carers said that they lose half a day for a five-minute test. Morning-only hours clash with school and work.",
            summary="Carers asked for later hours and for a way to wait outside.", visibility="shared", shared_with_ids=[self.carers.pk],
            adjustments_offered="Step-free room, travel paid", adjustments_met="Both",
        )  # fmt: skip
        self.survey = self.activity(
            "survey", "Survey online and on paper", -120, number=212, counted="responses", date_to=self.day(-90), how="hybrid",
            heard="Free text mentions waiting, stairs and parking.", summary="212 people answered, 61 of them on paper.",
        )  # fmt: skip
        self.phone = self.activity(
            "phone-line", "Phone line for the survey", -120, number=34, counted="responses", date_to=self.day(-90), how="phone",
            heard="Most callers do not use the internet.", summary="34 people answered by phone.",
        )  # fmt: skip
        self.forum = self.activity(
            "workshop", "Workshop with the disability forum", -100, self.disability, number=14, starts_at=time(10), ends_at=time(12), how="in_person",
            heard="The stairs are the main barrier. People want to be called by text message and by a screen.",
            summary="The stairs are the main barrier; people want to be called in by text and on a screen.",
        )  # fmt: skip
        self.told = self.activity(
            "public-meeting", "Evening meeting on the result", -12, number=20, counted="estimate", level="inform",
            heard="People welcomed the later hours.", summary="People were told what was decided and why.",
        )  # fmt: skip
        self.activity(
            "meeting", "Six-month check with local Healthwatch", 9, self.healthwatch, published=False, starts_at=time(11), ends_at=time(12), how="online"
        )
        self.activity(
            "drop-in", "Drop-in about the new hours", 16, published=True, published_at=self.at(-2), starts_at=time(15), ends_at=time(18), how="in_person",
            venue="Training example: town library", audience="Anybody who uses the service",
            summary="Come and tell us how the new hours work for you. Step-free; a quiet space is there.",
        )  # fmt: skip
        self.activity(
            "meeting", "Note kept to named people (training example)", -50, published=False, visibility="restricted",
            named_user_ids=[self.assurance.pk], heard="A restricted note, to show that packs leave it out and count it.",
        )  # fmt: skip

    def insights(self) -> None:
        themes = {theme.name.lower(): theme for theme in Theme.objects.all()}
        rows = [
            (self.meeting, "Morning-only hours clash with school and work.", "negative", "several", "access"),
            (self.survey, "Waiting is longer than the test.", "negative", "consensus", "waiting"),
            (self.forum, "The stairs keep people away.", "negative", "consensus", "access"),
            (self.phone, "A letter is easier than a website for finding the hours.", "suggestion", "several", "communication"),
            (self.forum, "Being called by text would help deaf people and people waiting outside.", "suggestion", "several", "communication"),
        ]
        self.insight = []
        for activity, text, sentiment, strength, word in rows:
            insight = Insight.objects.create(
                paraphrase=text, activity=activity, sentiment=sentiment, strength=strength, state="publishable", heard_on=activity.date_from,
                checked_by=self.assurance, **self.common,
            )  # fmt: skip
            insight.themes.set([theme for name, theme in themes.items() if word in name][:1])
            self.insight.append(insight)

    def promises(self) -> None:
        promise = {"project": self.project, "owner": self.engagement, **self.common}
        Commitment.objects.create(
            text="Send the carers’ group what was decided.", made_to="Carers’ group", organisation=self.carers, activity=self.meeting,
            made_on=self.day(-140), due_on=self.day(-20), state="kept", closed_on=self.day(-15), proof="Letter sent with the result.", **promise,
        )  # fmt: skip
        Commitment.objects.create(
            text="Come back to the disability forum when the ground-floor room opens.", made_to="Disability forum", organisation=self.disability,
            activity=self.forum, made_on=self.day(-100), due_on=self.day(5), **promise,
        )  # fmt: skip
        Commitment.objects.create(
            text="Put the hours on paper at the pharmacy.", made_to="People who answered by phone", activity=self.phone, made_on=self.day(-90),
            due_on=self.day(-6), **promise,
        )  # fmt: skip

    def evidence(self) -> None:
        criteria = {f"{c.framework.key}:{c.code}": c for c in Criterion.objects.select_related("framework")}
        items = {
            activity: EvidenceItem.objects.create(kind="activity", activity=activity, title=activity.title, source=SOURCE, is_published=True)
            for activity in (self.meeting, self.survey, self.phone, self.forum, self.told)
        }
        shown = {
            "duty-to-involve:2": [self.meeting, self.survey, self.phone, self.forum],
            "duty-to-involve:3": [self.survey, self.phone, self.forum],
            "duty-to-involve:4": [self.survey],
            "duty-to-involve:5": [self.forum, self.phone],
            "duty-to-involve:8": [self.told],
            "gunning:1": [self.meeting, self.forum],
            "gunning:2": [self.survey],
            "gunning:4": [self.told],
        }
        EvidenceUse.objects.bulk_create(
            [
                EvidenceUse(decision=self.decision, item=items[activity], criterion=criteria[key], state="linked", proposed_by=self.engagement,
                            linked_by=self.assurance, linked_at=self.at(-40))
                for key, activities in shown.items()
                for activity in activities
            ]
        )  # fmt: skip
        reviews = {
            "duty-to-involve:2": ("met", "Three of the four came before the room was chosen."),
            "duty-to-involve:3": ("met", "Online, on paper, by phone and in person."),
            "duty-to-involve:4": ("partly", "There was no easy-read version of the survey."),
            "duty-to-involve:5": ("partly", "Disabled people were heard well, people without transport hardly."),
        }
        for key, (verdict, comment) in reviews.items():
            CriterionReview.objects.create(
                decision=self.decision, criterion=criteria[key], verdict=verdict, comment=comment, reviewer=self.assurance,
                reviewer_role="Assurance lead", reviewed_on=self.day(-35),
            )  # fmt: skip
        GapOwner.objects.create(
            decision=self.decision, gap="criterion-gunning:3", owner=self.engagement, owner_role="Engagement officer", due_on=self.day(14),
            note="Write down how long the survey was open and why that was enough.",
        )  # fmt: skip
        DecisionVerdict.objects.create(
            decision=self.decision, text="Involved early and in several ways; people without transport were heard less.", reviewer=self.assurance,
            reviewer_role="Assurance lead", given_on=self.day(-35),
        )  # fmt: skip

    def responses(self) -> None:
        rows = [
            ("Morning-only hours clash with school and work.", "done", "The service opens until 8 pm on two days a week.", [self.insight[0]]),
            ("The stairs keep people away.", "will", "The service moves to a ground-floor room by spring.", [self.insight[2]]),
            ("Waiting is longer than the test.", "cannot", "We cannot add staff this year, because the budget is spent. We show waiting times on a screen.",
             [self.insight[1]]),
        ]  # fmt: skip
        for said, answer, did, insights in rows:
            response = Response.objects.create(
                decision=self.decision, you_said=said, answer=answer, we_did=did, considered_by="Training example: committee of the Board",
                considered_on=self.day(-30), approved_by=self.assurance, approved_on=self.day(-20), published_at=self.at(-20),
                channel="Public page, posters, e-mail", told_on=self.day(-12), owner=self.engagement, **self.common,
            )  # fmt: skip
            response.insights.set(insights)

    def second_decision(self) -> None:
        """A decision still ahead, owned by the colleague who plans it: what the desk of the next weeks shows."""
        decision = Decision.objects.create(
            title="Training example: text messages instead of letters", proposal="Call people in by text message unless they ask for a letter.",
            project=self.project, body=self.hosc, state="anticipated", options_open_on=self.day(-20), paper_due_on=self.day(16),
            expected_on=self.day(30), duty_as_at=self.today, owner=self.colleague, source=SOURCE, **self.common,
        )  # fmt: skip
        DecisionFramework.objects.create(decision=decision, framework=Framework.objects.get(key="duty-to-involve"))


@transaction.atomic
def remove() -> int:
    """Take every training record out of the database, in the order in which they refer to each other; history stays.

    Returns:
        How many main records were removed.
    """
    training = {"is_training": True}
    with history.because(None, "remove_training", reason="The training example was removed."):
        decisions = Decision.objects.filter(**training)
        PaperCover.objects.filter(decision__in=decisions).delete()
        EvidencePack.objects.filter(decision__in=decisions).delete()
        PartnerReport.objects.filter(**training).delete()
        EvidenceUse.objects.filter(decision__in=decisions).delete()
        removed = Response.objects.filter(**training).delete()[1].get("assurance.Response", 0)
        EvidenceItem.objects.filter(activity__is_training=True).delete()
        EvidenceItem.objects.filter(insight__is_training=True).delete()
        EvidenceItem.objects.filter(commitment__is_training=True).delete()
        for model in (Decision, Commitment, Insight, Activity, Project, Person, Organisation):
            removed += model.objects.filter(**training).delete()[1].get(model._meta.label, 0)
        BodyMeeting.objects.filter(body__source=SOURCE).delete()
        Body.objects.filter(source=SOURCE).delete()
    return removed
