from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.models import InvolvementAssessment
from assurance.rules.duties import TRIGGERS
from assurance.services.assessments import QUESTIONS
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainModelForm

Outcome = InvolvementAssessment.Outcome
CONSIDERED = ("equality", "inequalities", "scrutiny", "public_promises")
WORDS_OF = {
    "equality": _("equality"),
    "inequalities": _("health inequalities"),
    "scrutiny": _("council scrutiny"),
    "public_promises": _("promises made in public"),
}


class AssessmentForm(OnceMixin, PlainModelForm):
    """The test of NHS Act 2006 s.14Z45, question by question."""

    triggers = forms.MultipleChoiceField(
        label=_("What sets the duty off?"), choices=list(TRIGGERS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    involve_by = NHSDateField(label=_("Involvement will follow by"), required=False)

    sections = (
        (_("1. Whose services are they?"), ("arranged_by_us", "duty_holder")),
        (_("2. What kind of decision is it?"), ("limb", "triggers")),
        (_("3. and 4. Would people notice?"), ("affects_manner", "affects_range")),
        (_("5. Who?"), ("who",)),
        (_("6. How?"), ("how",)),
        (_("7. What do we know already?"), ("existing_insight",)),
        (_("8. Is it urgent?"), ("urgent_reason", "involve_by")),
        (_("What else was considered"), CONSIDERED),
        (_("Outcome"), ("outcome", "reason", "source")),
    )

    class Meta:
        model = InvolvementAssessment
        fields = QUESTIONS
        widgets = {
            **dict.fromkeys(("arranged_by_us", "limb", "affects_manner", "affects_range", "outcome"), forms.RadioSelect),
            **dict.fromkeys(("who", "how", "existing_insight", "urgent_reason", *CONSIDERED, "reason"), CountedTextarea(attrs={"rows": 3})),
        }
        labels = {
            "duty_holder": _("If not, who holds the duty?"),
            "equality": _("Equality"),
            "inequalities": _("Health inequalities"),
            "scrutiny": _("Council scrutiny"),
            "public_promises": _("Promises made in public"),
            "source": _("Where this comes from"),
        }
        help_texts = {
            "outcome": _("Your view from the answers above; somebody else approves it. Not sure? Choose “More information is needed”."),
            "reason": _("One or two sentences for readers in five years."),
            "limb": _("For planning there is no test of impact: the duty applies."),
            "who": _("People who use or may use the services, and their carers and representatives."),
            "how": _("Consulted, given information, or other ways; proportionate and fair."),
            "urgent_reason": _("Only a reason of safety counts. Leave empty when it is not urgent."),
            "equality": _("What was considered. Needed also when the duty does not apply."),
            "inequalities": _("Who has worse access or outcomes, and what was considered. Needed also when the duty does not apply."),
            "scrutiny": _("Could it be a substantial development or variation? Needed also when the duty does not apply."),
            "public_promises": _("Has anybody promised in public to involve people? Needed also when the duty does not apply."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("limb", "affects_manner", "affects_range", "outcome", "arranged_by_us"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        self.fields["outcome"].error_messages["required"] = _("Choose what follows from your answers")
        self.fields["reason"].error_messages["required"] = _("Give the reason for the outcome")

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions in their order, under their headings."""
        return [(str(title), [self[name] for name in names]) for title, names in self.sections]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome == Outcome.DOES_NOT_APPLY:
            for name in CONSIDERED:
                if not cleaned.get(name):
                    asked = _("Say what was considered on {}, even though the duty does not apply").format(WORDS_OF[name])
                    self.add_error(name, asked)
        if outcome == Outcome.URGENT_DEFERRED:
            if not cleaned.get("urgent_reason"):
                self.add_error("urgent_reason", _("Say why it was urgent"))
            if not cleaned.get("involve_by") and "involve_by" not in self.errors:
                self.add_error("involve_by", _("Enter the day by which involvement will follow"))
        if outcome == Outcome.NOT_OURS and not cleaned.get("duty_holder"):
            self.add_error("duty_holder", _("Say who holds the duty"))
        if outcome in (Outcome.APPLIES, Outcome.DOES_NOT_APPLY) and not cleaned.get("limb"):
            self.add_error("limb", _("Choose what kind of decision it is"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in QUESTIONS}
