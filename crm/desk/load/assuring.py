"""The assurance of one board: 1,000 decisions and 20,000 uses of evidence, by COPY like everything that is generated.

Nine in ten decisions are assessed, half have a signed cover, a third an approved response; every seventh is not taken yet. Uses of
evidence lie on the criteria of the duty, and 2,000 of them on one year of a framework.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product

from django.db import connection

from activities.models import Activity
from assurance.models import (
    BodyMeeting,
    Criterion,
    Decision,
    DecisionFramework,
    EvidenceItem,
    EvidenceUse,
    Framework,
    FrameworkYear,
    InvolvementAssessment,
    PaperCover,
    Response,
)
from assurance.rules.gaps import DUTY_FRAMEWORK
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from crm.desk.load.generating import CONCERNS, PROJECTS, TOPICS, Made, advance, copy_rows, next_key
from partners.models import Body

DECISIONS = 1_000
USES = 20_000
YEAR_USES = 2_000
YEAR_FRAMEWORK = "wip10"
YEAR = FinancialYear(2026)
MEETINGS = 24
CONSIDERED = ("equality", "inequalities", "scrutiny", "public_promises")
TODAY = date(2026, 11, 1)
"""Around it the meetings lie: half before, half after."""


def generate_assurance(made: Made, say: Callable[[str], None] = lambda line: None) -> FrameworkYear:
    """Add decisions, what hangs on them, and a year of a framework; a few seconds."""
    writer = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    body = Body.objects.create(name="Board (generated)", kind="board")
    meetings = [
        BodyMeeting.objects.create(body=body, on=_meeting_day(number), paper_due_on=_meeting_day(number) - timedelta(days=10)) for number in range(MEETINGS)
    ]
    first = next_key("assurance_decision")
    copy_rows(
        Decision,
        [
            "id",
            "title",
            "proposal",
            "project_id",
            "body_id",
            "meeting_id",
            "state",
            "options_fixed_on",
            "paper_due_on",
            "expected_on",
            "decided_on",
            "duty_as_at",
            "owner_id",
        ],
        _decisions(first, body.pk, meetings, made, writer),
    )
    advance("assurance_decision")
    duty = Framework.objects.get(key=DUTY_FRAMEWORK)
    copy_rows(DecisionFramework, ["decision_id", "framework_id"], ((first + number, duty.pk) for number in range(DECISIONS)))
    copy_rows(InvolvementAssessment, ["decision_id", "arranged_by_us", "limb", "outcome", "reason", "assessed_by_id", "assessed_on", *CONSIDERED], (
        (first + number, "yes", "proposal", "applies" if number % 5 else "does-not-apply", "Generated for measuring.", writer, _past_day(number),
         *("Looked at." for _asked in CONSIDERED))
        for number in range(DECISIONS) if number % 10
    ))  # fmt: skip
    statement = "As the record has it."
    copy_rows(PaperCover, [
        "decision_id", "number", "text", "reviewed_text", "state", "sha256", "written_by_id", "verdict", "reviewed_by_id", "reviewed_on", "signed_at",
    ], (
        (first + number, 1, statement, statement, "frozen", "0" * 64, writer, "adequate", writer, _past_day(number), f"{_past_day(number)} 12:00+00")
        for number in range(DECISIONS) if number % 2
    ))  # fmt: skip
    copy_rows(Response, ["decision_id", "you_said", "answer", "we_did", "approved_by_id", "approved_on"], (
        (first + number, f"People find {CONCERNS[number % 7]} hard", "done", "We changed it.", writer, _past_day(number))
        for number in range(DECISIONS) if number % 3 == 0
    ))  # fmt: skip
    year = _evidence(first, made, writer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say(f"{DECISIONS:,} decisions, {USES:,} uses of evidence")
    return year


def generated_year() -> FrameworkYear:
    """The year of a framework that was generated."""
    return FrameworkYear.objects.get(framework__key=YEAR_FRAMEWORK, year=YEAR.label)


def _past_day(number: int) -> date:
    return TODAY - timedelta(days=number % 700)


def _meeting_day(number: int) -> date:
    return TODAY + timedelta(days=30 * (number - MEETINGS // 2))


def _decisions(first: int, body: int, meetings: list[BodyMeeting], made: Made, writer: int) -> Iterator[tuple]:
    for number in range(DECISIONS):
        meeting = meetings[number % MEETINGS]
        is_taken = meeting.on < TODAY and number % 7 != 0
        yield (
            first + number, f"{TOPICS[number % 8].capitalize()}: {CONCERNS[number % 7]} ({number})", "Generated for measuring.",
            made.first_project + number % PROJECTS,
            body, meeting.pk, "taken" if is_taken else "anticipated", meeting.on - timedelta(days=60), meeting.paper_due_on, meeting.on,
            meeting.on if is_taken else None, meeting.on, writer,
        )  # fmt: skip


def _evidence(first: int, made: Made, writer: int) -> FrameworkYear:
    """Items of the oldest open activities; each use is another pair of decision and item, or of criterion and item."""
    activities = list(Activity.objects.filter(pk__gte=made.first_activity, visibility="organisation").order_by("pk").values_list("pk", "title")[:5_000])
    first_item = next_key("assurance_evidenceitem")
    copy_rows(EvidenceItem, ["id", "kind", "title", "activity_id"], (
        (first_item + number, "activity", title, pk) for number, (pk, title) in enumerate(activities)
    ))  # fmt: skip
    advance("assurance_evidenceitem")
    criteria = list(Criterion.objects.filter(framework__key=DUTY_FRAMEWORK).order_by("position").values_list("pk", flat=True))
    pairs = product(range((USES - YEAR_USES) // DECISIONS), range(DECISIONS))
    copy_rows(EvidenceUse, ["decision_id", "item_id", "criterion_id", "state", "linked_by_id"], (
        (first + decision, first_item + (decision * 31 + turn * 7) % len(activities), criteria[turn % len(criteria)],
         "linked" if turn % 6 else "proposed", writer)
        for turn, decision in pairs
    ))  # fmt: skip
    framework = Framework.objects.get(key=YEAR_FRAMEWORK)
    year = FrameworkYear.objects.create(framework=framework, year=YEAR.label, starts_on=YEAR.starts_on, ends_on=YEAR.ends_on)
    asked = list(framework.criteria.order_by("position").values_list("pk", flat=True))
    copy_rows(EvidenceUse, ["framework_year_id", "item_id", "criterion_id", "state", "linked_by_id"], (
        (year.pk, first_item + number, asked[number % len(asked)], "linked", writer) for number in range(min(YEAR_USES, len(activities)))
    ))  # fmt: skip
    return year
