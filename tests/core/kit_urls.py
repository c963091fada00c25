"""The addresses of the product and three pages more, on which the generic parts are tested by themselves."""

import datetime

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from crm.core.forms import (
    ArchivedFilter,
    CountedTextarea,
    ListFilterSet,
    NHSDateField,
    OnceMixin,
    PartialDateField,
    PlainForm,
    QuerySource,
    RecordField,
    RecordsField,
    WordsFilter,
)
from crm.core.tables import Column, RecordList, register
from crm.core.views.lists import record_list
from crm.core.views.suggest import suggestions
from crm.urls import urlpatterns as product
from partners.models import Organisation, OrganisationType


class KitFilter(ListFilterSet):
    q = WordsFilter(("name",))
    types = django_filters.ModelMultipleChoiceFilter(queryset=OrganisationType.objects.all(), label="Type", widget=forms.CheckboxSelectMultiple)
    postcode_state = django_filters.ChoiceFilter(choices=Organisation.PostcodeState.choices, label="Postcode", empty_label="Any")
    archived = ArchivedFilter()


KIT_LIST = register(
    RecordList(
        kind="kit",
        title="Kit partners",
        noun=("partner", "partners"),
        queryset=lambda user: Organisation.objects.visible_to(user).select_related("district"),
        columns=(
            Column("name", "Partner", sort=("name",), link=lambda record: f"/desk/partners/{record.pk}/"),
            Column("district", "Serves", value="district.name"),
            Column("state", "Postcode", value="get_postcode_state_display", is_tag=True),
            Column("decile", "Decile", sort=("decile",), is_number=True),
        ),
        filterset_class=KitFilter,
        default_sort="name",
        empty_text="Partners are the organisations that we talk with.",
        first_step=("/desk/kit/form/", "Add the first partner", ""),
        actions=(("/desk/kit/form/", "Add a partner", ""),),
    )
)


class KitForm(OnceMixin, PlainForm):
    name = forms.CharField(label="Name", max_length=20)
    kind = forms.ChoiceField(label="Type", choices=[("meeting", "Meeting"), ("call", "Call")], widget=forms.RadioSelect(attrs={"class": "lp-pills"}))
    when = NHSDateField(label="When")
    began = PartialDateField(label="Began", required=False)
    who = RecordsField(label="Who", suggest_url="/desk/kit/suggest/", new_kinds={"organisation": "Add “{}” as a new partner"})
    lead = RecordField(label="Lead partner", suggest_url="/desk/kit/suggest/", required=False)
    heard = forms.CharField(label="What was heard", widget=CountedTextarea(words=150), help_text="In their words", required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    places = forms.MultipleChoiceField(label="Places", choices=[("s", "Swale"), ("t", "Thanet")], widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField(label="They agreed", required=False, help_text="To be named")
    file = forms.FileField(label="Minutes", required=False)

    def __init__(self, *args, reader=None, **kwargs):
        super().__init__(*args, **kwargs)
        source = QuerySource(Organisation.objects.visible_to(reader), hint=lambda record: record.reference)
        self.fields["who"].sources = self.fields["lead"].sources = [source]


def kit_list(request: HttpRequest) -> HttpResponse:
    return record_list(request, KIT_LIST)


def kit_form(request: HttpRequest) -> HttpResponse:
    form = KitForm(request.POST or None, request.FILES or None, reader=request.user, initial={"when": datetime.date(2026, 7, 20)})
    if form.is_valid():
        picked = form.cleaned_data["who"]
        return HttpResponse(f"saved {len(picked.records)} {picked.new_of_kind('organisation')} {form.cleaned_data['when']}")
    return render(request, "core/form.html", {"form": form, "title": "Kit form", "cancel_address": "/desk/kit/list/"})


def kit_suggest(request: HttpRequest) -> HttpResponse:
    return suggestions(request, [QuerySource(Organisation.objects.visible_to(request.user), hint=lambda record: record.reference)])


urlpatterns = [
    path("desk/kit/list/", kit_list, name="kit_list"),
    path("desk/kit/form/", kit_form, name="kit_form"),
    path("desk/kit/suggest/", kit_suggest, name="kit_suggest"),
    *product,
]
