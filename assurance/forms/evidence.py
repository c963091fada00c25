from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Commitment, Insight
from assurance.dossier import Dossier
from assurance.models import CriterionReview
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm, QuerySource, RecordsField
from crm.core.models import User
from partners.pickers import suggest_address


def criterion_choices(dossier: Dossier) -> list[tuple[str, list[tuple[int, str]]]]:
    """Criteria that the decision is read against, grouped by framework."""
    return [(str(view.framework), [(item.criterion.pk, f"{item.facts.key} {item.criterion.short}") for item in view.criteria]) for view in dossier.frameworks]


class CriteriaField(forms.TypedMultipleChoiceField):
    """One or several criteria."""

    def __init__(self, **kwargs: Any):
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose the criterion that it supports")}, **kwargs)


class LinkForm(PlainForm):
    """What the evidence is, and which criteria it supports."""

    activities = forms.TypedMultipleChoiceField(label=_("Activities of the decision"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    records = RecordsField(
        label=_("Other activities, what people said, promises"), required=False, suggest_url=suggest_address("activity", "insight", "commitment")
    )
    file = forms.FileField(label=_("A file"), required=False, help_text=_("Up to 25 MB: PDF, Word, Excel, PowerPoint, pictures, mail."))
    url = forms.URLField(label=_("A web address"), required=False, max_length=500, assume_scheme="https")
    title = forms.CharField(label=_("What the file or page is"), required=False, max_length=300)
    as_at = NHSDateField(label=_("The page as at"), required=False)
    is_published = forms.BooleanField(label=_("It is a published document"), required=False, help_text=_("Published documents go into packs by themselves."))
    criteria = CriteriaField(label=_("Which criteria does it support?"))
    note = forms.CharField(label=_("What it shows"), required=False, max_length=500, widget=CountedTextarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, user: User, dossier: Dossier, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = criterion_choices(dossier)
        self.fields["activities"].choices = [(item.activity.pk, f"{item.activity.title} ({item.activity.reference})") for item in dossier.activities]
        if not dossier.activities:
            self.fields.pop("activities")
        is_training = dossier.decision.is_training

        def source(model, name_field: str) -> QuerySource:
            rows = model.objects.visible_to(user).current().filter(is_training=is_training)
            return QuerySource(rows, name_field=name_field, hint=lambda record: record.reference)

        self.fields["records"].sources = [source(Activity, "title"), source(Insight, "paraphrase"), source(Commitment, "text")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [name for name in ("activities", "records", "file", "url") if cleaned.get(name)]
        if not given and not self.errors.keys() & {"records", "file", "url"}:
            self.add_error("activities" if "activities" in self.fields else "records", _("Choose what the evidence is, or give a file or web address"))
        return cleaned


class AcceptForm(PlainForm):
    """Take up a proposal: which criteria it supports."""

    criteria = CriteriaField(label=_("Which criteria does it support?"))
    note = forms.CharField(label=_("What it shows"), required=False, max_length=500, widget=CountedTextarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = criterion_choices(dossier)


class DeclineForm(PlainForm):
    """Why something is not used as evidence."""

    reason = forms.CharField(label=_("Why is it not used?"), max_length=300)


class ReviewForm(PlainForm):
    """A named reviewer's judgement of one criterion."""

    verdict = forms.ChoiceField(label=_("What do you conclude?"), choices=CriterionReview.Verdict.choices, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("Reason or comment"), required=False, max_length=2000, widget=CountedTextarea(attrs={"rows": 3}))
    reviewer_role = forms.CharField(label=_("Your role"), max_length=150)
    approver_role = forms.CharField(
        label=_("Approved by (role)"), required=False, max_length=150, help_text=_("Needed for “Not applicable”, together with the reason.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("verdict") == CriterionReview.Verdict.NOT_APPLICABLE:
            if not cleaned.get("comment"):
                self.add_error("comment", _("Say why it is not applicable"))
            if not cleaned.get("approver_role"):
                self.add_error("approver_role", _("Name the role that approved it"))
        return cleaned


class VerdictForm(PlainForm):
    """A named reviewer's judgement of the whole, in their own words."""

    text = forms.CharField(label=_("Your verdict, in words"), max_length=1000, widget=CountedTextarea(attrs={"rows": 4}))
    reviewer_role = forms.CharField(label=_("Your role"), max_length=150)
