"""Root addresses. They are stable: papers, bookmarks and tests rely on them (docs/permissions.md lists who may open which)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from assurance.views.planning import planning_cover, planning_start, planning_test
from crm.core.health import healthz, readyz
from crm.desk.views.feeds import calendar_feed

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("planning-a-change/<str:token>/", planning_start, name="planning_start"),
    path("planning-a-change/<str:token>/questions/", planning_test, name="planning_test"),
    path("planning-a-change/<str:token>/cover/", planning_cover, name="planning_cover"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("desk/", include("crm.core.urls")),
    path("desk/", include("crm.desk.urls")),
    path("desk/", include("partners.urls")),
    path("desk/", include("activities.urls")),
    path("desk/", include("assurance.urls")),
    path("cms/login/", login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True)), name="cms_login"),
    path("cms/", include("pages.cms")),
    path("", include("pages.urls")),
]
