"""From the records of a framework's year to the frozen report of its pack. Nothing that is kept to some people is read."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from activities.models import Activity, Commitment, Insight
from assurance import reports
from assurance.filling.files import PackFile, newest_snapshots, pack_file_rows, snapshot_file
from assurance.filling.report import Choices
from assurance.filling.words import item_reference, words
from assurance.models import Action, AssuranceReview, Criterion, EvidenceItem, EvidenceUse, FrameworkYear, PageSnapshot
from assurance.querysets import OPEN_TO_STAFF
from assurance.reports_base import PUBLIC, Claim, Gap
from assurance.reports_years import YearCriterion, YearDomain, YearEvidence, YearReport
from crm.core.financial_year import FinancialYear
from crm.core.models import Attachment


@dataclass(frozen=True)
class YearReading:
    """One framework's year as its pack reads it: newest reviews first, so that the first of a criterion counts."""

    year: FrameworkYear
    criteria: list[Criterion]
    uses: list[EvidenceUse]
    snapshots: dict[int, PageSnapshot]
    reviews: list[AssuranceReview]
    last: FrameworkYear | None
    last_reviews: list[AssuranceReview]
    actions: list[Action]
    withheld: int
    not_published: int

    def review_of(self, criterion: Criterion) -> AssuranceReview | None:
        return next((review for review in self.reviews if review.criterion_id == criterion.pk), None)

    def uses_of(self, criterion: Criterion) -> list[EvidenceUse]:
        return [use for use in self.uses if use.criterion_id == criterion.pk]


def read_year(pk: int, edition: str) -> YearReading:
    """Read a year for its pack. Nine queries, whatever the number of rows.

    Raises:
        FrameworkYear.DoesNotExist: There is none.
    """
    year = FrameworkYear.objects.select_related("framework__scale").get(pk=pk)
    before = FinancialYear.parse(year.year).previous.label
    last = FrameworkYear.objects.filter(framework=year.framework, year=before).first()
    linked = EvidenceUse.objects.filter(framework_year=year, state=EvidenceUse.State.LINKED)
    open_uses = linked.filter(_open_to_staff())
    shown = open_uses.filter(_published()) if edition == PUBLIC else open_uses
    related = ("item__activity", "item__insight", "item__commitment", "item__attachment", "item__credited_to", "criterion")
    uses = list(shown.select_related(*related).defer("item__activity__heard").order_by("criterion__position", "pk"))
    withheld, not_published = linked.count() - open_uses.count(), open_uses.count() - len(uses)
    in_force = Q(valid_from=None) | Q(valid_from__lte=year.ends_on)
    in_force &= Q(valid_to=None) | Q(valid_to__gte=year.starts_on)
    return YearReading(
        year=year,
        criteria=list(Criterion.objects.filter(in_force, framework=year.framework).order_by("position", "pk")),
        uses=uses,
        snapshots=newest_snapshots([use.item_id for use in uses], own_only=edition == PUBLIC),
        reviews=list(AssuranceReview.objects.filter(framework_year=year)),
        last=last,
        last_reviews=list(AssuranceReview.objects.filter(framework_year=last).select_related("criterion")) if last else [],
        actions=list(Action.objects.filter(framework_year=year, done_on=None).select_related("criterion")),
        withheld=withheld,
        not_published=not_published,
    )


def _open_to_staff() -> Q:
    """Uses whose record any member of staff may read, and which is no training example."""
    rule = Q(item__kind__in=[EvidenceItem.Kind.FILE, EvidenceItem.Kind.WEB])
    for name, model in (("activity", Activity), ("insight", Insight), ("commitment", Commitment)):
        rows: QuerySet = model._default_manager.filter(visibility__in=OPEN_TO_STAFF, is_training=False)
        if name != "activity":
            hidden = Activity.objects.filter(pk=OuterRef("activity")).exclude(visibility__in=OPEN_TO_STAFF)
            rows = rows.filter(~Exists(hidden))
        rule |= Q(**{f"item__{name}__in": rows.order_by().values("pk")})
    return rule


