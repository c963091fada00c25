"""Addresses of assurance, one module a part."""

from assurance.urls import changes, checks, covers, meetings, packs, records

app_name = "assurance"

urlpatterns = [
    *changes.urlpatterns,
    *checks.urlpatterns,
    *covers.urlpatterns,
    *meetings.urlpatterns,
    *packs.urlpatterns,
    *records.urlpatterns,
]
