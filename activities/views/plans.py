"""The engagement plan of a project: on paper, and taken over by another project."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import policies, services
from activities.forms.projects import CopyPlanForm
from activities.models import Project
from activities.views.facts import plan_texts, project_facts
from crm.core.views.notices import success


@require_safe
def project_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The engagement plan on A4, with its gaps named."""
    user = request.user
    rows = Project.objects.visible_to(user).select_related("programme", "lead_organisation", "owner", "team", "copied_from").prefetch_related("stages")
    project = get_object_or_404(rows, pk=pk)
    context = {
        "record": project,
        "project": project,
        "plan": plan_texts(project, user, with_gaps=policies.can_read_notes(user)),
        "facts": project_facts(project, user),
        "today": timezone.localdate(),
    }
    return render(request, "activities/project_plan.html", context)


@require_http_methods(["GET", "POST"])
def project_copy(request: HttpRequest) -> HttpResponse:
    """Start a project with the plan of an earlier one; `?from=` chooses it."""
    if not policies.can_create_project(request.user):
        raise PermissionDenied
    form = CopyPlanForm(request.POST or None, user=request.user, initial={"source": _asked_for(request)})
    if form.is_valid():
        given = form.cleaned_data
        try:
            project = services.copy_plan(given["source"], title=given["title"], starts_on=given["starts_on"], key=given["submission_key"], actor=request.user)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            success(request, _("{title} is started as {reference}. Read the plan through: it was written for another project.").format(
                title=project, reference=project.reference
            ))  # fmt: skip
            return redirect("activities:project_edit", project.pk)
    context = {
        "form": form,
        "title": _("Start from an earlier plan"),
        "lede": _("The texts of the plan and its planned stages come over. Activities, notes, dates held and public pages do not."),
        "submit_words": _("Start the project"),
        "cancel_address": "/desk/projects/",
    }
    return render(request, "core/form.html", context)


def _asked_for(request: HttpRequest) -> Project | None:
    """The visible project that the address names, if any."""
    key = request.GET.get("from", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return Project.objects.visible_to(request.user).filter(pk=int(key)).first()
