"""What a pack would hold, read before it is built: of a decision, of a framework's year, of a question about a year."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assurance.answers import Answer
from assurance.dossier import Dossier, read_dossier
from assurance.filling import public
from assurance.filling.files import PackFile, pack_files
from assurance.filling.findings import findings
from assurance.filling.questions import ask, fill_question
from assurance.filling.report import Choices, fill
from assurance.filling.words import gap_for_readers
from assurance.filling.years import YearReading, fill_year, read_year, year_files, year_gaps
from assurance.models import Decision, EvidencePack, FrameworkYear
from assurance.querysets import OPEN_TO_STAFF, activities_of, insights_of, promises_of, responses_of
from assurance.reports_base import FULL, PUBLIC, Gap, SealedReport
from assurance.reports_parts import SECTION_TITLES
from assurance.reports_years import YEAR_SECTIONS
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from partners.models import Organisation

AT_ONCE_BYTES = 20_000_000
AT_ONCE_ROWS = 60
"""A larger pack is built by a background task."""


class Operator:
    """Whoever types commands on the machine: sees what all staff see, nothing kept to a team or to named people."""

    pk = 0
    is_authenticated = is_active = is_staff_member = True
    is_partner_user = False
    team_id = None
    led_team_ids: tuple[int, ...] = ()
    roles: frozenset[str] = frozenset()

    def has_right(self, right: str) -> bool:
        return right == "build_packs"


@dataclass(frozen=True)
class QuestionOfYear:
    """A question of scrutiny about a financial year: what the third kind of pack is about."""

    code: str
    year: str

    def __post_init__(self) -> None:
        if self.code not in EvidencePack.Question.values:
            raise ValueError(f"There is no question {self.code!r}.")
        FinancialYear.parse(self.year)

    def __str__(self) -> str:
        return f"{self.code}:{self.year}"


Subject = Decision | FrameworkYear | QuestionOfYear


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a pack would hold: shown before it is built.

    Attributes:
        left_out: Files that are not published.
        withheld: Records kept to some people.
        not_published: What the public edition leaves out besides, as far as it is known before the pack is written.
    """

    files: list[PackFile]
    left_out: int
    withheld: int
    edition: str = FULL
    not_published: int = 0

    @property
    def size(self) -> int:
        return sum(file.attachment.size for file in self.files)

    @property
    def rows(self) -> int:
        raise NotImplementedError

    @property
    def going_in(self) -> list[tuple[str, int]]:
        """What goes in, counted, for the page that asks before it is built."""
        raise NotImplementedError

    @property
    def is_small(self) -> bool:
        return self.size <= AT_ONCE_BYTES and self.rows <= AT_ONCE_ROWS

    @property
    def gaps(self) -> list[tuple[Gap, str]]:
        """Gaps with the name of the section where they would stand."""
        raise NotImplementedError

    def report(self, reference: str, choices: Choices, now: datetime) -> SealedReport:
        raise NotImplementedError

    def sources(self) -> list[str]:
        """The records that go in, as `activity:12`."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class PackPlan(Plan):
    """The plan for a decision. `whole` is what the full edition would show: checks are never asked of a part of the record."""

    dossier: Dossier
    whole: Dossier

    @property
    def rows(self) -> int:
        return len(self.dossier.activities)

    @property
    def going_in(self) -> list[tuple[str, int]]:
        dossier = self.dossier
        return [
            (_("Activities"), len(dossier.activities)),
            (_("Points of what people said"), len(dossier.insights)),
            (_("Responses"), sum(response.approved_on is not None for response in dossier.responses)),
            (_("Promises"), len(dossier.promises)),
            (_("Criteria"), sum(len(view.criteria) for view in dossier.frameworks)),
            (_("Published files and page snapshots"), len(self.files)),
        ]

    @property
    def gaps(self) -> list[tuple[Gap, str]]:
        return [(gap_for_readers(gap), SECTION_TITLES[gap.section]) for gap in self.dossier.gaps]

    def report(self, reference: str, choices: Choices, now: datetime) -> SealedReport:
        counted: dict[str, Any] = {"withheld": self.withheld, "left_out": self.left_out}
        report = fill(self.dossier, self.files, reference=reference, choices=choices, now=now, **counted)
        report = dataclasses.replace(report, findings=tuple(findings(self.whole, with_reasons=self.edition != PUBLIC)))
        return _public(report, self.not_published + self.left_out) if self.edition == PUBLIC else report

    def sources(self) -> list[str]:
        return sources(self.dossier)


@dataclass(frozen=True, kw_only=True)
class YearPlan(Plan):
    """The plan for a framework's year."""

    reading: YearReading

    @property
    def rows(self) -> int:
        return len(self.reading.uses)

    @property
    def going_in(self) -> list[tuple[str, int]]:
        reading = self.reading
        return [
            (_("Criteria"), len(reading.criteria)),
            (_("Items of evidence"), len({use.item_id for use in reading.uses})),
            (_("Verdicts of this year"), len(reading.reviews)),
            (_("Verdicts of the year before"), len(reading.last_reviews)),
            (_("Actions still open"), len(reading.actions)),
            (_("Published files and page snapshots"), len(self.files)),
        ]

    @property
    def gaps(self) -> list[tuple[Gap, str]]:
        return [(gap, YEAR_SECTIONS[gap.section]) for gap in year_gaps(self.reading)]

    def report(self, reference: str, choices: Choices, now: datetime) -> SealedReport:
        report = fill_year(self.reading, self.files, reference=reference, choices=choices, left_out=self.left_out, now=now)
        return _public(report, report.left_out_count) if self.edition == PUBLIC else report

    def sources(self) -> list[str]:
        found = [f"frameworkyear:{self.reading.year.pk}"]
        for use in self.reading.uses:
            item = use.item
            records = {"activity": item.activity_id, "insight": item.insight_id, "commitment": item.commitment_id}
            found += [f"{kind}:{pk}" for kind, pk in records.items() if pk]
        return list(dict.fromkeys(found))


