"""Evidence: proposing it, linking it to criteria, declining it."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Activity, Commitment, Insight
from assurance.models import Criterion, Decision, EvidenceItem, EvidenceUse
from crm.core import history
from crm.core.models import Attachment
from crm.core.services import explained

OPEN_STATES = (Decision.State.ANTICIPATED, Decision.State.UNDER_WAY)
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class Suggestion:
    """A decision that an activity could be evidence for, and why it is offered."""

    decision: Decision
    reason: str


def decisions_that_could_use(activity, user) -> list[Suggestion]:
    """Decisions that an activity could be evidence for; offered on the log form, never chosen for anybody.

    Decisions of the same project that are not yet taken come first; without a project, the person's own.

    Args:
        activity: Saved or about to be; read are `project_id` and `is_training`.
        user: Only decisions this person may see.

    Returns:
        At most five, the one that is due first on top. One query.
    """
    rows = Decision.objects.visible_to(user).current().filter(state__in=OPEN_STATES, is_training=activity.is_training)
    if activity.project_id:
        rows, why = rows.filter(project_id=activity.project_id), "same project"
    else:
        rows, why = rows.filter(owner_id=user.pk), "your own decision"
    today = timezone.localdate()
    found = []
    for decision in rows.order_by("expected_on", "pk")[:MOST_SUGGESTIONS]:
        is_open = decision.options_fixed_on is None or decision.options_fixed_on > today
        found.append(Suggestion(decision, f"{why}, options still open" if is_open else f"{why}, options fixed, not yet decided"))
    return found


def item_for(record: Activity | Insight | Commitment) -> EvidenceItem:
    """The one evidence item of a record, made when it is first used. Two queries when new."""
    kind = str(record._meta.model_name)
    item, _made = EvidenceItem.objects.get_or_create(
        kind=EvidenceItem.Kind(kind), **{kind: record}, defaults={"title": str(record)[:300], "source": record.reference}
    )
    return item


@transaction.atomic
def propose_evidence(activity: Activity | Insight, decision: Decision, actor, *, note: str = "") -> EvidenceUse:
    """Say that an activity, or what people said, may be evidence for a decision. The decision's people accept or decline.

    Proposing the same thing twice changes nothing. The caller has asked that `actor` sees both.
    """
    with history.because(actor, "propose_evidence"):
        use, _made = EvidenceUse.objects.get_or_create(
            decision=decision, item=item_for(activity), criterion=None, defaults={"note": note.strip()[:500], "proposed_by": actor}
        )
    return use


def retitle_evidence(activity: Activity) -> None:
    """The title that evidence keeps of an activity follows, when words that need care have left it. One query."""
    EvidenceItem.objects.filter(kind=EvidenceItem.Kind.ACTIVITY, activity=activity).update(title=activity.title[:300])


@transaction.atomic
def link_evidence(decision: Decision, items: list[EvidenceItem], criteria: list[Criterion], *, note: str = "", actor) -> list[EvidenceUse]:
    """Say that each item supports each criterion of the decision.

    What was proposed or declined for the same criterion becomes linked; a proposal without a criterion is taken up.

    Returns:
        The uses, one an item and criterion.

    Raises:
        ValidationError: No item or no criterion was chosen.
    """
    if not items:
        raise ValidationError({"items": "Choose what the evidence is."})
    if not criteria:
        raise ValidationError({"criteria": "Choose the criterion that it supports."})
    linked = {"state": EvidenceUse.State.LINKED, "note": note.strip()[:500], "linked_by": actor, "linked_at": timezone.now(), "declined_because": ""}
    uses = []
    with history.because(actor, "link_evidence"), explained():
        for item in items:
            for criterion in criteria:
                use, _made = EvidenceUse.objects.update_or_create(
                    decision=decision, item=item, criterion=criterion, defaults=linked, create_defaults={**linked, "proposed_by": actor}
                )
                uses.append(use)
        EvidenceUse.objects.filter(decision=decision, item__in=items, criterion=None).delete()
    return uses


@transaction.atomic
def decline_evidence(use: EvidenceUse, *, reason: str, actor) -> EvidenceUse:
    """Say why a proposed or linked item is not used as evidence; it stays on record as declined.

    Raises:
        ValidationError: A blank reason.
    """
    use = EvidenceUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    use.state, use.declined_because = EvidenceUse.State.DECLINED, reason.strip()
    use.clean_fields(exclude=["decision", "item", "criterion", "proposed_by", "linked_by"])
    with history.because(actor, "decline_evidence", reason=reason), explained():
        use.save(update_fields=["state", "declined_because"])
    return use


@transaction.atomic
def add_file(attachment: Attachment, *, title: str, source: str, is_published: bool, actor) -> EvidenceItem:
    """Make a stored upload an evidence item."""
    item = EvidenceItem(
        kind=EvidenceItem.Kind.FILE, title=title.strip() or attachment.name, attachment=attachment, is_published=is_published, source=source.strip()
    )
    return _add(item, actor)


@transaction.atomic
def add_web_address(*, url: str, title: str, as_at, source: str, is_published: bool = True, actor) -> EvidenceItem:
    """Make a web address, as it stood on a day, an evidence item."""
    item = EvidenceItem(kind=EvidenceItem.Kind.WEB, title=title.strip() or url[:300], url=url, as_at=as_at, is_published=is_published, source=source.strip())
    return _add(item, actor)


def _add(item: EvidenceItem, actor) -> EvidenceItem:
    item.clean_fields()
    with history.because(actor, "add_evidence"), explained():
        item.save()
    return item
