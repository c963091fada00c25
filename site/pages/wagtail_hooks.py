"""Doors of the CMS that stay closed, and what editors do not need to see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks
from wagtail.models import Page

from pages.citing import cited_by

CONFIRMED = "evidence_considered"
CLOSED_MENU_ITEMS = {"settings": {"users", "groups", "sites", "locales", "collections", "workflows", "workflow-tasks"}, "main": {"help"}}


@hooks.register("before_serve_page")
def hide_private_pages(page: Page, request: HttpRequest, args: list, kwargs: dict) -> None:
    """A private page does not exist for strangers: the same answer as for an address with nothing behind it."""
    if request.user.is_anonymous and page.get_view_restrictions().exists():
        raise Http404


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
def warn_of_evidence(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page goes that evidence cites, say what rests on it, and ask once more."""
    citations = cited_by(request.user, [*page.get_descendants(inclusive=True)])
    if not citations or (request.method == "POST" and request.POST.get(CONFIRMED)):
        return None
    context = {"page": page, "citations": citations, "action": request.path, "confirmed": CONFIRMED, "posted": _posted(request)}
    return render(request, "pages/cms/cited_page.html", context)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """What Wagtail's own form said, so that confirming here need not be said twice."""
    return [(name, value) for name in request.POST if name not in ("csrfmiddlewaretoken", CONFIRMED) for value in request.POST.getlist(name)]


@hooks.register("construct_settings_menu")
def leave_people_to_our_pages(request: HttpRequest, menu_items: list) -> None:
    """People and roles are managed on the desk, places of the installation in its settings."""
    menu_items[:] = [item for item in menu_items if item.name not in CLOSED_MENU_ITEMS["settings"]]


@hooks.register("construct_main_menu")
def leave_out_foreign_help(request: HttpRequest, menu_items: list) -> None:
    """Wagtail's help leads to other sites; ours is in docs/how-to."""
    menu_items[:] = [item for item in menu_items if item.name not in CLOSED_MENU_ITEMS["main"]]
