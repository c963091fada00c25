from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.models import CareCase
from crm.core.services.care import MOVED
from crm.core.views.notices import Undo, success


def to_case(request: HttpRequest, case: CareCase) -> HttpResponse:
    """The page after the press: whom to ring, at once. "Undo" is one press as well, where there is a record to put the words back into."""
    undo = Undo(reverse("desk:care_put_back", args=[case.pk]), (("reason", _("Pressed by mistake")),))
    success(request, _("Kept apart as {reference}. Ring now.").format(reference=case.reference), undo if case.texts.get(MOVED) else None)
    return redirect(case)
