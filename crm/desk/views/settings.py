"""A person's own settings."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.core.forms import PlainForm
from crm.core.models import User
from crm.core.services.people import set_digest
from crm.core.views.notices import success
from crm.desk.digest import may_have_digest


class SettingsForm(PlainForm):
    """Whether, and how often, the summary of the desk comes by e-mail."""

    marks = "none"
    digest = forms.ChoiceField(
        label=gettext_lazy("Summary of your desk by e-mail"),
        choices=User._meta.get_field("digest").choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Sent at seven in the morning, not on bank holidays, and only when something waits. It holds numbers, titles and links, never notes. "
            "The Monday one comes on the first working day of the week; if you choose it later in a week, the first comes the next working morning."
        ),
    )


@require_http_methods(["GET", "POST"])
def your_settings(request: HttpRequest) -> HttpResponse:
    """What a person sets for themselves; where their desk has nothing to sum up, only the way to the other settings."""
    offered = may_have_digest(request.user)
    if request.method == "POST" and not offered:
        raise PermissionDenied
    form = SettingsForm(request.POST if request.method == "POST" else None, initial={"digest": request.user.digest}) if offered else None
    if form is not None and form.is_valid():
        set_digest(request.user, digest=form.cleaned_data["digest"])
        success(request, _("Your settings are saved."))
        return redirect("desk:your_settings")
    return render(request, "desk/settings.html", {"form": form, "title": _("Your settings"), "cancel_address": "/desk/"})
