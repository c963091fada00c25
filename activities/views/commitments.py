"""Pages of promises."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import policies, services
from activities.forms import CloseCommitmentForm, CommitmentForm, EditCommitmentForm, initial_of_commitment
from activities.lists import commitment_records
from activities.models import Commitment, Project
from activities.views.acting import act_with_reason
from activities.views.facts import commitment_facts
from activities.views.insight import activity_of
from crm.core.registries import panels_of
from crm.core.services import StaleRecord
from crm.core.services.care import cases_of
from crm.core.views.care import to_case
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from partners.models import Organisation
from partners.views.forms import conflict_of


@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    """The promises that the reader may see."""
    return record_list(request, commitment_records)


def _commitment(request: HttpRequest, pk: int) -> Commitment:
    rows = Commitment.objects.visible_to(request.user).select_related("organisation", "activity", "project", "owner", "team")
    return get_object_or_404(rows, pk=pk)


@require_safe
def commitment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise: to whom, by when, how it ended."""
    user = request.user
    commitment = _commitment(request, pk)
    panels = panels_of(commitment, user)
    context = {
        "record": commitment,
        "commitment": commitment,
        "facts": commitment_facts(commitment, user),
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "is_open": commitment.state == Commitment.State.OPEN,
        "can_change": policies.can_change(user, commitment),
        "can_see_history": policies.can_see_history(user, commitment),
    }
    return render(request, "activities/commitment_detail.html", context)


@require_http_methods(["GET", "POST"])
def commitment_new(request: HttpRequest) -> HttpResponse:
    """Write down a promise; `?activity=`, `?partner=` and `?project=` fill in what they can."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    activity = activity_of(request)
    form = CommitmentForm(request.POST or None, user=request.user, activity=activity, initial=_start(request, activity))
    if form.is_valid():
        try:
            commitment = services.make_commitment(
                values=form.values(), activity=activity, key=form.cleaned_data["submission_key"], care=form.cleaned_data["care"], actor=request.user
            )
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if form.cleaned_data["care"]:
                return to_case(request, cases_of(commitment).first())
            success(request, _("The promise is kept in mind as {reference}.").format(reference=commitment.reference))
            return redirect(activity or commitment)
    return _form(request, form, _("Write down a promise"), activity.get_absolute_url() if activity else "/desk/commitments/", activity=activity)


def _start(request: HttpRequest, activity) -> dict:
    user, query = request.user, request.GET
    start = {"owner": user, "team": user.team_id, "named_users": [user]}
    if activity is not None:
        start |= {"made_on": activity.date_from, "project": activity.project_id}
    for name, model in (("partner", Organisation), ("project", Project)):
        key = query.get(name, "").rpartition("-")[2]
        if key.isascii() and key.isdigit() and len(key) < 19:
            found = model.objects.visible_to(user).current().filter(pk=int(key)).first()
            start["organisation" if name == "partner" else "project"] = found if name == "partner" else (found.pk if found else None)
    return start


def _edit_form(request: HttpRequest, commitment: Commitment, data) -> EditCommitmentForm:
    form = EditCommitmentForm(data, user=request.user, activity=commitment.activity, keeps_archived=True, initial=initial_of_commitment(commitment))
    if commitment.project_id and not form.fields["project"].queryset.filter(pk=commitment.project_id).exists():
        form.leave_alone("project")
    if commitment.organisation_id and not Organisation.objects.visible_to(request.user).filter(pk=commitment.organisation_id).exists():
        form.leave_alone("organisation")
    return form


@require_http_methods(["GET", "POST"])
def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a promise; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    commitment = _commitment(request, pk)
    if not policies.can_change(request.user, commitment):
        raise PermissionDenied
    form = _edit_form(request, commitment, request.POST or None)
    conflict = None
    if form.is_valid():
        try:
            stored = services.change_commitment(
                commitment,
                version=form.cleaned_data["version"],
                values=form.values(),
                reason=form.cleaned_data["reason"],
                care=form.cleaned_data["care"],
                actor=request.user,
            )
        except StaleRecord as stale:
            conflict = conflict_of(form, _edit_form(request, stale.current, None), stale.current)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if form.cleaned_data["care"]:
                return to_case(request, cases_of(stored).first())
            success(request, _("{reference} is saved.").format(reference=stored.reference))
            return redirect(stored)
    title = _("Edit {reference}").format(reference=commitment.reference)
    return _form(request, form, title, commitment.get_absolute_url(), record=commitment, conflict=conflict)


@require_http_methods(["GET", "POST"])
def commitment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a promise ended, with proof."""
    commitment = _commitment(request, pk)
    if not policies.can_change(request.user, commitment):
        raise PermissionDenied
    form = CloseCommitmentForm(request.POST or None)
    if form.is_valid():
        try:
            services.close_commitment(commitment, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("The promise is closed."))
            return redirect(commitment)
    return _form(request, form, _("Close the promise"), commitment.get_absolute_url(), record=commitment, lede=commitment.text, submit_words=_("Close it"))


@require_http_methods(["GET", "POST"])
def commitment_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed promise again, with a reason."""
    commitment = _commitment(request, pk)
    return act_with_reason(
        request, commitment, services.reopen_commitment, allowed=policies.can_change(request.user, commitment), title=_("Open the promise again"),
        submit=_("Open it again"), lede=commitment.text, done=_("The promise is open again."),
    )  # fmt: skip


def _form(request: HttpRequest, form, title: str, cancel_address: str, **context) -> HttpResponse:
    context |= {"form": form, "title": title, "cancel_address": cancel_address}
    return render(request, "activities/record_form.html", context)
