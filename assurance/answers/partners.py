"""Q4: how are relations with voluntary groups, Healthwatch and scrutiny?"""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from activities.models import Activity, Commitment, ContactDay
from assurance.answers.reader import Reader, gap, number
from assurance.answers.shape import Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import Decision, PartnerReport
from partners.models import Organisation, OrganisationType

INDEPENDENT = ("healthwatch", "hosc", "joint-hosc", "hwb")
NO_TYPE = "Type not recorded"
METHOD = (
    "Met means that an organisation took part in an activity held in the year. Never met means in no activity on record, whenever; "
    "met only on days that are not recorded is neither. Closed organisations are left out unless they were met. "
    "Reports count by the day on which they came, promises by the day on which they were due. Training examples are left out."
)


def answer(reader: Reader) -> Answer:
    """Organisations met by type, reports of independent voices and replies, promises. Five queries."""
    by_type, met, never = _contact(reader)
    reports = list(_reports(reader))
    late = [report for report in reports if _standing(report, reader) in ("Answered late", "No reply, overdue")]
    answered = [report for report in reports if report.replied_on]
    promises = list(_promises(reader))
    states = Counter(_promise_state(row, reader) for row in promises)
    year = reader.year.label
    return reader.answered(
        "Q4",
        "Partners",
        sentences=[
            Sentence(
                text=f"We met {number(met, 'organisation', 'organisations')} in {year}; {never} on record were never met.",
                source=f"Activities held in {year} and organisations",
                address="#types",
            ),
            Sentence(text=_reports_words(reports, answered, late, year), source=f"Partner reports received in {year}", address="#reports" if reports else ""),
            Sentence(
                text=f"{number(len(promises), 'promise was', 'promises were')} due in {year}: {states['Kept']} kept, {states['Not kept']} not kept, "
                f"{states['Overdue']} overdue, {states['Open']} still open."
                if promises
                else f"No promise with a due date in {year} is on record.",
                source=f"Promises due in {year}",
                address=f"/desk/commitments/?due_since={reader.days[0]}&due_until={reader.days[1]}&training=no" if promises else "",
            ),
        ],
        tables=[
            Table(
                title="Organisations by type",
                headers=("Type", "On record", f"Met in {year}", "Never met"),
                rows=tuple(by_type),
                anchor="types",
                note="Several types count once for each. Other types without any organisation are left out. Committees are bodies: see question 6.",
            ),
            _report_table(reports, reader),
            Table(
                title="Promises",
                headers=("State", "Promises"),
                rows=tuple(Row(cells=(state, str(states[state]))) for state in ("Kept", "Not kept", "Overdue", "Open")),
            ),
        ],
        gaps=[
            *(
                gap(
                    f"report-{row.pk}", f"{row.title}: no reply recorded, due {words(row.reply_due_on)}", str(row.organisation), due=words(row.reply_due_on, "")
                )
                for row in reports
                if _standing(row, reader) == "No reply, overdue"
            ),
            *(
                gap(f"promise-{row.pk}", f"{row.reference}: overdue since {words(row.due_on)}", row.reference, due=words(row.due_on, ""))
                for row in promises
                if _promise_state(row, reader) == "Overdue"
            ),
        ],
        figures=[
            Figure(code="organisations_met", words="Organisations met", number=met),
            Figure(code="organisations_never_met", words="Organisations never met", number=never),
            Figure(code="reports_received", words="Reports received from partners", number=len(reports)),
            Figure(code="reports_answered", words="answered", number=len(answered)),
            Figure(code="reports_late", words="answered late or overdue", number=len(late)),
            Figure(code="promises_due", words="Promises due", number=len(promises)),
            Figure(code="promises_kept", words="kept", number=states["Kept"]),
        ],
        method=METHOD,
    )


