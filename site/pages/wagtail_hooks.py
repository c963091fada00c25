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
def warn_before_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page that evidence cites is no longer public: the pages below go only where the editor ticked that."""
    return _ask_first(request, _with_those_below([page]) if request.POST.get("include_descendants") else [page], goes=True)


@hooks.register("before_delete_page")
def warn_before_deleting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page that evidence cites is deleted, and all below it."""
    return _ask_first(request, _with_those_below([page]), goes=True)


@hooks.register("before_move_page")
def warn_before_moving(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before pages that evidence cites get another address, because they move to another place in the tree."""
    return _ask_first(request, _with_those_below([page])) if page.get_parent().pk != destination.pk else None


@hooks.register("before_edit_page")
def warn_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page that evidence cites is published under another address; nothing is saved until the editor has answered."""
    slug = request.POST.get("slug", "").strip()
    if "action-publish" not in request.POST or not slug:
        return None
    live = Page.objects.get(pk=page.pk)
    if not live.live or live.slug == slug:
        return None
    rest = [(name, live.slug if name == "slug" else value) for name, value in _posted(request) if name != "action-publish"]
    return _ask_first(request, _with_those_below([live]), draft=rest)


@hooks.register("before_bulk_action")
def warn_before_many(request: HttpRequest, action_type: str, objects: list, action: object) -> HttpResponse | None:
    """The same for many pages at once."""
    pages = [found for found in objects if isinstance(found, Page)]
    if not pages or action_type not in ("unpublish", "delete", "move", "publish"):
        return None
    if action_type == "delete" or request.POST.get("include_descendants"):
        pages = _with_those_below(pages)
    if action_type == "move":
        pages = _with_those_below([page for page in pages if str(page.get_parent().pk) != request.POST.get("chooser")])
    elif action_type == "publish":
        pages = _with_those_below([page for page in pages if _draft_has_another_address(page)])
    return _ask_first(request, pages, goes=action_type in ("unpublish", "delete"))


def _draft_has_another_address(page: Page) -> bool:
    return bool(page.live and page.has_unpublished_changes and page.get_latest_revision_as_object().slug != page.slug)


def _with_those_below(pages: list[Page]) -> list[Page]:
    """These pages and all below them, each once. One query a page."""
    return list({found.pk: found for page in pages for found in page.get_descendants(inclusive=True)}.values())


def _ask_first(request: HttpRequest, pages: list[Page], *, goes: bool = False, draft: list[tuple[str, str]] | None = None) -> HttpResponse | None:
    """Say which evidence rests on these pages, and ask once more; None when there is none, or the editor has said yes.

    Args:
        goes: The pages will not be public any more; otherwise they get another address.
        draft: What keeps the rest of the editor's work as a draft, with the address as it is.
    """
    if request.method == "POST" and request.POST.get(CONFIRMED):
        return None
    citations = cited_by(request.user, pages)
    if not citations:
        return None
    context = {"citations": citations, "action": request.get_full_path(), "confirmed": CONFIRMED, "posted": _posted(request), "goes": goes, "draft": draft}
    context["parent"] = pages[0].get_parent()
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
