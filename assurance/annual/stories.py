"""AR4: decisions with a full chain, from an activity over what people said to a published answer, and the facts of the chosen ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from activities.models import Activity, Insight
from assurance.annual.shape import Story, StoryAnswer
from assurance.answers.reader import Reader, number
from assurance.filling.words import words
from assurance.models import CaseStudy, Decision, EvidenceUse, Response
from assurance.rules.numbers import people

METHOD = (
    "Case studies are decisions of the year that the author chose. Activities are those held for the decision’s project or linked as its evidence. "
    "Answers are shown once they are published. Counts of people are rounded to the nearest 5; 1 to 7 is shown as *."
)


def full_chains(reader: Reader) -> QuerySet[Decision]:
    """Decisions of the year with an activity, what people said there, and a published answer. One query."""
    linked = EvidenceUse.objects.filter(decision=OuterRef("pk"), state=EvidenceUse.State.LINKED)
    held = reader.visible(Activity).filter(status=Activity.Status.HELD).order_by()
    said = reader.visible(Insight).order_by()
    answers = reader.visible(Response).filter(decision=OuterRef("pk"), published_at__isnull=False).order_by()
    activity = Exists(held.filter(project=OuterRef("project"))) | Exists(linked.filter(item__activity__in=held.values("pk")))
    insight = Exists(said.filter(activity__project=OuterRef("project"))) | Exists(linked.filter(item__insight__in=said.values("pk")))
    return reader.decision_rows.filter(Q(activity), Q(insight), Q(Exists(answers)))


def stories_of(reader: Reader, studies: Sequence[CaseStudy]) -> tuple[list[Story], int]:
    """The chosen case studies with their facts, and how many are left out because their decision is not open to all staff. Seven queries."""
    decisions = {decision.pk: decision for decision in reader.visible(Decision).filter(pk__in=[study.decision_id for study in studies])}
    shown = [study for study in studies if study.decision_id in decisions]
    chains = _Chains(reader, list(decisions.values()))
    return [_story(study, decisions[study.decision_id], chains) for study in shown], len(studies) - len(shown)


class _Chains:
    """Activities, insight and published answers of several decisions."""

    def __init__(self, reader: Reader, decisions: list[Decision]):
        linked = EvidenceUse.objects.filter(decision__in=decisions, state=EvidenceUse.State.LINKED).order_by()
        uses = list(linked.values_list("decision_id", "item__activity_id", "item__insight_id"))
        projects = [decision.project_id for decision in decisions if decision.project_id]
        of_these = Q(project__in=projects) | Q(pk__in={activity for _decision, activity, _insight in uses if activity})
        held = reader.visible(Activity).filter(of_these, status=Activity.Status.HELD).select_related("type").prefetch_related("counts", "communities")
        activities = list(held.defer("heard").order_by("pk"))
        said = Q(activity__in=[row.pk for row in activities]) | Q(pk__in={insight for _decision, _activity, insight in uses if insight})
        insights = list(reader.visible(Insight).filter(said).order_by("pk").values_list("pk", "activity_id"))
        self.activities: dict[int, list[Activity]] = {}
        self.heard: dict[int, int] = {}
        for decision in decisions:
            mine = {activity for pk, activity, _insight in uses if pk == decision.pk}
            rows = [row for row in activities if row.pk in mine or (decision.project_id and row.project_id == decision.project_id)]
            keys, own = {row.pk for row in rows}, {insight for pk, _activity, insight in uses if pk == decision.pk}
            self.activities[decision.pk] = rows
            self.heard[decision.pk] = sum(pk in own or activity in keys for pk, activity in insights)
        self.answers: dict[int, list[Response]] = {}
        for response in reader.visible(Response).filter(decision__in=decisions, published_at__isnull=False).order_by("pk"):
            self.answers.setdefault(response.decision_id, []).append(response)


def _story(study: CaseStudy, decision: Any, chains: _Chains) -> Story:
    answers, heard = chains.answers.get(decision.pk, []), chains.heard[decision.pk]
    return Story(
        reference=decision.reference,
        title=decision.title,
        address=decision.get_absolute_url(),
        text=study.text,
        why=decision.proposal,
        who=_who(chains.activities[decision.pk]),
        heard=f"{number(heard, 'point', 'points')} that people made {'is' if heard == 1 else 'are'} on record." if heard else "",
        told=_told(decision, answers),
        answers=tuple(_answer(response) for response in answers),
    )


def _who(activities: Iterable[Activity]) -> str:
    """`4 activities (Meeting 3, Survey 1). Communities: carers. Counted or estimated: about 45 people; 1 activity has no count.`"""
    activities = list(activities)
    if not activities:
        return ""
    kinds = Counter(str(activity.type) for activity in activities)
    said = [f"{number(len(activities), 'activity', 'activities')} ({', '.join(f'{kind} {held}' for kind, held in kinds.items())})."]
    communities = sorted({community.name for activity in activities for community in activity.communities.all()})
    said += [f"Communities: {', '.join(communities)}."] if communities else []
    counts = [[count.number for count in activity.counts.all()] for activity in activities]
    without = sum(not of_one for of_one in counts)
    if without < len(counts):
        said.append(f"Counted or estimated: {people(sum(map(sum, counts)))} people taking part or answering.")
    said += [f"{number(without, 'activity has', 'activities have')} no count of people."] if without else []
    return " ".join(said)


def _told(decision: Any, answers: Iterable[Response]) -> str:
    """The day and the channel written down. A plan is called a plan, and only shown while nobody was told."""
    first = next((response for response in answers if response.told_on), None)
    day = decision.told_on or (first.told_on if first else None)
    if day:
        return ", ".join(filter(None, [words(day), first.channel if first else ""]))
    return f"Not told yet. Planned: {decision.telling_plan}" if decision.telling_plan else ""


def _answer(response: Response) -> StoryAnswer:
    return StoryAnswer(said=response.you_said, outcome=response.get_answer_display(), did=response.we_did, source=response.reference)
