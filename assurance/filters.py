import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Project
from assurance import standing
from assurance.models import Decision, InvolvementAssessment, Response
from assurance.querysets import needing_us, with_needs
from crm.core import roles
from crm.core.financial_year import FinancialYear, Quarter
from crm.core.forms import ArchivedFilter, ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.models import Team, User
from partners.filters import TrainingFilter
from partners.models import Body

OWNERS = User.objects.filter(is_active=True).exclude(groups__name=roles.PARTNER)
NOT_ASSESSED = "none"
UNDATED = "undated"


def periods() -> list[tuple[str, str]]:
    """No day at all, then financial years and their quarters, from next year back to 2019/20."""
    newest = FinancialYear.of(timezone.localdate()).first + 1
    found = [(UNDATED, str(_("No day is recorded")))]
    for first in range(newest, 2018, -1):
        year = FinancialYear(first)
        found += [(year.label, year.label), *((Quarter(year, number).label, Quarter(year, number).label) for number in (4, 3, 2, 1))]
    return found


class DecisionFilter(ListFilterSet):
    """Filters of the list of decisions."""

    q = WordsFilter(("title", "proposal"))
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=Decision.State.choices, widget=forms.CheckboxSelectMultiple)
    assessment = django_filters.ChoiceFilter(
        label=_("Involvement assessment"),
        choices=[(NOT_ASSESSED, _("No assessment")), *InvolvementAssessment.Outcome.choices],
        method="of_outcome",
        empty_label=_("Any"),
    )
    body = django_filters.ModelChoiceFilter(label=_("Decided by"), queryset=Body.objects.all(), empty_label=_("Any"))
    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=OWNERS, empty_label=_("Anybody"))
    team = django_filters.ModelChoiceFilter(label=_("Team"), queryset=Team.objects.all(), empty_label=_("Any"))
    project = django_filters.CharFilter(label=_("Project"), help_text=_("A name, or PRJ-3."), method="of_project", max_length=200)
    feedback = django_filters.ChoiceFilter(
        label=_("Feedback"),
        choices=[("none", _("None yet")), ("given", _("Published")), ("told", _("Taken, and people were told"))],
        method="of_feedback",
        empty_label=_("Any"),
    )
    needs = django_filters.ChoiceFilter(
        label=_("Needs me or my team"), method="needing_us", empty_label=_("Any"),
        choices=[
            ("us", _("Anything missing")),
            ("assessment", _("No assessment")),
            ("paper", _("Paper due within two weeks")),
            ("evidence", _("Evidence waits for review")),
        ],
    )  # fmt: skip
    period = django_filters.ChoiceFilter(label=_("Taken or due in"), choices=periods, method="in_period", empty_label=_("Any time"))
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks"), method="lacking", empty_label=_("Any"),
        choices=[
            ("assessment", _("An assessment")),
            ("involvement", _("Involvement in time, or a reason")),
            ("cover", _("A signed cover")),
            ("feedback", _("Feedback, though it was taken")),
        ],
    )  # fmt: skip
    due_from = SinceFilter("expected_on", label=_("Expected from"))
    due_to = UntilFilter("expected_on", label=_("Expected until"))
    training = TrainingFilter()
    archived = ArchivedFilter()

    class Meta:
        model = Decision
        fields: list[str] = []

    def of_outcome(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        newest = InvolvementAssessment.objects.filter(decision=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
        rows = queryset.annotate(newest_outcome=Subquery(newest))
        return rows.filter(newest_outcome__isnull=True) if value == NOT_ASSESSED else rows.filter(newest_outcome=value)

    def in_period(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == UNDATED:
            return standing.undated(queryset)
        return standing.in_period(queryset, Quarter.parse(value) if " " in value else FinancialYear.parse(value))

    def lacking(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return standing.lacking(queryset, value)

    def needing_us(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return needing_us(with_needs(queryset, timezone.localdate()), self.user, "" if value == "us" else value)

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        visible, number = Project.objects.visible_to(self.user), value.strip().upper().removeprefix(f"{Project.reference_prefix}-")
        by_number = number.isascii() and number.isdigit() and len(number) < 19
        return queryset.filter(project__in=visible.filter(pk=int(number)) if by_number else visible.filter(title__icontains=value.strip()))

    def of_feedback(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "told":
            return standing.told(queryset)
        published = Q(Exists(Response.objects.current().filter(decision=OuterRef("pk"), published_at__isnull=False)))
        return queryset.filter(published if value == "given" else ~published)


class ResponseFilter(ListFilterSet):
    """Filters of the list of responses."""

    q = WordsFilter(("you_said", "we_did"))
    answer = django_filters.MultipleChoiceFilter(label=_("Answer"), choices=Response.Answer.choices, widget=forms.CheckboxSelectMultiple)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("draft", _("Draft")), ("published", _("Published")), ("untold", _("Published, contributors not told"))],
        method="in_state",
        empty_label=_("Any"),
    )
    decision = django_filters.NumberFilter(label=_("Decision number"), field_name="decision_id")
    training = TrainingFilter()
    archived = ArchivedFilter()

    class Meta:
        model = Response
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "draft":
            return queryset.filter(published_at__isnull=True)
        rows = queryset.filter(published_at__isnull=False)
        return rows.filter(told_on__isnull=True) if value == "untold" else rows
