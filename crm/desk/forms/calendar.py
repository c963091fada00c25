from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.calendar.sources import Question
from activities.models import ActivityType, CalendarFeed, Project
from crm.core.forms import NHSDateField, PlainForm
from crm.core.forms.filters import FilterForm
from crm.core.models import User
from partners.models import Organisation


class CalendarFilterForm(FilterForm):
    """What the calendar is narrowed to. Nothing is required; what is wrong is said and left out."""

    whose = forms.ChoiceField(label=_("Whose"), choices=[("", _("Everybody’s")), ("me", _("Mine")), ("team", _("My team’s"))], required=False)
    project = forms.CharField(label=_("Project"), max_length=200, required=False)
    organisation = forms.CharField(label=_("Partner"), max_length=200, required=False)
    type = forms.ModelChoiceField(label=_("Type"), queryset=ActivityType.objects.all(), to_field_name="code", required=False, empty_label=_("Any"))
    planned = forms.BooleanField(label=_("Planned only"), required=False)

    def question(self, user: User, first: date, last: date, *, per_day: int) -> Question:
        """The question to the sources of the calendar. Names are looked up among what the reader may see."""
        self.full_clean()
        values = self.cleaned_data
        return Question(
            user=user,
            first=first,
            last=last,
            today=timezone.localdate(),
            per_day=per_day,
            whose=values.get("whose", ""),
            projects=named(Project, "title", values.get("project", ""), user),
            partners=named(Organisation, "name", values.get("organisation", ""), user),
            type=values.get("type"),
            planned_only=bool(values.get("planned")),
        )

    def in_use(self) -> list[tuple[str, str, str]]:
        """(name, label, words) of each filter that is set."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                words = dict(field.choices)[value] if name == "whose" else field.label if value is True else value
                found.append((name, str(field.label), str(words)))
        return found


def named(model, column: str, text: str, user: User):
    """Records of that name or reference (`PRJ-3`, `3`) that the reader may see; None where nothing was typed."""
    text = text.strip()
    if not text:
        return None
    visible = model._default_manager.visible_to(user)
    number = text.upper().removeprefix(f"{model.reference_prefix}-")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return visible.filter(pk=int(number))
    return visible.filter(**{f"{column}__icontains": text})


class FeedForm(PlainForm):
    """What a new feed holds."""

    marks = "none"
    scope = forms.ChoiceField(
        label=_("What should it hold?"), choices=CalendarFeed.Scope.choices, initial=CalendarFeed.Scope.MINE, widget=forms.RadioSelect
    )  # fmt: skip


class PeriodForm(PlainForm):
    """A restricted period."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("For example, pre-election period of the county council elections"))
    starts_on = NHSDateField(label=_("From"))
    ends_on = NHSDateField(label=_("Until"))
    note = forms.CharField(label=_("What it means"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "starts_on", "ends_on", "note")}
