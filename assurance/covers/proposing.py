"""What the record says for each box of a cover, each sentence with its reference. What is not recorded stays blank."""

from collections.abc import Iterable, Iterator

from activities.models import Activity, Insight
from assurance import reports
from assurance.dossier import Dossier, day
from assurance.filling.words import NOT_RECORDED, assessment_reference, duty_readiness, words
from assurance.models import ImpactAssessment, InvolvementAssessment, Scrutiny
from assurance.querysets import OPEN_TO_STAFF

Sentence = tuple[str, str]
NOT_INVOLVED = {InvolvementAssessment.Outcome.DOES_NOT_APPLY, InvolvementAssessment.Outcome.NOT_OURS}


def proposed_text(dossier: Dossier) -> str:
    """The engagement statement as the record would put it; the author edits it."""
    return _joined(_statement(dossier))


def proposed_boxes(dossier: Dossier) -> dict[str, str]:
    """The other boxes that the record can speak to, by code; those it cannot are missing here. Two queries."""
    impact = {item.kind: item for item in dossier.decision.impact_assessments.order_by("pk")}
    scrutiny = list(dossier.decision.scrutiny_steps.select_related("body"))
    found = {
        "summary": _joined(_summary(dossier)),
        "legal": _joined(_legal(dossier)),
        "quality": _joined(_impact(dossier, impact.get(ImpactAssessment.Kind.QIA), "Quality impact assessment")),
        "equality": _joined(_equality(dossier, impact.get(ImpactAssessment.Kind.EHIA))),
        "data_protection": _joined(_impact(dossier, impact.get(ImpactAssessment.Kind.DPIA), "Data protection impact assessment")),
        "partners": _joined(_partners(dossier, scrutiny)),
        "next_steps": _joined(_next_steps(dossier)),
    }
    return {code: text for code, text in found.items() if text}


def _joined(sentences: Iterable[Sentence]) -> str:
    return " ".join(f"{text.rstrip('. ')} [{source}]." for text, source in sentences)


def _statement(dossier: Dossier) -> Iterator[Sentence]:
    decision, test = dossier.decision, dossier.assessment
    if test is None:
        yield "No involvement assessment is recorded", decision.reference
    else:
        yield f"Involvement assessment: {test.get_outcome_display().lower()}", assessment_reference(dossier)
    number = len(dossier.activities)
    if number:
        in_time = sum(placed.while_open for placed in dossier.placed)
        kinds = ", ".join(dict.fromkeys(str(item.activity.type).lower() for item in dossier.activities))
        yield f"{number} {'activity' if number == 1 else 'activities'} ({kinds}), {in_time} known to be before options were fixed", _references(dossier)
    else:
        yield "Nobody has been involved on record", decision.reference
    themes = dossier.themes[:5]
    if themes:
        yield f"People told us about: {', '.join(f'{name.lower()} ({count})' for name, count in themes)}", f"{len(dossier.insights)} points"
    elif dossier.insights:
        yield f"{len(dossier.insights)} points of what people said are recorded", decision.reference
    else:
        yield "What people said is not yet recorded", decision.reference
    answered = [response for response in dossier.responses if response.approved_on]
    if answered:
        yield f"What changed: {answered[0].we_did.rstrip('.')}", ", ".join(response.reference for response in answered)
    if decision.telling_plan:
        yield f"People will be told: {decision.telling_plan.rstrip('.')}", decision.reference
    if dossier.gaps:
        yield f"{_counted_gaps(dossier)} still open", f"{decision.reference}, gap list"


def _references(dossier: Dossier) -> str:
    references = [item.activity.reference for item in dossier.activities]
    return ", ".join(references) if len(references) <= 4 else f"{references[0]} to {references[-1]}, {len(references)} in all"


def _summary(dossier: Dossier) -> Iterator[Sentence]:
    if dossier.decision.proposal:
        yield dossier.decision.proposal.strip(), dossier.decision.reference


def _legal(dossier: Dossier) -> Iterator[Sentence]:
    decision = dossier.decision
    for row in decision.duty_rows:
        yield f"{row['name']}: {row['statute']}", f"{decision.reference}, duties as at {words(decision.duty_as_at)}"


