"""Evidence for a framework's year, and a named reviewer's judgement of one use of evidence."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from assurance.models import Criterion, EvidenceItem, EvidenceUse, FrameworkYear
from assurance.own_sites import own_sites
from assurance.rules.year_evidence import Limits, Offered, full, not_ours, outside_year
from assurance.years import criteria_in_force
from crm.core import history
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from crm.core.services import explained


@transaction.atomic
def use_for_year(item: EvidenceItem, framework_year: FrameworkYear, criterion: Criterion, *, note: str = "", actor: User) -> EvidenceUse:
    """Say that an item supports a criterion of a framework's year, as far as the framework takes it.

    The row of the year is locked, so that two people at once cannot add one item too many. What was taken out before is linked again.

    Raises:
        ValidationError: On `criterion`, when it is not of that year or takes no more; on `as_at`, when the item is not from
            that year or nobody knows; on `own_page_url`, when it is a page of others that none of ours leads to.

    Source:
        The rules stand in the framework's row, with its source: `most_items`, `in_year_only`, `own_site_only`.
    """
    year = FrameworkYear.objects.select_for_update(of=("self",)).select_related("framework").get(pk=framework_year.pk)
    if not criteria_in_force(year.framework, FinancialYear.parse(year.year)).filter(pk=criterion.pk).exists():
        raise ValidationError({"criterion": "This criterion was not in force in that year."})
    limits = _limits(year)
    _refuse({"as_at": outside_year(limits, offered_of(item)), "own_page_url": not_ours(limits, offered_of(item), own_sites())})
    of_criterion = EvidenceUse.objects.filter(framework_year=year, criterion=criterion, state=EvidenceUse.State.LINKED)
    others = of_criterion.exclude(item=item).select_related("item").order_by("pk")
    _refuse({"criterion": full(limits, criterion.code, [str(use.item) for use in others])})
    linked = {"state": EvidenceUse.State.LINKED, "note": note.strip()[:500], "linked_by": actor, "linked_at": timezone.now(), "declined_because": ""}
    with history.because(actor, "link_evidence"), explained():
        use, _made = EvidenceUse.objects.update_or_create(
            framework_year=year, decision=None, item=item, criterion=criterion, defaults=linked, create_defaults={**linked, "proposed_by": actor}
        )
    return use


def offered_of(item: EvidenceItem) -> Offered:
    """When and where an item is: the days of its record, or the day as at which a file or page is given. One query for a record."""
    if item.activity is not None:
        return Offered(item.activity.date_from, item.activity.date_to)
    if item.insight is not None:
        heard_with = item.insight.activity
        return Offered(item.insight.heard_on or (heard_with.date_from if heard_with else None))
    if item.commitment is not None:
        return Offered(item.commitment.made_on, item.commitment.closed_on)
    return Offered(item.as_at, url=item.url, own_page_url=item.own_page_url)


def _limits(year: FrameworkYear) -> Limits:
    scheme = year.framework
    return Limits(scheme.name, year.year, year.starts_on, year.ends_on, scheme.most_items, scheme.in_year_only, scheme.own_site_only)


def _refuse(reasons: dict[str, str]) -> None:
    found = {name: words for name, words in reasons.items() if words}
    if found:
        raise ValidationError(found)


@transaction.atomic
def review_use(use: EvidenceUse, *, strength: str, verdict: str, review_note: str, reviewer_role: str, on: date, actor: User) -> EvidenceUse:
    """Record how strong a linked item is, and whether it supports its criterion, as a named reviewer.

    Raises:
        PermissionDenied: The person does not review evidence.
        ValidationError: It is not linked any more, or no verdict is given.
    """
    if not actor.has_right("review_evidence"):
        raise PermissionDenied
    use = EvidenceUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if use.state != EvidenceUse.State.LINKED:
        raise ValidationError("Only linked evidence is reviewed.", code="not_linked")
    use.strength, use.verdict, use.review_note = strength, verdict, review_note.strip()
    use.reviewed_by, use.reviewer_role, use.reviewed_on = actor, reviewer_role.strip(), on
    if not verdict:
        raise ValidationError({"verdict": "Choose what you conclude."})
    use.clean_fields(exclude=["decision", "framework_year", "item", "criterion", "proposed_by", "linked_by", "reviewed_by"])
    with history.because(actor, "review_evidence"), explained():
        use.save(update_fields=["strength", "verdict", "review_note", "reviewed_by", "reviewer_role", "reviewed_on"])
    return use


@transaction.atomic
def describe_item(item: EvidenceItem, *, values: dict[str, object], actor: User) -> EvidenceItem:
    """Change what is said of an item: `title`, `as_at`, `credited_to`, `own_page_url`, `is_published`."""
    item = EvidenceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    for name, value in values.items():
        setattr(item, name, value)
    item.clean_fields(exclude=["activity", "insight", "commitment", "attachment"])
    with history.because(actor, "describe_evidence"), explained():
        item.save(update_fields=list(values))
    return item
