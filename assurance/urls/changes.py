from django.urls import path

from assurance.views import changes

urlpatterns = [
    path("changes/", changes.change_list, name="change_list"),
    path("changes/new/", changes.change_new, name="change_new"),
    path("changes/links/new/", changes.colleague_link_new, name="colleague_link_new"),
    path("changes/links/<int:pk>/end/", changes.colleague_link_end, name="colleague_link_end"),
    path("changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<int:pk>/test/", changes.change_test, name="change_test"),
    path("changes/<int:pk>/plan/", changes.change_plan, name="change_plan"),
    path("changes/<int:pk>/take-up/", changes.change_take_up, name="change_take_up"),
]
