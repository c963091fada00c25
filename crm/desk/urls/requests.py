from django.urls import path

from crm.desk.views import requests

urlpatterns = [
    path("requests/", requests.information_request_list, name="information_request_list"),
    path("requests/new/", requests.information_request_new, name="information_request_new"),
    path("requests/log/", requests.disclosure_log, name="disclosure_log"),
    path("requests/<int:pk>/", requests.information_request_detail, name="information_request_detail"),
    path("requests/<int:pk>/edit/", requests.information_request_edit, name="information_request_edit"),
    path("requests/<int:pk>/find/", requests.information_request_find, name="information_request_find"),
    path("requests/<int:pk>/items/<int:item_pk>/", requests.information_request_item, name="information_request_item"),
    path("requests/<int:pk>/check/", requests.information_request_check, name="information_request_check"),
    path("requests/<int:pk>/export/", requests.information_request_export, name="information_request_export"),
    path("requests/<int:pk>/answer/", requests.information_request_answer, name="information_request_answer"),
    path("requests/<int:pk>/log/", requests.information_request_disclose, name="information_request_disclose"),
]