def _published() -> Q:
    return (
        Q(item__kind__in=[EvidenceItem.Kind.WEB, EvidenceItem.Kind.ACTIVITY])
        | Q(item__kind=EvidenceItem.Kind.FILE, item__is_published=True)
        | Q(item__insight__state=Insight.State.PUBLISHABLE)
        | Q(item__commitment__made_in_public=True)
    )


def year_files(reading: YearReading, edition: str) -> tuple[list[PackFile], int]:
    """Published files that are evidence of the year, and the newest snapshot of each page; how many files are left out."""
    found: dict[int, PackFile] = {}
    left_out: set[int] = set()
    for use in reading.uses:
        item = use.item
        if item.kind == EvidenceItem.Kind.FILE and item.attachment.scan_state != Attachment.ScanState.QUARANTINED:
            if item.is_published:
                found.setdefault(item.attachment_id, PackFile(item.attachment, item.title, item_reference(use)))
            else:
                left_out.add(item.attachment_id)
    for snapshot in reading.snapshots.values():
        found.setdefault(snapshot.attachment_id, snapshot_file(snapshot))
    return list(found.values()), len(left_out - found.keys())


def fill_year(reading: YearReading, files: list[PackFile], *, reference: str, choices: Choices, left_out: int, now: datetime) -> YearReport:
    """The report of the pack of a year. No query."""
    year = reading.year
    return YearReport(
        reference=reference,
        organisation=settings.ORGANISATION_NAME,
        is_training=False,
        status="draft" if choices.is_draft else "final",
        generated_at=now,
        generated_by=choices.generated_by,
        edition=choices.edition,
        withheld_count=reading.withheld,
        left_out_count=reading.not_published + left_out if choices.edition == PUBLIC else 0,
        gaps=tuple(year_gaps(reading, names_actions=choices.edition != PUBLIC)),
        files=tuple(pack_file_rows(files)),
        framework_key=year.framework.key,
        framework_name=year.framework.name,
        year=year.year,
        facts=tuple(_facts(reading, left_out)),
        last_year=reading.last.year if reading.last else "",
        criteria=tuple(_criterion(reading, criterion) for criterion in reading.criteria),
        domains=tuple(_domains(reading)),
        evidence=tuple(_evidence(reading, use) for use in reading.uses),
    )


def subject_of(year: FrameworkYear) -> str:
    return f"{year.framework.key}:{year.year}"


def year_gaps(reading: YearReading, *, names_actions: bool = True) -> list[Gap]:
    """Criteria without evidence or without a verdict, then what is still to be done; each with the owner of its action."""
    year, found = reading.year, []
    source = subject_of(year)
    by_domain = year.framework.scored_by == year.framework.ScoredBy.DOMAIN
    for criterion in reading.criteria:
        action = next((action for action in reading.actions if action.criterion_id == criterion.pk), None)
        owner, due = (action.owner_role or "Member of staff", words(action.due_on, "")) if action else (reports.NO_OWNER, "")
        if not reading.uses_of(criterion):
            found.append(_gap(f"evidence-{criterion.code}", f"{criterion.code} {criterion.short}: no evidence found", owner, due, source))
        if not by_domain and reading.review_of(criterion) is None:
            found.append(_gap(f"verdict-{criterion.code}", f"{criterion.code} {criterion.short}: nobody has judged it", owner, due, source))
    if by_domain:
        judged = {review.domain for review in reading.reviews if review.domain}
        for domain in dict.fromkeys(criterion.domain for criterion in reading.criteria):
            if domain and domain not in judged:
                found.append(_gap(f"verdict-{domain}", f"{domain}: nobody has judged this domain", reports.NO_OWNER, "", source))
    if names_actions:
        for action in reading.actions:
            code = action.criterion.code if action.criterion else "the year"
            owner, due = action.owner_role or "Member of staff", words(action.due_on, "")
            found.append(_gap(f"action-{action.pk}", f"To be done for {code}: {action.text}", owner, due, source))
    return found


def _gap(code: str, text: str, owner: str, due: str, source: str) -> Gap:
    return Gap(code=code, text=text, owner=owner, due=due, section=7, source=source)


