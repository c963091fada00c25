"""All that a reader may see of one decision, read once: the page of the decision, its pack and its cover start here.

Cost: nine queries, whatever the number of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from activities.models import Activity, Commitment, Insight, MissingFact
from assurance.models import Criterion, Decision, EvidenceItem, EvidenceUse, Framework, InvolvementAssessment, Response
from assurance.querysets import (
    OPEN_TO_STAFF,
    activities_of,
    decision_with_rows,
    insights_of,
    open_missing_facts,
    promises_of,
    responses_of,
)
from assurance.rules import gaps as gap_rules
from assurance.rules.gaps import DUTY_FRAMEWORK
from assurance.rules.placing import ActivityDates, DecisionDates, Placed, place
from assurance.rules.readiness import CriterionFacts, readiness_in_words
from crm.core.models import User
from crm.core.roles import ROLE_LABELS

REACH_CRITERION = f"{DUTY_FRAMEWORK}:5"


@dataclass(frozen=True)
class PlacedActivity:
    """An activity and what was still open when it happened."""

    activity: Activity
    placed: Placed


@dataclass(frozen=True)
class CriterionView:
    """A criterion as this decision stands to it, with the evidence that the reader may see."""

    criterion: Criterion
    facts: CriterionFacts
    uses: tuple[EvidenceUse, ...]
    review: dict[str, Any] | None


@dataclass(frozen=True)
class FrameworkView:
    """A framework that the decision is read against, with the criteria read."""

    framework: Framework
    why: str
    criteria: tuple[CriterionView, ...]

    @property
    def readiness(self) -> str:
        return readiness_in_words(view.facts for view in self.criteria)


@dataclass
class Dossier:
    """One decision and what hangs on it. `gaps` are those of what is in here.

    `decision` is a `Decision` with the lists of `querysets.decision_with_rows`.
    """

    decision: Any
    assessment: InvolvementAssessment | None
    frameworks: list[FrameworkView]
    uses: list[EvidenceUse]
    activities: list[PlacedActivity]
    missing: list[MissingFact]
    insights: list[Insight]
    promises: list[Commitment]
    responses: list[Response]
    roles: dict[int, str]
    gaps: tuple[gap_rules.Gap, ...] = field(default=())

    @property
    def placed(self) -> list[Placed]:
        return [item.placed for item in self.activities]

    @property
    def themes(self) -> list[tuple[str, int]]:
        """Themes of what people said with the number of points, most first."""
        counts: dict[str, int] = {}
        for insight in self.insights:
            for name in filter(None, insight.theme_names.split("; ")):
                counts[name] = counts.get(name, 0) + 1
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def proposed(self) -> list[EvidenceUse]:
        return [use for use in self.uses if use.state == EvidenceUse.State.PROPOSED]

    @property
    def linked(self) -> list[EvidenceUse]:
        return [use for use in self.uses if use.state == EvidenceUse.State.LINKED]

    def role_of(self, user_id: int | None) -> str:
        """What a person is called in packs and covers, "" for nobody."""
        return self.roles.get(user_id, "Member of staff") if user_id else ""

    def framework(self, key: str) -> FrameworkView:
        """The framework with this key, the duty to involve when there is none."""
        return next((view for view in self.frameworks if view.framework.key == key), self.frameworks[0])


def read_dossier(user, pk: int, *, leaves_the_room: bool = False) -> Dossier:
    """Read a decision with all that `user` may see of it.

    Args:
        leaves_the_room: For packs and covers: without anything kept to a team or to named people, whoever asks.

    Raises:
        Decision.DoesNotExist: There is none, or this person may not see it.
    """
    decision = decision_with_rows(Decision.objects.visible_to(user)).get(pk=pk)

    def may_see(rows: QuerySet) -> QuerySet:
        return rows.visible_to(user).filter(visibility__in=OPEN_TO_STAFF) if leaves_the_room else rows.visible_to(user)

    activities = may_see(activities_of(decision))
    seen = list(activities.prefetch_related("counts") if leaves_the_room else activities.defer("heard", "purpose", "next_steps"))
    heard_openly = Q(activity=None) | Q(activity__in=_keys(may_see(Activity.objects.all())))
    insights = may_see(insights_of(decision, activities)).filter(heard_openly)
    promises = may_see(promises_of(decision, activities)).filter(heard_openly)
    dossier = Dossier(
        decision=decision,
        assessment=InvolvementAssessment.objects.filter(decision=decision).select_related("assessed_by", "approved_by").first(),
        frameworks=[],
        uses=_visible_uses(decision, may_see),
        activities=place_all(decision, seen),
        missing=list(open_missing_facts(activities)),
        insights=list(insights),
        promises=(promised := list(promises)),
        responses=list(may_see(responses_of(decision))),
        roles=_roles([decision.owner_id, *(promise.owner_id for promise in promised)]) if leaves_the_room else {},
    )
    dossier.frameworks = _frameworks(dossier)
    dossier.gaps = gap_rules.gaps(_gap_facts(dossier, leaves_the_room))
    decision.dossier = dossier  # panels of its page start from it instead of reading it again
    return dossier


def place_all(decision: Decision, activities: list[Activity]) -> list[PlacedActivity]:
    """Each activity by what was still open, a person's correction going first."""
    dates = DecisionDates(
        is_taken=decision.state == Decision.State.TAKEN,
        options_open_on=decision.options_open_on,
        options_fixed_on=decision.options_fixed_on,
        decided_on=decision.decided_on,
    )
    corrected = {row["activity"]: Placed(row["placing"], row["reason"], is_corrected=True) for row in decision.placing_rows}
    found = []
    for activity in activities:
        when = ActivityDates(activity.date_from, activity.date_to, activity.date_precision, activity.level)
        found.append(PlacedActivity(activity, corrected.get(activity.pk) or place(when, dates)))
    return found


