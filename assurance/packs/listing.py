"""The lists of a decision's pack as tables of text, in one place for the index, the Word file and the comparison."""

from assurance.packs.tables import Rows, Table, common_facts, file_rows, gap_rows, withheld_words
from assurance.reports import PackReport


def facts(report: PackReport) -> list[tuple[str, str]]:
    """What the pack is and what the decision is: one pair a row."""
    verdict = report.verdict
    quoted = f"“{verdict.text}” {verdict.reviewer_role}, {verdict.given_on} [{verdict.source}]" if verdict else ""
    cover = report.cover
    return common_facts(report) + [
        ("Decision", f"{report.decision_reference} {report.decision_title}"),
        ("Proposal", report.proposal),
        ("Owner", report.decision_owner),
        ("Body", report.body),
        ("Stage", report.stage),
        ("Options fixed", report.options_fixed),
        ("Paper due", report.paper_due),
        ("Decision date", report.decision_date),
        ("Duty in force", f"{report.duty.name} ({report.duty.statute}), as at {report.duty.as_at}"),
        ("Raw notes", "included by choice" if report.raw_notes else "left out"),
        ("Withheld", withheld_words(report)),
        ("Gaps", str(len(report.gaps))),
        ("Cover of the paper", f"{cover.reference}, {cover.signed}, SHA-256 {cover.sha256}" if cover else "none signed"),
        *([("Review of the cover", cover.unreviewed)] if cover and cover.unreviewed else []),
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


def _timeline(report: PackReport) -> Rows:
    return ((e.date_text, e.title, "Milestone" if e.is_milestone else e.placing, e.source) for e in report.timeline)


def _activities(report: PackReport) -> Rows:
    return ((a.reference, a.title, a.kind, a.level, a.date_text, a.logged_text, a.placing, a.lead, a.counts, a.summary) for a in report.activities)


def _counts(report: PackReport) -> Rows:
    return ((c.label, c.value, c.source) for c in report.counts)


def _partners(report: PackReport) -> Rows:
    return ((p.reference, p.name, p.kind, p.part, p.source) for p in report.partners)


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


def _findings(report: PackReport) -> Rows:
    for f in report.findings:
        yield (f.code, f.title, f.found, f.sentence, f.rests_on, f"{f.view}: {f.reviewer}" if f.view else "not reviewed")


def _criteria(report: PackReport) -> Rows:
    for c in report.criteria:
        reviewer = f"{c.verdict}: {c.reviewer_role}, {c.reviewed_on}" if c.reviewer_role else "not reviewed"
        yield (f"{c.framework}:{c.code}", c.text, c.state, ", ".join(c.evidence) or "none", c.judged, reviewer, c.comment)


TABLES = (
    Table("Gaps", 14, ("Code", "Gap", "Owner", "Due", "Source"), gap_rows, key=(0,), words=1, opens_and_closes=True),
    Table("Timeline", 1, ("When", "What", "What was still open", "Source"), _timeline, key=()),
    Table(
        "Activities",
        4,
        ("Ref", "Activity", "Type", "Level", "When", "Logged", "What was still open", "Lead", "Taking part", "Summary"),
        _activities,
        words=1,
    ),
    Table("Counts", 5, ("What was counted", "Number", "Source"), _counts, key=(0, 2), words=0),
    Table("Partners", 6, ("Ref", "Organisation", "Kind", "Part in the work", "Source"), _partners, words=1),
    Table("Files", 7, ("File", "Title", "Source", "Type", "Size", "SHA-256"), file_rows, key=(1, 2), words=1, ignored=(0,)),
    Table("What people said", 8, ("Ref", "What was said", "Themes", "Voiced by", "Strength", "Source"), _insight, words=1),
    Table(
        "Responses",
        11,
        ("Ref", "You said", "Considered by", "Outcome", "Our answer", "Published", "Contributors told", "Source"),
        _responses,
        words=1,
    ),
    Table("Promises", 12, ("Ref", "Promise", "Made to", "Owner", "Due", "State", "Source"), _commitments, words=1),
    Table("What the records show", 13, ("Check", "Question", "Found", "Sentence", "Rests on", "A reviewer’s view"), _findings, words=1),
    Table("Criteria", 13, ("Criterion", "What it asks", "State", "Evidence", "Evidence as judged", "Reviewer", "Comment"), _criteria, words=1),
)
