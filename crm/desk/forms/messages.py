"""Forms of the tray of captured messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.pickers import activity_source
from crm.core.forms import NewRecord, PlainForm, RecordField
from crm.core.models import User
from crm.core.uploads import MOST_BYTES
from partners.pickers import organisation_source, person_source, suggest_address

MOST_FILES = 20
LARGEST = MOST_BYTES // 1024 // 1024


class SeveralFilesInput(forms.FileInput):
    """A plain file input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class SeveralFilesField(forms.FileField):
    """Several files; gives the list of uploads. Each is judged by itself later, so that a bad one stops no good one."""

    widget = SeveralFilesInput(attrs={"accept": ".eml,.msg,.ics,message/rfc822,text/calendar,application/vnd.ms-outlook"})

    def clean(self, data: Any, initial: Any = None) -> list:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most %(most)d files at a time."), code="too_many", params={"most": MOST_FILES})
        return list(files)


class AddMessagesForm(PlainForm):
    """E-mails and invitations as files."""

    files = SeveralFilesField(
        label=_("E-mails or invitations"),
        help_text=_("Files ending in .eml, .msg or .ics. At most %(files)d at a time, each at most %(size)d MB.") % {"files": MOST_FILES, "size": LARGEST},
        error_messages={"required": _("Choose at least one e-mail or invitation")},
    )


class WhoForm(PlainForm):
    """Whose address it is, among the people and partners that are here."""

    who = RecordField(label=_("Person or partner"), suggest_url=suggest_address("person", "organisation"))
    remembers = forms.BooleanField(label=_("Keep the address with them, so that the next message finds them"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["who"].sources = [person_source(user), organisation_source(user)]


class NewPersonOfAddressForm(PlainForm):
    """A person who is not here yet, confirmed by hand."""

    name = forms.CharField(label=_("Name, or the role if the name is not needed"), max_length=200)
    organisation = RecordField(
        label=_("Organisation"), required=False, suggest_url=suggest_address("organisation"), new_kinds={"organisation": _("Add “{}” as a new partner")}
    )
    role = forms.CharField(label=_("Their role there"), required=False, max_length=150, help_text=_("Left empty, we write “Contact”."))

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].sources = [organisation_source(user)]

    def values(self) -> dict[str, Any]:
        """Arguments of `add_person`."""
        found = self.cleaned_data["organisation"]
        organisation = found.name if isinstance(found, NewRecord) else found
        return {"name": self.cleaned_data["name"], "organisation": organisation, "role": self.cleaned_data["role"]}


class WhichActivityForm(PlainForm):
    """The activity that a message belongs to."""

    activity = RecordField(
        label=_("Activity"), suggest_url=suggest_address("activity"), help_text=_("By its title. Its reference, like ACT-7, stands beside it.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["activity"].sources = [activity_source(user)]
