"""The log form: at most four required fields, everything else folded away."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from activities.forms.activities import NHS_BEGAN, ActivityForm
from activities.models import Activity, ActivityFile, ActivityType, Insight, ParticipationCount, Project, Theme
from activities.rules import Prompt
from activities.services.files import NewFile
from activities.typed_line import LONGEST
from crm.core.forms import NHSDateField, OnceMixin, PartialDateField, PlainForm, RecordField
from crm.core.forms.care import CareMixin
from crm.core.models import User, Visibility
from partners.pickers import organisation_source, suggest_address

MORE = "more"
POINTS = 3
PROMISES = 2
COUNTS = 4


class LogForm(OnceMixin, CareMixin, ActivityForm):
    """Type, when, who, what was heard; the rest can wait."""

    marks = "none"
    field_order = ["line", "type", "type_more", "when", "starts_at", "ends_at", "is_planned", "how", "who", "public_number", "public_method", "heard"]
    """As on the page, so that the summary of errors reads from top to bottom."""

    message = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    """The captured message that it is logged from, by its key."""
    line = forms.CharField(
        label=_("What happened?"), required=False, max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("In one line, like “meeting with Healthwatch Kent yesterday about the stroke pathway”. It fills in the rest; you can change all of it."),
    )  # fmt: skip
    line_read = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)  # the line as it was when it filled in the rest
    heard = forms.CharField(
        label=_("What was heard"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("What they said.")
    )
    type = forms.ChoiceField(label=_("Type"), widget=forms.RadioSelect(attrs={"class": "lp-pills"}))
    type_more = forms.ChoiceField(label=_("Other type"), required=False)
    minutes = forms.FileField(label=_("Or see the attached minutes"), required=False)
    minutes_whose = forms.CharField(label=_("Whose minutes"), required=False, max_length=150)
    minutes_agreed = forms.ChoiceField(
        label=_("Draft or agreed"), choices=[("draft", _("Draft")), ("agreed", _("Agreed"))], initial="draft", required=False,
        widget=forms.RadioSelect(attrs={"class": "lp-pills"}),
    )  # fmt: skip
    file = forms.FileField(label=_("File"), required=False)
    file_kind = forms.ChoiceField(label=_("What it is"), choices=ActivityFile.Kind.choices, required=False, initial=ActivityFile.Kind.MATERIAL)
    when = PartialDateField(label=_("When"), earliest=NHS_BEGAN, help_text=_("Today, unless you change it. The month alone will do."))
    file_whose = forms.CharField(label=_("Whose"), required=False, max_length=150)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.types = {str(kind.pk): kind for kind in ActivityType.objects.filter(valid_to__isnull=True)}
        common = [(key, kind.label) for key, kind in self.types.items() if kind.common]
        self.fields["type"].choices = [*common, (MORE, _("More…"))]
        self.fields["type_more"].choices = [("", _("Choose")), *((key, kind.label) for key, kind in self.types.items() if not kind.common)]
        self.fields["type"].required = False  # said with "Other type" too; `clean` asks

    @property
    def visibility_words(self) -> str:
        """Who may see this, as chosen so far."""
        return str(dict(Visibility.choices).get(self["visibility"].value(), ""))

    @property
    def visibility_changed(self) -> bool:
        """Whether that part of the form has to be open: another answer than usual, or something wrong in it."""
        return bool(set(self.visibility_names) & set(self.errors)) or self["visibility"].value() != Visibility.ORGANISATION

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = cleaned.get("type") if cleaned.get("type") not in (None, "", MORE) else cleaned.get("type_more")
        cleaned["kind"] = self.types.get(chosen or "")
        if cleaned["kind"] is None and not {"type", "type_more"} & set(self.errors):
            self.add_error("type_more" if cleaned.get("type") == MORE else "type", _("Choose what kind of activity it was"))
        if not self.is_to_come and not cleaned.get("heard") and not cleaned.get("minutes") and not {"heard", "minutes"} & set(self.errors):
            self.add_error("heard", _("Write what was heard, or attach the minutes"))
        return cleaned

    def quietly(self) -> "LogForm":
        """What was typed so far, shown without judging it."""
        self._errors = ErrorDict()
        return self

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            **super().values(),
            "title": cleaned["title"] or ("" if cleaned["line"] == cleaned["line_read"] else cleaned["line"][:250]),  # no typed word is lost
            "owner": cleaned["owner"] or self.user,  # nothing is logged that is nobody's
            "team": cleaned["team"] or self.user.team,
            "type": cleaned["kind"],
            "status": Activity.Status.PLANNED if self.is_to_come else Activity.Status.HELD,
            "heard_in_minutes": bool(cleaned["minutes"]) and not cleaned["heard"],
        }

    def relations(self) -> dict[str, Any]:
        return {
            **super().relations(),
            "new_organisations": self.cleaned_data["who"].new_of_kind("organisation"),
            "new_people": self.cleaned_data["who"].new_of_kind("person"),
            "files": self.files_to_keep(),
            "key": self.cleaned_data["submission_key"],
            "care": self.cleaned_data["care"],
        }

    def files_to_keep(self) -> list[NewFile]:
        cleaned = self.cleaned_data
        found = []
        if cleaned["minutes"]:
            agreed = cleaned["minutes_agreed"] == "agreed"
            found.append(NewFile(cleaned["minutes"], ActivityFile.Kind.MINUTES, cleaned["minutes_whose"], agreed, field="minutes"))
        if cleaned["file"]:
            found.append(NewFile(cleaned["file"], cleaned["file_kind"] or ActivityFile.Kind.OTHER, cleaned["file_whose"]))
        return found


class PointForm(PlainForm):
    """One thing that people said."""

    marks = "none"
    paraphrase = forms.CharField(label=_("What people said"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.filter(valid_to__isnull=True), required=False, empty_label=_("Not yet"))
    sentiment = forms.ChoiceField(label=_("Sentiment"), choices=[("", _("Not yet")), *Insight.Sentiment.choices], required=False)
    strength = forms.ChoiceField(label=_("How strong"), choices=[("", _("Not yet")), *Insight.Strength.choices], required=False)

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        found = {name: cleaned[name] for name in ("paraphrase", "sentiment", "strength")}
        return found | ({"themes": [cleaned["theme"]]} if cleaned["theme"] else {})


class PromiseForm(PlainForm):
    """A promise made in the meeting."""

    marks = "none"
    text = forms.CharField(label=_("What we promised"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    made_to = forms.CharField(label=_("To whom"), required=False, max_length=250)
    organisation = RecordField(label=_("Partner"), required=False, suggest_url=suggest_address("organisation"))
    due_on = NHSDateField(label=_("By when"), required=False, help_text="")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].sources = [organisation_source(user)]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "made_to", "organisation", "due_on")}


class CountForm(PlainForm):
    """How many of a group took part. Nobody is named."""

    marks = "none"
    what = forms.CharField(label=_("Group"), max_length=100, help_text=_("For example: carers, or young people."))
    number = forms.IntegerField(label=_("How many"), min_value=0, max_value=10_000_000, widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}))
    method = forms.ChoiceField(label=_("How counted"), choices=ParticipationCount.Method.choices, initial=ParticipationCount.Method.REGISTER, required=False)

    def has_changed(self) -> bool:
        """How it was counted is chosen from the start; it alone says nothing."""
        return bool({"what", "number"} & set(self.changed_data))

    def values(self) -> tuple[str, int, str]:
        cleaned = self.cleaned_data
        return cleaned["what"], cleaned["number"], cleaned["method"] or ParticipationCount.Method.REGISTER


class LogRows(forms.BaseFormSet):
    """Free rows; empty ones are left out."""

    @property
    def has_typed(self) -> bool:
        """Whether anything came back in them, so that the page shows it."""
        return self.is_bound and any(form.has_changed() for form in self.forms)

    def quietly(self) -> "LogRows":
        """What was typed so far, shown without judging it."""
        self._errors, self._non_form_errors = [ErrorDict() for _form in self.forms], ErrorList()
        for form in self.forms:
            form._errors = ErrorDict()
        return self

    def values(self) -> list[Any]:
        return [form.values() for form in self.forms if form.has_changed()]


PointRows = forms.formset_factory(PointForm, formset=LogRows, extra=POINTS, max_num=POINTS, absolute_max=POINTS)
CountRows = forms.formset_factory(CountForm, formset=LogRows, extra=COUNTS, max_num=COUNTS, absolute_max=COUNTS)
PromiseRows = forms.formset_factory(PromiseForm, formset=LogRows, extra=PROMISES, max_num=PROMISES, absolute_max=PROMISES)


class CompleteForm(PlainForm):
    """One question of the list "complete this"."""

    marks = "none"

    def __init__(self, *args: Any, prompt: Prompt, user: User, projects: list[tuple[str, str]] | None = None, **kwargs: Any):
        self.prompt, self.user = prompt, user
        self.base_fields = {"answer": self._field(projects)}
        super().__init__(*args, **kwargs)

    def _field(self, projects: list[tuple[str, str]] | None) -> forms.Field:
        label = capfirst(str(self.prompt))
        if self.prompt.column == "project":
            return forms.ChoiceField(label=label, choices=projects if projects is not None else self.choices_for(self.user))
        column = Activity._meta.get_field(self.prompt.column)
        widget = forms.Textarea(attrs={"rows": 2}) if column.max_length > 500 else forms.TextInput()
        return forms.CharField(label=label, max_length=column.max_length, widget=widget)

    @staticmethod
    def choices_for(user: User) -> list[tuple[str, str]]:
        """Projects to choose from. One query, once for all rows of the list."""
        rows = Project.objects.visible_to(user).current().real().order_by("title", "pk")
        return [("", str(_("Choose"))), *((str(key), title) for key, title in rows.values_list("pk", "title"))]

    def clean_answer(self) -> Any:
        answer = self.cleaned_data["answer"]
        if self.prompt.column != "project":
            return answer
        return Project.objects.visible_to(self.user).current().get(pk=answer)

    def add_service_errors(self, error: ValidationError) -> None:
        self.add_error("answer", " ".join(error.messages))
