"""Frameworks and their criteria: read by all, kept by the assurance lead."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.forms.reference_data import EditCriterionForm, EditFrameworkForm, NewCriterionForm, NewFrameworkForm
from assurance.models import Criterion, Framework
from assurance.services import rules_as_data as services
from assurance.views.shared import add_errors, allow
from crm.core.views.notices import success
from crm.core.views.records import ReasonForm, record_history


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    """Frameworks with their dates, rules and sources."""
    allow(policies.can_read_frameworks(request.user))
    asked = Count("criteria", filter=Q(criteria__valid_to=None) | Q(criteria__valid_to__gte=timezone.localdate()))
    frameworks = Framework.objects.select_related("scale", "succeeded_by").annotate(number=asked).order_by("position", "name")
    return render(request, "assurance/framework_list.html", {"frameworks": frameworks, "may_keep": policies.can_keep_frameworks(request.user)})


@require_safe
def framework_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One framework, its rules and its criteria; those that have ended stand last."""
    allow(policies.can_read_frameworks(request.user))
    framework = get_object_or_404(Framework.objects.select_related("scale", "succeeded_by"), key=key)
    criteria, today = list(framework.criteria.all()), timezone.localdate()
    ended = [criterion for criterion in criteria if criterion.valid_to and criterion.valid_to < today]
    context = {
        "framework": framework,
        "criteria": [criterion for criterion in criteria if criterion not in ended],
        "ended": ended,
        "may_keep": policies.can_keep_frameworks(request.user),
        "may_see_history": policies.can_see_rules_history(request.user),
        "breadcrumb": _trail(),
    }
    return render(request, "assurance/framework_detail.html", context)


@require_http_methods(["GET", "POST"])
def framework_new(request: HttpRequest) -> HttpResponse:
    """A new framework; `?from=<key>` starts from another one."""
    allow(policies.can_keep_frameworks(request.user))
    earlier = Framework.objects.filter(key=request.GET.get("from", "").replace("\x00", "")).first()
    start: dict = {"position": 100}
    if earlier is not None:
        names = (
            "name",
            "use",
            "scored_by",
            "scale",
            "assurance_body",
            "most_items",
            "in_year_only",
            "own_site_only",
            "note",
            "source",
            "confidence",
            "position",
        )
        start = {name: getattr(earlier, name) for name in names} | {"copy_criteria_of": earlier}
    form = NewFrameworkForm(request.POST or None, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        try:
            framework = services.create_framework(key=data["key"], values=form.values(), copy_criteria_of=data["copy_criteria_of"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, framework)
    return _form(request, form, _("Add a framework"), reverse("assurance:framework_list"), _trail())


@require_http_methods(["GET", "POST"])
def framework_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a framework's name, dates, rules or source."""
    framework = _kept(request, key)
    seen = services.mark_of(framework)
    form = EditFrameworkForm(request.POST or None, instance=framework, initial={"seen": seen})
    if form.is_valid():
        data = form.cleaned_data
        try:
            framework = services.change_framework(framework, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, framework)
    return _form(request, form, _("Edit a framework"), framework.get_absolute_url(), _trail(framework))


@require_safe
def framework_history(request: HttpRequest, key: str) -> HttpResponse:
    """Who changed a framework or its criteria, when and why."""
    allow(policies.can_see_rules_history(request.user))
    framework = get_object_or_404(Framework, key=key)
    return record_history(request, framework, breadcrumb=_trail(framework))


@require_http_methods(["GET", "POST"])
def criterion_new(request: HttpRequest, key: str) -> HttpResponse:
    """A further criterion."""
    framework = _kept(request, key)
    last = framework.criteria.order_by("position", "pk").last()
    form = NewCriterionForm(request.POST or None, initial={"position": last.position + 1 if last else 1, "domain": last.domain if last else ""})
    if form.is_valid():
        try:
            services.add_criterion(framework, values=form.values(), actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, framework)
    return _form(request, form, _("Add a criterion: {framework}").format(framework=framework), framework.get_absolute_url(), _trail(framework))


@require_http_methods(["GET", "POST"])
def criterion_edit(request: HttpRequest, key: str, criterion_pk: int) -> HttpResponse:
    """Change a criterion's words, order or dates; its last day ends it."""
    framework = _kept(request, key)
    criterion = get_object_or_404(Criterion, framework=framework, pk=criterion_pk)
    title = _("Edit {framework}:{code}").format(framework=framework.key, code=criterion.code)
    form = EditCriterionForm(request.POST or None, instance=criterion, initial={"seen": services.mark_of(criterion)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.change_criterion(criterion, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, framework)
    lede = _("Mend words here. When the question itself changes, enter a last day and add a new criterion: evidence was given to this one.")
    remove = reverse("assurance:criterion_remove", args=[key, criterion_pk])
    return _form(request, form, title, framework.get_absolute_url(), _trail(framework), lede, "assurance/rules/criterion_edit.html", remove_address=remove)


@require_http_methods(["GET", "POST"])
def criterion_remove(request: HttpRequest, key: str, criterion_pk: int) -> HttpResponse:
    """Take away a criterion on which nothing rests."""
    framework = _kept(request, key)
    criterion = get_object_or_404(Criterion, framework=framework, pk=criterion_pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.remove_criterion(criterion, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, framework)
    title = _("Remove {framework}:{code}").format(framework=framework.key, code=criterion.code)
    return _form(request, form, title, framework.get_absolute_url(), _trail(framework), submit_words=_("Remove"), submit_kind="warning")


def _kept(request: HttpRequest, key: str) -> Framework:
    allow(policies.can_keep_frameworks(request.user))
    return get_object_or_404(Framework, key=key)


def _saved(request: HttpRequest, framework: Framework) -> HttpResponse:
    success(request, _("“{framework}” is saved.").format(framework=framework))
    return redirect(framework.get_absolute_url())


def _form(
    request: HttpRequest, form, title: str, back: str, trail: list[tuple[str, str]], lede: str = "", template: str = "core/form.html", **context: str
) -> HttpResponse:
    return render(request, template, {"form": form, "title": title, "cancel_address": back, "breadcrumb": trail, "lede": lede, **context})


def _trail(framework: Framework | None = None) -> list[tuple[str, str]]:
    first = [(_("Frameworks"), reverse("assurance:framework_list"))]
    return [*first, (framework.key, framework.get_absolute_url())] if framework else first
