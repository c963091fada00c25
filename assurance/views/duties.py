"""The register of duties: what each asked between which days."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.duty_register import duty_records
from assurance.forms.reference_data import DutyForm, NewDutyForm, ReasonedVersionForm
from assurance.models import Duty, DutyVersion
from assurance.services import rules_as_data as services
from assurance.views.shared import add_errors, allow
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from crm.core.views.records import record_history

ROWS = ("statute", "binds", "trigger", "evidence", "source")


@require_safe
def duty_list(request: HttpRequest) -> HttpResponse:
    """Versions of duties, those in force today first."""
    return record_list(request, duty_records)


@require_safe
def duty_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One duty with its versions side by side, newest first."""
    allow(policies.can_read_frameworks(request.user))
    duty = get_object_or_404(Duty, key=key)
    today = timezone.localdate()
    versions = list(duty.versions.select_related("succeeded_by"))[::-1]
    in_force = {version.pk for version in duty.versions.in_force(today)}
    context = {
        "duty": duty,
        "versions": [{"version": version, "in_force": version.pk in in_force} for version in versions],
        "rows": [
            {"label": DutyVersion._meta.get_field(name).verbose_name, "values": [(version, getattr(version, name)) for version in versions]} for name in ROWS
        ],
        "may_keep": policies.can_keep_frameworks(request.user),
        "may_see_history": policies.can_see_rules_history(request.user),
        "breadcrumb": _trail(),
    }
    return render(request, "assurance/rules/duty_detail.html", context)


@require_http_methods(["GET", "POST"])
def duty_new(request: HttpRequest) -> HttpResponse:
    """A new duty with its first version."""
    allow(policies.can_keep_frameworks(request.user))
    form = NewDutyForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            duty = services.create_duty(key=data["key"], name=data["name"], version=form.values(), actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("“{duty}” is in the register.").format(duty=duty))
            return redirect(duty.get_absolute_url())
    return _form(request, form, _("Add a duty"), reverse("assurance:duty_list"), _trail())


@require_http_methods(["GET", "POST"])
def duty_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change the name of a duty."""
    allow(policies.can_keep_frameworks(request.user))
    duty = get_object_or_404(Duty, key=key)
    form = DutyForm(request.POST or None, instance=duty, initial={"seen": services.mark_of(duty)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.rename_duty(duty, name=data["name"], seen=data["seen"], reason=data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, duty)
    return _form(request, form, _("Edit the name of a duty"), duty.get_absolute_url(), _trail(duty))


@require_http_methods(["GET", "POST"])
def duty_version_new(request: HttpRequest, key: str) -> HttpResponse:
    """What the duty asks from a day on; it starts from the newest version's words."""
    allow(policies.can_keep_frameworks(request.user))
    duty = get_object_or_404(Duty, key=key)
    newest = duty.versions.last()
    start = {name: getattr(newest, name) for name in (*ROWS, "confidence")} if newest else {}
    form = ReasonedVersionForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            version = services.add_version(duty, values=form.values(), reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The new version is in force from {day:%d %B %Y}.").format(day=version.valid_from))
            return redirect(duty.get_absolute_url())
    lede = _("The version in force on its first day ends the day before. Decisions before that day are still judged by the old one.")
    return _form(request, form, _("New version: {duty}").format(duty=duty), duty.get_absolute_url(), _trail(duty), lede)


@require_http_methods(["GET", "POST"])
def duty_version_edit(request: HttpRequest, key: str, version_pk: int) -> HttpResponse:
    """Mend a version."""
    allow(policies.can_keep_frameworks(request.user))
    duty = get_object_or_404(Duty, key=key)
    version = get_object_or_404(duty.versions.all(), pk=version_pk)
    form = ReasonedVersionForm(request.POST or None, instance=version, initial={"seen": services.mark_of(version)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.change_version(version, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, duty)
    lede = _("Mend mistakes here. When the law changes, add a new version instead, so that past records keep theirs.")
    return _form(request, form, _("Edit a version: {duty}").format(duty=duty), duty.get_absolute_url(), _trail(duty), lede)


@require_safe
def duty_history(request: HttpRequest, key: str) -> HttpResponse:
    """Who changed a duty or its versions, when and why."""
    allow(policies.can_see_rules_history(request.user))
    duty = get_object_or_404(Duty, key=key)
    return record_history(request, duty, breadcrumb=_trail(duty))


def _saved(request: HttpRequest, duty: Duty) -> HttpResponse:
    success(request, _("“{duty}” is saved.").format(duty=Duty.objects.get(pk=duty.pk)))
    return redirect(duty.get_absolute_url())


def _form(request: HttpRequest, form, title: str, back: str, trail: list[tuple[str, str]], lede: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "cancel_address": back, "breadcrumb": trail, "lede": lede}
    return render(request, "core/form.html", context)


def _trail(duty: Duty | None = None) -> list[tuple[str, str]]:
    first = [(_("Duties"), reverse("assurance:duty_list"))]
    return [*first, (Duty.objects.get(pk=duty.pk).name, duty.get_absolute_url())] if duty else first
