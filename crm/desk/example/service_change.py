"""Stages, impact assessments, scrutiny and a report received of the training case. The Covid case gets none: its source names none."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assurance.models import Decision, ImpactAssessment, Scrutiny
from assurance.services.service_change import keep, receive_report, set_stages
from crm.core import roles
from crm.core.models import User
from crm.desk.example.training import PROJECT_TITLE, SOURCE
from partners.models import Body, Organisation

COMMITTEE = "Training example: scrutiny committee"


def load(users: dict[str, User]) -> int | None:
    """Fill the training decision that was taken; how many rows it has, None when it was done before or there is no such decision."""
    decision = Decision.objects.filter(project__title=PROJECT_TITLE, state=Decision.State.TAKEN).first()
    if decision is None or decision.stages.exists():
        return None
    return _Filling(decision, users[roles.ASSURANCE_LEAD]).make()


class _Filling:
    def __init__(self, decision: Decision, lead: User):
        self.decision, self.lead, self.today = decision, lead, timezone.localdate()

    def day(self, days: int) -> date:
        """The day that lies `days` from today; negative days have passed."""
        return self.today + timedelta(days=days)

    def make(self) -> int:
        self.stages()
        self.impact()
        self.scrutiny()
        self.report()
        return self.decision.stages.count() + 4

    def stages(self) -> None:
        """Days of options, findings, decision and feedback stand with the decision itself."""
        rows: dict[str, dict[str, Any]] = {
            "idea": {"actual_on": self.day(-172)},
            "scoping": {"planned_on": self.day(-170), "actual_on": self.day(-165)},
            "pre_engagement": {"skipped_because": "The groups had told us about the hours in the year before (training example)"},
            "engagement": {"planned_on": self.day(-150), "actual_on": self.day(-140)},
            "options": {"planned_on": self.day(-80)},
            "consultation": {"skipped_because": "The committee saw no substantial change (training example)"},
            "analysis": {"planned_on": self.day(-70), "actual_on": self.day(-66)},
            "findings": {"planned_on": self.day(-48)},
            "feedback": {"planned_on": self.day(-20)},
            "implementation": {"planned_on": self.day(40)},
            "evaluation": {"planned_on": self.day(150)},
        }
        set_stages(self.decision, path=Decision.Path.ORDINARY, rows=rows, actor=self.lead)

    def impact(self) -> None:
        """The one on equality came after the decision, so that the check of it has something to say."""
        common = {"author_role": "Engagement officer", "source": SOURCE}
        quality = {"kind": "qia", "done_on": self.day(-60), "local_reference": "Training QIA 3", "informed_by_involvement": "no"}
        equality = {"kind": "ehia", "done_on": self.day(-5), "local_reference": "Training EHIA 4", "informed_by_involvement": "yes"}
        self.keep(
            ImpactAssessment(decision=self.decision), "add_impact_assessment", outcome="Later hours do not change how samples are taken.",
            **quality, **common,
        )  # fmt: skip
        self.keep(
            ImpactAssessment(decision=self.decision), "add_impact_assessment", review_on=self.day(175),
            outcome="The ground floor helps disabled people. People without a car may not reach the later hours.",
            mitigations="Ask the bus company about the last bus.",
            armed_forces="No effect on serving people, veterans or their families was found.", **equality, **common,
        )  # fmt: skip

    def scrutiny(self) -> None:
        body = Body.objects.create(name=COMMITTEE, kind="scrutiny", source=SOURCE)
        self.keep(
            Scrutiny(decision=self.decision), "add_scrutiny", body=body, asked_on=self.day(-160), decision_by=self.day(-30),
            reply_by=self.day(-100), dates_published_on=self.day(-158), view=Scrutiny.View.NOT_SUBSTANTIAL, view_on=self.day(-130),
            minute="Item 4 (training example)", replied_on=self.day(-128), reply="Tell us how people without a car can come.",
            our_answer="We will say so when the new hours start.", source=SOURCE,
        )  # fmt: skip

    def report(self) -> None:
        """Received from the training partner; our reply is still due."""
        values = {
            "organisation": Organisation.objects.get(name="Training example: local Healthwatch", is_training=True), "decision": self.decision,
            "title": "Training example: what people say about blood tests", "received_on": self.day(-9), "owner": self.lead,
        }  # fmt: skip
        receive_report(values=values, is_training=True, actor=self.lead)

    def keep(self, row: Any, action: str, **values: Any) -> None:
        keep(row, values=values, action=action, actor=self.lead)
