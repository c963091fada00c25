"""The list of restricted records that were opened with a reason."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.core.forms import ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.models import AccessGrant, User
from crm.core.search import prefixes
from crm.core.tables import Column, RecordList, register
from crm.core.templatetags.kit import long_moment


class ViewLogFilter(ListFilterSet):
    """By words of the reason, by person, by day."""

    q = WordsFilter(("reason",))
    user = django_filters.ModelChoiceFilter(
        label=_("Who"), queryset=User.objects.filter(access_grants__isnull=False).distinct().order_by("name", "pk"), empty_label=_("Anybody")
    )
    since = SinceFilter("created_at__date")
    until = UntilFilter("created_at__date")

    class Meta:
        model = AccessGrant
        fields: list[str] = []


def _grants(user) -> QuerySet[AccessGrant]:
    return AccessGrant.objects.select_related("user")


def reference_of(grant: AccessGrant) -> str:
    """`DEC-12`. The title of a restricted record is not told here."""
    names = {model._meta.model_name: prefix for prefix, model in prefixes().items()}
    return f"{names.get(grant.kind, grant.kind)}-{grant.object_id}"


def _moment(grant: AccessGrant) -> str:
    """The day and the time: a list shows the day of a moment only, and who looked in first matters here."""
    return long_moment(grant.created_at)


view_records = register(
    RecordList(
        kind="access_grant",
        title=_("Who viewed what is restricted"),
        noun=("view", "views"),
        queryset=_grants,
        columns=(
            Column("at", _("When"), value=_moment, sort=("created_at",)),
            Column("who", _("Who"), value="user"),
            Column("record", _("Record"), value=reference_of),
            Column("reason", _("Reason given"), value="reason"),
        ),
        filterset_class=ViewLogFilter,
        default_sort="-at",
        empty_text=_("Whoever opens a restricted record without being named on it gives a reason. It stands here."),
        may_open=lambda user: user.has_right("read_view_log"),
    )
)
