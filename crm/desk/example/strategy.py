"""The involvement strategy of the example: six core elements, of which a source gives the titles of three.

Source: NHS Kent and Medway, "Our approach to involvement" page. The copy that we read breaks off in its third numbered line. That
these lines are the six core elements is our reading. Measures are examples of what the product can compute; no source gives the
strategy's own, nor a word on its progress.
"""

from assurance.models import Measure, Objective, Strategy
from assurance.services.strategy import publish_strategy
from crm.core import roles
from crm.core.models import User

TITLE = "Involving People and Communities Strategy"
URL = "https://www.kentandmedway.icb.nhs.uk/get-involved/our-approach-involvement"
SOURCE = (
    "NHS Kent and Medway, “Our approach to involvement” page: agreed in November 2022, with aims for 2025. Our copy breaks off in the third of its "
    "numbered lines, which we read as the six core elements. Their progress, measures and targets are not in our sources."
)
ELEMENTS = {
    1: "Establish an oversight approach to decision-making",
    2: "Create tools and platforms to increase engagement and co-production",
    3: "Understand our people and community needs, experiences …",
}
BROKEN_OFF = "Our copy of the source breaks off in this title."
MEASURES = {1: ("assessed_in_time", "feedback_days"), 2: ("organisations_met",), 3: ("seldom_heard",)}
WORDS = {
    "assessed_in_time": "Decisions assessed before their options were fixed",
    "feedback_days": "Days from the decision until people are told",
    "organisations_met": "Organisations met",
    "seldom_heard": "Activities with communities that are seldom heard",
}


def load(users: dict[str, User]) -> Strategy | None:
    """Record and publish the strategy; None when it is already there."""
    if Strategy.objects.filter(title=TITLE).exists():
        return None
    strategy = Strategy.objects.create(title=TITLE, url=URL, source=SOURCE)
    for number in range(1, 7):
        title = ELEMENTS.get(number, f"Core element {number}: its title is not in our sources")
        objective = Objective.objects.create(strategy=strategy, number=number, title=title, text=BROKEN_OFF if number == 3 else "")
        for code in MEASURES.get(number, ()):
            Measure.objects.create(objective=objective, text=f"{WORDS[code]} (our example of a measure)", computed_by=code)
    return publish_strategy(strategy, actor=users[roles.ASSURANCE_LEAD])
