"""Records of assurance for tests. Names are roles and made-up titles, never people."""

from datetime import date

import factory

from activities.models import Activity, ActivityType, Commitment, Insight, Project
from assurance import services
from assurance.models import Criterion, Decision, EvidenceItem, EvidenceUse, PaperCover, Response


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    title = factory.Sequence(lambda n: f"Project {n}")


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    title = factory.Sequence(lambda n: f"Activity {n}")
    type = factory.LazyFunction(lambda: ActivityType.objects.get_or_create(code="meeting", defaults={"label": "Meeting"})[0])
    date_from = date(2026, 3, 10)
    level = "involve"
    heard = "The raw note."
    summary = "The summary."


class InsightFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Insight

    paraphrase = factory.Sequence(lambda n: f"People said thing {n}")


class CommitmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commitment

    text = factory.Sequence(lambda n: f"Promise {n}")


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    title = factory.Sequence(lambda n: f"Decision {n}")
    duty_as_at = date(2026, 3, 1)


class ResponseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Response

    decision = factory.SubFactory(DecisionFactory)
    you_said = factory.Sequence(lambda n: f"You said {n}")
    answer = "done"
    we_did = "We did it."


def criterion(key: str) -> Criterion:
    """The criterion `pcei:D1` of the loaded reference data."""
    framework, _colon, code = key.partition(":")
    return Criterion.objects.get(framework__key=framework, code=code)


def link(decision: Decision, record, *keys: str, state: str = "linked") -> EvidenceItem:
    """Link a record as evidence of criteria, past the service."""
    kind = record._meta.model_name
    item, _made = EvidenceItem.objects.get_or_create(kind=kind, **{kind: record}, defaults={"title": str(record)[:300]})
    for key in keys:
        EvidenceUse.objects.create(decision=decision, item=item, criterion=criterion(key), state=state)
    return item


def cover_of(decision: Decision, writer, *, number: int = 1, verdict: str = "", signed: bool = False, **values) -> PaperCover:
    """A cover as the database lets it be: a verdict names its reviewer and is on these words, and what is signed unreviewed says why."""
    words = {"text": "As the record has it.", "boxes": {}} | values
    if verdict:
        words |= {"verdict": verdict, "reviewed_text": words["text"], "reviewed_boxes": words["boxes"], "review_note": "Because."}
        words |= {"reviewed_by": writer, "reviewer_role": "Assurance lead", "reviewed_on": date(2026, 3, 2)}
    if signed:
        words = {"state": PaperCover.State.FROZEN, "sha256": "0" * 64, "unreviewed_because": "" if verdict else "The paper was late."} | words
    return PaperCover.objects.create(decision=decision, number=number, written_by=writer, **words)


def sign_late(decision: Decision, actor, text: str = "As the record has it.") -> PaperCover:
    """Draft a cover and sign it without a review, through the services."""
    cover = services.draft_cover(decision, text=text, word_limit=150, actor=actor)
    return services.sign_cover(cover, because="The paper was late.", actor=actor)
