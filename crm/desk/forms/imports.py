from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.forms import PlainForm
from crm.core.parsing import Limits
from crm.desk.importing import KINDS


class UploadForm(PlainForm):
    """A file and what it is."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=[(kind.code, kind.label) for kind in KINDS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what is in the file")},
    )
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("CSV, tab-separated or Excel (.xlsx), up to 20 MB and 100,000 rows. You see what would happen before anything is imported."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": _("Choose the file to import"), "max_length": _("The name of the file is too long. Give it a shorter one.")},
    )

    def clean_file(self):
        """Refuse at once what the reader would refuse."""
        file = self.cleaned_data["file"]
        if file.size > Limits().bytes:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it into smaller files."), code="too_large")
        return file
