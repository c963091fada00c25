"""What a device needs to log without a connection: the worker, a sign of life, names of partners, and a page that says what works."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_safe

from activities import policies
from partners.models import Community, Organisation, Place

MOST_NAMES = 5_000


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What works without a connection, and what waits on this device. A device shows its copy for any page that it cannot reach."""
    _may_log(request)
    return render(request, "desk/offline/offline.html")


@never_cache
@require_safe
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It comes from here, not from the static files, because its address says what it may look after: `/desk/`."""
    _may_log(request)
    settings = {
        "store": static("js/offline-store.js"),
        "files": static(""),
        "forms": [reverse("desk:activity_log"), reverse("desk:stall")],
        "page": reverse("desk:offline"),
        "partners": reverse("desk:offline_partners"),
        "suggest": reverse("desk:suggest"),
    }
    return render(request, "desk/offline/worker.js", {"settings": settings}, content_type="text/javascript; charset=utf-8")


@never_cache
@require_safe
def offline_state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a fresh token to send with. Without a sign-in the answer is the way to it, as everywhere."""
    _may_log(request)
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


@conditional_page
@require_safe
def offline_partners(request: HttpRequest) -> JsonResponse:
    """Names for the pickers of a device without a connection: partners, places, communities; never people, never contacts.

    `[{value, label, hint}]` as from `desk:suggest`, partners first, 5,000 at most. Three queries.
    """
    _may_log(request)
    organisations = Organisation.objects.visible_to(request.user).current().order_by("name", "pk")[:MOST_NAMES]
    rows = [_name("organisation", pk, name, f"ORG-{pk}") for pk, name in organisations.values_list("pk", "name")]
    places = Place.objects.filter(valid_to__isnull=True).order_by("name", "pk")
    rows += [_name("place", pk, name, str(Place.Kind(kind).label)) for pk, name, kind in places.values_list("pk", "name", "kind")]
    rows += [_name("community", pk, name, "") for pk, name in Community.objects.order_by("name", "pk").values_list("pk", "name")]
    return JsonResponse(rows[:MOST_NAMES], safe=False, headers={"Cache-Control": "private, no-cache"})  # devices ask with `cache: "no-store"`


def _name(kind: str, pk: int, name: str, hint: str) -> dict[str, str]:
    return {"value": f"{kind}:{pk}", "label": name, "hint": hint}


def _may_log(request: HttpRequest) -> None:
    if not policies.can_log(request.user):
        raise PermissionDenied
