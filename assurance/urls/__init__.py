"""Addresses of assurance, one module a part."""

from assurance.urls import records

app_name = "assurance"

urlpatterns = [
    *records.urlpatterns,
]
