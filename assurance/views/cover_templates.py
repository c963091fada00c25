"""The organisation's own Word templates of covers."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.covers.merging import LISTS, PLAIN_FIELDS, sample_template
from assurance.forms.covers import EditTemplateForm, NewTemplateForm
from assurance.models import CoverTemplate
from assurance.rules.cover_boxes import BOXES, caps
from assurance.services import cover_templates
from assurance.views.covers import stored_bytes, word_file
from assurance.views.shared import add_errors, allow
from crm.core.views.notices import success


@require_safe
def cover_template_list(request: HttpRequest) -> HttpResponse:
    """Templates, the merge fields that there are, and a sample to start from."""
    allow(policies.can_keep_meetings(request.user))
    fields = [*PLAIN_FIELDS.items(), *((box.code, box.label) for box in BOXES)]
    context = {
        "templates": CoverTemplate.objects.select_related("body", "uploaded_by"),
        "fields": [(f"{{{{ {name} }}}}", words) for name, words in fields],
        "lists": [(f"{{%tr for row in {name} %}}", [f"{{{{ row.{column} }}}}" for column in columns], words) for name, (words, columns) in LISTS.items()],
        "ending": "{%tr endfor %}",
        "breadcrumb": [(_("Covers"), reverse("assurance:cover_list"))],
    }
    return render(request, "assurance/covers/templates.html", context)


@require_http_methods(["GET", "POST"])
def cover_template_new(request: HttpRequest) -> HttpResponse:
    """Upload a template; what it may not hold is said."""
    allow(policies.can_keep_meetings(request.user))
    form = NewTemplateForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            template = cover_templates.upload_template(
                name=data["name"], file=data["file"], body=data["body"], caps=form.caps(), actor=request.user, key=data["submission_key"]
            )
        except ValidationError as error:
            add_errors(form, error if hasattr(error, "error_dict") else ValidationError({"file": error.messages}))
        else:
            success(request, _("“{name}” can be chosen for covers.").format(name=template))
            return redirect("assurance:cover_template_list")
    return _form(request, form, _("Upload a template"))


@require_http_methods(["GET", "POST"])
def cover_template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name, the body, the lengths, and whether it is offered."""
    allow(policies.can_keep_meetings(request.user))
    template = get_object_or_404(CoverTemplate.objects.select_related("body"), pk=pk)
    stored = {f"cap_{code}": words for code, words in caps(template.caps).items()}
    form = EditTemplateForm(request.POST or None, initial={"name": template.name, "body": template.body, "is_current": template.is_current, **stored})
    if form.is_valid():
        data = form.cleaned_data
        try:
            cover_templates.change_template(template, name=data["name"], body=data["body"], caps=form.caps(), is_current=data["is_current"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("“{name}” is saved.").format(name=data["name"]))
            return redirect("assurance:cover_template_list")
    return _form(request, form, _("Edit {name}").format(name=template))


def _form(request: HttpRequest, form, title: str) -> HttpResponse:
    address = reverse("assurance:cover_template_list")
    context = {"form": form, "title": title, "cancel_address": address, "breadcrumb": [(_("Templates of covers"), address)]}
    return render(request, "assurance/grouped_form.html", context)


@require_safe
def cover_template_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The template as it was uploaded."""
    allow(policies.can_keep_meetings(request.user))
    template = get_object_or_404(CoverTemplate, pk=pk)
    return word_file(stored_bytes(template.file), f"cover-template-{pk}.docx")


@require_safe
def cover_template_sample(request: HttpRequest) -> HttpResponse:
    """A Word file with every merge field."""
    allow(policies.can_keep_meetings(request.user))
    return word_file(sample_template(), "cover-template-sample.docx")
