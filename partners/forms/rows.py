"""Rows repeated on a form: identifiers, other names, roles. They work without JavaScript: "Add another" comes back with a free row."""

from typing import Any

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT

from crm.core.forms import PlainForm

MOST_ROWS = 40


class RowForm(PlainForm):
    """One row; `id` is the stored row's key, empty for a new one."""

    marks = "none"
    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, user=None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user


class Rows(forms.BaseFormSet):
    """A set of rows with one free row at the end. `title` and `add_words` are what the page says."""

    title = ""
    add_words = ""

    def __init__(self, data=None, **kwargs: Any):
        prefix = kwargs["prefix"]
        self.asked_for_more = bool(data) and data.get("_more") == prefix
        if self.asked_for_more:
            data = data.copy()
            total = data.get(f"{prefix}-{TOTAL_FORM_COUNT}", "")
            data[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(int(total) + 1) if total.isascii() and total.isdigit() and len(total) < 4 else total
        if data:
            kwargs["initial"] = self._in_posted_order(data, prefix, kwargs.get("initial") or [])
        super().__init__(data, **kwargs)

    @staticmethod
    def _in_posted_order(data, prefix: str, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is stored for each posted row, by its key: somebody else may have added or removed rows since the form was shown."""
        by_key = {str(row["id"]): row for row in stored if row.get("id")}
        return [by_key.get(data.get(f"{prefix}-{number}-id", ""), {}) for number in range(MOST_ROWS)]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove"

    def is_valid(self) -> bool:
        return super().is_valid() and not self.asked_for_more

    def values(self) -> list[dict[str, Any]]:
        """The rows for the service: filled ones, and stored ones to remove."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and (form.has_changed() or form.cleaned_data.get("id"))]


def rows_of(form: type[RowForm], title: str, add_words: str) -> type[Rows]:
    """A formset class of `form`."""
    made = forms.formset_factory(form, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1)
    made.title, made.add_words = title, add_words
    return made
