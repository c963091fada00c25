from django.urls import path

from crm.desk.views import before

urlpatterns = [
    path("today/", before.today, name="today"),
    path("before/", before.before, name="before"),
]
