"""Making the public site."""

from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Revision, Site

from crm.core.models import AuditEvent
from pages.models import ContactDetails, HomePage, StandardPage
from pages.services import build_site


def test_a_second_run_changes_nothing(home):
    before = (Page.objects.count(), Revision.objects.count(), GroupPagePermission.objects.count(), Site.objects.count())
    assert build_site().pk == home.pk
    assert (Page.objects.count(), Revision.objects.count(), GroupPagePermission.objects.count(), Site.objects.count()) == before


def test_the_first_reader_writes_nothing(home, client):
    before = AuditEvent.objects.count(), ContactDetails.objects.count()
    assert client.get("/").status_code == client.get("/accessibility/").status_code == 200
    assert (AuditEvent.objects.count(), ContactDetails.objects.count()) == before == (before[0], Site.objects.count())


def test_what_editors_wrote_stays(home):
    page = StandardPage.objects.get(slug="privacy")
    page.intro = "In our own words"
    page.save_revision().publish()
    build_site()
    assert StandardPage.objects.get(slug="privacy").intro == "In our own words"


def test_home_is_the_root_and_the_welcome_page_is_gone(home):
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert [page.specific_class for page in Page.get_first_root_node().get_children()] == [HomePage]


def test_every_page_is_live_with_a_date_of_review(home):
    pages = Page.objects.descendant_of(home, inclusive=True).specific()
    assert len(pages) == 9
    assert all(page.live and page.reviewed_on < page.review_by for page in pages)


def test_editors_may_edit_pages_and_not_people(home):
    editors = Group.objects.get(name="communications_editor")
    rights = {f"{right.content_type.app_label}.{right.codename}" for right in editors.permissions.all()}
    assert rights == {"wagtailadmin.access_admin", "pages.change_contactdetails"}
    assert {permission.permission.codename for permission in editors.page_permissions.all()} == {
        "add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page",
    }  # fmt: skip
