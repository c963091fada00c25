"""The forms that take free text, and how each is filled without anything hostile in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Model

from activities.models import Activity, ActivityType, Project
from assurance.models import Decision, Response
from partners.models import Organisation, Person
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory, ProjectFactory


@dataclass(frozen=True)
class TextForm:
    """One form.

    Attributes:
        address: Where it is; called inside the test's transaction, it may make what the form hangs on.
        model: What it makes.
        texts: Fields of free text that the model keeps as typed.
        shaped: Fields that ask for a shape: an e-mail address, a postcode, a time.
        fill: What has to be chosen besides.
    """

    address: Callable[[], str]
    model: type[Model]
    texts: tuple[str, ...]
    shaped: tuple[str, ...] = ()
    fill: Callable[[], dict] = field(default=dict)


def _decision_with_insight() -> str:
    decision = DecisionFactory(project=ProjectFactory())
    InsightFactory(activity=ActivityFactory(project=decision.project))
    return f"/desk/decisions/{decision.pk}/responses/new/"


def _log() -> dict:
    return {"type": str(ActivityType.objects.get(code="meeting").pk), "who": "new:organisation:A plain name"}


FORMS = {
    "log": TextForm(
        lambda: "/desk/activities/log/",
        Activity,
        ("title", "heard", "next_steps", "venue", "purpose", "could_influence", "audience", "adjustments_offered"),
        ("starts_at", "ends_at", "public_number", "when_day"),
        _log,
    ),
    "organisation": TextForm(
        lambda: "/desk/partners/new/",
        Organisation,
        ("name", "description", "address", "source"),
        ("postcode", "email", "phone", "website", "contact_every_days"),
        lambda: {"name": "A plain name"},
    ),
    "person": TextForm(lambda: "/desk/people/new/", Person, ("name", "note", "source"), ("email", "phone"), lambda: {"name": "A plain name"}),
    "project": TextForm(
        lambda: "/desk/projects/new/",
        Project,
        ("title", "purpose", "context", "can_influence", "cannot_influence", "audiences", "methods", "budget", "risks", "contact", "source"),
        (),
        lambda: {"title": "A plain title"},
    ),
    "decision": TextForm(
        lambda: "/desk/decisions/new/",
        Decision,
        ("title", "proposal", "can_influence", "cannot_influence", "date_note", "outcome", "minute", "telling_plan", "source"),
        ("duty_as_at_day", "decided_on_year", "paper_due_on_month"),
        lambda: {"title": "A plain title"},
    ),
    "response": TextForm(
        _decision_with_insight,
        Response,
        ("you_said", "we_did", "considered_by"),
        ("considered_on_day",),
        lambda: {"answer": "done", "insights": str(InsightFactory._meta.model.objects.latest("pk").pk), "you_said": "Plain.", "we_did": "Plain."},
    ),
}
