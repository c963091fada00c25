"""The evidence register: items that a reader may know of, and what uses them."""

from typing import Any, cast

import django_filters
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Commitment, Insight
from assurance.models import Decision, EvidenceItem, EvidenceUse, Framework, FrameworkYear, PageSnapshot
from assurance.policies import can_open
from assurance.policies_years import can_read_years
from crm.core.forms import ListFilterSet, WordsFilter
from crm.core.models import User
from crm.core.tables import Column, RecordList, register

RECORDS = (("activity", Activity), ("insight", Insight), ("commitment", Commitment))
MOST_SUBJECTS = 3


def visible_uses(user: User) -> QuerySet[EvidenceUse]:
    """Uses of decisions that the reader sees, and of framework years where the reader may open those."""
    of_decisions = Q(decision__in=Decision.objects.visible_to(user).order_by().values("pk"))
    return EvidenceUse.objects.filter(of_decisions | Q(framework_year__isnull=False) if can_read_years(user) else of_decisions)


def visible_items(user: User) -> QuerySet[EvidenceItem]:
    """Items that the reader may know of: the record itself is visible, and so is something that uses it.

    An item that nothing uses yet is for staff. An item that only hidden decisions use does not exist.
    """
    if not can_open(user):
        return EvidenceItem.objects.none()
    used = Exists(visible_uses(user).filter(item=OuterRef("pk")))
    known = Q(used) | ~Q(Exists(EvidenceUse.objects.filter(item=OuterRef("pk")))) if user.is_staff_member else Q(used)
    thing = Q(kind__in=[EvidenceItem.Kind.FILE, EvidenceItem.Kind.WEB])
    for name, model in RECORDS:
        manager: Any = model._default_manager
        thing |= Q(**{f"{name}__in": manager.visible_to(user).order_by().values("pk")})
    return EvidenceItem.objects.filter(known, thing)


def work_of(organisation: int) -> Q:
    """Items that are a partner's work: credited to them, or an activity that they led. Rows are named by the partner's key."""
    return Q(credited_to=organisation) | Q(activity__lead_organisation=organisation)


def decisions_for(user: User, item: EvidenceItem) -> QuerySet[Decision]:
    """Decisions in use for which this person may link this item: staff those they see, colleagues their own; training only with training."""
    if not user.has_right("link_evidence"):
        return Decision.objects.none()
    seen = Decision.objects.visible_to(user).current()
    mine = seen if user.is_staff_member else seen.filter(owner=user)
    record = item.activity or item.insight or item.commitment
    if record is None:
        return mine
    return mine.filter(is_training=record.is_training) if record.archived_at is None else mine.none()


def may_read_evidence_file(user: User, attachment: Any) -> bool:
    """A file or a kept page is read by whoever sees something that uses it. One query."""
    in_use = Exists(visible_uses(user).filter(item=OuterRef("pk")).exclude(state=EvidenceUse.State.DECLINED))
    kept = Exists(PageSnapshot.objects.filter(item=OuterRef("pk"), attachment=attachment))
    return visible_items(user).filter(in_use & Q(attachment=attachment) | Q(kept)).exists()


def items_for_list(user: User) -> QuerySet[EvidenceItem]:
    """Visible items with what the list shows: uses, the newest test of the link. Two queries a page."""
    mine = visible_uses(user).exclude(state=EvidenceUse.State.DECLINED)
    count = mine.filter(item=OuterRef("pk")).order_by().values("item").annotate(number=Count("pk")).values("number")
    newest = PageSnapshot.objects.filter(item=OuterRef("pk")).order_by("-pk")
    uses = mine.select_related("decision", "framework_year__framework", "criterion__framework").order_by("pk")
    return (
        visible_items(user)
        .select_related("credited_to", "activity", "insight", "commitment", "attachment")
        .defer("activity__heard")
        .annotate(
            uses_number=Coalesce(Subquery(count, output_field=IntegerField()), 0),
            tested_at=Subquery(newest.values("taken_at")[:1]),
            link_problem=Subquery(newest.values("problem")[:1]),
        )
        .prefetch_related(Prefetch("uses", queryset=uses, to_attr="seen_uses"))
    )


