"""Records of assurance for tests. Names are roles and made-up titles, never people."""

from datetime import date

import factory

from activities.models import Activity, ActivityType, Commitment, Insight, Project
from assurance.models import Criterion, Decision, EvidenceItem, EvidenceUse, Response


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
