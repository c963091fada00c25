"""Addresses of assurance, one module a part."""

from assurance.urls import changes, records

app_name = "assurance"

urlpatterns = [
    *changes.urlpatterns,
    *records.urlpatterns,
]
