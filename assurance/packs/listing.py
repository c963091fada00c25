"""The lists of a pack as tables of text, in one place for the index and the Word file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assurance.reports import TRAINING_NOTICE, PackReport

Rows = Iterable[tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """A list of the report. `section` is the pack section that shows it, `name` its sheet in the index."""

    name: str
    section: int
    columns: tuple[str, ...]
    rows: Callable[[PackReport], Rows]


def made_on(report: PackReport) -> str:
    """`Sun 22 November 2026, 18:30 UTC`."""
    return f"{report.generated_at:%a} {report.generated_at.day} {report.generated_at:%B %Y, %H:%M %Z}"


def facts(report: PackReport) -> list[tuple[str, str]]:
    """What the pack is and what the decision is: one pair a row."""
    notice = [("Notice", TRAINING_NOTICE)] if report.is_training else []
    verdict = report.verdict
    quoted = f"“{verdict.text}” {verdict.reviewer_role}, {verdict.given_on} [{verdict.source}]" if verdict else ""
    return notice + [
        ("Pack", f"{report.reference}, {report.status}"),
        ("Decision", f"{report.decision_reference} {report.decision_title}"),
        ("Proposal", report.proposal),
        ("Organisation", report.organisation),
        ("Owner", report.decision_owner),
        ("Body", report.body),
        ("Stage", report.stage),
        ("Options fixed", report.options_fixed),
        ("Paper due", report.paper_due),
        ("Decision date", report.decision_date),
        ("Duty in force", f"{report.duty.name} ({report.duty.statute}), as at {report.duty.as_at}"),
        ("Made", f"{made_on(report)} by {report.generated_by}"),
        ("Raw notes", "included by choice" if report.raw_notes else "left out"),
        ("Withheld", f"{report.withheld_count} items, because they are restricted"),
        ("Gaps", str(len(report.gaps))),
        ("Reviewer’s verdict", quoted or "none recorded; the software counts and does not judge"),
    ]


def assessment_facts(report: PackReport) -> list[tuple[str, str]]:
    """The involvement assessment as pairs, none when there is none."""
    test = report.assessment
    if test is None:
        return []
    return [
        ("Outcome", f"{test.outcome} [{test.reference}]"),
        ("Limb of the duty", test.limb),
        ("Reason", test.reason),
        ("Approved by", test.approver_role),
        ("Assessed on", test.assessed_on),
        *((answer.label, f"{answer.text} [{answer.source}]") for answer in test.answers),
    ]


def _gaps(report: PackReport) -> Rows:
    return ((g.code, g.text, g.owner, g.due or "no date", g.source or report.decision_reference) for g in report.gaps)


def _timeline(report: PackReport) -> Rows:
    return ((e.date_text, e.title, "Milestone" if e.is_milestone else e.placing, e.source) for e in report.timeline)


def _activities(report: PackReport) -> Rows:
    return ((a.reference, a.title, a.kind, a.level, a.date_text, a.logged_text, a.placing, a.lead, a.counts, a.summary) for a in report.activities)


def _counts(report: PackReport) -> Rows:
    return ((c.label, c.value, c.source) for c in report.counts)


def _partners(report: PackReport) -> Rows:
    return ((p.reference, p.name, p.kind, p.part, p.source) for p in report.partners)


def _files(report: PackReport) -> Rows:
    return ((f.path, f.title, f.source, f.media_type, f"{f.size:,} bytes", f.sha256) for f in report.files)


def _insight(report: PackReport) -> Rows:
    return ((i.reference, f"{i.text} “{i.quote}”" if i.quote else i.text, i.themes, i.voiced_by, i.strength, i.source) for i in report.insight)


def _responses(report: PackReport) -> Rows:
    return (
        (
            r.reference,
            r.you_said,
            r.considered_by,
            r.outcome,
            r.answer,
            r.published or "not yet",
            r.told or "not yet",
            r.source,
        )
        for r in report.responses
    )


def _commitments(report: PackReport) -> Rows:
    return ((c.reference, c.text, c.made_to, c.owner, c.due, c.state, c.source) for c in report.commitments)


def _criteria(report: PackReport) -> Rows:
    for c in report.criteria:
        reviewer = f"{c.verdict}: {c.reviewer_role}, {c.reviewed_on}" if c.reviewer_role else "not reviewed"
        yield (f"{c.framework}:{c.code}", c.text, c.state, ", ".join(c.evidence) or "none", reviewer, c.comment)


TABLES = (
    Table("Gaps", 14, ("Code", "Gap", "Owner", "Due", "Source"), _gaps),
    Table("Timeline", 1, ("When", "What", "What was still open", "Source"), _timeline),
    Table(
        "Activities",
        4,
        ("Ref", "Activity", "Type", "Level", "When", "Logged", "What was still open", "Lead", "Taking part", "Summary"),
        _activities,
    ),
    Table("Counts", 5, ("What was counted", "Number", "Source"), _counts),
    Table("Partners", 6, ("Ref", "Organisation", "Kind", "Part in the work", "Source"), _partners),
    Table("Files", 7, ("File", "Title", "Source", "Type", "Size", "SHA-256"), _files),
    Table("What people said", 8, ("Ref", "What was said", "Themes", "Voiced by", "Strength", "Source"), _insight),
    Table(
        "Responses",
        11,
        ("Ref", "You said", "Considered by", "Outcome", "Our answer", "Published", "Contributors told", "Source"),
        _responses,
    ),
    Table("Promises", 12, ("Ref", "Promise", "Made to", "Owner", "Due", "State", "Source"), _commitments),
    Table("Criteria", 13, ("Criterion", "What it asks", "State", "Evidence", "Reviewer", "Comment"), _criteria),
)