def _label(reading: YearReading, code: str) -> str:
    """The words of the scale for a verdict; a score where the scale has one."""
    scale = reading.year.framework.scale
    value = next((value for value in (scale.values if scale else []) if value["code"] == code), None)
    if value is None:
        return code
    return value["label"] if value.get("score") is None else f"{value['label']} ({value['score']})"


def _verdict(reading: YearReading, review: AssuranceReview | None) -> str:
    if review is None:
        return ""
    return _label(reading, review.verdict) if review.verdict else "in words"


def _facts(reading: YearReading, left_out: int) -> list[Claim]:
    year, framework = reading.year, reading.year.framework
    source = subject_of(year)
    result = ", ".join(filter(None, [year.result_label, f"score {year.result_score}" if year.result_score is not None else ""]))
    said: list[tuple[str, str, str]] = [
        ("The year", f"{words(year.starts_on)} to {words(year.ends_on)}", source),
        ("Whose submission", year.made_by_text, year.result_source or source),
        ("Who scrutinises", framework.assurance_body, framework.source or source),
        ("Rating given", result, year.result_source or source),
        ("What the assurance body said", year.result_text, year.result_source or source),
        ("Said on", words(year.result_on, ""), year.result_source or source),
        ("Our own judgement", year.own_text, source),
        ("Judged by", ", ".join(filter(None, [year.own_role, words(year.own_on, "")])), source),
        ("Submission due", words(year.due_on, ""), source),
        ("Submitted on", words(year.submitted_on, ""), source),
        ("About the framework", framework.note, framework.source or source),
        ("Most items of evidence for a criterion", str(framework.most_items or ""), framework.source or source),
        ("Files left out", f"{left_out}, because they are not published" if left_out else "", source),
    ]
    return [Claim(label=label, text=text, source=whence) for label, text, whence in said if text]


def _criterion(reading: YearReading, criterion: Criterion) -> YearCriterion:
    uses, review = reading.uses_of(criterion), reading.review_of(criterion)
    last = next((row for row in reading.last_reviews if row.criterion and row.criterion.code == criterion.code), None)
    return YearCriterion(
        code=criterion.code,
        domain=criterion.domain,
        text=criterion.text,
        state=f"Evidence linked ({len(uses)})" if uses else "None found",
        evidence=tuple(item_reference(use) for use in uses),
        verdict=_verdict(reading, review),
        reviewer_role=review.reviewer_role if review else "",
        reviewed_on=words(review.reviewed_on, "") if review else "",
        comment=review.comment if review else "",
        last_verdict=_verdict(reading, last),
        last_comment=last.comment if last else "",
    )


def _domains(reading: YearReading) -> list[YearDomain]:
    """Domains that were judged this year or last."""
    names = dict.fromkeys([*(criterion.domain for criterion in reading.criteria), *(row.domain for row in reading.reviews + reading.last_reviews)])
    found = []
    for name in filter(None, names):
        review = next((row for row in reading.reviews if row.domain == name), None)
        last = next((row for row in reading.last_reviews if row.domain == name), None)
        if review or last:
            found.append(
                YearDomain(
                    name=name, verdict=_verdict(reading, review), reviewer_role=review.reviewer_role if review else "",
                    reviewed_on=words(review.reviewed_on, "") if review else "", comment=review.comment if review else "",
                    last_verdict=_verdict(reading, last),
                )
            )  # fmt: skip
    return found


def _evidence(reading: YearReading, use: EvidenceUse) -> YearEvidence:
    item, snapshot = use.item, reading.snapshots.get(use.item_id)
    return YearEvidence(
        reference=item_reference(use),
        criterion=use.criterion.code if use.criterion else "",
        title=item.title,
        kind=item.get_kind_display(),
        shows=use.note,
        address=item.url,
        as_at=words(item.as_at, ""),
        credited_to=item.credited_to.name if item.credited_to and item.credited_to.visibility in OPEN_TO_STAFF else "",
        strength=use.get_strength_display(),
        verdict=use.get_verdict_display(),
        reviewer_role=use.reviewer_role,
        comment=use.review_note,
        snapshot=f"snapshot of {words(snapshot.taken_at.date())}" if snapshot else "",
    )
