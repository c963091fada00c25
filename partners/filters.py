from datetime import timedelta

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core import roles
from crm.core.forms import ArchivedFilter, ListFilterSet, WordsFilter
from crm.core.models import Team, User
from partners import contact
from partners.contact import QUIET_DAYS
from partners.models import ExternalIdentifier, Organisation, OrganisationName, OrganisationType, Place, RoleHolding

BANDS = {"1-2": (1, 2), "3-5": (3, 5), "6-10": (6, 10)}
KEEPERS = User.objects.filter(is_active=True).exclude(groups__name=roles.PARTNER)
"""People who can own records, for filters of lists."""


class PartnerWords(WordsFilter):
    """Words in the name, in another name, or a whole number or code of a register."""

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        words = (value or "").split()[:8]
        if not words:
            return queryset
        named, other = Q(), OrganisationName.objects.filter(organisation=OuterRef("pk"))
        for word in words:
            named &= Q(name__icontains=word)
            other = other.filter(name__icontains=word)
        number = ExternalIdentifier.objects.filter(organisation=OuterRef("pk"), value__iexact="".join(words))
        return queryset.filter(named | Exists(other) | Exists(number))


class TrainingFilter(django_filters.ChoiceFilter):
    """Real records, training examples, or both (the default: each is marked)."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Training examples"))
        super().__init__(choices=[("no", _("Without")), ("only", _("Only"))], empty_label=_("With"), **kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(is_training=value == "only") if value else queryset


def _keepers() -> list[tuple[str, str]]:
    """The reader, and every team by its key."""
    return [("me", str(_("Me"))), *((str(key), name) for key, name in Team.objects.values_list("pk", "name"))]


class KeeperFilter(django_filters.ChoiceFilter):
    """Whose record it is: the reader's own, or a team's. One query for the teams."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Kept by"))
        super().__init__(choices=_keepers, empty_label=_("Anybody"), **kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if not value:
            return queryset
        return queryset.filter(owner=self.parent.user) if value == "me" else queryset.filter(team=value)


class OrganisationFilter(ListFilterSet):
    """Filters of the list of partners."""

    q = PartnerWords(("name",))
    type = django_filters.ModelChoiceFilter(
        label=_("Type"), queryset=OrganisationType.objects.all(), to_field_name="code", method="of_type", empty_label=_("Any")
    )
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=Place.objects.filter(kind=Place.Kind.DISTRICT), to_field_name="code", empty_label=_("Any")
    )
    decile = django_filters.ChoiceFilter(
        label=_("Deprivation"),
        method="in_band",
        empty_label=_("Any"),
        choices=[
            ("1-2", _("Deciles 1–2, most deprived fifth")),
            ("3-5", _("Deciles 3–5")),
            ("6-10", _("Deciles 6–10")),
            ("unknown", _("Not known")),
        ],
    )
    contact = django_filters.ChoiceFilter(
        label=_("Last contact"), method="contacted", empty_label=_("Any"),
        choices=[
            ("never", _("Never met")),
            ("quiet", _("Not for 6 months, or never")),
            ("rhythm", _("Past the agreed rhythm, or never")),
            ("ours", _("Past the rhythm or never, mine or my team’s")),
        ],
    )  # fmt: skip
    keeper = KeeperFilter()
    archived = ArchivedFilter()
    training = TrainingFilter()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user is not None and self.user.is_partner_user:  # who keeps what is ours to know
            for name in ("contact", "keeper"):
                del self.filters[name]
        elif not contact.is_known():
            del self.filters["contact"]

    def of_type(self, queryset: QuerySet, name: str, value: OrganisationType) -> QuerySet:
        given = Organisation.types.through.objects.filter(organisation=OuterRef("pk"), organisationtype=value)
        return queryset.filter(Exists(given))

    def in_band(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(decile__range=BANDS[value]) if value in BANDS else queryset.filter(decile__isnull=True)

    def contacted(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value in ("rhythm", "ours"):
            past = contact.past_rhythm(self.user)
            rows = queryset.filter(contact.kept_by(self.user)) if value == "ours" else queryset
            return rows if past is None else rows.filter(past)
        since = None if value == "never" else timezone.localdate() - timedelta(days=QUIET_DAYS)
        met = contact.met_since(self.user, since)
        return queryset if met is None else queryset.exclude(met)


class PersonFilter(ListFilterSet):
    """Filters of the list of people."""

    q = WordsFilter(("name",))
    organisation = django_filters.CharFilter(label=_("Organisation"), max_length=200, method="at_organisation")
    role = django_filters.CharFilter(label=_("Role"), max_length=150, method="in_role")
    keeper = KeeperFilter()
    archived = ArchivedFilter()
    training = TrainingFilter()

    def at_organisation(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        visible = Organisation.objects.visible_to(self.user).filter(name__icontains=value)
        return queryset.filter(Exists(RoleHolding.objects.filter(person=OuterRef("pk"), organisation__in=visible)))

    def in_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(RoleHolding.objects.filter(person=OuterRef("pk"), role__icontains=value)))
