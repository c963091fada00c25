"""Public addresses. They come before Wagtail's own, which are closed or replaced here one by one."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.urls import serve_pattern

from pages import views

urlpatterns = [
    path("search/", views.search, name="public_search"),
    path("preferences/", views.preference_set, name="preference_set"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("files/images/<str:name>", views.image_serve, name="image_serve"),
    re_path(r"^documents/(\d+)/(.*)$", views.document_serve, name="wagtaildocs_serve"),
    # Wagtail wants these names. Pages and documents are never opened by a shared password.
    path("_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/", views.closed, name="wagtailcore_authenticate_with_password"),
    path("documents/authenticate_with_password/<int:restriction_id>/", views.closed, name="wagtaildocs_authenticate_with_password"),
    # Wagtail's own sign-in form knows neither second factor nor limits.
    path("_util/login/", login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True)), name="wagtailcore_login"),
    re_path(serve_pattern, views.page_serve, name="wagtail_serve"),
]