@dataclass(frozen=True, kw_only=True)
class QuestionPlan(Plan):
    """The plan for a question about a year: the answer as everybody on the staff may read it."""

    subject: QuestionOfYear
    answer: Answer

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.answer.tables)

    @property
    def going_in(self) -> list[tuple[str, int]]:
        return [(_("Sentences with their sources"), len(self.answer.sentences)), (_("Tables"), len(self.answer.tables)), (_("Rows of tables"), self.rows)]

    @property
    def gaps(self) -> list[tuple[Gap, str]]:
        return [(gap, "") for gap in self.answer.gaps]

    def report(self, reference: str, choices: Choices, now: datetime) -> SealedReport:
        report = fill_question(self.answer, reference=reference, choices=choices, now=now)
        return _public(report, 0) if self.edition == PUBLIC else report

    def sources(self) -> list[str]:
        return []


def _public(report: SealedReport, left_out: int) -> SealedReport:
    """The public edition of a report. One query: which organisations may be named."""
    return public.redact(public.with_left_out(report, left_out), _names_shown(report))


def _names_shown(report: SealedReport) -> frozenset[str]:
    """Organisations that agreed to stand in the public directory, and our own."""
    published = Organisation.objects.filter(published_at__isnull=False, visibility__in=OPEN_TO_STAFF).values_list("name", flat=True)
    return frozenset(published) | {report.organisation, settings.ORGANISATION_NAME}


def plan_pack(user: User | Operator, decision_pk: int, *, with_raw_notes: bool, edition: str = FULL) -> PackPlan:
    """Read what would go in, and count what is withheld. Sixteen queries, whatever the number of rows.

    Raises:
        Decision.DoesNotExist: There is none, or this person may not see it.
    """
    whole = dossier = read_dossier(user, decision_pk, leaves_the_room=True)
    taken_out = 0
    if edition == PUBLIC:
        dossier, taken_out = public.public_part(dossier)
    files, left_out = pack_files(dossier, with_raw_notes=with_raw_notes and edition != PUBLIC, own_pages_only=edition == PUBLIC)
    return PackPlan(
        files=files, left_out=left_out, withheld=count_withheld(whole), edition=edition, not_published=taken_out, dossier=dossier, whole=whole,
    )  # fmt: skip


def plan_year_pack(pk: int, *, edition: str = FULL) -> YearPlan:
    """Read what the pack of a framework's year would hold; the same for everybody.

    Raises:
        FrameworkYear.DoesNotExist: There is none.
    """
    reading = read_year(pk, edition)
    files, left_out = year_files(reading, edition)
    return YearPlan(files=files, left_out=left_out, withheld=reading.withheld, edition=edition, not_published=reading.not_published, reading=reading)


def plan_of(pack: EvidencePack) -> Plan:
    """The plan of an ordered pack, read as the person who ordered it may see."""
    if pack.decision_id:
        return plan_pack(pack.built_by or Operator(), pack.decision_id, with_raw_notes=pack.with_raw_notes, edition=pack.edition)
    if pack.framework_year_id:
        return plan_year_pack(pack.framework_year_id, edition=pack.edition)
    return plan_question_pack(pack.built_by or Operator(), QuestionOfYear(pack.question, pack.year), edition=pack.edition)


def plan_question_pack(user: User | Operator, subject: QuestionOfYear, *, edition: str = FULL) -> QuestionPlan:
    """Ask the question; nothing that is kept to a team or to named people is in the answer."""
    answer = ask(subject.code, subject.year, cast(User, user))
    return QuestionPlan(files=[], left_out=0, withheld=0, edition=edition, subject=subject, answer=answer)


def count_withheld(dossier: Dossier) -> int:
    """Records of the decision that no pack holds, because they are kept to a team or to named people: how many, whoever asks."""
    decision = dossier.decision
    activities = activities_of(decision)
    belonging: list[QuerySet] = [activities, insights_of(decision, activities), promises_of(decision, activities), responses_of(decision)]
    kept_to_some = [~Q(visibility__in=OPEN_TO_STAFF)]
    heard_among_some = ~Q(visibility__in=OPEN_TO_STAFF) | (Q(activity__isnull=False) & ~Q(activity__visibility__in=OPEN_TO_STAFF))
    rules = [*kept_to_some, heard_among_some, heard_among_some, *kept_to_some]
    return sum(rows.filter(rule).order_by().count() for rows, rule in zip(belonging, rules, strict=True))


def sources(dossier: Dossier) -> list[str]:
    """The records that went into a pack, as `activity:12`."""
    records = [dossier.decision, *(item.activity for item in dossier.activities), *dossier.insights, *dossier.promises, *dossier.responses]
    records += [dossier.decision.project] if dossier.decision.project else []
    return [f"{record._meta.model_name}:{record.pk}" for record in records]
