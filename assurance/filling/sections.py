"""The statements of a pack's sections, each with its source."""

from collections.abc import Iterable

from assurance import reports
from assurance.dossier import Dossier, day
from assurance.filling.words import NOT_RECORDED, assessment_reference, item_reference, words
from assurance.models import EvidenceItem, InvolvementAssessment, Scrutiny
from assurance.querysets import instances
from assurance.rules.duties import INVOLVES, TRIGGERS


def duty(dossier: Dossier) -> reports.Duty:
    """The version of the duty to involve that the decision is judged by, or that none was stored."""
    as_at = words(dossier.decision.duty_as_at)
    row = next((row for row in dossier.decision.duty_rows if row["key"] in INVOLVES), None)
    if row is None:
        return reports.Duty(key="none", name="Duty to involve", statute="no assessment says that it applies", as_at=as_at)
    return reports.Duty(key=row["key"], name=row["name"], statute=row["statute"], as_at=as_at)


def assessment(dossier: Dossier) -> reports.Assessment | None:
    stored = dossier.assessment
    if stored is None:
        return None
    source = assessment_reference(dossier)
    asked = (
        "arranged_by_us", "duty_holder", "affects_manner", "affects_range", "who", "how", "existing_insight", "urgent_reason", "equality", "inequalities",
        "scrutiny", "public_promises",
    )  # fmt: skip
    answers = []
    for name in asked:
        field = InvolvementAssessment._meta.get_field(name)
        text = getattr(stored, f"get_{name}_display")() if field.choices else getattr(stored, name)
        if text:
            answers.append(reports.Claim(label=str(field.verbose_name), text=str(text), source=source))
    return reports.Assessment(
        reference=source,
        outcome=stored.get_outcome_display(),
        limb=stored.get_limb_display() or NOT_RECORDED,
        reason=stored.reason,
        approver_role=stored.approver_role or NOT_RECORDED,
        assessed_on=words(stored.assessed_on),
        answers=tuple(answers),
    )


def sections(dossier: Dossier, left_out: int, unchecked: int) -> Iterable[reports.Section]:
    decision, project, test = dossier.decision, dossier.decision.project, dossier.assessment
    ours, tested = decision.source or decision.reference, assessment_reference(dossier)
    said: list[tuple[int, str, str, str]] = [(2, f"{row['name']} ({row['statute']})", row["why"], f"duty register: {row['key']}") for row in decision.duty_rows]
    if test:
        said += [(2, "What sets the duty off", "; ".join(TRIGGERS.get(code, code) for code in test.triggers), tested)]
        said += [(9, "Equality", test.equality, tested), (9, "Health inequalities", test.inequalities, tested), (9, "Council scrutiny", test.scrutiny, tested)]
        said += [(12, "Promises made in public, from the assessment", test.public_promises, tested)]
    if decision.cover_rows:
        newest = decision.cover_rows[0]
        said.append((1, "Cover statement", f"Cover {newest['number']} was frozen on {words(day(newest['at']))}.", f"{decision.reference}, cover"))
    said += [(3, "What people can influence", decision.can_influence, ours), (3, "What people cannot influence", decision.cannot_influence, ours)]
    if project:
        whence = project.source or project.reference
        said += [(3, "Purpose of the work", project.purpose, whence), (3, "What the work lets people influence", project.can_influence, whence)]
    for item in dossier.activities:
        activity = item.activity
        said.append((4, f"Adjustments offered at {activity.reference}", activity.adjustments_offered, activity.reference))
        said.append((6, f"Lead of {activity.reference}, in the words of the source", activity.lead_text, activity.reference))
    for use in dossier.linked:
        if use.item.kind == EvidenceItem.Kind.WEB:
            as_at = f", as at {words(use.item.as_at)}" if use.item.as_at else ""
            said.append((7, use.item.title, f"{use.item.url}{as_at}", use.item.source or item_reference(use)))
    if left_out:
        said.append((7, "Left out", f"{left_out} files, because they are not published", decision.reference))
    if unchecked:
        said.append((8, "Left out", f"{unchecked} points, because nobody has checked them for personal data yet", decision.reference))
    for step in instances(Scrutiny, decision.scrutiny_rows):
        said.append((9, f"Council scrutiny: {step.body}", _scrutiny_words(step), step.source or f"{decision.reference}, scrutiny"))
    if decision.findings_sent_on:
        said.append((10, "Findings reached the decision-maker", words(decision.findings_sent_on), ours))
    said += [(10, "What was decided", decision.outcome, decision.minute or ours), (11, "How people will be told", decision.telling_plan, ours)]
    if decision.told_on:
        said.append((11, "People were told", words(decision.told_on), ours))
    for number in reports.SECTION_TITLES:
        claims = dict.fromkeys(reports.Claim(label=label, text=text, source=source) for section, label, text, source in said if section == number and text)
        if claims:
            yield reports.Section(number=number, claims=tuple(claims))


def _scrutiny_words(step: Scrutiny) -> str:
    """What one committee was asked and said: `Asked 2 May 2026. Its view: a substantial change, 4 June 2026 (minute 7).`"""
    asked = f"Asked {words(step.asked_on)}" if step.asked_on else "The day on which it was asked is not recorded"
    view = f"Its view: {step.get_view_display().lower()}" + (f", {words(step.view_on)}" if step.view_on else "") + (f" ({step.minute})" if step.minute else "")
    replied = f"It replied {words(step.replied_on)}" if step.replied_on else ""
    said = [asked, view, replied, step.reply, f"Our answer: {step.our_answer}" if step.our_answer else ""]
    return " ".join(f"{part.rstrip('.')}." for part in said if part)


def verdict(dossier: Dossier) -> reports.Verdict | None:
    if not dossier.decision.verdict_rows:
        return None
    row = dossier.decision.verdict_rows[0]
    return reports.Verdict(text=row["text"], reviewer_role=row["role"], given_on=words(day(row["on"])), source=f"{dossier.decision.reference}, verdict")
