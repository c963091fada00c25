"""A strategy with one of everything for the walk. It belongs to nobody; only the activities linked to it are kept to some people."""

from assurance.models import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from tests.architecture.access.records import Records
from tests.architecture.access.routes import STAFF
from tests.architecture.access.words import VARIETIES, canary, readers


def lay_out_strategy(made: Records) -> None:
    strategy = Strategy.objects.create(title="Involving people")
    objective = Objective.objects.create(strategy=strategy, number=1, title="Culture")
    measure = Measure.objects.create(objective=objective, text="Trained colleagues")
    reading = MeasureReading.objects.create(measure=measure, on="2024-04-01", value=2, source="Register", read_by=made.named)
    for kind, record in (("strategy", strategy), ("objective", objective), ("measure", measure), ("reading", reading)):
        made.add(kind, "one", record, STAFF)
    made.add("objective", "bare", Objective.objects.create(strategy=strategy, number=3, title="A mistake"), STAFF)
    made.add("measure", "bare", Measure.objects.create(objective=objective, text="A mistake"), STAFF)
    other = Objective.objects.create(strategy=strategy, number=2, title="Dialogue")
    for variety in VARIETIES:
        activity = made.of("activity", variety)
        link = ObjectiveLink.objects.create(objective=other, activity=activity, note=canary("activity", variety), linked_by=made.named)
        made.add("objective_link", variety, link, readers("activity", variety).replace("s", ""))
