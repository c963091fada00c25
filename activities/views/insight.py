"""Pages of what people said."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import policies, services
from activities.forms import CheckForm, EditInsightForm, InsightForm, initial_of_insight
from activities.lists import insight_records
from activities.models import Activity, Insight
from activities.views.facts import insight_facts
from crm.core.registries import panels_of
from crm.core.services import StaleRecord
from crm.core.services.care import cases_of
from crm.core.views.care import to_case
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from partners.views.forms import conflict_of


@require_safe
def insight_list(request: HttpRequest) -> HttpResponse:
    """What people said, as far as the reader may see it."""
    return record_list(request, insight_records)


def _insight(request: HttpRequest, pk: int) -> Insight:
    rows = Insight.objects.visible_to(request.user).select_related("activity", "community", "place", "checked_by", "created_by", "owner")
    return get_object_or_404(rows.prefetch_related("themes"), pk=pk)


@require_safe
def insight_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One point, where it was heard, and whether it was checked."""
    user = request.user
    insight = _insight(request, pk)
    panels = panels_of(insight, user)
    can_change = policies.can_change(user, insight)
    context = {
        "record": insight,
        "insight": insight,
        "facts": insight_facts(insight, user),
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "can_change": can_change,
        "can_check": insight.archived_at is None and insight.state != Insight.State.PUBLISHABLE and policies.can_check(user, insight),
        "needs_other": can_change and insight.state == Insight.State.DRAFT and not policies.can_check(user, insight),
        "can_see_history": policies.can_see_history(user, insight),
    }
    return render(request, "activities/insight_detail.html", context)


@require_http_methods(["GET", "POST"])
def insight_new(request: HttpRequest) -> HttpResponse:
    """Write down one thing that people said; `?activity=` says where."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    activity = activity_of(request)
    start = {"owner": request.user, "team": request.user.team_id, "named_users": [request.user]}
    if activity is not None:
        start |= {"heard_on": activity.date_from, "place": activity.place}
    form = InsightForm(request.POST or None, user=request.user, activity=activity, initial=start)
    if form.is_valid():
        try:
            insight = services.add_insight(
                values=form.values(), activity=activity, key=form.cleaned_data["submission_key"], care=form.cleaned_data["care"], actor=request.user
            )
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if form.cleaned_data["care"]:
                return to_case(request, cases_of(insight).first())
            success(request, _("Written down as {reference}. A second person checks it.").format(reference=insight.reference))
            return redirect(activity or insight)
    return _form(request, form, _("Write down what people said"), activity.get_absolute_url() if activity else "/desk/insight/", activity=activity)


def activity_of(request: HttpRequest) -> Activity | None:
    """The activity that `?activity=` names; hidden and unknown ones are a 404, so that nothing is written at the wrong place."""
    key = request.GET.get("activity", "").rpartition("-")[2]
    if not key:
        return None
    return get_object_or_404(
        Activity.objects.visible_to(request.user).select_related("place"), pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    )


@require_http_methods(["GET", "POST"])
def insight_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a point; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    insight = _insight(request, pk)
    if not policies.can_change(request.user, insight):
        raise PermissionDenied
    form = EditInsightForm(request.POST or None, user=request.user, activity=insight.activity, initial=initial_of_insight(insight))
    conflict = None
    if form.is_valid():
        try:
            stored = services.change_insight(
                insight,
                version=form.cleaned_data["version"],
                values=form.values(),
                reason=form.cleaned_data["reason"],
                care=form.cleaned_data["care"],
                actor=request.user,
            )
        except StaleRecord as stale:
            now = EditInsightForm(user=request.user, activity=stale.current.activity, initial=initial_of_insight(stale.current))
            conflict = conflict_of(form, now, stale.current)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if form.cleaned_data["care"]:
                return to_case(request, cases_of(stored).first())
            success(request, _("{reference} is saved.").format(reference=stored.reference))
            return redirect(stored)
    return _form(request, form, _("Edit {reference}").format(reference=insight.reference), insight.get_absolute_url(), record=insight, conflict=conflict)


@require_http_methods(["GET", "POST"])
def insight_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The second check: no personal data, true to the source."""
    insight = _insight(request, pk)
    if not policies.can_check(request.user, insight):
        raise PermissionDenied
    form = CheckForm(request.POST or None, initial={"version": insight.version})
    conflict = None
    if form.is_valid():
        try:
            services.check_insight(insight, version=form.cleaned_data["version"], may_publish=form.cleaned_data["may_publish"], actor=request.user)
        except StaleRecord as stale:
            insight = stale.current
            form = CheckForm(initial={"version": insight.version})
            form.full_clean()
            conflict = _("The wording was changed while you were reading. Read it again.")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            success(request, _("{reference} is checked.").format(reference=insight.reference))
            return redirect(insight)
    context = {"form": form, "record": insight, "insight": insight, "changed_words": conflict}
    return render(request, "activities/insight_check.html", context)


def _form(request: HttpRequest, form, title: str, cancel_address: str, **context) -> HttpResponse:
    context |= {"form": form, "title": title, "cancel_address": cancel_address}
    return render(request, "activities/record_form.html", context)
