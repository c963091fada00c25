"""Questions to the records of a decision. Every one starts from what the reader may see."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, JSONObject

from activities.models import Activity, ActivityFile, ActivityOrganisation, Commitment, Insight, MissingFact, ParticipationCount
from assurance.models import (
    CheckReview,
    Criterion,
    CriterionReview,
    Decision,
    DecisionDuty,
    DecisionFramework,
    DecisionStage,
    DecisionVerdict,
    Escalation,
    EvidencePack,
    EvidenceUse,
    GapOwner,
    ImpactAssessment,
    InvolvementAssessment,
    PaperCover,
    PartnerReport,
    Response,
    Scrutiny,
    TimelinePlacing,
)
from assurance.rules.gaps import DUTY_FRAMEWORK
from crm.core.models import RestrictedPeriod, Visibility

M = TypeVar("M", bound=Model)

OPEN_TO_STAFF = (Visibility.ORGANISATION, Visibility.SHARED)
"""Packs and covers leave the room: they hold nothing that is kept to a team or to named people."""


def decisions_for_list(user) -> QuerySet[Decision]:
    """Visible decisions with what the list shows: newest assessment, criteria of the duty with evidence. One query."""
    of_this = {"decision": OuterRef("pk")}
    newest = InvolvementAssessment.objects.filter(**of_this).order_by("-pk").values("outcome")[:1]
    with_evidence = (
        EvidenceUse.objects.filter(**of_this, state=EvidenceUse.State.LINKED, criterion__framework__key=DUTY_FRAMEWORK)
        .order_by()
        .values("decision")
        .annotate(number=Count("criterion", distinct=True))
        .values("number")
    )
    asked = (
        Criterion.objects.in_force(OuterRef("duty_as_at"))
        .filter(framework__key=DUTY_FRAMEWORK)
        .order_by()
        .values("framework")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Decision.objects.visible_to(user)
        .select_related("body", "owner", "team", "project")
        .annotate(assessed_as=Subquery(newest), with_evidence=Coalesce(Subquery(with_evidence), 0), asked=Coalesce(Subquery(asked), 0))
    )


PAPER_DAYS = 14


def with_needs(decisions: QuerySet[Decision], today: date) -> QuerySet[Decision]:
    """Decisions not yet taken, each with what it lacks now: `no_assessment`, `paper_soon`, `evidence_waits` (booleans). One query.

    A paper is wanted from two weeks before the day on which it is due until its cover is written.
    """
    mine = {"decision": OuterRef("pk")}
    paper = Q(paper_due_on__lte=today + timedelta(days=PAPER_DAYS)) & ~Q(Exists(PaperCover.objects.filter(**mine)))
    return decisions.current().filter(state__in=[Decision.State.ANTICIPATED, Decision.State.UNDER_WAY]).annotate(
        no_assessment=~Exists(InvolvementAssessment.objects.filter(**mine)),
        paper_soon=Case(When(paper, then=Value(True)), default=Value(False)),
        evidence_waits=Exists(EvidenceUse.objects.filter(**mine, state=EvidenceUse.State.PROPOSED)),
    )  # fmt: skip


def needing_us(decisions: QuerySet[Decision], user, need: str = "") -> QuerySet[Decision]:
    """Of `with_needs` those of the person, their team or a project of theirs that lack `need`: assessment, paper, evidence, or "" for anything."""
    ours = Q(owner=user) | Q(project__owner=user)
    if user.team_id:
        ours |= Q(team_id=user.team_id) | Q(project__team_id=user.team_id)
    lacks = {"assessment": Q(no_assessment=True), "paper": Q(paper_soon=True), "evidence": Q(evidence_waits=True)}
    return decisions.filter(ours).filter(lacks[need] if need else lacks["assessment"] | lacks["paper"] | lacks["evidence"])


def decision_with_rows(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions with their small child tables as lists of dicts (dates are ISO text), so that a page needs one query for all."""
    return decisions.select_related("project", "body", "meeting", "organisation", "team", "owner").annotate(
        duty_rows=_rows(
            DecisionDuty, key="duty_version__duty__key", name="duty_version__duty__name", statute="duty_version__statute", why="why",
            valid_from="duty_version__valid_from", valid_to="duty_version__valid_to",
        ),
        framework_rows=_rows(DecisionFramework, framework="framework_id", only_codes="only_codes", why="why"),
        placing_rows=_rows(TimelinePlacing, activity="activity_id", placing="placing", reason="reason"),
        owner_rows=_rows(GapOwner, gap="gap", name="owner__name", role="owner_role", due_on="due_on", note="note"),
        review_rows=_rows(
            CriterionReview, criterion="criterion_id", verdict="verdict", comment="comment", role="reviewer_role", name="reviewer__name",
            on="reviewed_on", approver="approver_role",
        ),
        verdict_rows=_rows(DecisionVerdict, pk="id", text="text", role="reviewer_role", name="reviewer__name", on="given_on"),
        pack_rows=_rows(EvidencePack, most=5, pk="id", at="created_at", state="state", is_draft="is_draft", size="size"),
        cover_rows=_rows(PaperCover, most=5, pk="id", number="number", at="created_at"),
        frozen_cover_rows=_rows(
            PaperCover.objects.filter(state=PaperCover.State.FROZEN), id="id", number="number", boxes="boxes", signed_at="signed_at", created_at="created_at"
        ),
        stage_rows=_whole_rows(DecisionStage),
        impact_rows=_whole_rows(ImpactAssessment),
        scrutiny_rows=_whole_rows(Scrutiny, body__name="body__name"),
        escalation_rows=_whole_rows(Escalation),
        report_rows=_whole_rows(PartnerReport, organisation__name="organisation__name"),
        check_review_rows=_whole_rows(CheckReview, reviewer__name="reviewer__name"),
        period_rows=ArraySubquery(RestrictedPeriod.objects.order_by("starts_on").values(row=JSONObject(name="name", first="starts_on", last="ends_on"))),
    )  # fmt: skip


