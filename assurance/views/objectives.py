"""What hangs on a strategy: objectives, measures, readings, and the activities that serve an objective."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.models import Activity
from assurance import measures
from assurance import policies_strategy as policies
from assurance.forms.strategy import (
    EditMeasureForm,
    EditObjectiveForm,
    LinkForm,
    NewMeasureForm,
    NewObjectiveForm,
    ReadingForm,
    RemoveForm,
)
from assurance.models import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from assurance.services import strategy as services
from assurance.services.rules_as_data import mark_of
from assurance.views.shared import add_errors, allow
from assurance.views.strategy import published_words, trail
from crm.core.views.notices import success


def answer(request: HttpRequest, form, act: Callable[[dict[str, Any]], object], *, title: str, done: str, after: str, **context: Any) -> HttpResponse:
    """Show a form; when it is valid, act on its cleaned data, say so and go on."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, done)
            return redirect(after)
    return render(request, "core/form.html", {"form": form, "title": title, "cancel_address": after, **context})


def around(strategy: Strategy, lede: str = "") -> dict[str, Any]:
    return {"breadcrumb": trail(strategy), "lede": " ".join(filter(None, [lede, published_words(strategy)]))}


@require_http_methods(["GET", "POST"])
def objective_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further objective."""
    allow(policies.can_keep_strategy(request.user))
    strategy = get_object_or_404(Strategy, pk=pk)
    following = max(strategy.objectives.values_list("number", flat=True), default=0) + 1
    form = NewObjectiveForm(request.POST or None, initial={"number": following})

    def act(data: dict[str, Any]) -> None:
        services.add_objective(strategy, values=form.values(), actor=request.user, key=data["submission_key"])

    return answer(request, form, act, title=_("Add an objective"), done=_("The objective is added."), after=strategy.get_absolute_url(), **around(strategy))


@require_http_methods(["GET", "POST"])
def objective_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an objective, or say how far it has come."""
    allow(policies.can_keep_strategy(request.user))
    objective = get_object_or_404(Objective.objects.select_related("strategy"), pk=pk)
    form = EditObjectiveForm(request.POST or None, instance=objective, initial={"seen": mark_of(objective)})
    address, strategy = objective.get_absolute_url(), objective.strategy

    def act(data: dict[str, Any]) -> None:
        services.change_objective(objective, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)

    return answer(request, form, act, title=_("Edit an objective"), done=_("The objective is saved."), after=address, **around(strategy))


@require_http_methods(["GET", "POST"])
def measure_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A further measure of an objective."""
    allow(policies.can_keep_strategy(request.user))
    objective = get_object_or_404(Objective.objects.select_related("strategy"), pk=pk)
    form = NewMeasureForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.add_measure(objective, values=form.values(), actor=request.user, key=data["submission_key"])

    about = around(objective.strategy, f"{objective}.")
    return answer(request, form, act, title=_("Add a measure"), done=_("The measure is added."), after=objective.get_absolute_url(), **about)


def _measure(pk: int) -> Measure:
    return get_object_or_404(Measure.objects.select_related("objective__strategy"), pk=pk)


@require_http_methods(["GET", "POST"])
def measure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure, its baseline or its target."""
    allow(policies.can_keep_strategy(request.user))
    measure = _measure(pk)
    form = EditMeasureForm(request.POST or None, instance=measure, initial={"seen": mark_of(measure)})
    objective = measure.objective

    def act(data: dict[str, Any]) -> None:
        services.change_measure(measure, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)

    about = around(objective.strategy)
    return answer(request, form, act, title=_("Edit a measure"), done=_("The measure is saved."), after=objective.get_absolute_url(), **about)


@require_http_methods(["GET", "POST"])
def reading_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a measure stands at; for a computed one today's number is filled in, from what all staff may see."""
    allow(policies.can_keep_strategy(request.user))
    measure, today = _measure(pk), timezone.localdate()
    initial: dict[str, Any] = {"on": today}
    lede = str(measure)
    if measure.computed_by:
        found = measures.compute([measure.computed_by], request.user, today, leaves_the_room=True).get(measure.computed_by)
        if found:
            initial |= {"value": found.value, "source": measures.source_of(measure.computed_by, today)}
            lede = f"{measure}. {found.basis}"
    form = ReadingForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> None:
        services.note_reading(
            measure, on=data["on"], value=data["value"], source=data["source"], actor=request.user, key=data["submission_key"]
        )  # fmt: skip

    objective = measure.objective
    about = around(objective.strategy, lede)
    return answer(request, form, act, title=_("Note a reading"), done=_("The reading is noted."), after=objective.get_absolute_url(), **about)


@require_http_methods(["GET", "POST"])
def reading_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a reading that was a mistake."""
    allow(policies.can_keep_strategy(request.user))
    reading = get_object_or_404(MeasureReading.objects.select_related("measure__objective__strategy"), pk=pk)
    objective = reading.measure.objective

    def act(data: dict[str, Any]) -> None:
        services.remove_reading(reading, reason=data["reason"], actor=request.user)

    about = around(objective.strategy, f"{reading.measure}: {reading}. {_('History keeps it.')}") | {
        "submit_words": _("Remove"),
        "submit_kind": "warning",
    }
    form = RemoveForm(request.POST or None)
    return answer(request, form, act, title=_("Remove a reading"), done=_("The reading is removed."), after=objective.get_absolute_url(), **about)


@require_http_methods(["GET", "POST"])
def objective_link_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which objective an activity serves."""
    allow(policies.can_keep_strategy(request.user))
    activity = get_object_or_404(Activity.objects.visible_to(request.user).current(), pk=pk)
    form = LinkForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.link_activity(data["objective"], activity, note=data["note"], actor=request.user, key=data["submission_key"])

    breadcrumb = [(str(activity), activity.get_absolute_url())]
    address = activity.get_absolute_url()
    return answer(
        request, form, act, title=_("Serves an objective"), done=_("The activity is linked."), after=address, breadcrumb=breadcrumb, lede=str(activity)
    )


@require_POST
def objective_link_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the link between an activity and an objective."""
    allow(policies.can_keep_strategy(request.user))
    visible = Activity.objects.visible_to(request.user).current()
    link = get_object_or_404(ObjectiveLink.objects.filter(activity__in=visible).select_related("objective"), pk=pk)
    services.unlink_activity(link, actor=request.user)
    success(request, _("The activity is no longer linked to the objective."))
    return redirect(link.objective.get_absolute_url())
