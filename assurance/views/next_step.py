"""The one next step of a decision on its page: its words, where it is done, and whether the reader may do it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.rules import day_text
from assurance import policies
from assurance.dossier import Dossier
from assurance.models import Decision, InvolvementAssessment
from assurance.rules import next_step as steps
from assurance.rules.next_step import Standing, next_step

Outcome = InvolvementAssessment.Outcome
LINK_OF_CHAIN = {
    steps.ASSESS: 0, steps.APPROVE: 0, steps.PLAN: 1, steps.INVOLVE: 2, steps.ACCEPT: 2, steps.HEAR: 3, steps.WRITE_COVER: 4, steps.SIGN_COVER: 4,
    steps.RECORD: 5, steps.TAKE_UP_AGAIN: 5, steps.WAIT: 5, steps.RESPOND: 6, steps.PUBLISH: 6, steps.TELL: 6,
}  # fmt: skip
"""Which link of the chain a step belongs to."""


@dataclass(frozen=True)
class NextStep:
    """`href` is empty where the reader may not do it; then `who` says whom to ask."""

    code: str
    text: str
    button: str = ""
    href: str = ""
    who: str = ""


def standing_of(dossier: Dossier) -> Standing:
    """What the rule needs to know. No queries."""
    decision, test, today = dossier.decision, dossier.assessment, timezone.localdate()
    day = decision.deferred_until or decision.expected_on
    published = [response for response in dossier.responses if response.published_at]
    return Standing(
        is_over=decision.archived_at is not None or decision.state == Decision.State.WITHDRAWN,
        is_put_off=decision.deferred_until is not None,
        is_taken=decision.state == Decision.State.TAKEN,
        is_due=day is not None and day <= today,
        is_assessed=test is not None,
        is_decided_on_the_duty=test is not None and test.outcome != Outcome.MORE_NEEDED,
        is_approved=test is not None and test.approved_on is not None,
        people_are_involved=test is None or test.outcome in (Outcome.APPLIES, Outcome.URGENT_DEFERRED),
        has_project=decision.project_id is not None,
        activities=len(dossier.activities),
        insight=len(dossier.insights),
        proposed=len(dossier.proposed),
        covers=len(decision.cover_rows),
        is_signed=bool(decision.frozen_cover_rows),
        responses=len(dossier.responses),
        unpublished=len(dossier.responses) - len(published),
        untold=sum(response.told_on is None for response in published),
    )


def next_of(dossier: Dossier, user) -> NextStep | None:
    """What comes next, in the reader's own words; None where nothing does. No queries."""
    decision = dossier.decision
    code = next_step(standing_of(dossier))
    if code == steps.NOTHING:
        return None
    text, button, href, may = _in_words(code, dossier, user)
    if may:
        return NextStep(code, text, button, href)
    if code == steps.APPROVE:
        return NextStep(code, text, who=_("An assurance lead does this, never the person who made the assessment."))
    return NextStep(code, text, who=_("Not for your role. Ask {name}.").format(name=decision.owner or decision.team or _("the engagement team")))


def _in_words(code: str, dossier: Dossier, user) -> tuple[str, str, str, bool]:
    """Sentence, words on the button, address, and whether the reader may."""
    decision = dossier.decision

    def at(name: str, *args: int) -> str:
        return reverse(f"assurance:{name}", args=[decision.pk, *args])

    change = policies.can_change(user, decision)
    if code == steps.WAIT:
        return _("It is put off until {day}. Nothing is to be done before.").format(day=day_text(decision.deferred_until)), "", "", True
    if code == steps.TAKE_UP_AGAIN:
        return _("The day until which it was put off is here. Take it up again, or put it off further."), _("Go to the stages"), "#stages", change
    if code == steps.RECORD:
        return _record(dossier), _("Write down the outcome"), at("decision_outcome"), policies.can_record_outcome(user, decision)
    if code == steps.ASSESS:
        return _assess(dossier), _("Answer the questions"), at("assessment_new"), policies.can_assess(user, decision)
    if code == steps.APPROVE:
        may = dossier.assessment is not None and policies.can_approve_assessment(user, dossier.assessment)
        return _("Have the assessment approved."), _("Read the assessment"), "#assessment", may
    if code == steps.ACCEPT:
        text = _("Look through what was proposed as evidence ({number}): use it or decline it.").format(number=len(dossier.proposed))
        return text, _("Go to the evidence"), "#evidence", policies.can_link(user, decision)
    if code == steps.PLAN:
        return (
            _("Name the project in which people are involved. Its activities then show here."),
            _("Name the project"),
            f"{at('decision_edit')}#id_project",
            change,
        )
    if code == steps.INVOLVE:
        log = f"{reverse('desk:activity_log')}?decision={decision.pk}"
        return _("Involve people and log it. No activity is on record."), _("Log what was done"), log, user.has_right("log_activities")
    if code == steps.HEAR:
        return (
            _("Write down what people said, point by point, at the activities below."),
            _("Go to the activities"),
            "#timeline",
            user.has_right("log_activities"),
        )
    if code == steps.WRITE_COVER:
        return _("Write the cover of the paper from these records."), _("Start the cover"), at("cover_new"), policies.can_write_cover(user, decision)
    if code == steps.SIGN_COVER:
        cover = reverse("assurance:cover_detail", args=[decision.cover_rows[0]["pk"]])
        return _("Have the cover reviewed and signed."), _("Open the cover"), cover, policies.can_open(user)
    if code == steps.RESPOND:
        return _("Tell people what became of what they said."), _("Answer people"), at("response_new"), policies.can_draft_responses(user)
    if code == steps.PUBLISH:
        waiting = next(response for response in dossier.responses if response.published_at is None)
        return _("An answer to people is drafted. It is public once it is approved."), _("Open the answer"), waiting.get_absolute_url(), policies.can_open(user)
    if code == steps.TELL:
        untold = next(response for response in dossier.responses if response.published_at and response.told_on is None)
        return _("The answer is public. Tell those who took part, and note how."), _("Open the answer"), untold.get_absolute_url(), policies.can_open(user)
    return _("The chain is closed. A pack keeps the proof together."), _("Put the pack together"), at("pack_new"), policies.can_build_pack(user, decision)


def _record(dossier: Dossier) -> str:
    expected = dossier.decision.expected_on
    if expected and expected <= timezone.localdate():
        return _("The decision was expected on {day}. Write down what was decided, or put it off.").format(day=day_text(expected))
    return _("All is prepared. Write down what is decided as soon as it is.")


def _assess(dossier: Dossier) -> str:
    if dossier.assessment is None:
        return _("Answer whether the duty to involve applies.")
    return _("The assessment says that more information is needed. Answer its questions again.")
