"""Pages of projects."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies, services
from activities.forms import EditProjectForm, NewProjectForm, initial_of_project
from activities.forms.projects import StageForms
from activities.lists import project_records
from activities.models import Commitment, Insight, Project
from activities.rules_projects import plan_gaps, slip_of
from activities.views.acting import act, act_with_reason
from activities.views.facts import plan_texts, project_facts
from activities.views.records import visible
from crm.core.registries import panels_of, timeline_of
from crm.core.services import StaleRecord
from crm.core.templatetags.kit import form_error_rows
from crm.core.views.lists import record_list
from crm.core.views.notices import Undo, success
from partners.views.forms import conflict_of

TIMELINE_LENGTH = 50


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects that the reader may see."""
    return record_list(request, project_records)


@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: its plan, its stages, its activities, and what higher apps add (decisions)."""
    user = request.user
    rows = Project.objects.visible_to(user).select_related("programme", "lead_organisation", "owner", "team", "copied_from").prefetch_related("stages")
    project = get_object_or_404(rows, pk=pk)
    panels = panels_of(project, user)
    context = {
        "record": project,
        "project": project,
        "facts": project_facts(project, user),
        "plan": plan_texts(project, user),
        "plan_gaps": plan_gaps(project) if policies.can_read_notes(user) else [],
        "slip": slip_of(project.stage, project.stages.all(), timezone.localdate()) if policies.can_read_notes(user) else None,
        "can_copy": policies.can_create_project(user),
        "timeline": timeline_of(project, user, TIMELINE_LENGTH),
        "timeline_length": TIMELINE_LENGTH,
        "commitments": Commitment.objects.visible_to(user).current().filter(project=project).select_related("owner")[:20],
        "insight_count": Insight.objects.visible_to(user).current().filter(activity__project=project).count(),
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "can_log": policies.can_log(user) and project.archived_at is None,
        "can_change": policies.can_change_project(user, project),
        "can_publish": policies.can_publish(user, project) and project.archived_at is None,
        "can_see_history": policies.can_see_history(user, project),
    }
    return render(request, "activities/project_detail.html", context)


@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Start a project."""
    if not policies.can_create_project(request.user):
        raise PermissionDenied
    start = {"owner": request.user, "team": request.user.team_id, "named_users": [request.user]}
    form = NewProjectForm(request.POST or None, user=request.user, initial=start)
    stages = StageForms(request.POST or None)
    if form.is_valid() and stages.is_valid():
        try:
            project = services.create_project(values=form.values(), stages=stages.values(), key=form.cleaned_data["submission_key"], actor=request.user)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            success(request, _("{title} is started as {reference}.").format(title=project, reference=project.reference))
            return redirect(project)
    context = {"title": _("Start a project"), "cancel_address": "/desk/projects/", "copy_address": reverse("activities:project_copy")}
    return _form(request, form, stages, **context)


@require_http_methods(["GET", "POST"])
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a project; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    project = visible(request, Project, pk)
    if not policies.can_change_project(request.user, project):
        raise PermissionDenied
    form = _edit_form(request, project, request.POST or None)
    stages = StageForms(request.POST or None, project)
    conflict = None
    if form.is_valid() and stages.is_valid():
        try:
            stored = services.change_project(
                project, version=form.cleaned_data["version"], values=form.values(), stages=stages.values(), reason=form.cleaned_data["reason"],
                actor=request.user,
            )  # fmt: skip
        except StaleRecord as stale:
            conflict = conflict_of(form, _edit_form(request, stale.current, None), stale.current)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            success(request, _("{title} is saved.").format(title=stored))
            return redirect(stored)
    title = _("Edit {title}").format(title=project)
    return _form(request, form, stages, record=project, conflict=conflict, title=title, cancel_address=project.get_absolute_url())


def _edit_form(request: HttpRequest, project: Project, data) -> EditProjectForm:
    form = EditProjectForm(data, user=request.user, keeps_archived=True, initial=initial_of_project(project))
    programme = project.programme
    if programme is not None and (programme.archived_at or not Project.objects.visible_to(request.user).filter(pk=programme.pk).exists()):
        form.leave_alone("programme")
    return form


def _form(request: HttpRequest, form, stages: StageForms, **context) -> HttpResponse:
    errors = form_error_rows(form, *stages.forms)
    context |= {"form": form, "groups": form.groups, "stages": stages.forms, "error_rows": errors, "page_has_errors": bool(errors)}
    return render(request, "activities/record_form.html", context)


@require_POST
def project_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project on the public pages; one press takes it off again."""
    project = visible(request, Project, pk)
    undo = Undo(f"{project.get_absolute_url()}withdraw/", (("reason", _("Published by mistake")),))
    allowed = policies.can_publish(request.user, project)
    return act(request, project, services.publish_project, allowed=allowed, done=_("It is on the public pages now."), undo=undo)


@require_http_methods(["GET", "POST"])
def project_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a project off the public pages, with a reason."""
    project = visible(request, Project, pk)
    return act_with_reason(
        request, project, services.withdraw_project, allowed=policies.can_publish(request.user, project),
        title=_("Take {title} off the public pages").format(title=project), submit=_("Take it off"), lede=_("The record stays as it is."),
        done=_("It is off the public pages."),
    )  # fmt: skip