def day(text: str | None) -> date | None:
    """A date out of a row of `decision_with_rows`."""
    return date.fromisoformat(text[:10]) if text else None


def _roles(user_ids: list[int | None]) -> dict[int, str]:
    """The main role of each person, in words. One query."""
    held: dict[int, set[str]] = {}
    for user_id, role in User.groups.through.objects.filter(user__in={pk for pk in user_ids if pk}).values_list("user_id", "group__name"):
        held.setdefault(user_id, set()).add(role)
    return {pk: next(label for role, label in ROLE_LABELS.items() if role in names) for pk, names in held.items() if names & ROLE_LABELS.keys()}


def _keys(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("pk")


def _visible_uses(decision: Decision, may_see: Callable[[QuerySet], QuerySet]) -> list[EvidenceUse]:
    """Uses of evidence whose record the reader sees; files and web addresses belong to the decision itself. One query."""
    visible = Q(item__kind__in=[EvidenceItem.Kind.FILE, EvidenceItem.Kind.WEB])
    for name, model in (("activity", Activity), ("insight", Insight), ("commitment", Commitment)):
        rows = may_see(model.objects.filter(is_training=decision.is_training))
        visible |= Q(**{f"item__{name}__in": _keys(rows)})
    related = ("item__activity", "item__insight", "item__commitment", "item__attachment", "criterion", "proposed_by")
    uses = EvidenceUse.objects.filter(visible, decision=decision).exclude(state=EvidenceUse.State.DECLINED)
    return list(uses.select_related(*related).defer("item__activity__heard"))


def _frameworks(dossier: Dossier) -> list[FrameworkView]:
    """The duty first, then the others that the decision is read against, each with the criteria read. One query.

    Criteria are those of the decision's own day; one that came or ended otherwise is still shown where something rests on it.
    """
    chosen = {row["framework"]: row for row in dossier.decision.framework_rows}
    criteria = Criterion.objects.filter(Q(framework__key=DUTY_FRAMEWORK) | Q(framework__in=list(chosen))).select_related("framework")
    judged = {use.criterion_id for use in dossier.uses} | {row["criterion"] for row in dossier.decision.review_rows}
    grouped: dict[int, list[Criterion]] = {}
    for criterion in criteria:
        if criterion.pk not in judged and not criterion.is_asked_on(dossier.decision.duty_as_at):
            continue
        only = chosen.get(criterion.framework_id, {}).get("only_codes") or []
        if not only or criterion.code in only:
            grouped.setdefault(criterion.framework_id, []).append(criterion)
    found = []
    for pk, rows in grouped.items():
        views = tuple(_criterion(dossier, criterion) for criterion in rows)
        found.append(FrameworkView(rows[0].framework, chosen.get(pk, {}).get("why", ""), views))
    return found


def _criterion(dossier: Dossier, criterion: Criterion) -> CriterionView:
    uses = tuple(use for use in dossier.uses if use.criterion_id == criterion.pk)
    linked = tuple(use for use in uses if use.state == EvidenceUse.State.LINKED)
    review = next((row for row in dossier.decision.review_rows if row["criterion"] == criterion.pk), None)
    facts = CriterionFacts(
        key=f"{criterion.framework.key}:{criterion.code}",
        short=criterion.short,
        linked=len(linked),
        proposed=len(uses) - len(linked),
        verdict=review["verdict"] if review else "",
        reviewer_role=review["role"] if review else "",
        reviewed_on=day(review["on"]) if review else None,
        comment=review["comment"] if review else "",
    )
    return CriterionView(criterion, facts, linked, review)


def _gap_facts(dossier: Dossier, as_roles: bool) -> gap_rules.GapFacts:
    decision, assessment = dossier.decision, dossier.assessment
    criteria = tuple(view.facts for framework in dossier.frameworks for view in framework.criteria)

    def owner_of(promise: Commitment) -> str:
        if promise.owner is None:
            return ""
        return dossier.role_of(promise.owner_id) if as_roles else promise.owner.name

    sent, decided = decision.findings_sent_on, decision.decided_on
    return gap_rules.GapFacts(
        reference=decision.reference,
        is_assessed=assessment is not None,
        is_taken=decision.state == Decision.State.TAKEN,
        decided_on=decided,
        activities=len(dossier.activities),
        reach=any(facts.key == REACH_CRITERION and not facts.is_open for facts in criteria),
        insight=len(dossier.insights),
        equality=assessment is not None and bool(assessment.equality and assessment.inequalities),
        findings=sent is not None and (decided is None or sent <= decided),
        responses=sum(response.approved_on is not None for response in dossier.responses),
        missing=tuple(gap_rules.MissingFactFacts(fact.pk, fact.activity.reference, fact.activity.title, fact.fact, fact.text) for fact in dossier.missing),
        criteria=criteria,
        promises=tuple(
            gap_rules.PromiseFacts(promise.reference, promise.text, owner_of(promise), promise.due_on)
            for promise in dossier.promises
            if promise.state == Commitment.State.OPEN
        ),
        owners={row["gap"]: gap_rules.Owner((row["role"] if as_roles else row["name"]) or row["role"], day(row["due_on"])) for row in decision.owner_rows},
    )
