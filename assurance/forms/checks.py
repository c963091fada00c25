from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.checking import VIEW_THAT_CONFIRMS
from assurance.models import CheckReview
from assurance.rules.checks import Finding
from assurance.services.checks import WANTS_ACTION, Recommendation
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm, RecordField
from crm.core.models import User
from partners.pickers import staff_source, suggest_address


class ActionForm(PlainForm):
    """What is recommended, who does it, by when."""

    text = forms.CharField(label=_("What is recommended"), max_length=1000, widget=CountedTextarea(attrs={"rows": 3}))
    owner = RecordField(label=_("Owner"), required=False, suggest_url=suggest_address("user"))
    owner_role = forms.CharField(
        label=_("Owner’s role"), max_length=150, required=False, help_text=_("Packs name the role, not the person. Needed where the owner has no sign-in.")
    )
    due_on = NHSDateField(label=_("By"), error_messages={"required": _("Enter the day by which it is to be done")})

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].sources = [staff_source(user)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("owner") and not cleaned.get("owner_role") and not self.errors.keys() & {"owner", "owner_role"}:
            self.add_error("owner", _("Name an owner, or their role"))
        return cleaned


class CheckReviewForm(ActionForm):
    """A person's view of what a check found. `mark` says which words they had before their eyes."""

    mark = forms.CharField(widget=forms.HiddenInput)
    view = forms.ChoiceField(label=_("What do you say?"), choices=CheckReview.View.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=CountedTextarea(attrs={"rows": 3}), help_text=_("Needed where you see it differently.")
    )
    reviewer_role = forms.CharField(label=_("Your role"), max_length=150)
    field_order = ("view", "reason", "reviewer_role", "text", "owner", "owner_role", "due_on", "mark")

    def __init__(self, *args: Any, finding: Finding, has_open_action: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.finding, self.has_open_action = finding, has_open_action
        for name in ("text", "due_on"):
            self.fields[name].required = False
        wanted = _("Not needed: an action of this check is still open.") if has_open_action else _("Needed for “No” and “Partly”. It becomes an action.")
        self.fields["text"].help_text = wanted
        self.initial["mark"] = finding.mark

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The view first, then what follows from it."""
        groups = ((_("Your view"), ("view", "reason", "reviewer_role")), (_("If something is missing"), ("text", "owner", "owner_role", "due_on")))
        return [(str(title), [self[name] for name in names]) for title, names in groups]

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self)
        if cleaned.get("mark") != self.finding.mark:
            self.data = self.data.copy()
            self.data[self.add_prefix("mark")] = self.finding.mark
            self.add_error(None, _("The records say something else since you opened this page. Read what was found again, then save."))
        view = cleaned.get("view")
        if view and view != VIEW_THAT_CONFIRMS.get(self.finding.state) and not cleaned.get("reason"):
            self.add_error("reason", _("Say why you see it differently from what was found"))
        text = cleaned.get("text")
        if view in WANTS_ACTION and not text and not self.has_open_action and "text" not in self.errors:
            self.add_error("text", _("Say what is recommended"))
        if text and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Enter the day by which it is to be done"))
        if text and not cleaned.get("owner") and not cleaned.get("owner_role") and not self.errors.keys() & {"owner", "owner_role"}:
            self.add_error("owner", _("Name an owner, or their role"))
        return cleaned

    def recommendation(self) -> Recommendation:
        return Recommendation(**{name: self.cleaned_data[name] for name in ("text", "owner", "owner_role", "due_on")})


class CloseActionForm(PlainForm):
    """What was done."""

    done_on = NHSDateField(label=_("Done on"))
    done_note = forms.CharField(label=_("What was done"), max_length=1000, widget=CountedTextarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["done_on"].latest = today
        self.initial.setdefault("done_on", today)


class ReopenActionForm(PlainForm):
    """Why it is not done after all."""

    reason = forms.CharField(label=_("Why is it opened again?"), max_length=300)
