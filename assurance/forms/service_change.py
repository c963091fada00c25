"""Forms of what hangs on a decision: stages, impact assessments, scrutiny, the Secretary of State, reports received, the outcome."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance.models import BodyMeeting, Decision, Escalation, ImpactAssessment, PartnerReport, Scrutiny
from assurance.pickers import decision_source
from assurance.rules.stages import DATE_OF, PATHS, PLANNED_OF, StageFacts
from assurance.services.service_change import CONSULTING
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm, PlainModelForm, RecordField
from crm.core.models import Attachment, User
from partners.models import Body
from partners.pickers import organisation_source, suggest_address


def _day(label, **kwargs: Any) -> NHSDateField:
    return NHSDateField(label=label, required=False, **kwargs)


def _words(label, length: int = 3000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=kwargs.pop("required", False), max_length=length, widget=CountedTextarea(attrs={"rows": 3}), **kwargs)


def _file(label) -> forms.FileField:
    return forms.FileField(label=label, required=False, help_text=_("Up to 25 MB: PDF, Word, Excel, PowerPoint, pictures, mail."))


def _say_what_is_kept(form: forms.Form, kept: Attachment | None, upload: str, off: str) -> None:
    """Which file there is, and that another takes its place; without one there is nothing to take off."""
    if kept is None:
        del form.fields[off]
    else:
        form.fields[upload].help_text = _("Now: {name}. Another file takes its place.").format(name=kept.name)


class ImpactForm(PlainModelForm):
    """An impact assessment: done, or not needed and why."""

    done_on = _day(_("Done on"))
    outcome = _words(_("What it found"))
    mitigations = _words(_("What is done about it"))
    armed_forces = _words(_("Due regard to the Armed Forces Covenant"), 1000)
    review_on = _day(_("Look at it again on"))
    file = _file(_("The document"))
    no_file = forms.BooleanField(label=_("Take the document off"), required=False)

    class Meta:
        model = ImpactAssessment
        fields = (
            "kind", "local_reference", "done_on", "not_needed_because", "outcome", "mitigations", "informed_by_involvement", "armed_forces", "author_role",
            "review_on", "source",
        )  # fmt: skip
        widgets = {"informed_by_involvement": forms.RadioSelect}
        help_texts = {"not_needed_because": _("Leave empty when it was done.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].error_messages["required"] = _("Choose the kind of assessment")
        _say_what_is_kept(self, self.instance.attachment, "file", "no_file")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("done_on") and cleaned.get("not_needed_because"):
            self.add_error("not_needed_because", _("An assessment was done or was not needed, not both"))
        elif cleaned.get("done_on") and not cleaned.get("outcome"):
            self.add_error("outcome", _("Say what the assessment found"))
        return cleaned


class ScrutinyForm(PlainModelForm):
    """One committee: asked, its view, its reply, our answer."""

    asked_on = _day(_("Asked on"))
    decision_by = _day(_("Day by which we told them we will decide"))
    reply_by = _day(_("Day by which we asked for a reply"))
    dates_published_on = _day(_("Both days published on"))
    view_on = _day(_("View given on"))
    replied_on = _day(_("Replied on"))
    reply = _words(_("What it replied"))
    our_answer = _words(_("What we did with the reply, or why not"))
    letter_file = _file(_("Our letter to the committee"))
    no_letter = forms.BooleanField(label=_("Take our letter off"), required=False)
    reply_file = _file(_("Its reply, as it came"))
    no_reply = forms.BooleanField(label=_("Take its reply off"), required=False)
    field_order = (
        "body", "new_body", "is_joint", "asked_on", "letter_file", "no_letter", "decision_by", "reply_by", "dates_published_on", "view", "view_on",
        "minute", "replied_on", "reply", "reply_file", "no_reply", "our_answer", "source",
    )  # fmt: skip

    class Meta:
        model = Scrutiny
        fields = (
            "body", "is_joint", "asked_on", "decision_by", "reply_by", "dates_published_on", "view", "view_on", "minute", "replied_on", "reply", "our_answer",
            "source",
        )  # fmt: skip
        widgets = {"view": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(kind="scrutiny")
        self.fields["body"].empty_label = _("Choose a committee")
        self.fields["body"].required = False
        if self.instance.pk is None:
            self.fields["new_body"] = forms.CharField(label=_("Or a committee that is not in the list"), required=False, max_length=200)
        _say_what_is_kept(self, self.instance.letter, "letter_file", "no_letter")
        _say_what_is_kept(self, self.instance.reply_letter, "reply_file", "no_reply")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("body") and not cleaned.get("new_body"):
            self.add_error("body", _("Choose the committee, or name one"))
        if cleaned.get("view") in (Scrutiny.View.SUBSTANTIAL, Scrutiny.View.NOT_SUBSTANTIAL) and not cleaned.get("minute"):
            self.add_error("minute", _("Give the minute that records this view"))
        if cleaned.get("asked_on") and cleaned.get("reply_by") and cleaned["reply_by"] < cleaned["asked_on"]:
            self.add_error("reply_by", _("The reply must be due on or after the day they were asked"))
        return cleaned


class EscalationForm(PlainModelForm):
    """A step with the Secretary of State or a court."""

    on = NHSDateField(label=_("Day on which it happened"))
    answer_due_on = _day(_("Answer due on"))
    answered_on = _day(_("Answered on"))
    local_resolution = _words(_("What was tried to resolve it locally"))
    note = _words(_("What was said"))

    class Meta:
        model = Escalation
        fields = ("kind", "on", "answer_due_on", "answered_on", "local_resolution", "note", "document")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [choice for choice in self.fields["kind"].choices if choice[0]]


class PartnerReportForm(PlainModelForm):
    """A report received, and our reply."""

    organisation = RecordField(label=_("Whose report"), suggest_url=suggest_address("organisation"))
    decision = RecordField(label=_("The decision it is about"), required=False, suggest_url=suggest_address("decision"))
    url = forms.URLField(label=_("Web address"), required=False, max_length=500, assume_scheme="https")
    received_on = NHSDateField(label=_("Received on"))
    reply_due_on = _day(_("Our reply is due on"), help_text=_("Leave it empty for 20 working days after the day it came."))
    replied_on = _day(_("Replied on"))
    reply = _words(_("What we replied"))

    class Meta:
        model = PartnerReport
        fields = ("organisation", "title", "decision", "url", "received_on", "reply_due_on", "owner", "replied_on", "reply")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].sources = [organisation_source(user, also_archived=True)]
        if self.instance.organisation_id:
            self.initial["organisation"] = self.instance.organisation
        self.fields["decision"].sources = [decision_source(user, with_key=self.instance.decision_id)]
        if self.instance.decision_id:
            self.initial["decision"] = self.instance.decision
        self.fields["owner"].queryset = User.objects.filter(is_active=True)
        self.fields["owner"].empty_label = _("Nobody yet")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("received_on") and cleaned.get("replied_on") and cleaned["replied_on"] < cleaned["received_on"]:
            self.add_error("replied_on", _("The reply must be on or after the day the report came"))
        organisation, decision = cleaned.get("organisation"), cleaned.get("decision")
        if organisation and decision and organisation.is_training != decision.is_training:
            self.add_error("decision", _("A training example and a real record cannot belong together"))
        return cleaned


class StagesForm(PlainForm):
    """The path of a decision and the dates of its stages, one row of fields a stage."""

    path = forms.ChoiceField(label=_("Path"), choices=Decision.Path.choices, widget=forms.RadioSelect)
    accepted = _words(_("Why is it essential to start a consultation in a restricted period?"), 300, help_text=_("Only if you were asked for it."))

    def __init__(self, *args: Any, path: str, stored: Mapping[str, StageFacts], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.stage_path = path
        for code, name in PATHS[path]:
            facts = stored.get(code, StageFacts())
            if code not in PLANNED_OF:
                self.fields[f"{code}-planned_on"] = _day(_("{} planned for").format(name), initial=facts.planned_on, help_text="")
            if code not in DATE_OF:
                self.fields[f"{code}-actual_on"] = _day(_("{} reached on").format(name), initial=facts.actual_on, help_text="")
            self.fields[f"{code}-skipped_because"] = forms.CharField(
                label=_("{} skipped because").format(name), required=False, max_length=300, initial=facts.skipped_because
            )

    @property
    def stage_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(name, [self[field] for field in self.fields if field.startswith(f"{code}-")]) for code, name in PATHS[self.stage_path]]

    def rows(self) -> dict[str, dict[str, Any]]:
        """Values by code of the stage."""
        found: dict[str, dict[str, Any]] = {}
        for code, _name in PATHS[self.stage_path]:
            names = ("planned_on", "actual_on", "skipped_because")
            found[code] = {name: self.cleaned_data[f"{code}-{name}"] for name in names if f"{code}-{name}" in self.cleaned_data}
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        today = timezone.localdate()
        for code, _name in PATHS[self.stage_path]:
            actual = cleaned.get(f"{code}-actual_on")
            if actual and cleaned.get(f"{code}-skipped_because"):
                self.add_error(f"{code}-skipped_because", _("A stage was reached or skipped, not both"))
            if actual and actual > today:
                self.add_error(f"{code}-actual_on", _("A day on which it was reached must be today or in the past"))
        return cleaned

    @property
    def asks_for_consultation(self) -> bool:
        return f"{CONSULTING}-planned_on" in self.fields


class PutOffForm(PlainForm):
    """Until when, and why."""

    until = NHSDateField(label=_("Put off until"), error_messages={"required": _("Enter the day until which it is put off")})
    because = forms.CharField(label=_("Why?"), max_length=300)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come"))
        return until


class LeavePathForm(PlainForm):
    """How a decision left its path."""

    side_exit = forms.ChoiceField(
        label=_("How did it leave its path?"), choices=[("", _("It did not: it goes on")), *Decision.SideExit.choices], required=False, widget=forms.RadioSelect
    )
    on = _day(_("Since when?"))
    note = _words(_("Why? For an urgent temporary change: how it goes back, or is made permanent"))


class OutcomeForm(PlainForm):
    """What was decided, as the minute has it."""

    decided_on = NHSDateField(label=_("Decided on"), error_messages={"required": _("Enter the day of the decision")})
    meeting = forms.ModelChoiceField(label=_("At the meeting"), queryset=BodyMeeting.objects.none(), required=False, empty_label=_("Not at a meeting"))
    outcome = _words(_("What was decided"), required=True)
    minute = forms.CharField(label=_("Minute"), required=False, max_length=200)

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any):
        super().__init__(*args, **kwargs)
        meetings = BodyMeeting.objects.select_related("body").order_by("-on", "pk")
        self.fields["meeting"].queryset = meetings.filter(body=decision.body) if decision.body_id else meetings

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Decided on must be today or in the past"))
        return day


class PublicQuestionForm(PlainForm):
    """A question of the public; the asker is not named."""

    question = _words(_("Question"), required=True, help_text=_("Do not write the name of the person who asked."))
    decision = forms.ModelChoiceField(label=_("About the decision"), queryset=Decision.objects.none(), required=False, empty_label=_("None of them"))

    def __init__(self, *args: Any, meeting: BodyMeeting, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = Decision.objects.visible_to(user).current().filter(meeting=meeting).order_by("pk")


class PublicReplyForm(PlainForm):
    """The reply, and when it was given."""

    reply = _words(_("Reply"), required=True)
    on = NHSDateField(label=_("Given on"))