def _impact(dossier: Dossier, found: ImpactAssessment | None, name: str) -> Iterator[Sentence]:
    """A done assessment with its outcome, or why none is needed; nothing where neither is recorded."""
    if found is None:
        return
    reference = f"{dossier.decision.reference}, {found.local_reference or found.kind.upper()}"
    if found.not_needed_because:
        yield f"{name}: not needed, because {found.not_needed_because}", reference
    elif found.done_on:
        yield f"{name} of {words(found.done_on)}: {found.outcome}", reference
        if found.mitigations:
            yield f"What is done about it: {found.mitigations}", reference


def _equality(dossier: Dossier, found: ImpactAssessment | None) -> Iterator[Sentence]:
    yield from _impact(dossier, found, "Equality and health inequalities impact assessment")
    if found is not None and found.armed_forces:
        yield f"Armed Forces Covenant: {found.armed_forces}", f"{dossier.decision.reference}, {found.local_reference or 'EHIA'}"
    test = dossier.assessment
    if test is not None:
        for label, text in (("Equality", test.equality), ("Health inequalities", test.inequalities)):
            if text:
                yield f"{label}: {text}", assessment_reference(dossier)


def _partners(dossier: Dossier, scrutiny: list[Scrutiny]) -> Iterator[Sentence]:
    decision = dossier.decision
    for step in scrutiny:
        when = f", {words(step.view_on)}" if step.view_on else f", asked {words(step.asked_on)}" if step.asked_on else ""
        yield f"{step.body}: {step.get_view_display().lower()}{when}", f"{decision.reference}, {step.minute or 'scrutiny'}"
        if step.replied_on:
            yield f"{step.body} replied on {words(step.replied_on)}: {step.reply}", f"{decision.reference}, scrutiny"
    if not scrutiny and dossier.assessment is not None and dossier.assessment.scrutiny:
        yield f"Council scrutiny: {dossier.assessment.scrutiny}", assessment_reference(dossier)
    for name, references in _leads(dossier).items():
        yield f"{name} led {len(references)} {'activity' if len(references) == 1 else 'activities'}", ", ".join(references)


def _leads(dossier: Dossier) -> dict[str, list[str]]:
    """References of activities by the partner that led them: not who decides, and none that is kept to a team or to named people."""
    leads: dict[str, list[str]] = {}
    for item in dossier.activities:
        organisation = item.activity.lead_organisation
        if organisation is None or organisation.pk == dossier.decision.organisation_id:
            continue
        if organisation.visibility in OPEN_TO_STAFF:
            leads.setdefault(str(organisation), []).append(item.activity.reference)
    return leads


def _next_steps(dossier: Dossier) -> Iterator[Sentence]:
    decision = dossier.decision
    if decision.telling_plan:
        yield f"People will be told: {decision.telling_plan}", decision.reference
    for item in dossier.activities:
        if item.activity.status == Activity.Status.PLANNED and item.activity.date_from:
            yield f"Planned: {item.activity.title}, {words(item.activity.date_from)}", item.activity.reference
    for promise in dossier.promises:
        if promise.state == promise.State.OPEN:
            yield f"Promised: {promise.text}{f' by {words(promise.due_on)}' if promise.due_on else ''}", promise.reference


def engagement_fields(dossier: Dossier) -> tuple[reports.Claim, ...]:
    """What the statement rests on: one claim a field of the front cover, in its order. Four queries.

    Source:
        The engagement section of a Board front cover (docs/how-to/read-the-gap-list.md names its parts).
    """
    decision, test, ours = dossier.decision, dossier.assessment, dossier.decision.reference
    gap_list = f"{ours}, gap list"
    values = (
        (_applies(dossier), assessment_reference(dossier)),
        (_stage(dossier), ours),
        (_status(dossier), assessment_reference(dossier) if test and test.outcome in NOT_INVOLVED else ours),
        (_who(dossier), _references(dossier) or ours),
        (_how_and_when(dossier), _references(dossier) or ours),
        (_told_us(dossier), ", ".join(insight.reference for insight in dossier.insights[:6]) or ours),
        (_changed(dossier), ", ".join(response.reference for response in dossier.responses if response.approved_on) or ours),
        (_still_open(dossier), gap_list),
        (decision.telling_plan or NOT_RECORDED, ours),
        (_evidence(dossier), ours),
        (_verdict(dossier), ours),
    )
    return tuple(reports.Claim(label=label, text=text, source=source) for label, (text, source) in zip(reports.COVER_FIELDS, values, strict=True))


def _counted_gaps(dossier: Dossier) -> str:
    return "1 gap is" if len(dossier.gaps) == 1 else f"{len(dossier.gaps)} gaps are"


