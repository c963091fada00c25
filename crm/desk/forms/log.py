from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.models import Decision
from crm.core.forms import PlainForm
from crm.core.models import User


class EvidenceForm(PlainForm):
    """Decisions that an activity is proposed for as evidence. Nothing is ever ticked for anybody."""

    decisions = forms.ModelMultipleChoiceField(label=_("Could be evidence for"), queryset=Decision.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["decisions"].queryset = Decision.objects.visible_to(user).current()

    @property
    def ticked(self) -> set[int]:
        """Keys that came back from the form, to show them ticked again."""
        raw = self.data.getlist("decisions") if hasattr(self.data, "getlist") else []
        return {int(key) for key in raw if key.isascii() and key.isdigit() and len(key) < 19}
