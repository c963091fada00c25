"""Pages of decisions: list, hub, new, edit, history, archive, restore."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities.models import Project
from assurance import policies, services
from assurance.forms import EditDecisionForm, NewDecisionForm, initial_of_decision
from assurance.lists import decision_records
from assurance.models import Decision
from assurance.views.hub import hub_context
from assurance.views.shared import add_errors, allow, sees_project, visible_decision, visible_dossier
from crm.core.registries import panels_of
from crm.core.services import StaleRecord
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from crm.core.views.records import record_archive, record_history, record_restore


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """The decisions that the reader may see."""
    return record_list(request, decision_records)


@require_safe
def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The hub: chain, timeline, readiness, evidence, gaps, promises, papers, and panels. The number of queries does not grow with rows."""
    dossier = visible_dossier(request, pk)
    dossier.decision.dossier = dossier  # panels read it instead of asking again
    panels = {PurePath(panel.template).stem: panel for panel in panels_of(dossier.decision, request.user)}
    context = hub_context(dossier, request.user, request.GET.get("framework", "")) | {
        "sees_project": sees_project(dossier.decision, request.user),
        "stages": panels.pop("stages", None),
        "panels": [(anchor, panel) for anchor, panel in panels.items() if not panel.beside],
        "panels_beside": [(anchor, panel) for anchor, panel in panels.items() if panel.beside],
    }
    return render(request, "assurance/decision_detail.html", context)


@require_http_methods(["GET", "POST"])
def decision_new(request: HttpRequest) -> HttpResponse:
    """Open a decision."""
    allow(policies.can_create(request.user))
    project = request.GET.get("project", "")
    start = {"owner": request.user, "team": request.user.team_id, "named_users": [request.user]}
    if project.isascii() and project.isdigit() and len(project) < 19:
        start["project"] = Project.objects.visible_to(request.user).filter(pk=int(project)).first()
    form = NewDecisionForm(request.POST or None, user=request.user, initial=start)
    if form.is_valid():
        frameworks = list(form.cleaned_data["frameworks"])
        try:
            decision = services.create_decision(values=form.values(), frameworks=frameworks, actor=request.user, key=form.cleaned_data["submission_key"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("{title} is opened as {reference}.").format(title=decision, reference=decision.reference))
            return redirect(decision)
    breadcrumb = [(_("Decisions"), reverse("assurance:decision_list"))]
    context = {"form": form, "title": _("Open a decision"), "cancel_address": breadcrumb[0][1], "breadcrumb": breadcrumb}
    return render(request, "assurance/grouped_form.html", context)


@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a decision; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    decision = visible_decision(request, pk)
    allow(policies.can_change(request.user, decision))
    form = EditDecisionForm(request.POST or None, user=request.user, initial=initial_of_decision(decision))
    conflict = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            stored = services.change_decision(
                decision, version=data["version"], values=form.values(), frameworks=list(data["frameworks"]), reason=data["reason"], actor=request.user
            )
        except StaleRecord as stale:
            conflict = form.conflict_with(EditDecisionForm(user=request.user, initial=initial_of_decision(stale.current)))
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("{title} is saved.").format(title=stored))
            return redirect(stored if Decision.objects.visible_to(request.user).filter(pk=pk).exists() else "assurance:decision_list")
    context = {
        "form": form,
        "conflict": conflict,
        "record": decision,
        "title": _("Edit {title}").format(title=decision),
        "cancel_address": decision.get_absolute_url(),
    }
    return render(request, "assurance/grouped_form.html", context)


@require_safe
def decision_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a decision, when and why."""
    decision = visible_decision(request, pk)
    return record_history(request, decision, may_see=policies.can_see_history(request.user, decision))


@require_http_methods(["GET", "POST"])
def decision_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision out of daily use, with a reason."""
    decision = visible_decision(request, pk)
    restore = reverse("assurance:decision_restore", args=[pk])
    return record_archive(request, decision, may_change=policies.can_change(request.user, decision), restore_address=restore)


@require_http_methods(["GET", "POST"])
def decision_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an archived decision back."""
    decision = visible_decision(request, pk)
    return record_restore(request, decision, may_change=policies.can_change(request.user, decision))
