"""What the page of a decision shows: plain values out of its dossier."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Activity
from activities.rules import date_text, day_text
from assurance import policies
from assurance.dossier import Dossier, FrameworkView, day
from assurance.filling.words import decision_date
from assurance.rules.chart import Chart, Event, Milestone, chart
from assurance.rules.gaps import Gap
from assurance.rules.placing import TOLD, finding
from assurance.views.next_step import LINK_OF_CHAIN, next_of

MILESTONES = (
    ("options_open_on", "Options open"), ("options_fixed_on", "Options fixed"), ("paper_due_on", "Paper due"), ("findings_sent_on", "Findings sent"),
    ("expected_on", "Decision expected"), ("decided_on", "Decision"), ("told_on", "People told"),
)  # fmt: skip
SHOWN_GAPS_IN_STRIP = 3
GAPS_SHOWN = 5
FIRST_GAPS = ("assessment", "activities", "findings", "considered", "feedback", "reach", "equality", "decided-on")
"""What is named first at the top of the page: links of the chain before details of single activities."""


@dataclass(frozen=True)
class Step:
    """One link of the chain. `state` is `done`, `partly` or `open`."""

    name: str
    text: str
    state: str
    href: str
    is_next: bool = False


def hub_context(dossier: Dossier, user, framework: str) -> dict:
    """Everything that `assurance/decision_detail.html` needs; no queries."""
    decision = dossier.decision
    view = dossier.framework(framework)
    coming = next_of(dossier, user)
    return {
        "decision": decision,
        "record": decision,
        "dossier": dossier,
        "assessment": dossier.assessment,
        "lede": lede(dossier),
        "next": coming,
        "steps": steps(dossier, LINK_OF_CHAIN.get(coming.code) if coming else None),
        "still_missing": [gap.text for gap in sorted(dossier.gaps, key=_weight)[:SHOWN_GAPS_IN_STRIP]],
        "finding": finding(dossier.placed),
        "chart": timeline_chart(dossier),
        "timeline": timeline_rows(dossier),
        "view": view,
        "criteria": criterion_rows(view, dossier, policies.can_review(user, decision)),
        "gaps": dossier.gaps,
        "first_gaps": dossier.gaps[:GAPS_SHOWN],
        "other_gaps": dossier.gaps[GAPS_SHOWN:],
        "unowned": sum(not gap.has_owner for gap in dossier.gaps),
        "themes": dossier.themes[:8],
        "files": [use for use in dossier.linked if use.item.kind in ("file", "web")],
        "duties": decision.duty_rows,
        "packs": [{**row, "at": day(row["at"])} for row in decision.pack_rows],
        "covers": [{**row, "at": day(row["at"])} for row in decision.cover_rows],
        "verdict": verdict_row(dossier),
        "about": about(dossier),
        "can": {
            "change": policies.can_change(user, decision),
            "assess": policies.can_assess(user, decision),
            "approve": dossier.assessment is not None and dossier.assessment.approved_on is None and policies.can_approve_assessment(user, dossier.assessment),
            "link": policies.can_link(user, decision),
            "review": policies.can_review(user, decision),
            "pack": policies.can_build_pack(user, decision),
            "cover": policies.can_write_cover(user, decision),
            "respond": policies.can_draft_responses(user),
            "log": user.has_right("log_activities"),
        },
    }


def lede(dossier: Dossier) -> str:
    """Who decides and when, in one line."""
    decision = dossier.decision
    parts = [str(decision.body or decision.organisation or _("Who decides is not recorded")), decision_date(dossier)]
    if decision.paper_due_on and not decision.decided_on:
        parts.append(_("paper due {day}").format(day=day_text(decision.paper_due_on)))
    parts.append(_("owner: {name}").format(name=decision.owner or decision.team or _("nobody named")))
    return " · ".join(parts)


def about(dossier: Dossier) -> list[tuple[str, str]]:
    """What is recorded of the decision itself, by the names of its fields."""
    decision = dossier.decision
    names = ("can_influence", "cannot_influence", "outcome", "minute", "date_note", "telling_plan", "source")
    rows = [(name, getattr(decision, name)) for name in names]
    rows += [(name, day_text(getattr(decision, name))) for name, _words in MILESTONES if getattr(decision, name)]
    return [(str(decision._meta.get_field(name).verbose_name).capitalize(), value) for name, value in rows if value]


def _weight(gap: Gap) -> int:
    """Where a gap stands among those named first; the rest keep their order."""
    return FIRST_GAPS.index(gap.code) if gap.code in FIRST_GAPS else len(FIRST_GAPS)


def steps(dossier: Dossier, here: int | None = None) -> list[Step]:
    """The chain from assessment to feedback told; `here` is the position of the link that the next step belongs to."""
    decision, test = dossier.decision, dossier.assessment
    held = [item for item in dossier.activities if item.activity.status == Activity.Status.HELD]
    published = [response for response in dossier.responses if response.published_at]
    has_plan = decision.project is not None
    approved = test is not None and test.approved_on is not None
    assessed = _("none yet") if test is None else test.get_outcome_display() + ("" if approved else _(", not approved"))
    sent = decision.findings_sent_on
    found = [
        Step(_("Assessment"), assessed, "done" if approved else "partly" if test else "open", "#assessment"),
        Step(_("Plan"), decision.project.reference if has_plan else _("no project"), "done" if has_plan else "open", "#about"),
        Step(_("Involvement"), _counted(len(dossier.activities), _("activity"), _("activities")), "done" if held else "open", "#timeline"),
        Step(_("Heard"), _counted(len(dossier.insights), _("point"), _("points")), "done" if dossier.insights else "open", "#said"),
        Step(_("Considered"), day_text(sent) if sent else _("not yet"), "done" if sent else "open", "#about"),
        Step(_("Decided"), decision_date(dossier), "done" if decision.state == "taken" else "open", "#about"),
        Step(_("Told"), _told(dossier, len(published)), "done" if decision.told_on else "partly" if published else "open", "#responses"),
    ]
    return [replace(step, is_next=position == here) for position, step in enumerate(found)]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else _("none yet")


def _told(dossier: Dossier, published: int) -> str:
    if dossier.decision.told_on:
        return day_text(dossier.decision.told_on)
    if published:
        return _counted(published, _("response published"), _("responses published"))
    return _("planned") if dossier.decision.telling_plan else _("no plan yet")


def timeline_chart(dossier: Dossier) -> Chart | None:
    """The picture of the timeline; planned and unknown ones included."""
    decision = dossier.decision
    events = [
        Event(item.activity.date_from, item.activity.title, item.activity.reference, item.activity.get_absolute_url(), item.placed.placing == TOLD)
        for item in dossier.activities
    ]
    days = [(getattr(decision, name), words) for name, words in MILESTONES if not (name == "expected_on" and decision.decided_on)]
    milestones = [Milestone(value, f"{words} {value.day} {value:%b}") for value, words in days if value]
    return chart(events, milestones, fixed=decision.options_fixed_on, decided=decision.decided_on)


def timeline_rows(dossier: Dossier) -> list[dict]:
    """One row an activity, oldest first, unknown dates last."""
    return [
        {
            "activity": item.activity,
            "date_text": date_text(item.activity),
            "placed": item.placed,
            "placing_href": reverse("assurance:placing_edit", args=[dossier.decision.pk, item.activity.pk]),
        }
        for item in dossier.activities
    ]


def criterion_rows(view: FrameworkView, dossier: Dossier, can_review: bool) -> list[dict]:
    """The readiness table: state in words, the first of the evidence, what comes next."""
    owned = {gap.code: gap for gap in dossier.gaps}
    return [
        {
            "facts": item.facts,
            "criterion": item.criterion,
            "uses": item.uses[:3],
            "more": max(0, len(item.uses) - 3),
            "review": item.review,
            "gap": owned.get(f"criterion-{item.facts.key}"),
            "review_href": reverse("assurance:review_new", args=[dossier.decision.pk, item.criterion.pk]) if can_review else "",
        }
        for item in view.criteria
    ]


def verdict_row(dossier: Dossier) -> dict | None:
    rows = dossier.decision.verdict_rows
    return {**rows[0], "on": day(rows[0]["on"])} if rows else None


def find_gap(dossier: Dossier, code: str) -> Gap | None:
    return next((gap for gap in dossier.gaps if gap.code == code), None)
