"""One press turns a planned meeting into a held one; a short page then asks what was heard."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities import policies, rules, services
from activities.forms.holding import FinishForm, initial_of_finish
from activities.forms.logging import PromiseRows
from activities.models import Activity
from activities.views.acting import act
from activities.views.records import visible
from crm.core.services import StaleRecord
from crm.core.services.care import cases_of
from crm.core.views.care import to_case
from crm.core.views.notices import Undo, success
from crm.core.views.returning import back_to
from partners.views.forms import conflict_of


@require_POST
def activity_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a planned activity took place, and ask what was heard. A second press finds it held and asks the same."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    try:
        services.hold_activity(activity, actor=request.user)
    except ValidationError as error:
        if error.code != "not_planned" or not Activity.objects.filter(pk=pk, status=Activity.Status.HELD).exists():
            messages.error(request, " ".join(error.messages))
            return redirect(activity)
    else:
        success(request, _("Marked as held. Write down what was heard while it is fresh."), Undo(reverse("activities:activity_unhold", args=[pk])))
    return redirect(f"{reverse('activities:activity_finish', args=[pk])}?{urlencode({'back': back_to(request, activity.get_absolute_url())})}")


@require_POST
def activity_unhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back: the activity is planned again."""
    activity = visible(request, Activity, pk)
    return act(request, activity, services.unhold_activity, allowed=policies.can_change(request.user, activity), done=_("It is planned again."))


@require_POST
def activity_replan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cancellation back; `also` names others of the series that were cancelled with it."""
    activity = visible(request, Activity, pk)
    also = [int(key) for key in request.POST.getlist("also")[:200] if key.isascii() and key.isdigit() and len(key) < 19]

    def again(record: Activity, *, actor) -> None:
        services.plan_again(record, also=also, actor=actor)

    return act(request, activity, again, allowed=policies.can_change(request.user, activity), done=_("Planned again."))


@require_http_methods(["GET", "POST"])
def activity_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """What was heard, what happens next, what was promised: the short log form of a meeting that was planned. `?back=` is where "Later" leads."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity) or activity.archived_at is not None:
        raise PermissionDenied
    if activity.status != Activity.Status.HELD:
        messages.error(request, _("Say first that it was held."))
        return redirect(activity)
    form = FinishForm(request.POST or None, initial=initial_of_finish(activity))
    promises = PromiseRows(request.POST or None, prefix="promises", form_kwargs={"user": request.user})
    conflict = None
    if all([form.is_valid(), promises.is_valid()]):
        cleaned = form.cleaned_data
        try:
            services.finish_activity(
                activity, version=cleaned["version"], values=form.values(), commitments=promises.values(), actor=request.user,
                key=cleaned["submission_key"], care=cleaned["care"], **form.relations(),
            )  # fmt: skip
        except StaleRecord as stale:
            conflict = conflict_of(form, FinishForm(initial=initial_of_finish(stale.current)), stale.current)
        except ValidationError as error:
            _say(form, error)
        else:
            return to_case(request, cases_of(activity).first()) if cleaned["care"] else redirect("desk:activity_logged", activity.pk)
    context = {
        "activity": activity,
        "record": activity,
        "form": form,
        "promises": promises,
        "conflict": conflict,
        "date_words": rules.date_text(activity),
        "later_address": _back(request, activity),
    }
    return render(request, "activities/activity_finish.html", context)


def _say(form: FinishForm, error: ValidationError) -> None:
    for name, errors in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
        form.add_error(name if name in form.fields else None, errors)


def _back(request: HttpRequest, activity: Activity) -> str:
    asked = request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours and asked != request.path else activity.get_absolute_url()
