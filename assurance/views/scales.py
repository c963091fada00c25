"""Rating scales, and loading of reference files."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies, reference
from assurance.forms.reference_data import EditScaleForm, FileForm, LoadForm, NewScaleForm
from assurance.models import RatingScale
from assurance.reference_files import read_text, rows_of
from assurance.services import rules_as_data as services
from assurance.views.shared import add_errors, allow
from crm.core.views.notices import success
from crm.core.views.records import record_history


@require_safe
def scale_list(request: HttpRequest) -> HttpResponse:
    """Scales with their words, scores and the frameworks that use them."""
    allow(policies.can_read_frameworks(request.user))
    scales = RatingScale.objects.prefetch_related("frameworks")
    context = {"scales": scales, "may_keep": policies.can_keep_frameworks(request.user), "breadcrumb": _trail()}
    return render(request, "assurance/rules/scale_list.html", context)


@require_safe
def scale_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One scale."""
    allow(policies.can_read_frameworks(request.user))
    scale = get_object_or_404(RatingScale.objects.prefetch_related("frameworks"), key=key)
    context = {
        "scale": scale,
        "may_keep": policies.can_keep_frameworks(request.user),
        "may_see_history": policies.can_see_rules_history(request.user),
        "breadcrumb": _trail(True),
    }
    return render(request, "assurance/rules/scale_detail.html", context)


@require_http_methods(["GET", "POST"])
def scale_new(request: HttpRequest) -> HttpResponse:
    """A new scale."""
    allow(policies.can_keep_frameworks(request.user))
    form = NewScaleForm(request.POST or None)
    if form.is_valid():
        try:
            scale = services.create_scale(key=form.cleaned_data["key"], values=form.values(), actor=request.user)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            success(request, _("“{scale}” can be chosen for frameworks.").format(scale=scale))
            return redirect(scale.get_absolute_url())
    context = {"form": form, "title": _("Add a scale"), "cancel_address": reverse("assurance:scale_list"), "breadcrumb": _trail(True)}
    return render(request, "core/form.html", context)


@require_http_methods(["GET", "POST"])
def scale_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a scale; words in which verdicts were given stay."""
    allow(policies.can_keep_frameworks(request.user))
    scale = get_object_or_404(RatingScale, key=key)
    form = EditScaleForm(request.POST or None, scale=scale, initial={"seen": services.mark_of(scale)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            scale = services.change_scale(scale, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            success(request, _("“{scale}” is saved.").format(scale=scale))
            return redirect(scale.get_absolute_url())
    context = {"form": form, "title": _("Edit a scale"), "cancel_address": scale.get_absolute_url(), "breadcrumb": _trail(True)}
    return render(request, "core/form.html", context)


@require_safe
def scale_history(request: HttpRequest, key: str) -> HttpResponse:
    """Who changed a scale, when and why."""
    allow(policies.can_see_rules_history(request.user))
    return record_history(request, get_object_or_404(RatingScale, key=key), breadcrumb=_trail(True))


@require_http_methods(["GET", "POST"])
def reference_load(request: HttpRequest) -> HttpResponse:
    """Choose a file, read what it would change, then load it. Nothing is stored before the second press."""
    allow(policies.can_keep_frameworks(request.user))
    context = {"title": _("Load duties, scales or frameworks from a file"), "cancel_address": reverse("assurance:framework_list"), "breadcrumb": _trail()}
    if "text" in request.POST:
        return _load(request, context)
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            text = read_text(form.cleaned_data["file"].read())
            found = reference.differences(rows_of(text))
        except ValidationError as error:
            form.add_error("file", ValidationError(error.messages))
        else:
            start = {"text": text, "seen": services.fingerprint(found)}
            return _differences(request, context, found, LoadForm(kept=_kept(found), initial=start))
    return render(request, "core/form.html", context | {"form": form, "submit_words": _("Show what it would change")})


def _load(request: HttpRequest, context: dict) -> HttpResponse:
    text = request.POST["text"]
    try:
        found = reference.differences(rows_of(text))
    except ValidationError as error:
        form = FileForm()
        form.full_clean()
        return render(request, "core/form.html", context | {"form": form, "lede": " ".join(error.messages), "submit_words": _("Show what it would change")})
    form = LoadForm(request.POST, kept=_kept(found))
    if form.is_valid():
        data = form.cleaned_data
        try:
            stored = services.load_file(data["text"], seen=data["seen"], take_over=data.get("take_over", []), reason=data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, ngettext("{n} row is loaded.", "{n} rows are loaded.", len(stored)).format(n=len(stored)))
            return redirect("assurance:framework_list")
    return _differences(request, context, found, form)


def _kept(found: list[reference.Difference]) -> list[reference.Difference]:
    return [item for item in found if item.outcome == reference.KEPT]


def _differences(request: HttpRequest, context: dict, found: list[reference.Difference], form: LoadForm) -> HttpResponse:
    counted = {outcome: [item for item in found if item.outcome == outcome] for outcome in (reference.ADDED, reference.CHANGED, reference.KEPT, reference.SAME)}
    context |= {"form": form, "found": counted, "submit_words": _("Load the file"), "is_empty": not (counted["added"] or counted["changed"] or counted["kept"])}
    return render(request, "assurance/rules/reference_load.html", context)


def _add_errors(form, error: ValidationError) -> None:
    """The service speaks of `values` and `bands`; the form has them as lines."""
    if hasattr(error, "error_dict"):
        error = ValidationError({{"values": "values_text", "bands": "bands_text"}.get(name, name): errors for name, errors in error.error_dict.items()})
    add_errors(form, error)


def _trail(is_scale: bool = False) -> list[tuple[str, str]]:
    first = [(_("Frameworks"), reverse("assurance:framework_list"))]
    return [*first, (_("Scales"), reverse("assurance:scale_list"))] if is_scale else first
