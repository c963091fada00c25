"""Reports of independent voices that we received, and our replies."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.forms.service_change import PartnerReportForm
from assurance.models import PartnerReport
from assurance.panels_service_change import report_records
from assurance.services import service_change
from assurance.views.shared import add_errors, allow
from crm.core.views.lists import record_list
from crm.core.views.notices import success


@require_safe
def partner_report_list(request: HttpRequest) -> HttpResponse:
    """Reports of independent voices, and when our reply is due."""
    return record_list(request, report_records)


@require_safe
def partner_report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report received."""
    allow(policies.can_read_reports_received(request.user))
    report = get_object_or_404(_reports(request), pk=pk)
    context = {
        "report": report,
        "may_keep": policies.can_keep_reports_received(request.user),
        "is_training": report.is_training,
        "breadcrumb": [(_("Reports received"), reverse("assurance:partner_report_list"))],
    }
    return render(request, "assurance/service_change/report.html", context)


def _reports(request: HttpRequest):
    return report_records.queryset(request.user)


@require_http_methods(["GET", "POST"])
def partner_report_new(request: HttpRequest) -> HttpResponse:
    """Note a report that came."""
    allow(policies.can_keep_reports_received(request.user))

    def receive(data: dict[str, Any]) -> PartnerReport:
        return service_change.receive_report(values=data, is_training=data["organisation"].is_training, actor=request.user)

    return _report_form(request, PartnerReport(received_on=timezone.localdate()), receive, _("Note a report received"))


@require_http_methods(["GET", "POST"])
def partner_report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the reply, or mend what was noted."""
    allow(policies.can_keep_reports_received(request.user))
    report = get_object_or_404(_reports(request), pk=pk)
    return _report_form(
        request,
        report,
        lambda data: service_change.keep(report, values=data, action="change_report", actor=request.user),
        _("Report received"),
    )


def _report_form(request: HttpRequest, report: PartnerReport, act: Callable[[dict[str, Any]], PartnerReport], title: str) -> HttpResponse:
    form = PartnerReportForm(request.POST or None, instance=report, user=request.user)
    if form.is_valid():
        try:
            stored = act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("{title} is saved.").format(title=stored))
            return redirect("assurance:partner_report_detail", stored.pk)
    address = reverse("assurance:partner_report_list")
    context = {"form": form, "title": title, "cancel_address": address, "breadcrumb": [(_("Reports received"), address)]}
    return render(request, "core/form.html", context)
