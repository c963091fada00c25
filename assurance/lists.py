"""The lists of decisions and of responses: what their pages, saved views and exports show."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.filters import DecisionFilter, ResponseFilter
from assurance.models import Decision, InvolvementAssessment, Response
from assurance.querysets import decisions_for_list
from crm.core.tables import Column, RecordList, register

OUTCOMES = dict(InvolvementAssessment.Outcome.choices)


def _assessed(decision) -> str:
    return str(OUTCOMES.get(decision.assessed_as, _("No assessment")))


def _readiness(decision) -> str:
    return f"{decision.with_evidence} of {decision.asked}"


def _keeper(record: Decision | Response) -> str:
    return ", ".join(str(part) for part in (record.team, record.owner) if part)


def _reference(record: Decision | Response) -> str:
    return record.reference


decision_records = register(
    RecordList(
        kind="decision",
        title=_("Decisions"),
        noun=("decision", "decisions"),
        queryset=decisions_for_list,
        columns=(
            Column("title", _("Decision"), sort=("title",), link=True, note=_reference),
            Column("state", _("State"), value="get_state_display", sort=("state", "expected_on"), is_tag=True),
            Column("body", _("Decided by"), value="body"),
            Column("expected", _("Expected"), value="expected_on", sort=("expected_on",)),
            Column("paper_due", _("Paper due"), value="paper_due_on", sort=("paper_due_on",)),
            Column("assessment", _("Assessment"), value=_assessed, is_tag=True),
            Column("readiness", _("Criteria with evidence"), value=_readiness),
            Column("keeper", _("Team and owner"), value=_keeper),
        ),
        filterset_class=DecisionFilter,
        default_sort="-expected",
        template="assurance/list.html",
        empty_text=_("A decision holds together who was involved before it was taken, what they said, and what they were told."),
        first_step=("/desk/decisions/new/", _("Open a decision"), "keep_decisions"),
        actions=(("/desk/decisions/new/", _("Open a decision"), "keep_decisions"), ("/desk/responses/", _("Responses"), ""), ("/desk/packs/", _("Packs"), "")),
        may_open=policies.can_open,
    )
)


def _responses(user) -> QuerySet[Response]:
    return Response.objects.visible_to(user).filter(decision__in=Decision.objects.visible_to(user)).select_related("decision", "owner", "team")


def response_state(response: Response) -> str:
    """`Draft`, `Published` or `Published, contributors not told`."""
    if response.published_at is None:
        return "Draft"
    return "Published" if response.told_on else "Published, contributors not told"


response_records = register(
    RecordList(
        kind="response",
        title=_("You said, we did"),
        noun=("response", "responses"),
        queryset=_responses,
        columns=(
            Column("said", _("You said"), value=str, link=True, note=_reference),
            Column("answer", _("Our answer"), value="get_answer_display"),
            Column("we_did", _("What we did, or why not"), value="we_did"),
            Column("state", _("State"), value=response_state, is_tag=True),
            Column("published", _("Published"), value="published_at", sort=("published_at",)),
            Column("told", _("Told"), value="told_on"),
            Column("decision", _("Decision"), value="decision.reference", sort=("decision_id",)),
        ),
        filterset_class=ResponseFilter,
        default_sort="-decision",
        template="assurance/list.html",
        empty_text=_("A response says what became of what people said. Draft one from the page of a decision."),
        may_open=policies.can_open,
    )
)
