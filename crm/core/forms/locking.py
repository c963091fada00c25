"""Two people, one record: the second sees what the first changed. Two presses, one record."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms

from crm.core.forms.base import PlainForm


@dataclass(frozen=True)
class ConflictRow:
    """One field that differs; both values in words."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """What `components/conflict.html` shows. `who` and `when` are words, empty when not known."""

    rows: tuple[ConflictRow, ...]
    who: str = ""
    when: str = ""


class VersionMixin(forms.Form):
    """Carries the version of the record that the writer saw; `cleaned_data["version"]` goes to the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def conflict_with(self, stored: PlainForm, *, who: str = "", when: str = "") -> Conflict:
        """Both versions side by side, and this form made ready to be saved over the stored one.

        Args:
            stored: An unbound form of the same class filled from the record as it is now.
        """
        rows = []
        for name, field in self.fields.items():
            if field.widget.is_hidden or name not in stored.fields:
                continue
            theirs, yours = in_plain_words(stored[name]), in_plain_words(self[name])
            if theirs != yours:
                rows.append(ConflictRow(str(self[name].label), theirs, yours))
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(stored.get_initial_for_field(stored.fields["version"], "version"))
        return Conflict(tuple(rows), who, when)


class OnceMixin(forms.Form):
    """Carries a key made when the form was shown, so that a double press makes one record (`crm.core.services.once`)."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean_submission_key(self) -> uuid.UUID:
        """A form sent without its key (an old tab, a script) counts as a submission of its own."""
        return self.cleaned_data["submission_key"] or uuid.uuid4()


def in_plain_words(bound: forms.BoundField) -> str:
    """The value of a bound field as a reader would say it: labels instead of keys, lines joined."""
    return words_for(bound.field, bound.value())


def words_for(field: forms.Field, value: Any) -> str:
    """`value` of `field` in words; choices by their label, several joined by commas, nothing as ""."""
    if value is None or value == "":
        return ""
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return "Yes" if value else "No"
    choices = getattr(field, "choices", None)
    if choices is not None:
        wanted = {str(item) for item in (value if isinstance(value, (list, tuple, set)) else [value])}
        flat: list[tuple[Any, Any]] = []
        for key, label in choices:
            flat.extend(label if isinstance(label, (list, tuple)) else [(key, label)])
        return ", ".join(str(label) for key, label in flat if str(key) in wanted)
    if isinstance(value, (list, tuple)):
        return " ".join(str(part) for part in value if part not in (None, ""))
    return str(value)
