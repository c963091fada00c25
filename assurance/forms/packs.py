from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.core.forms import OnceMixin, PlainForm


class PackForm(OnceMixin, PlainForm):
    """Draft or final, whole or for the public, with or without raw notes."""

    status = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("final", _("Final: the version that is relied on")), ("draft", _("Draft, marked as such"))],
        widget=forms.RadioSelect,
        initial="final",
    )
    edition = forms.ChoiceField(
        label=_("For whom?"),
        choices=[("full", _("Full: for the Board, assurance and scrutiny")), ("public", _("Public edition: only what is published, no contacts, no names"))],
        widget=forms.RadioSelect,
        initial="full",
    )
    with_raw_notes = forms.BooleanField(
        label=_("Include raw notes and files that are not published"), required=False, help_text=_("Summaries and published documents are always in.")
    )

    def __init__(self, data: QueryDict | None = None, *args: Any, offers_notes: bool = True, **kwargs: Any):
        if data and "edition" not in data:  # a page opened before there were two editions asks for the full one
            data = data.copy()
            data["edition"] = "full"
        super().__init__(data, *args, **kwargs)
        if not offers_notes:
            del self.fields["with_raw_notes"]

    def clean(self) -> dict[str, Any]:
        data = {"with_raw_notes": False} | (super().clean() or self.cleaned_data)
        if data.get("edition") == "public" and data.get("with_raw_notes"):
            self.add_error("with_raw_notes", _("The public edition never holds raw notes. Choose the full edition, or leave them out."))
        return data


class CheckForm(PlainForm):
    """The pack to check."""

    pack = forms.FileField(label=_("Pack"), help_text=_("A ZIP file as it was sent to you."))
