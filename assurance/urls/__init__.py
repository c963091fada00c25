"""Addresses of assurance, one module a part."""

from assurance.urls import changes, checks, covers, meetings, packs, records, service_change, years

app_name = "assurance"

urlpatterns = [
    *changes.urlpatterns,
    *checks.urlpatterns,
    *covers.urlpatterns,
    *meetings.urlpatterns,
    *packs.urlpatterns,
    *years.urlpatterns,  # before the records: frameworks/years/ is no framework
    *records.urlpatterns,
    *service_change.urlpatterns,
]