def _rows(model, *, most: int | None = None, **fields: str) -> ArraySubquery:
    """The rows of `model` (or of a queryset) that belong to the decision, newest first."""
    source = model if isinstance(model, QuerySet) else model.objects.all()
    rows = source.filter(decision=OuterRef("pk")).order_by("-pk").values(row=JSONObject(**fields))
    return ArraySubquery(rows[:most] if most else rows)


def _whole_rows(model, **further: str) -> ArraySubquery:
    """The same with every column; `instances` makes them into instances again."""
    return _rows(model, **{field.attname: field.attname for field in model._meta.concrete_fields}, **further)


def instances(model: type[M], rows: Iterable[dict[str, Any]]) -> list[M]:
    """Instances out of rows of `decision_with_rows`, oldest first. `body__name` becomes a body with its key and name."""
    found = []
    for row in reversed(list(rows)):
        plain = {field.attname: field.to_python(row[field.attname]) for field in model._meta.concrete_fields if field.attname in row}
        instance = model(**plain)
        for path, value in row.items():
            name, _separator, column = path.partition("__")
            if column:
                related = model._meta.get_field(name)
                setattr(instance, name, related.related_model(pk=row[related.attname], **{column: value}) if row[related.attname] else None)
        found.append(instance)
    return found


def activities_of(decision: Decision) -> QuerySet[Activity]:
    """Activities of the decision's project, and those linked as its evidence, by date; cancelled and archived ones are left out."""
    linked = EvidenceUse.objects.filter(decision=decision, state=EvidenceUse.State.LINKED, item__activity__isnull=False).values("item__activity_id")
    rule = Q(pk__in=linked)
    if decision.project_id:
        rule |= Q(project_id=decision.project_id)
    rows = Activity.objects.current().filter(rule, is_training=decision.is_training).exclude(status=Activity.Status.CANCELLED)
    return rows.select_related("type", "lead_organisation").order_by(F("date_from").asc(nulls_last=True), "pk")


def insights_of(decision: Decision, activities: QuerySet[Activity]) -> QuerySet[Insight]:
    """What people said at these activities, or what is linked as evidence, with `theme_names` (text, "" without)."""
    linked = EvidenceUse.objects.filter(decision=decision, state=EvidenceUse.State.LINKED, item__insight__isnull=False).values("item__insight_id")
    rule = Q(activity__in=activities.order_by().values("pk")) | Q(pk__in=linked)
    names = (
        Insight.themes.through.objects.filter(insight_id=OuterRef("pk"))
        .order_by()
        .values("insight_id")
        .annotate(names=StringAgg("theme__name", "; ", order_by="theme__name"))
        .values("names")
    )
    return (
        Insight.objects.current()
        .filter(rule, is_training=decision.is_training)
        .select_related("activity", "community")
        .annotate(theme_names=Coalesce(Subquery(names), Value(""), output_field=TextField()))
        .order_by("pk")
    )


def promises_of(decision: Decision, activities: QuerySet[Activity]) -> QuerySet[Commitment]:
    """Promises of the project or its activities, and those linked as evidence."""
    linked = EvidenceUse.objects.filter(decision=decision, state=EvidenceUse.State.LINKED, item__commitment__isnull=False).values("item__commitment_id")
    rule = Q(pk__in=linked) | Q(activity__in=activities.order_by().values("pk"))
    if decision.project_id:
        rule |= Q(project_id=decision.project_id)
    return Commitment.objects.current().filter(rule, is_training=decision.is_training).select_related("owner").order_by("pk")


def responses_of(decision: Decision) -> QuerySet[Response]:
    return Response.objects.current().filter(decision=decision).order_by("pk")


def open_missing_facts(activities: QuerySet[Activity]) -> QuerySet[MissingFact]:
    """What the sources of these activities do not say and the records do not hold yet, by activity. One query.

    The same rule as `activities.rules.is_known`, asked of many at once.
    """
    of_activity = {"activity": OuterRef("activity")}

    def has_file(kind: str) -> Exists:
        return Exists(ActivityFile.objects.filter(**of_activity, kind=kind))

    known = (
        Q(closed_on__isnull=False)
        | Q(fact="date") & ~Q(activity__date_precision="unknown")
        | Q(fact="number") & Q(Exists(ParticipationCount.objects.filter(**of_activity)))
        | Q(fact="organisations") & Q(Exists(ActivityOrganisation.objects.filter(**of_activity)))
        | Q(fact="communities") & Q(Exists(Activity.communities.through.objects.filter(**of_activity)))
        | Q(fact="questions") & Q(has_file("questionnaire"))
        | Q(fact="profile") & Q(has_file("profile"))
        | Q(fact="report") & Q(has_file("report"))
        | Q(fact="notes") & (~Q(activity__heard="") | Q(has_file("minutes")) | Q(Exists(Insight.objects.current().filter(**of_activity))))
    )
    return MissingFact.objects.filter(activity__in=activities.order_by().values("pk")).exclude(known).select_related("activity").order_by("activity_id", "pk")
