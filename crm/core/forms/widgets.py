from django import forms


class CountedTextarea(forms.Textarea):
    """A text area that says how many characters, or words, are left.

    Args:
        words: Limit in words; without it the field's `max_length` in characters counts.
    """

    template_name = "django/forms/widgets/nhs_counted_textarea.html"

    def __init__(self, attrs=None, words: int | None = None):
        super().__init__({"rows": 5} | (attrs or {}))
        self.words = words

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"max_words": self.words, "max_length": context["widget"]["attrs"].pop("maxlength", None)}
        return context
