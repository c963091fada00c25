"""Filters of lists: django-filter with our forms."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.core.forms.base import PlainForm


class FilterForm(PlainForm):
    """The form beside a list; nothing in it is required, and what is wrong is ignored and said."""

    marks = "none"


class ListFilterSet(django_filters.FilterSet):
    """Base of all filters of lists. Filters over several rows must not multiply rows: use `Exists` or `pk__in`.

    `user` is the reader, for filters that ask about other records than those of the list.
    """

    def __init__(self, data=None, queryset: QuerySet | None = None, *, user=None, **kwargs):
        self.user = user
        super().__init__(data, queryset, **kwargs)

    def get_form_class(self):
        fields = {name: item.field for name, item in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)


class WordsFilter(django_filters.CharFilter):
    """Words that each must occur in one of the named columns, whatever the case.

    Args:
        columns: Lookups on the list's own table or on one row it points to.
    """

    def __init__(self, columns: tuple[str, ...], **kwargs):
        self.columns = columns
        kwargs.setdefault("label", _("Words"))
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        from django.db.models import Q

        for word in (value or "").split()[:8]:
            found = Q()
            for column in self.columns:
                found |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(found)
        return queryset


class DateBox(forms.DateInput):
    """The browser's own date box, for filters only; forms of record use three boxes."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class SinceFilter(django_filters.DateFilter):
    """On or after a day."""

    def __init__(self, field_name: str, **kwargs):
        kwargs.setdefault("label", _("From"))
        super().__init__(field_name=field_name, lookup_expr="gte", widget=DateBox, **kwargs)


class UntilFilter(django_filters.DateFilter):
    """On or before a day."""

    def __init__(self, field_name: str, **kwargs):
        kwargs.setdefault("label", _("Until"))
        super().__init__(field_name=field_name, lookup_expr="lte", widget=DateBox, **kwargs)


class ArchivedFilter(django_filters.ChoiceFilter):
    """Which part of the records: in daily use (default), archived, or both."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Archived"))
        choices = [("archived", _("Only archived")), ("all", _("In use and archived"))]
        super().__init__(choices=choices, empty_label=_("In use"), **kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        if value == "all":
            return queryset
        return queryset.filter(archived_at__isnull=value != "archived")
