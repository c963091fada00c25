import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityType, Commitment, Insight, Level, ParticipationCount, Project, Stage, Theme
from activities.querysets import with_organisation
from crm.core.forms import ArchivedFilter, ListFilterSet, SinceFilter, UntilFilter
from crm.core.models import Record, SearchEntry
from crm.core.search import tsquery
from partners.filters import KeeperFilter, TrainingFilter
from partners.models import Community, Organisation, Place, PlaceMembership

FEW = 2_000
INVOLVING = "involving"
"""People could say something: every level, and none said, but inform."""


class FoundFilter(django_filters.CharFilter):
    """Words that a record of `kind` holds, as the search box finds them, but never by raw notes.

    Rare words are read from the full-text index first; common ones are met quickly on the way down the list
    (docs/adr/0050-search.md says why one query cannot do both).
    """

    def __init__(self, kind: str, **kwargs):
        self.kind = kind
        kwargs.setdefault("label", _("Words"))
        super().__init__(max_length=200, **kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        query = tsquery(value or "", staff=False)
        if query is None:
            return queryset
        entries = SearchEntry.objects.filter(kind=self.kind, words=query)
        keys = list(entries.order_by().values_list("object_id", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return queryset.filter(pk__in=keys)
        return queryset.filter(Exists(entries.filter(object_id=OuterRef("pk"))))


class KeeperMixin(ListFilterSet):
    """Filters by who keeps a record; partner users do not see them."""

    keeper = KeeperFilter()
    archived = ArchivedFilter()
    training = TrainingFilter()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("keeper", "archived", "training"):  # below the filters of the list's own subject
            self.filters[name] = self.filters.pop(name)
        if self.user is not None and self.user.is_partner_user:
            del self.filters["keeper"]

    def named(self, model: type[Record], column: str, value: str) -> QuerySet:
        """Records of that name, or of that reference (`ORG-12`, `12`), that the reader may see."""
        number = value.upper().removeprefix(f"{model.reference_prefix}-")
        if number.isascii() and number.isdigit() and len(number) < 19:
            return model._default_manager.visible_to(self.user).filter(pk=int(number))
        return model._default_manager.visible_to(self.user).filter(**{f"{column}__icontains": value})

    def organisations(self, value: str) -> QuerySet[Organisation]:
        return self.named(Organisation, "name", value.strip())

    def projects(self, value: str) -> QuerySet[Project]:
        return self.named(Project, "title", value.strip())


class ActivityFilter(KeeperMixin):
    """Filters of the list of activities."""

    q = FoundFilter("activity")
    type = django_filters.ModelChoiceFilter(label=_("Type"), queryset=ActivityType.objects.all(), to_field_name="code", empty_label=_("Any"))
    status = django_filters.ChoiceFilter(label=_("Planned or held"), choices=Activity.Status.choices, empty_label=_("Any"))
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=[(INVOLVING, _("All but inform")), *Level.choices, ("none", _("Not said"))], empty_label=_("Any"), method="at_level"
    )
    since = SinceFilter("date_from")
    until = UntilFilter("date_from")
    project = django_filters.CharFilter(label=_("Project"), max_length=200, method="of_project")
    organisation = django_filters.CharFilter(label=_("Partner"), max_length=200, method="of_organisation")
    place = django_filters.CharFilter(label=_("Place"), max_length=150, method="in_place")
    counted = django_filters.ChoiceFilter(
        label=_("Number of people"), choices=[("yes", _("Counted")), ("no", _("Not counted"))], method="is_counted", empty_label=_("Any")
    )
    published = django_filters.ChoiceFilter(
        label=_("Public pages"), choices=[("yes", _("Published")), ("no", _("Not published"))], method="is_published", empty_label=_("Any")
    )

    def is_counted(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        counted = Exists(ParticipationCount.objects.filter(activity=OuterRef("pk")))
        return queryset.filter(counted if value == "yes" else ~counted)

    def at_level(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == INVOLVING:
            return queryset.exclude(level=Level.INFORM)
        return queryset.filter(level="" if value == "none" else value)

    def of_organisation(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        partners = self.organisations(value)
        found = list(partners[:2])
        if len(found) == 1:
            return with_organisation(queryset, found[0])
        return queryset.filter(Exists(Activity.organisations.through.objects.filter(activity=OuterRef("pk"), organisation__in=partners)))

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project__in=self.projects(value))

    def in_place(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Places of that name and the wards within them."""
        named = Place.objects.filter(Q(name__iexact=value.strip()) | Q(code=value.strip().upper()))
        within = PlaceMembership.objects.filter(within__in=named).values("place")
        return queryset.filter(Q(place__in=named) | Q(place__in=within))

    def is_published(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(published_at__isnull=value == "no")


class ProjectFilter(KeeperMixin):
    """Filters of the list of projects."""

    q = FoundFilter("project")
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=Stage.choices, empty_label=_("Any"))


class InsightFilter(KeeperMixin):
    """Filters of what people said."""

    q = FoundFilter("insight")
    theme = django_filters.ModelChoiceFilter(label=_("Theme"), queryset=Theme.objects.all(), empty_label=_("Any"), method="of_theme")
    sentiment = django_filters.ChoiceFilter(label=_("Sentiment"), choices=Insight.Sentiment.choices, empty_label=_("Any"))
    state = django_filters.ChoiceFilter(label=_("Checked"), choices=Insight.State.choices, empty_label=_("Any"))
    community = django_filters.ModelChoiceFilter(label=_("Community voiced"), queryset=Community.objects.all(), empty_label=_("Any"))
    project = django_filters.CharFilter(label=_("Project"), max_length=200, method="of_project")
    since = SinceFilter("heard_on")
    until = UntilFilter("heard_on")

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(activity__project__in=self.projects(value))

    def of_theme(self, queryset: QuerySet, name: str, value: Theme) -> QuerySet:
        return queryset.filter(Exists(Insight.themes.through.objects.filter(insight=OuterRef("pk"), theme=value)))


class CommitmentFilter(KeeperMixin):
    """Filters of promises."""

    q = FoundFilter("commitment")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("overdue", _("Overdue")), ("undated", _("Open, no date")), *Commitment.State.choices],
        empty_label=_("Any"),
        method="in_state",
    )
    due_since = SinceFilter("due_on", label=_("Due from"))
    due_until = UntilFilter("due_on", label=_("Due until"))
    project = django_filters.CharFilter(label=_("Project"), max_length=200, method="of_project")
    organisation = django_filters.CharFilter(label=_("Partner"), max_length=200, method="to_organisation")

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "overdue":
            return queryset.filter(state=Commitment.State.OPEN, due_on__lt=timezone.localdate())
        if value == "undated":
            return queryset.filter(state=Commitment.State.OPEN, due_on__isnull=True)
        return queryset.filter(state=value)

    def to_organisation(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(organisation__in=self.organisations(value))

    def of_project(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(project__in=self.projects(value))
