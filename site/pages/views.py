"""The public views. Each is open by name (`login_not_required`); everything else on the site needs sign-in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from wagtail import views as wagtail_views
from wagtail.documents import get_document_model
from wagtail.documents.views import serve as wagtail_documents
from wagtail.images import get_image_model

from pages import caching, preferences, searching
from pages.records import INVOLVEMENT_WORK, activities, projects


@login_not_required
@require_safe
def page_serve(request: HttpRequest, path: str) -> HttpResponse:
    """A live public page, from the kept ones if it is among them."""
    moment = caching.moment_for(request)
    key = caching.key_of(request, moment) if moment else ""
    page = caching.kept(key) if key else None
    if page is None:
        response = wagtail_views.serve(request, path)
        if hasattr(response, "render"):
            response.render()
        if not key or not caching.may_be_kept(request, response):
            return response
        page = caching.keep(key, response)
    request.META[caching.MOMENT] = moment
    return caching.answer(request, page)


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search live pages and published records."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[: searching.LONGEST]
    response = render(request, "pages/search.html", {"words": words, "results": searching.search(words) if words else None})
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@csrf_exempt  # it sets the reader's own text size or contrast and nothing else; a token would put a cookie on every page
@require_POST
def preference_set(request: HttpRequest) -> HttpResponse:
    """Keep the chosen text size or contrast and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    response = HttpResponseRedirect(back)
    for name in preferences.COOKIES:
        preferences.keep(response, name, request.POST.get(name, ""), secure=settings.SESSION_COOKIE_SECURE)
    return response


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked to leave alone."""
    return render(request, "pages/robots.txt", {"sitemap": request.build_absolute_uri("/sitemap.xml")}, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses of all live public pages and published records."""
    paths = [page.url for page in searching.open_pages()]
    if INVOLVEMENT_WORK in paths:
        paths += [f"{INVOLVEMENT_WORK}PRJ-{pk}/" for pk in projects().values_list("pk", flat=True)[:5000]]
        paths += [f"{INVOLVEMENT_WORK}ACT-{pk}/" for pk in activities().values_list("pk", flat=True)[:40000]]
    addresses = [request.build_absolute_uri(path) for path in paths]
    return render(request, "pages/sitemap.xml", {"addresses": addresses}, content_type="application/xml; charset=utf-8")


@login_not_required
@require_safe
def document_serve(request: HttpRequest, document_id: int, filename: str) -> HttpResponse:
    """A document of the CMS. In a private collection it does not exist for those who may not read it."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    _or_404_if_closed(request, document.collection)
    return wagtail_documents.serve(request, document_id, filename)


@login_not_required
@require_safe
def image_serve(request: HttpRequest, name: str) -> FileResponse:
    """A resized image of the CMS. Originals have no address; a private collection's images do not exist for others."""
    renditions = get_image_model().get_rendition_model().objects
    rendition = get_object_or_404(renditions.select_related("image__collection"), file=f"images/{name}")
    _or_404_if_closed(request, rendition.image.collection)
    response = FileResponse(rendition.file.open())
    response["Cache-Control"] = "private, max-age=3600"
    return response


def closed(request: HttpRequest, **kwargs: int) -> HttpResponse:
    """An address that Wagtail wants by name and that nobody uses."""
    raise Http404


def _or_404_if_closed(request: HttpRequest, collection) -> None:
    if any(not restriction.accept_request(request) for restriction in collection.get_view_restrictions()):
        raise Http404
