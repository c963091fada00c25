from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from assurance.models import Criterion, EvidenceItem, EvidenceUse, FrameworkYear
from assurance.pickers import commitment_source, insight_source
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm, QuerySource, RecordField
from crm.core.models import User
from partners.pickers import organisation_source, suggest_address


class YearUseForm(PlainForm):
    """What is evidence for which criterion of a framework's year. `item` is given when it stands in the register already."""

    criterion = forms.ModelChoiceField(label=_("Which criterion does it support?"), queryset=Criterion.objects.none(), empty_label=_("Choose"))
    record = RecordField(
        label=_("An activity, something people said, or a promise"), required=False, suggest_url=suggest_address("activity", "insight", "commitment")
    )
    url = forms.URLField(label=_("Or a web address"), required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(label=_("Or a file"), required=False, help_text=_("Up to 25 MB: PDF, Word, Excel, PowerPoint, pictures, mail."))
    title = forms.CharField(label=_("What the page or file is"), required=False, max_length=300)
    as_at = NHSDateField(label=_("When it was live"), required=False, help_text=_("For a page or file: a day in the year on which it was there."))
    own_page_url = forms.URLField(
        label=_("Our page that links to it"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Needed where the page is on somebody else’s site."),
    )
    credited_to = RecordField(
        label=_("Whose work is it?"), required=False, suggest_url=suggest_address("organisation"),
        help_text=_("A partner’s own work counts, and is credited. Leave it empty for ours."),
    )  # fmt: skip
    is_published = forms.BooleanField(label=_("It is a published document"), required=False)
    note = forms.CharField(label=_("What it shows"), required=False, max_length=500, widget=CountedTextarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, user: User, criteria: Any, item: EvidenceItem | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["criterion"].queryset = criteria
        if item is not None:
            for name in ("record", "url", "file", "is_published", "title"):
                self.fields.pop(name)
            if item.kind not in (EvidenceItem.Kind.WEB, EvidenceItem.Kind.FILE):
                self.fields.pop("as_at")
            if item.kind != EvidenceItem.Kind.WEB:
                self.fields.pop("own_page_url")
        else:
            activities = QuerySource(Activity.objects.visible_to(user).current().real(), name_field="title", hint=lambda record: record.reference)
            self.fields["record"].sources = [activities, insight_source(user), commitment_source(user)]
        self.fields["credited_to"].sources = [organisation_source(user)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.item is None and not self.errors.keys() & {"record", "url", "file"}:
            given = [name for name in ("record", "url", "file") if cleaned.get(name)]
            if len(given) != 1:
                self.add_error(given[1] if given else "record", _("Choose one record, or give one web address or one file"))
        return cleaned


class ChooseYearForm(PlainForm):
    """For which framework and year evidence is added."""

    year = forms.ModelChoiceField(label=_("For which framework and year?"), queryset=FrameworkYear.objects.select_related("framework"), empty_label=_("Choose"))


class ChooseDecisionForm(PlainForm):
    """For which decision an item of the register is used. `decisions` are those that the person may choose."""

    decision = RecordField(label=_("For which decision?"), suggest_url=suggest_address("decision"))

    def __init__(self, *args: Any, decisions: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decision"].sources = [QuerySource(decisions, name_field="title", hint=lambda decision: decision.reference)]


class ItemForm(PlainForm):
    """What is said of an item."""

    title = forms.CharField(label=_("What it is"), max_length=300)
    as_at = NHSDateField(label=_("When it was live"), required=False)
    own_page_url = forms.URLField(label=_("Our page that links to it"), required=False, max_length=500, assume_scheme="https")
    credited_to = RecordField(
        label=_("Whose work is it?"), required=False, suggest_url=suggest_address("organisation"), help_text=_("Leave it empty for ours.")
    )
    is_published = forms.BooleanField(label=_("It is a published document"), required=False)

    def __init__(self, *args: Any, user: User, item: EvidenceItem, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["credited_to"].sources = [organisation_source(user)]
        if item.kind not in (EvidenceItem.Kind.WEB, EvidenceItem.Kind.FILE):
            for name in ("title", "as_at", "is_published"):
                self.fields.pop(name)
        if item.kind != EvidenceItem.Kind.WEB:
            self.fields.pop("own_page_url")


class ReviewUseForm(PlainForm):
    """A named reviewer's judgement of one piece of evidence."""

    strength = forms.ChoiceField(label=_("How strong is it?"), choices=EvidenceUse.Strength.choices, widget=forms.RadioSelect)
    verdict = forms.ChoiceField(label=_("What do you conclude?"), choices=EvidenceUse.Verdict.choices, widget=forms.RadioSelect)
    review_note = forms.CharField(label=_("Comment"), required=False, max_length=500, widget=CountedTextarea(attrs={"rows": 2}))
    reviewer_role = forms.CharField(label=_("Your role"), max_length=150)
