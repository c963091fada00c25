"""Addresses of assurance, one module a part."""

from assurance.urls import changes, checks, packs, records

app_name = "assurance"

urlpatterns = [
    *changes.urlpatterns,
    *checks.urlpatterns,
    *packs.urlpatterns,
    *records.urlpatterns,
]
