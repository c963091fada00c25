"""Making the public site: pages, collections and the rights of editors."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission, GroupPagePermission, Page, Site

from crm.core import roles
from pages import records
from pages.content import PAGES, PageText
from pages.models import ContactDetails, HomePage, PublicPage

PAGE_RIGHTS = ("add", "change", "publish", "lock", "unlock", "bulk_delete")
NOT_PUBLIC, PUBLIC = "Not public yet", "Public"


@transaction.atomic
def build_site() -> HomePage:
    """Make what is missing of the public site: pages, the site's root, collections, the rights of editors.

    What is there stays as editors left it, so that running it again changes nothing. A page that editors have moved
    or deleted under its address is made again only when no page has the address.

    Returns:
        The home page.
    """
    home_text, *texts = PAGES
    home = HomePage.objects.first()
    made: list[tuple[PublicPage, PageText]] = []
    if home is None:
        home = _build_home(home_text)
        made.append((home, home_text))
    for text in texts:
        parent = home.get_children().filter(slug=text.parent).first() if text.parent else home
        if parent and not parent.get_children().filter(slug=text.slug).exists():
            made.append((_add(parent, text), text))
    for page, text in made:
        _fill(home, page, text)
    _give_rights(home)
    for site in Site.objects.all():
        ContactDetails.for_site(site)  # empty until somebody fills it in; a reader's GET writes nothing
    return home


def _build_home(text: PageText) -> HomePage:
    """The home page in place of Wagtail's welcome page, as the root of the default site."""
    for welcome in Page.get_first_root_node().get_children().filter(slug="home", numchild=0):
        welcome.delete()
    home = _add(Page.get_first_root_node(), text)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": settings.ORGANISATION_NAME}
    )
    return home


def _add(parent: Page, text: PageText) -> PublicPage:
    """One page in its place, its body still empty."""
    today = timezone.localdate()
    page = apps.get_model("pages", text.model)(title=text.title, slug=text.slug, intro=text.intro, show_in_menus=text.in_menu)
    page.reviewed_on, page.review_by = today, today.replace(year=today.year + 1, day=1)
    parent.refresh_from_db()
    return parent.add_child(instance=page)


def _fill(home: HomePage, page: PublicPage, text: PageText) -> None:
    """Write the body, now that every page it leads to is there, and publish."""
    page.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])  # pages have been added below since
    kinds = page._meta.get_field("body").stream_block.child_blocks
    page.body = [(name, kinds[name].to_python(_with_keys(home, value))) for name, value in text.body]
    page.save_revision().publish()


def _with_keys(home: HomePage, value: object) -> object:
    """`value` with the keys of pages in place of `page:<slug>`, and the oldest published project's reference for `project:oldest`."""
    if isinstance(value, dict):
        return {name: _with_keys(home, part) for name, part in value.items()}
    if isinstance(value, list):
        return [_with_keys(home, part) for part in value]
    if value == "project:oldest":
        oldest = records.projects().filter(is_training=False).order_by("pk").first()
        return oldest.reference if oldest else ""
    if isinstance(value, str) and value.startswith("page:"):
        return home.get_descendants().get(slug=value.removeprefix("page:")).pk
    return value


def _give_rights(home: HomePage) -> None:
    """Communications editors edit and publish pages, images and documents, and set the contact details; nobody edits users here."""
    group = Group.objects.get(name=roles.COMMUNICATIONS_EDITOR)
    own = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin") | Permission.objects.filter(
        content_type__app_label="pages", codename="change_contactdetails"
    )
    group.permissions.add(*own)
    for right in PAGE_RIGHTS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", content_type__model="page", codename=f"{right}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    for collection in _collections(group):
        for permission in Permission.objects.filter(
            content_type__app_label__in=["wagtaildocs", "wagtailimages"],
            codename__in=[f"{right}_{model}" for right in ("add", "change", "choose") for model in ("document", "image")],
        ):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _collections(editors: Group) -> list[Collection]:
    """Two collections; the first, which uploads go into unless the editor says otherwise, is read by editors only."""
    root = Collection.get_first_root_node()
    found = []
    for name in (NOT_PUBLIC, PUBLIC):
        collection = root.get_children().filter(name=name).first() or root.add_child(name=name)
        found.append(collection)
    restriction, made = CollectionViewRestriction.objects.get_or_create(collection=found[0], restriction_type=CollectionViewRestriction.GROUPS)
    if made:
        restriction.groups.add(editors)
    return found
