"""Objectives and measures that end, are taken up again, or were a mistake."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assurance import policies_strategy as policies
from assurance.forms.strategy import EndForm, RemoveForm
from assurance.models import Measure, Objective
from assurance.services import strategy as services
from assurance.views.objectives import around
from assurance.views.shared import add_errors, allow
from assurance.views.strategy import FORM
from crm.core.forms import PlainForm
from crm.core.views.notices import Undo, success

Part = Objective | Measure


def _objective(request: HttpRequest, pk: int) -> Objective:
    allow(policies.can_keep_strategy(request.user))
    return get_object_or_404(Objective.objects.select_related("strategy"), pk=pk)


def _measure(request: HttpRequest, pk: int) -> Measure:
    allow(policies.can_keep_strategy(request.user))
    return get_object_or_404(Measure.objects.select_related("objective__strategy"), pk=pk)


def _home(part: Part) -> Objective:
    return part.objective if isinstance(part, Measure) else part


def _page(request: HttpRequest, part: Part, form: PlainForm, *, title: str, lede: str, submit: str) -> HttpResponse:
    objective = _home(part)
    context: dict[str, Any] = {"form": form, "title": title, "cancel_address": objective.get_absolute_url(), "submit_words": submit, "submit_kind": "warning"}
    return render(request, FORM, context | around(objective.strategy, lede))


def _end(request: HttpRequest, part: Part, title: str) -> HttpResponse:
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            services.end_part(part, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = Undo(reverse(f"assurance:{part._meta.model_name}_take_up", args=[part.pk]))
            success(request, _("“{part}” has ended. Its progress and readings stay.").format(part=part), undo)
            return redirect(_home(part))
    lede = _("“{part}” stays on record with its progress and readings, marked as ended.").format(part=part)
    return _page(request, part, form, title=title, lede=lede, submit=_("End it"))


def _take_up(request: HttpRequest, part: Part) -> HttpResponse:
    services.take_up_part(part, actor=request.user)
    success(request, _("“{part}” is taken up again.").format(part=part))
    return redirect(_home(part))


def _remove(request: HttpRequest, part: Part, title: str) -> HttpResponse:
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        try:
            services.remove_part(part, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("“{part}” is removed. History keeps it.").format(part=part))
            return redirect(_home(part) if isinstance(part, Measure) else part.strategy)
    held = services.what_hangs_on(part)
    if held:
        lede = _("“{part}” cannot be removed, because it has {held}. End it instead.").format(part=part, held=" · ".join(held))
    else:
        lede = _("“{part}” goes from this page. Nothing hangs on it. History keeps it.").format(part=part)
    return _page(request, part, form, title=title, lede=lede, submit=_("Remove"))


@require_http_methods(["GET", "POST"])
def objective_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an objective, with its day and reason."""
    return _end(request, _objective(request, pk), _("End an objective"))


@require_POST
def objective_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an objective that had ended."""
    return _take_up(request, _objective(request, pk))


@require_http_methods(["GET", "POST"])
def objective_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away an objective on which nothing hangs."""
    return _remove(request, _objective(request, pk), _("Remove an objective"))


@require_http_methods(["GET", "POST"])
def measure_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a measure, with its day and reason."""
    return _end(request, _measure(request, pk), _("End a measure"))


@require_POST
def measure_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a measure that had ended."""
    return _take_up(request, _measure(request, pk))


@require_http_methods(["GET", "POST"])
def measure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a measure that has no readings."""
    return _remove(request, _measure(request, pk), _("Remove a measure"))
