"""Frameworks, their criteria and the duties: reference data, read only."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assurance import policies
from assurance.models import Duty, Framework
from assurance.views.shared import allow


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    """Frameworks and duties with their dates and sources."""
    allow(policies.can_read_frameworks(request.user))
    frameworks = Framework.objects.select_related("scale").annotate(number=Count("criteria")).order_by("position", "name")
    duties = Duty.objects.prefetch_related("versions__succeeded_by")
    return render(request, "assurance/framework_list.html", {"frameworks": frameworks, "duties": duties})


@require_safe
def framework_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One framework and its criteria."""
    allow(policies.can_read_frameworks(request.user))
    framework = get_object_or_404(Framework.objects.select_related("scale"), key=key)
    breadcrumb = [(_("Frameworks"), reverse("assurance:framework_list"))]
    return render(request, "assurance/framework_detail.html", {"framework": framework, "criteria": framework.criteria.all(), "breadcrumb": breadcrumb})
