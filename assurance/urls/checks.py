from django.urls import path

from assurance.views import checks

urlpatterns = [
    path("decisions/<int:pk>/checks/", checks.check_list, name="check_list"),
    path("decisions/<int:pk>/checks/<str:code>/", checks.check_review, name="check_review"),
    path("decisions/<int:pk>/actions/new/", checks.action_new, name="action_new"),
    path("actions/", checks.action_list, name="action_list"),
    path("actions/<int:pk>/", checks.action_detail, name="action_detail"),
]
