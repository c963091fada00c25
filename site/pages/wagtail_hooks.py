"""Doors of the CMS that stay closed, and what editors do not need to see."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page

CLOSED_MENU_ITEMS = {"settings": {"users", "groups", "sites", "locales", "collections", "workflows", "workflow-tasks"}, "main": {"help"}}


@hooks.register("before_serve_page")
def hide_private_pages(page: Page, request: HttpRequest, args: list, kwargs: dict) -> None:
    """A private page does not exist for strangers: the same answer as for an address with nothing behind it."""
    if request.user.is_anonymous and page.get_view_restrictions().exists():
        raise Http404


@hooks.register("construct_settings_menu")
def leave_people_to_our_pages(request: HttpRequest, menu_items: list) -> None:
    """People and roles are managed on the desk, places of the installation in its settings."""
    menu_items[:] = [item for item in menu_items if item.name not in CLOSED_MENU_ITEMS["settings"]]


@hooks.register("construct_main_menu")
def leave_out_foreign_help(request: HttpRequest, menu_items: list) -> None:
    """Wagtail's help leads to other sites; ours is in docs/how-to."""
    menu_items[:] = [item for item in menu_items if item.name not in CLOSED_MENU_ITEMS["main"]]
