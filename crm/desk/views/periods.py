"""Restricted periods: everybody who plans reads them, those who publish keep them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities.policies import can_open_calendar
from crm.core.models import RestrictedPeriod
from crm.core.services.periods import delete_period, save_period
from crm.core.views.notices import success
from crm.desk.forms.calendar import PeriodForm


def can_keep(user) -> bool:
    """Those who decide what is published decide when it is not."""
    return user.has_right("publish_records")


@require_safe
def period_list(request: HttpRequest) -> HttpResponse:
    """All restricted periods, the newest first."""
    if not can_open_calendar(request.user):
        raise PermissionDenied
    periods = RestrictedPeriod.objects.order_by("-starts_on", "pk")
    context = {"periods": periods, "may_keep": can_keep(request.user), "today": timezone.localdate()}
    return render(request, "desk/calendar/periods.html", context)


@require_http_methods(["GET", "POST"])
def period_new(request: HttpRequest) -> HttpResponse:
    """Add a period."""
    return _form(request, RestrictedPeriod(), _("Add a restricted period"))


@require_http_methods(["GET", "POST"])
def period_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a period."""
    if not can_keep(request.user):
        raise PermissionDenied
    period = get_object_or_404(RestrictedPeriod, pk=pk)
    return _form(request, period, _("Edit {name}").format(name=period))


@require_http_methods(["GET", "POST"])
def period_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a period away."""
    if not can_keep(request.user):
        raise PermissionDenied
    period = get_object_or_404(RestrictedPeriod, pk=pk)
    if request.method == "POST":
        name = str(period)
        delete_period(period, actor=request.user)
        success(request, _("{name} is deleted.").format(name=name))
        return redirect("desk:period_list")
    return render(request, "desk/calendar/period_delete.html", {"period": period})


def _form(request: HttpRequest, period: RestrictedPeriod, title: str) -> HttpResponse:
    if not can_keep(request.user):
        raise PermissionDenied
    initial = {name: getattr(period, name) for name in ("name", "starts_on", "ends_on", "note")} if period.pk else {}
    form = PeriodForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            save_period(period, form.values(), actor=request.user)
        except ValidationError as error:
            for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [(None, error)]:
                form.add_error(name if name in form.fields else None, errors)
        else:
            success(request, _("{name} is saved.").format(name=period))
            return redirect("desk:period_list")
    breadcrumb = [(_("Calendar"), reverse("desk:calendar")), (_("Restricted periods"), reverse("desk:period_list"))]
    return render(request, "core/form.html", {"form": form, "title": title, "breadcrumb": breadcrumb, "cancel_address": reverse("desk:period_list")})
