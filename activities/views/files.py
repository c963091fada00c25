"""Files of an activity."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies, services
from activities.forms import ChangeFileForm, FileForm
from activities.models import Activity, ActivityFile
from activities.services.files import NewFile
from activities.views.acting import act_with_reason
from activities.views.records import visible
from crm.core.views.notices import success

SAID = ("kind", "whose", "is_agreed", "is_published")


def _activity(request: HttpRequest, pk: int) -> Activity:
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    return activity


@require_http_methods(["GET", "POST"])
def activity_file_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to an activity."""
    activity = _activity(request, pk)
    form = FileForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if form.is_valid():
        try:
            services.add_file(activity, NewFile(form.cleaned_data["file"], **{name: form.cleaned_data[name] for name in SAID}), actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            success(request, _("The file is added."))
            return redirect(activity)
    return _form(request, activity, form, _("Add a file to {title}").format(title=activity))


@require_http_methods(["GET", "POST"])
def activity_file_edit(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Say again what a file is."""
    activity = _activity(request, pk)
    file = get_object_or_404(ActivityFile.objects.select_related("attachment"), pk=file_pk, activity=activity)
    form = ChangeFileForm(request.POST or None, initial={name: getattr(file, name) for name in SAID})
    if form.is_valid():
        services.change_file(file, actor=request.user, **{name: form.cleaned_data[name] for name in SAID})
        success(request, _("Saved."))
        return redirect(activity)
    return _form(request, activity, form, str(file))


@require_http_methods(["GET", "POST"])
def activity_file_remove(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file off an activity, with a reason."""
    activity = _activity(request, pk)
    file = get_object_or_404(ActivityFile.objects.select_related("attachment"), pk=file_pk, activity=activity)

    def remove(_record, *, reason: str, actor) -> None:
        services.remove_file(file, reason=reason, actor=actor)

    return act_with_reason(
        request, activity, remove, allowed=True, title=_("Remove {name}").format(name=file), submit=_("Remove the file"),
        lede=_("Packs that were built keep their own copy."), done=_("The file is removed."),
    )  # fmt: skip


def _form(request: HttpRequest, activity: Activity, form, title: str) -> HttpResponse:
    context = {"form": form, "record": activity, "title": title, "cancel_address": activity.get_absolute_url()}
    return render(request, "core/form.html", context)
