"""Activities and what hangs on them, for tests. Nobody in them is a real person."""

import factory

from activities.models import Activity, ActivityType, Commitment, Insight, MissingFact, Project, Theme


class ActivityTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActivityType

    code = factory.Sequence(lambda n: f"way-{n}")
    label = factory.Sequence(lambda n: f"Way {n}")
    usual_level = "involve"
    common = True


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    title = factory.Sequence(lambda n: f"Programme of work {n}")


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    title = factory.Sequence(lambda n: f"Meeting number {n}")
    type = factory.SubFactory(ActivityTypeFactory)
    date_from = "2026-07-14"
    heard = "Buses stop running at six."


class InsightFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Insight

    paraphrase = factory.Sequence(lambda n: f"Appointments are too early for the first bus ({n}).")


class CommitmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commitment

    text = factory.Sequence(lambda n: f"We will send the findings ({n}).")


class MissingFactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MissingFact

    activity = factory.SubFactory(ActivityFactory)
    fact = "number"
    text = "how many took part"


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Theme {n}")
