"""One framework's year as a reader sees it: each criterion with its evidence, verdicts of this year and the last, and what is to be done.

Cost: nine queries, whatever the number of criteria and of uses of evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from activities.models import Activity, Commitment, Insight
from assurance.models import Action, AssuranceReview, Criterion, EvidenceItem, EvidenceUse, Framework, FrameworkYear
from assurance.querysets import OPEN_TO_STAFF
from assurance.rules.year_scores import Total, label_of, total
from crm.core.financial_year import FinancialYear
from crm.core.models import User

SHOWN = 5
"""Pieces of evidence that the page shows of a criterion, unless its framework takes more."""


@dataclass
class Part:
    """One criterion of the year. `number` counts all its linked evidence that the reader sees, `uses` are the first of them."""

    criterion: Criterion
    uses: list[EvidenceUse] = field(default_factory=list)
    number: int = 0
    reviews: list[AssuranceReview] = field(default_factory=list)
    last: AssuranceReview | None = None
    actions: list[Action] = field(default_factory=list)

    @property
    def review(self) -> AssuranceReview | None:
        """The newest verdict."""
        return self.reviews[0] if self.reviews else None

    @property
    def state(self) -> str:
        """`None found` or `Evidence linked (2)`: the software counts, a person judges."""
        return f"Evidence linked ({self.number})" if self.number else "None found"

    @property
    def asks(self) -> str:
        """What the criterion asks, "" where its short name says the same."""
        text = self.criterion.text
        return "" if text.rstrip(".").casefold() == self.criterion.short.rstrip(".").casefold() else text

    @property
    def more(self) -> int:
        return self.number - len(self.uses)


@dataclass
class Domain:
    """A domain of the framework with its criteria; its verdicts where the framework is judged by domain. `position` starts at 1."""

    position: int
    name: str
    parts: list[Part] = field(default_factory=list)
    reviews: list[AssuranceReview] = field(default_factory=list)
    last: AssuranceReview | None = None

    @property
    def review(self) -> AssuranceReview | None:
        return self.reviews[0] if self.reviews else None


@dataclass
class YearView:
    """A year with all that its page shows. `withheld` are uses of evidence that are kept to others."""

    year: FrameworkYear
    domains: list[Domain]
    last: FrameworkYear | None
    actions: list[Action]
    withheld: int

    @property
    def framework(self) -> Framework:
        return self.year.framework

    @property
    def values(self) -> list[dict[str, Any]]:
        """The verdicts of the scale; empty for a narrative."""
        return self.framework.scale.values if self.framework.scale else []

    @property
    def by_domain(self) -> bool:
        return self.framework.scored_by == Framework.ScoredBy.DOMAIN and any(domain.name for domain in self.domains)

    @property
    def parts(self) -> list[Part]:
        return [part for domain in self.domains for part in domain.parts]

    @property
    def judged(self) -> list[Domain] | list[Part]:
        """What a verdict is given on: domains or criteria."""
        return self.domains if self.by_domain else self.parts

    @property
    def total(self) -> Total | None:
        """Our own scores added up; None where the scale has no scores."""
        bands = self.framework.scale.bands if self.framework.scale else []
        return total(self.values, bands, [part.review.verdict if part.review else "" for part in self.judged])

    def verdict(self, review: AssuranceReview | None) -> str:
        """The words of the scale for a verdict; "In words" for a narrative, "" without one."""
        if review is None:
            return ""
        return label_of(self.values, review.verdict) or "In words"


def years_in_order() -> QuerySet[FrameworkYear]:
    """All years, newest first. They hang on no record, so whoever may open years sees all."""
    return FrameworkYear.objects.select_related("framework__scale", "framework__succeeded_by").order_by("-starts_on", "framework__position", "pk")


def criteria_in_force(framework: Framework, year: FinancialYear) -> QuerySet[Criterion]:
    """Criteria of the framework that were in force on at least one day of the year."""
    rule = (Q(valid_from=None) | Q(valid_from__lte=year.ends_on)) & (Q(valid_to=None) | Q(valid_to__gte=year.starts_on))
    return Criterion.objects.filter(rule, framework=framework).order_by("position", "pk")


def read_year(user: User, year: FrameworkYear, *, leaves_the_room: bool = False, most: int | None = None) -> YearView:
    """Read a year for its page or its submission.

    Args:
        leaves_the_room: Evidence that is kept to a team or to named people is left out for everybody.
        most: Pieces of evidence a criterion; what the framework takes, at least five, by default.
    """
    framework = year.framework
    last = FrameworkYear.objects.filter(framework=framework, year=FinancialYear.parse(year.year).previous.label).first()
    parts = {criterion.pk: Part(criterion) for criterion in criteria_in_force(framework, FinancialYear.parse(year.year))}
    linked = EvidenceUse.objects.filter(framework_year=year, state=EvidenceUse.State.LINKED).order_by()
    seen = linked.filter(_may_see(user, leaves_the_room))
    numbers = dict(seen.values_list("criterion").annotate(Count("pk")))
    for key, number in numbers.items():
        if key in parts:
            parts[key].number = number
    for use in _first_of_each(seen, most or max(framework.most_items or 0, SHOWN)):
        if use.criterion_id in parts:
            parts[use.criterion_id].uses.append(use)
    domains = _domains(parts.values())
    by_name = {domain.name: domain for domain in domains}
    for review in AssuranceReview.objects.filter(framework_year=year).select_related("reviewer"):
        target: Part | Domain | None = parts.get(review.criterion_id) if review.criterion_id else by_name.get(review.domain)
        if target is not None:
            target.reviews.append(review)
    for review in AssuranceReview.objects.filter(framework_year=last).order_by("pk") if last else ():
        target = parts.get(review.criterion_id) if review.criterion_id else by_name.get(review.domain)
        if target is not None:
            target.last = review  # the newest comes last
    actions = list(Action.objects.filter(framework_year=year).select_related("owner", "criterion"))
    for action in actions:
        if action.criterion_id in parts:
            parts[action.criterion_id].actions.append(action)
    return YearView(year, domains, last, actions, linked.count() - sum(numbers.values()))


def _domains(parts: Iterable[Part]) -> list[Domain]:
    found: dict[str, Domain] = {}
    for part in parts:
        name = part.criterion.domain
        found.setdefault(name, Domain(len(found) + 1, name)).parts.append(part)
    return list(found.values())


def _may_see(user: User, leaves_the_room: bool) -> Q:
    """Uses whose record the reader sees and which is no training example; files and web addresses belong to the year itself."""
    visible = Q(item__kind__in=[EvidenceItem.Kind.FILE, EvidenceItem.Kind.WEB])
    for name, model in (("activity", Activity), ("insight", Insight), ("commitment", Commitment)):
        rows: QuerySet = model._default_manager.visible_to(user).real().order_by()
        visible |= Q(**{f"item__{name}__in": (rows.filter(visibility__in=OPEN_TO_STAFF) if leaves_the_room else rows).values("pk")})
    return visible


def _first_of_each(uses: QuerySet[EvidenceUse], most: int) -> QuerySet[EvidenceUse]:
    """The first `most` uses of each criterion. One query."""
    place = Window(RowNumber(), partition_by=[F("criterion")], order_by="pk")
    related = ("item__activity", "item__insight", "item__commitment", "item__attachment", "item__credited_to")
    return uses.annotate(place=place).filter(place__lte=most).select_related(*related).defer("item__activity__heard").order_by("criterion", "pk")


def address_of(item: EvidenceItem) -> str:
    """Where the thing itself is: the record's page, the file, the web address."""
    record = item.activity or item.insight or item.commitment
    if record is not None:
        return str(record.get_absolute_url())
    return reverse("core:attachment_download", args=[item.attachment_id]) if item.attachment_id else item.url
