from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm.core.forms.renderer import NHSFormRenderer
from crm.core.forms.text import plain_data

CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.SelectMultiple)


def lower_first(label: str) -> str:
    """The label inside a sentence: `What was heard` → `what was heard`; `NHS number` stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


class PlainMixin:
    """What every form of ours has: NHS markup, plain words, text without control characters.

    `marks` says how labels show what is needed: `optional` adds "(optional)" to the others, `required` adds a star,
    `none` adds nothing. `?name=value` of a page may prefill through `initial`, never through data.
    """

    default_renderer = NHSFormRenderer
    use_required_attribute = False
    marks = "optional"
    fields: dict[str, forms.Field]

    def __init__(self, data=None, files=None, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(plain_data(data), files, *args, **kwargs)
        for name, field in self.fields.items():
            use_plain_words(field, str(field.label or capfirst(pretty_name(name))))
            field.widget.is_finding = self.is_finding

    @property
    def is_finding(self) -> bool:
        """Whether a picker's "Search" was pressed without JavaScript: show what was found, do not save yet."""
        return bool(self.data and self.data.get("_find"))

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_finding and self.is_bound:
            asked = self.data.get("_find")
            for name in [name for name in self._errors if self.add_prefix(name) != asked]:
                del self._errors[name]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_finding


class PlainForm(PlainMixin, forms.Form):
    """A form of ours; it binds and checks, services save."""


class PlainModelForm(PlainMixin, forms.ModelForm):
    """A form over a model's fields and messages; call the service with `cleaned_data`, never `save()`."""

    def save(self, commit: bool = True):
        raise TypeError("Forms never save: call the service with cleaned_data.")

    def _post_clean(self) -> None:
        """Field rules only: constraints speak for themselves when the service writes (three queries each otherwise)."""
        self._validate_unique = False
        self._validate_constraints = False
        super()._post_clean()


def _required_words(field: forms.Field, label: str, inside: str) -> str:
    """What to do about an empty field: a question is answered, a choice made, everything else entered."""
    if label.endswith("?"):
        return _("Answer the question “{label}”").format(label=label)
    verb = _("Choose {label}") if isinstance(field.widget, CHOOSING) else _("Enter {label}")
    return verb.format(label=inside)


def use_plain_words(field: forms.Field, label: str) -> None:
    """Replace Django's default messages of `field` by sentences that say what to do; messages given by hand stay."""
    inside = lower_first(label)
    words = {
        "required": _required_words(field, label, inside),
        "max_length": _("{label} must be %(limit_value)d characters or fewer. It has %(show_value)d.").format(label=label),
        "min_length": _("{label} must be at least %(limit_value)d characters.").format(label=label),
        "max_value": _("{label} must be %(limit_value)s or less.").format(label=label),
        "min_value": _("{label} must be %(limit_value)s or more.").format(label=label),
    }
    if isinstance(field, forms.FileField):
        words |= {"required": _("Choose a file for {label}").format(label=inside), "empty": _("The file is empty. Choose another one.")}
        words.pop("max_length")
    if isinstance(field, forms.EmailField):
        words["invalid"] = _("Enter an e-mail address in the right form, like name@example.nhs.uk")
    elif isinstance(field, forms.IntegerField):
        words["invalid"] = _("{label} must be a whole number, like 14").format(label=label)
    elif isinstance(field, (forms.DecimalField, forms.FloatField)):
        words["invalid"] = _("{label} must be a number").format(label=label)
    elif isinstance(field, forms.URLField):
        words["invalid"] = _("Enter a web address in the right form, like https://www.example.nhs.uk")
    elif isinstance(field, forms.ChoiceField):
        words["invalid_choice"] = _("Choose {label} from the list").format(label=inside)
    defaults: dict[str, Any] = {}
    for parent in reversed(type(field).__mro__):
        if parent.__module__.startswith("django.forms"):
            defaults |= getattr(parent, "default_error_messages", {})
    for code, text in words.items():
        if field.error_messages.get(code, defaults.get(code)) == defaults.get(code):
            field.error_messages[code] = text
