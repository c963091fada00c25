"""Addresses of assurance, one module a part."""

from assurance.urls import annual_reports, changes, checks, covers, evidence, meetings, packs, records, rules_as_data, service_change, strategy, years

app_name = "assurance"

urlpatterns = [
    *annual_reports.urlpatterns,
    *changes.urlpatterns,
    *checks.urlpatterns,
    *covers.urlpatterns,
    *evidence.urlpatterns,
    *meetings.urlpatterns,
    *packs.urlpatterns,
    *years.urlpatterns,
    *records.urlpatterns,
    *service_change.urlpatterns,
    *strategy.urlpatterns,
    *rules_as_data.urlpatterns,  # after the years: frameworks/years/ is no framework
]
