from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

TIMES = ["%H:%M", "%H.%M", "%H%M", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p"]


class ClockField(forms.TimeField):
    """A time of day as people write it: `14:00`, `14.00`, `1400`, `2pm`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "nhsuk-input--width-5", "autocomplete": "off"}))
        kwargs.setdefault("error_messages", {"invalid": _("Enter a time like 14:00 or 2pm")})
        super().__init__(input_formats=TIMES, **kwargs)

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def in_words(self, value) -> str:
        return str(self.prepare_value(value) or "")
