"""The CMS: who gets in, what stays closed, and which of its files strangers may have."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtail.models import Collection

from crm.core import roles
from pages.models import StandardPage
from pages.services import NOT_PUBLIC, PUBLIC


def test_only_editors_get_in(home, role_clients):
    for address in ("/cms/", "/cms/pages/", "/cms/documents/", "/cms/images/", "/cms/api/main/pages/"):
        for role, client in role_clients.items():
            response = client.get(address, follow=role == roles.COMMUNICATIONS_EDITOR)
            if role == "anonymous":
                assert response.status_code == 302 and "/login/" in response["Location"], (role, address)
            else:
                assert response.status_code == (200 if role == roles.COMMUNICATIONS_EDITOR else 403), (role, address)


@pytest.fixture
def editor(home, make_user) -> Client:
    """A communications editor."""
    client = Client()
    client.force_login(make_user(role=roles.COMMUNICATIONS_EDITOR))
    return client


def test_people_and_the_installation_are_not_managed_here(editor, make_user):
    other = make_user(role="auditor")
    for address in (
        "/cms/users/",
        "/cms/users/add/",
        f"/cms/users/{other.pk}/",
        f"/cms/users/edit/{other.pk}/",
        "/cms/groups/",
        "/cms/sites/",
        "/cms/locales/",
    ):
        assert editor.get(address).status_code == 403, address
        assert editor.post(address, {"is_superuser": "on"}).status_code == 403, address
    assert editor.get("/cms/account/")["Location"] == "/desk/"
    body = editor.get("/cms/").content.decode()
    assert "/cms/users/" not in body and "/cms/groups/" not in body


def test_an_editor_edits_previews_and_publishes(editor, home, stranger):
    page = StandardPage.objects.get(slug="privacy")
    assert editor.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
    assert editor.get(f"/cms/pages/add/pages/standardpage/{home.pk}/").status_code == 200
    page.intro = "A draft for the preview"
    page.save_revision()
    preview = editor.get(f"/cms/pages/{page.pk}/view_draft/")
    assert preview.status_code == 200
    assert "A draft for the preview" in preview.content.decode()
    assert editor.get("/cms/settings/pages/contactdetails/", follow=True).status_code == 200


def test_side_doors_to_drafts_are_closed(home, stranger, role_clients):
    page = StandardPage.objects.get(slug="privacy")
    revision = page.save_revision()
    for address in (
        f"/cms/pages/{page.pk}/view_draft/",
        f"/cms/pages/{page.pk}/edit/preview/",
        f"/cms/pages/{page.pk}/history/",
        f"/cms/pages/{page.pk}/revisions/{revision.pk}/view/",
        f"/cms/pages/{page.pk}/revisions/compare/live...{revision.pk}/",
        f"/cms/api/main/pages/{page.pk}/",
        "/cms/choose-page/",
    ):
        assert stranger.get(address).status_code == 302, address
        assert role_clients["engagement_officer"].get(address).status_code == 403, address


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/", "/api/v3/pages/", "/admin/", "/_util/authenticate_with_password/1/1/", "/documents/authenticate_with_password/1/"]
)
def test_doors_that_are_not_there(home, editor, address):
    assert editor.get(address).status_code == 404


def test_the_only_way_to_sign_in_is_ours(home, stranger):
    for address in ("/_util/login/", "/cms/login/"):
        response = stranger.get(address)
        assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        assert stranger.post(address, {"username": "a", "password": "b"}).headers.get("Location", "").startswith("/accounts/login/")
    assert stranger.get("/cms/password_reset/").status_code in (302, 404)


def _document(collection: str) -> Document:
    return Document.objects.create(title="Report", file=ContentFile(b"words", name="report.txt"), collection=Collection.objects.get(name=collection))


def test_a_public_document_is_served_as_a_download(home, stranger):
    document = _document(PUBLIC)
    response = stranger.get(document.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"words"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]
    assert stranger.get(f"/documents/{document.pk}/other.txt").status_code == 404


def test_a_document_that_is_not_public_yet_does_not_exist_for_others(home, editor, role_clients):
    document = _document(NOT_PUBLIC)
    for role in ("anonymous", "engagement_officer", "partner", "administrator"):
        assert role_clients[role].get(document.url).status_code == 404, role
    assert b"".join(editor.get(document.url).streaming_content) == b"words"


def test_uploads_go_where_strangers_do_not_see_them(editor):
    body = editor.get("/cms/documents/add/").content.decode()
    first = body.index(NOT_PUBLIC)
    assert first < body.index(f">{PUBLIC}<", first) if f">{PUBLIC}<" in body else PUBLIC in body[first:]


def _picture(collection: str) -> Rendition:
    """A resized picture in a collection, without Wagtail's resizing, which leaves a temporary file to the garbage collector."""
    data = io.BytesIO()
    Picture.new("RGB", (40, 30), "blue").save(data, "PNG")
    image = Image.objects.create(title="Blue", file=ImageFile(data, name="blue.png"), collection=Collection.objects.get(name=collection))
    return Rendition.objects.create(image=image, filter_spec="original", file=ImageFile(data, name="blue.original.png"), width=40, height=30)


def test_pictures_are_served_in_the_size_of_a_page_only(home, stranger, editor):
    shown, hidden = _picture(PUBLIC), _picture(NOT_PUBLIC)
    response = stranger.get(shown.url)
    assert response.status_code == 200 and response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert stranger.get(hidden.url).status_code == 404
    assert stranger.get(shown.image.file.url).status_code in (302, 404)
    assert stranger.get("/files/images/../secret").status_code in (302, 404)


def test_drawings_with_scripts_are_refused(editor):
    svg = ContentFile(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', name="drawing.svg")
    collection = Collection.objects.get(name=PUBLIC)
    editor.post("/cms/images/add/", {"title": "Drawing", "file": svg, "collection": collection.pk})
    assert not Image.objects.exists()


def test_the_looser_policy_ends_at_the_door(home, editor, stranger):
    assert "unsafe-inline" in editor.get("/cms/")["Content-Security-Policy"]
    assert "unsafe" not in stranger.get("/")["Content-Security-Policy"]


def test_the_desk_leads_to_the_cms_only_those_who_get_in(home, role_clients):
    for role, client in role_clients.items():
        if role != "anonymous":
            leads = 'href="/cms/"' in client.get("/desk/").content.decode()
            assert leads is (client.get("/cms/").status_code == 200), role