def _still_open(dossier: Dossier) -> str:
    if not dossier.gaps:
        return "No gap is recorded"
    first, more = "; ".join(gap.text for gap in dossier.gaps[:3]), len(dossier.gaps) - 3
    return f"{_counted_gaps(dossier)} open: {first}{f'; and {more} more' if more > 0 else ''}"


def _applies(dossier: Dossier) -> str:
    test = dossier.assessment
    return f"{test.get_outcome_display()} ({test.get_limb_display() or 'limb not recorded'}). {test.reason}" if test else "Not assessed"


def _stage(dossier: Dossier) -> str:
    decision = dossier.decision
    return decision.project.get_stage_display() if decision.project else decision.get_state_display()


def _status(dossier: Dossier) -> str:
    """Done, under way, planned with its day, not required with its reason and approver, or urgent with the day involvement follows."""
    decision, test = dossier.decision, dossier.assessment
    if test is not None and test.outcome in NOT_INVOLVED:
        return f"Not required: {test.reason} Approved by: {test.approver_role or 'nobody yet'}"
    if test is not None and test.outcome == InvolvementAssessment.Outcome.URGENT_DEFERRED and not dossier.activities:
        return f"Urgent: {test.urgent_reason} Involvement will follow by: {words(test.involve_by)}"
    if decision.told_on:
        return "Done"
    if any(item.activity.status == Activity.Status.HELD for item in dossier.activities):
        return "Under way"
    days = [item.activity.date_from for item in dossier.activities if item.activity.date_from]
    return f"Planned ({words(min(days))})" if days else "Planned, day not recorded" if dossier.activities else "Nothing recorded"


def _who(dossier: Dossier) -> str:
    audiences = list(dict.fromkeys(item.activity.audience for item in dossier.activities if item.activity.audience))
    unknown = [fact.text for fact in dossier.missing if fact.fact in ("profile", "communities", "organisations", "number")]
    parts = ["; ".join(audiences) or NOT_RECORDED]
    if leads := _leads(dossier):
        parts.append(f"Led by partners: {', '.join(leads)}")
    parts.append(f"Not known: {'; '.join(unknown)}" if unknown else f"Who was not involved, and why: {NOT_RECORDED}")
    return ". ".join(parts)


def _how_and_when(dossier: Dossier) -> str:
    held = sum(item.activity.status == Activity.Status.HELD for item in dossier.activities)
    levels = dict.fromkeys(item.activity.get_level_display() for item in dossier.activities if item.activity.level)
    days = [item.activity.date_from for item in dossier.activities if item.activity.date_from and item.activity.date_precision != "unknown"]
    span = f"{words(min(days))} to {words(max(days))}" if days else "dates not recorded"
    level = f"; level: {', '.join(levels).lower()}" if levels else ""
    return f"{held} held, {len(dossier.activities) - held} planned, {span}{level}; {duty_readiness(dossier)}"


def _told_us(dossier: Dossier) -> str:
    checked = [insight for insight in dossier.insights if insight.state != Insight.State.DRAFT]
    themes = "; ".join(f"{name} ({count})" for name, count in dossier.themes[:5])
    against = sum(insight.sentiment == "negative" for insight in checked)
    if not checked:
        return themes or "Nothing recorded yet"
    return f"{themes or f'{len(checked)} checked points'}; {len(checked)} checked, {against} of them negative"


def _changed(dossier: Dossier) -> str:
    answered = [response for response in dossier.responses if response.approved_on]
    return "; ".join(f"{response.get_answer_display()}: {response.we_did.rstrip('.')}" for response in answered) or "Nothing recorded"


def _evidence(dossier: Dossier) -> str:
    packs = [f"PACK-{row['pk']}" for row in dossier.decision.pack_rows if row["state"] == "ready"]
    sealed = dossier.decision.packs.filter(state="ready", decision=dossier.decision).order_by("-pk").values_list("sha256", flat=True).first() if packs else ""
    links = [use.item.url for use in dossier.linked if use.item.url]
    public = f"Public page: {links[0]}" if links else "No public page is linked"
    return f"{packs[0]}, SHA-256 {sealed}. {public}" if packs else f"No pack yet. {public}"


def _verdict(dossier: Dossier) -> str:
    verdict = dossier.decision.verdict_rows[0] if dossier.decision.verdict_rows else None
    return f"“{verdict['text']}” {verdict['role']}, {words(day(verdict['on']))}" if verdict else "No reviewer has concluded"