class EvidenceFilter(ListFilterSet):
    """Filters of the evidence register."""

    q = WordsFilter(("title", "url"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=EvidenceItem.Kind.choices, empty_label=_("Any"))
    framework = django_filters.ModelChoiceFilter(label=_("Framework"), queryset=Framework.objects.all(), method="of_framework", empty_label=_("Any"))
    criterion = django_filters.CharFilter(label=_("Criterion"), help_text=_("Its code, such as D1."), method="of_criterion", max_length=12)
    decision = django_filters.NumberFilter(label=_("Decision number"), method="of_decision")
    year = django_filters.CharFilter(label=_("Framework year"), help_text=_("Like 2026/27."), method="of_year", max_length=7)
    strength = django_filters.ChoiceFilter(label=_("Strength"), choices=EvidenceUse.Strength.choices, method="of_strength", empty_label=_("Any"))
    reviewed = django_filters.ChoiceFilter(
        label=_("Reviewed"), choices=[("yes", _("Reviewed")), ("no", _("Not reviewed"))], method="is_reviewed", empty_label=_("Any")
    )
    link = django_filters.ChoiceFilter(
        label=_("Link"), method="of_link", empty_label=_("Any"),
        choices=[("works", _("Works")), ("broken", _("Does not work")), ("untested", _("Not tested"))],
    )  # fmt: skip
    whose = django_filters.ChoiceFilter(
        label=_("Whose work"), choices=[("partners", _("Partners’ own")), ("ours", _("Ours"))], method="of_whom", empty_label=_("Any")
    )
    partner = django_filters.NumberFilter(label=_("Partner number"), help_text=_("Credited to them, or led by them."), method="of_partner")

    class Meta:
        model = EvidenceItem
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """What is asked of uses is asked of one and the same use, seen by the reader and not declined."""
        self.asked = Q()
        queryset = super().filter_queryset(queryset)
        uses = visible_uses(self.user).exclude(state=EvidenceUse.State.DECLINED)
        return queryset.filter(Exists(uses.filter(self.asked, item=OuterRef("pk")))) if self.asked else queryset

    def _of_use(self, queryset: QuerySet, **how: Any) -> QuerySet:
        self.asked &= Q(**how)
        return queryset

    def of_framework(self, queryset: QuerySet, name: str, value: Framework) -> QuerySet:
        return self._of_use(queryset, criterion__framework=value)

    def of_criterion(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self._of_use(queryset, criterion__code__iexact=value.strip())

    def of_decision(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        return self._of_use(queryset, decision=int(value)) if 0 < value < 2**62 else queryset.none()

    def of_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self._of_use(queryset, framework_year__year=value.strip())

    def of_strength(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self._of_use(queryset, strength=value)

    def is_reviewed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self._of_use(queryset, reviewed_on__isnull=value != "yes", state=EvidenceUse.State.LINKED)

    def of_link(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        pages = queryset.filter(kind=EvidenceItem.Kind.WEB)
        if value == "untested":
            return pages.filter(tested_at=None)
        return pages.filter(link_problem="") if value == "works" else pages.filter(tested_at__isnull=False).exclude(link_problem="")

    def of_whom(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(credited_to__isnull=value == "ours")

    def of_partner(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        return queryset.filter(work_of(int(value))) if 0 < value < 2**62 else queryset.none()


def link_words(item: EvidenceItem) -> str:
    """`Works`, `Does not work` or `Not tested` for a web address; "" for anything else."""
    if item.kind != EvidenceItem.Kind.WEB:
        return ""
    if item.tested_at is None:
        return "Not tested"
    return "Does not work" if item.link_problem else "Works"


def subject_of_use(use: EvidenceUse) -> Decision | FrameworkYear:
    """What the item is evidence for: the database says that a use has one of both."""
    return use.decision or cast(FrameworkYear, use.framework_year)


def _uses(item: EvidenceItem) -> str:
    """`DEC-4: duty-to-involve:2, gunning:2; pcei 2019/20: C1`: what uses the item, each once, at most three in full."""
    said: dict[str, list[str]] = {}
    for use in item.seen_uses:
        year = use.framework_year
        subject = f"{year.framework.key} {year.year}" if year else use.decision.reference
        codes = said.setdefault(subject, [])
        if use.criterion is not None:
            codes.append(use.criterion.code if year else f"{use.criterion.framework.key}:{use.criterion.code}")
    words = [f"{subject}: {', '.join(codes)}" if codes else subject for subject, codes in said.items()]
    more = f"; and {len(words) - MOST_SUBJECTS} more" if len(words) > MOST_SUBJECTS else ""
    return "; ".join(words[:MOST_SUBJECTS]) + more


def _reviewed(item: EvidenceItem) -> str:
    linked = [use for use in item.seen_uses if use.state == EvidenceUse.State.LINKED]
    return f"{sum(use.reviewed_on is not None for use in linked)} of {len(linked)}" if linked else ""


def _strength(item: EvidenceItem) -> str:
    found = {use.strength for use in item.seen_uses}
    order = [strength for strength in reversed(EvidenceUse.Strength.values) if strength in found]
    return str(EvidenceUse.Strength(order[0]).label).partition(":")[0] if order else ""


def _note(item: EvidenceItem) -> str:
    return item.record_reference


evidence_records = register(
    RecordList(
        kind="evidence",
        title=_("Evidence"),
        noun=("piece of evidence", "pieces of evidence"),
        queryset=items_for_list,
        columns=(
            Column("title", _("Evidence"), sort=("title",), link=True, note=_note),
            Column("kind", _("Kind"), value="get_kind_display"),
            Column("uses", _("Used for"), value=_uses),
            Column("number", _("Uses"), value="uses_number", sort=("uses_number",), is_number=True),
            Column("strength", _("Strongest"), value=_strength),
            Column("reviewed", _("Reviewed"), value=_reviewed),
            Column("link", _("Link"), value=link_words, is_tag=True),
            Column("whose", _("Whose work"), value="credited_to"),
            Column("added", _("Added"), value="created_at", sort=("pk",)),
        ),
        filterset_class=EvidenceFilter,
        default_sort="-added",
        template="assurance/list.html",
        empty_text=_("What supports our decisions and the years of frameworks: activities, what people said, promises, files and web pages."),
        actions=(("/desk/evidence/uses/new/", _("Add evidence for a year"), "link_evidence"),),
        may_open=can_open,
    )
)
