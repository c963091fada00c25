"""The door of /cms/: Wagtail's own addresses, each behind the right to edit public pages.

Wagtail answers people without a right by a redirect; here they get 403 like everywhere else. Managing people, groups
and sites in Wagtail is closed to everybody: people are managed on our pages, and an editor who could edit users could
make themselves an administrator.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView
from wagtail.admin.urls import urlpatterns as wagtail_patterns
from wagtail.utils.urlpatterns import decorate_urlpatterns

CLOSED = ("users/", "groups/", "sites/", "locales/", "password_reset/", "failwhale/")


def behind_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """403 to people who sign in but do not edit pages, and to everybody on the closed addresses; strangers are asked to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        address = request.path.removeprefix("/cms/")
        if request.user.is_authenticated and (address.startswith(CLOSED) or not request.user.has_perm("wagtailadmin.access_admin")):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


urlpatterns = [
    # Wagtail's account form asks for first and last names, which our users do not have.
    path("account/", RedirectView.as_view(url="/desk/")),
    *decorate_urlpatterns(list(wagtail_patterns), behind_the_door),
]
