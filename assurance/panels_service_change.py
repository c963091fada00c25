"""What the page of a decision shows of its stages, impact assessments, scrutiny and the Secretary of State; the list of reports received."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.models import Decision, DecisionStage, DutyVersion, Escalation, ImpactAssessment, PartnerReport, Scrutiny
from assurance.querysets import instances
from assurance.rules.duties import TRIGGERS
from assurance.rules.stages import (
    DATE_OF,
    DUTIES,
    PLANNED_OF,
    Asked,
    Period,
    StageFacts,
    before_the_reply,
    current,
    following,
    in_restricted_periods,
    stages_of,
    warnings,
)
from crm.core.forms import ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.registries import Panel
from crm.core.tables import Column, RecordList, register
from partners.filters import TrainingFilter


def stored_stages(decision: Decision) -> dict[str, StageFacts]:
    """What is written down by stage. One query, none for a decision of `decision_with_rows`."""
    rows = instances(DecisionStage, decision.stage_rows) if hasattr(decision, "stage_rows") else decision.stages.all()
    return {row.stage: StageFacts(row.planned_on, row.actual_on, row.skipped_because, row.note) for row in rows}


def stages_panel(decision: Any, user) -> Panel:
    """The path with planned and actual days, what comes next, and what does not fit."""
    dates = {name: getattr(decision, name) for name in (*DATE_OF.values(), *PLANNED_OF.values())}
    stages = stages_of(decision.path, stored_stages(decision), dates)
    taken, today = decision.state == Decision.State.TAKEN, timezone.localdate()
    asked = [Asked(str(row.body), row.reply_by, row.replied_on) for row in instances(Scrutiny, decision.scrutiny_rows)]
    periods = [Period(row["name"], date.fromisoformat(row["first"]), date.fromisoformat(row["last"])) for row in decision.period_rows]
    context = {
        "stages": stages,
        "current": current(stages),
        "next": following(stages),
        "warnings": [
            *before_the_reply(decision.decided_on if taken else decision.expected_on, taken, asked),
            *in_restricted_periods(stages, periods, today),
            *warnings(stages),
        ],
        "duties": _duties_to_look_at(decision),
        "decision": decision,
        "may_change": policies.can_change(user, decision),
        "may_assess": policies.can_assess(user, decision),
        "may_record": policies.can_record_outcome(user, decision) and decision.state != Decision.State.TAKEN,
    }
    return Panel("Stages", "assurance/panels/stages.html", context)


def _duties_to_look_at(decision: Any) -> list[tuple[str, str]]:
    """Duties of the decision's path that its assessment did not lead to: name, and the trigger that does. At most one query."""
    held = {row["key"] for row in decision.duty_rows}
    asked = {key: trigger for key, trigger in DUTIES.get(decision.path, {}).items() if key not in held}
    if not asked:
        return []
    rows = DutyVersion.objects.in_force(decision.duty_as_at).filter(duty__key__in=asked).order_by("pk").values_list("duty__key", "duty__name")
    return [(name, TRIGGERS[asked[key]]) for key, name in rows]


def impact_panel(decision: Any, user) -> Panel:
    """Impact assessments, and those that are not on record."""
    rows = sorted(instances(ImpactAssessment, decision.impact_rows), key=lambda row: row.kind)
    held = {row.kind for row in rows}
    context = {
        "rows": rows,
        "missing": [(kind.value, kind.label) for kind in ImpactAssessment.Kind if kind.value not in held],
        "decision": decision,
        "may_change": policies.can_change(user, decision),
    }
    return Panel("Impact assessments", "assurance/panels/impact.html", context, beside=True)


def scrutiny_panel(decision: Any, user) -> Panel | None:
    """Committees, the Secretary of State, reports received about it; nothing where there is none and nobody could add one."""
    committees = instances(Scrutiny, decision.scrutiny_rows)
    steps = sorted(instances(Escalation, decision.escalation_rows), key=lambda row: (row.on, row.pk))
    reports = instances(PartnerReport, decision.report_rows) if user.is_staff_member else []
    may_change = policies.can_change(user, decision)
    if not (committees or steps or reports or may_change or decision.side_exit):
        return None
    context = {"committees": committees, "steps": steps, "reports": reports, "decision": decision, "may_change": may_change}
    return Panel("Scrutiny and the Secretary of State", "assurance/panels/scrutiny.html", context, beside=True)


def reports_of_organisation(organisation, user) -> Panel | None:
    """Reports that the organisation sent us. One query."""
    if not policies.can_read_reports_received(user):
        return None
    rows = list(_reports(user).filter(organisation=organisation)[:5])
    return Panel("Reports received", "assurance/panels/reports.html", {"rows": rows}, beside=True) if rows else None


def _reports(user) -> QuerySet[PartnerReport]:
    """Reports received; one about a decision that the reader may not see is not told."""
    seen = Q(decision=None) | Q(decision__in=Decision.objects.visible_to(user))
    return PartnerReport.objects.filter(seen).select_related("organisation", "decision", "owner")


class ReportFilter(ListFilterSet):
    """Filters of the list of reports received."""

    q = WordsFilter(("title", "organisation__name"))
    state = django_filters.ChoiceFilter(
        label=_("Reply"), method="in_state", empty_label=_("Any"),
        choices=[("waiting", _("Not answered yet")), ("overdue", _("Overdue")), ("answered", _("Answered"))],
    )  # fmt: skip
    since = SinceFilter("received_on")
    until = UntilFilter("received_on")
    training = TrainingFilter()

    class Meta:
        model = PartnerReport
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "answered":
            return queryset.filter(replied_on__isnull=False)
        waiting = queryset.filter(replied_on__isnull=True)
        return waiting.filter(reply_due_on__lt=timezone.localdate()) if value == "overdue" else waiting


def _state(report: PartnerReport) -> str:
    if report.replied_on:
        return str(_("Answered"))
    overdue = report.reply_due_on is not None and report.reply_due_on < timezone.localdate()
    return str(_("Overdue") if overdue else _("Not answered yet"))


def _address(report: PartnerReport) -> str:
    return reverse("assurance:partner_report_detail", args=[report.pk])


report_records = register(
    RecordList(
        kind="partner_report",
        title=_("Reports received"),
        noun=("report", "reports"),
        queryset=_reports,
        columns=(
            Column("title", _("Report"), sort=("title",), link=_address),
            Column("organisation", _("From"), value="organisation"),
            Column("received", _("Received"), value="received_on", sort=("received_on",)),
            Column("due", _("Reply due"), value="reply_due_on", sort=("reply_due_on",)),
            Column("state", _("Reply"), value=_state, is_tag=True),
            Column("owner", _("Who answers"), value="owner"),
        ),
        filterset_class=ReportFilter,
        default_sort="-received",
        empty_text=_(
            "Reports of Healthwatch and other independent voices stand here, with the day on which our reply is due: 20 working days after they came."
        ),
        first_step=("/desk/partner-reports/new/", _("Note a report received"), "keep_partners"),
        actions=(("/desk/partner-reports/new/", _("Note a report received"), "keep_partners"),),
        may_open=policies.can_read_reports_received,
    )
)
