from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.models import CoverSupplement, CoverTemplate, PaperCover
from assurance.rules.cover_boxes import BOXES, CHECKLIST, ENGAGEMENT, ENGAGEMENT_WORDS, GROUPS, MOST_WORDS, caps
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, VersionMixin
from partners.models import Body

ENGAGEMENT_GROUP = _("Patient and public engagement")
TEMPLATE_GROUP = _("Word file")


class CoverFields(PlainForm):
    """All boxes of a cover. Those that the record cannot speak to are blank and say so."""

    text = forms.CharField(label=_("Patient and public engagement considered"), max_length=6000)
    word_limit = forms.IntegerField(
        label=_("Longest length, in words"), min_value=1, max_value=MOST_WORDS, initial=ENGAGEMENT_WORDS,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
    )  # fmt: skip
    template = forms.ModelChoiceField(
        label=_("Word template"), queryset=CoverTemplate.objects.none(), required=False, empty_label=_("Ours"),
        help_text=_("Your organisation’s own template, where one was uploaded."),
    )  # fmt: skip

    def __init__(self, data=None, *args: Any, proposed: Mapping[str, str], kept: CoverTemplate | None = None, **kwargs: Any):
        super().__init__(data, *args, **kwargs)
        current = CoverTemplate.objects.filter(is_current=True)
        self.fields["template"].queryset = current | CoverTemplate.objects.filter(pk=kept.pk) if kept else current
        most = caps(kept.caps if kept else None)
        for box in BOXES:
            field = self._field_of(box, most[box.code], proposed)
            self.fields[box.code] = field
        self.fields["text"].widget = CountedTextarea(attrs={"rows": 9}, words=most[ENGAGEMENT])
        for field in self.fields.values():
            field.widget.is_finding = self.is_finding

    @staticmethod
    def _field_of(box, most: int, proposed: Mapping[str, str]) -> forms.Field:
        if box.is_ticked:
            return forms.MultipleChoiceField(label=box.label, choices=box.choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=box.hint)
        blank = "" if box.code in proposed or box.lines == 1 else f" {_('Nothing is recorded to propose here.')}"
        widget = forms.TextInput() if box.lines == 1 else CountedTextarea(attrs={"rows": box.lines}, words=most)
        return forms.CharField(label=box.label, required=False, max_length=6000, widget=widget, help_text=f"{box.hint}{blank}")

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields, in the order of the cover."""
        by_group = [(group, [self[box.code] for box in BOXES if box.group == group]) for group in GROUPS]
        engagement = (str(ENGAGEMENT_GROUP), [self["text"], self["word_limit"]])
        return [*by_group[:2], engagement, *by_group[2:], (str(TEMPLATE_GROUP), [self["template"]])]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        boxes = {box.code: ",".join(data[box.code]) if box.is_ticked else data[box.code] for box in BOXES}
        return {"text": data["text"], "word_limit": data["word_limit"], "template": data["template"], "boxes": boxes}


def initial_of_boxes(boxes: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows for stored boxes."""
    return {box.code: boxes.get(box.code, "").split(",") if box.is_ticked else boxes.get(box.code, "") for box in BOXES}


class CoverForm(OnceMixin, CoverFields):
    """Start a cover from what the record proposes."""


class EditCoverForm(VersionMixin, CoverFields):
    """Change a cover that is not signed."""

    @staticmethod
    def initial_of(cover: PaperCover) -> dict[str, Any]:
        return {"version": cover.version, "text": cover.text, "word_limit": cover.word_limit, "template": cover.template_id, **initial_of_boxes(cover.boxes)}


class ReviewCoverForm(VersionMixin, PlainForm):
    """The reviewer's checklist and verdict."""

    verdict = forms.ChoiceField(label=_("Your verdict"), choices=PaperCover.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Conditions, or what is missing"), required=False, max_length=3000, widget=CountedTextarea(attrs={"rows": 4}),
        help_text=_("Needed unless the cover is adequate. It is printed on the cover."),
    )  # fmt: skip
    reviewer_role = forms.CharField(label=_("Your role"), max_length=150)

    field_order = ["version", *(code for code, _question in CHECKLIST), "verdict", "note", "reviewer_role"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code, question in CHECKLIST:
            field = forms.ChoiceField(label=question, choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect)
            field.error_messages["required"] = _("Answer the question “{label}”").format(label=question)
            field.widget.is_finding = False
            self.fields[code] = field
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") in (PaperCover.Verdict.CONDITIONS, PaperCover.Verdict.NOT_ADEQUATE) and not data.get("note"):
            self.add_error("note", _("Say what the conditions are, or what is missing."))
        return data

    def answers(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code, _question in CHECKLIST}


class SignCoverForm(VersionMixin, PlainForm):
    """Nothing to fill in: the version that was read."""


class SignUnreviewedForm(SignCoverForm):
    """Why words that nobody reviewed are signed."""

    because = forms.CharField(
        label=_("Why is it signed without a review?"), max_length=1000, widget=CountedTextarea(attrs={"rows": 3}),
        help_text=_("For example, that the paper is due today. It is printed on the cover, in the Word file and in evidence packs."),
    )  # fmt: skip


class SupplementForm(OnceMixin, PlainForm):
    """What came after the cover was signed."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=CoverSupplement.Kind.choices, widget=forms.RadioSelect)
    given_on = NHSDateField(label=_("Given on"))
    text = forms.CharField(label=_("What was added"), max_length=6000, widget=CountedTextarea(attrs={"rows": 6}))


class TemplateFields(PlainForm):
    """Name, body, and the longest length of each box."""

    name = forms.CharField(label=_("Name"), max_length=150)
    body = forms.ModelChoiceField(label=_("For papers of"), queryset=Body.objects.all(), required=False, empty_label=_("Any body"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for code, words in caps().items():
            label = str(ENGAGEMENT_GROUP) if code == ENGAGEMENT else next(box.label for box in BOXES if box.code == code)
            widget = forms.NumberInput(attrs={"class": "nhsuk-input--width-4"})
            field = forms.IntegerField(label=label, min_value=1, max_value=MOST_WORDS, initial=words, required=False, widget=widget)
            field.widget.is_finding = False
            self.fields[f"cap_{code}"] = field

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        own = [self[name] for name in self.fields if not name.startswith("cap_") and not self.fields[name].widget.is_hidden]
        return [(str(_("The template")), own), (str(_("Longest length of each box, in words")), [self[f"cap_{code}"] for code in caps()])]

    def caps(self) -> dict[str, int]:
        """Only the lengths that differ from ours."""
        given = {code: self.cleaned_data.get(f"cap_{code}") for code in caps()}
        return {code: words for code, words in given.items() if words and words != caps()[code]}


class NewTemplateForm(OnceMixin, TemplateFields):
    """Upload a Word template."""

    file = forms.FileField(label=_("Word template (docx)"), help_text=_("At most 5 MB, without macros."))

    field_order = ["name", "file", "body"]


class EditTemplateForm(TemplateFields):
    """Change what stands around a template; a changed file is a new template."""

    is_current = forms.BooleanField(label=_("In use: offered for new covers"), required=False)
