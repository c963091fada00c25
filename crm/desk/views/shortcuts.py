from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.core.forms import PlainForm
from crm.core.services.people import set_shortcuts
from crm.core.views.notices import success

SHORTCUTS = (
    ("/  ·  Ctrl K", gettext_lazy("Search")),
    ("n", gettext_lazy("Log an activity")),
    ("g then h", gettext_lazy("Desk")),
    ("g then p", gettext_lazy("Partners")),
    ("g then a", gettext_lazy("Activities")),
    ("g then d", gettext_lazy("Decisions")),
    ("Ctrl Enter", gettext_lazy("Save the form")),
)


class ShortcutsForm(PlainForm):
    """One switch for all single-key shortcuts (WCAG 2.1.4)."""

    marks = "none"
    shortcuts_on = forms.BooleanField(
        label=gettext_lazy("Use single-key shortcuts"),
        required=False,
        help_text=gettext_lazy("Switch them off if you speak to your computer or press keys by accident."),
    )


@require_http_methods(["GET", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Lists the keyboard shortcuts and lets the person switch them off."""
    form = ShortcutsForm(request.POST if request.method == "POST" else None, initial={"shortcuts_on": not request.user.shortcuts_off})
    if form.is_valid():
        set_shortcuts(request.user, off=not form.cleaned_data["shortcuts_on"])
        success(request, _("Shortcuts are on.") if form.cleaned_data["shortcuts_on"] else _("Shortcuts are off."))
        return redirect("desk:shortcuts")
    return render(request, "desk/shortcuts.html", {"form": form, "shortcuts": SHORTCUTS, "cancel_address": "/desk/"})