def _contact(reader: Reader) -> tuple[list[Row], int, int]:
    """Rows by type, organisations met in the year, organisations never met. Two queries."""
    seen = reader.visible(Activity).filter(status=Activity.Status.HELD).order_by().values("pk")
    days = ContactDay.objects.filter(organisation_id=OuterRef("pk"), activity_id__in=seen)
    rows: QuerySet[Any] = (
        reader.visible(Organisation)
        .exclude(name=settings.ORGANISATION_NAME)  # we do not meet ourselves
        .order_by()
        .annotate(
            is_met=_flag(Exists(days.filter(on_date__range=reader.days))),
            is_known=_flag(Exists(days)),
        )
    )
    facts: dict[int, tuple[bool, bool]] = {}
    kinds: dict[str, Counter[str]] = {}
    labels = dict(OrganisationType.objects.values_list("code", "label"))
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=reader.year.ends_on) | Q(is_met=True)
    for pk, kind, is_met, is_known in rows.filter(still_open).values_list("pk", "types__code", "is_met", "is_known"):
        facts[pk] = (is_met, is_known)
        kinds.setdefault(kind or "", Counter()).update(total=1, met=int(is_met), never=int(not is_known))
    for code in INDEPENDENT:
        kinds.setdefault(code, Counter())

    def order(code: str) -> tuple[bool, int, str]:
        return code == "", INDEPENDENT.index(code) if code in INDEPENDENT else len(INDEPENDENT), str(labels.get(code, code))

    table = [
        Row(
            cells=(labels.get(code, NO_TYPE), str(kinds[code]["total"]), str(kinds[code]["met"]), str(kinds[code]["never"])),
            address=f"/desk/partners/?type={code}" if code and kinds[code]["total"] else "",
        )
        for code in sorted(kinds, key=order)
    ]
    return table, sum(is_met for is_met, _known in facts.values()), sum(not is_known for _met, is_known in facts.values())


def _flag(condition: Any) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _reports(reader: Reader) -> QuerySet[PartnerReport]:
    """Reports that came in the year, of organisations that the reader sees and about decisions that they see."""
    about = Q(decision=None) | Q(decision__in=reader.visible(Decision).order_by().values("pk"))
    rows = PartnerReport.objects.filter(about, is_training=False, received_on__range=reader.days)
    return rows.filter(organisation__in=reader.visible(Organisation).order_by().values("pk")).select_related("organisation").order_by("received_on", "pk")


def _standing(report: PartnerReport, reader: Reader) -> str:
    if report.replied_on:
        if report.reply_due_on is None:
            return "Answered, no day set"
        return "Answered in time" if report.replied_on <= report.reply_due_on else "Answered late"
    if report.reply_due_on and report.reply_due_on < reader.today:
        return "No reply, overdue"
    return "Not answered yet"


def _reports_words(reports: list[PartnerReport], answered: list[PartnerReport], late: list[PartnerReport], year: str) -> str:
    if not reports:
        return f"No report of Healthwatch or another independent voice received in {year} is on record."
    return f"{number(len(reports), 'report was', 'reports were')} received in {year}; {len(answered)} answered, {len(late)} answered late or overdue."


def _report_table(reports: list[PartnerReport], reader: Reader) -> Table:
    return Table(
        title="Reports of independent voices",
        headers=("Report", "Whose", "Received", "Reply due", "Replied", "State"),
        rows=tuple(
            Row(cells=(row.title, str(row.organisation), words(row.received_on), words(row.reply_due_on), words(row.replied_on), _standing(row, reader)))
            for row in reports
        ),
        anchor="reports",
    )


def _promises(reader: Reader) -> QuerySet[Commitment]:
    return reader.heard(Commitment).filter(due_on__range=reader.days).order_by("due_on", "pk")


def _promise_state(promise: Commitment, reader: Reader) -> str:
    if promise.state == Commitment.State.KEPT:
        return "Kept"
    if promise.state == Commitment.State.NOT_KEPT:
        return "Not kept"
    return "Overdue" if promise.due_on < reader.today else "Open"
