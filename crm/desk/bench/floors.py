"""Floors: plain Django views over the same rows with small templates, as somebody would write them on the first day."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def own_addresses(get_response):
    """The only middleware of a floor: these addresses instead of ours."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return middleware


def ready(request: HttpRequest) -> HttpResponse:
    """Nothing; the first request of a client makes its chain of middleware."""
    return HttpResponse("ready")


urlpatterns = [path("ready/", ready)]
