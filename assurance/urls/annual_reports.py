"""Addresses of annual reports."""

from django.urls import path

from assurance.views import annual_reports

urlpatterns = [
    path("annual-reports/", annual_reports.annual_report_list, name="annual_report_list"),
    path("annual-reports/new/", annual_reports.annual_report_new, name="annual_report_new"),
    path("annual-reports/<int:pk>/", annual_reports.annual_report_detail, name="annual_report_detail"),
    path("annual-reports/<int:pk>/parts/<str:code>/", annual_reports.annual_report_part, name="annual_report_part"),
    path("annual-reports/<int:pk>/case-studies/", annual_reports.annual_report_studies, name="annual_report_studies"),
    path("annual-reports/<int:pk>/case-studies/<int:decision_pk>/", annual_reports.annual_report_study, name="annual_report_study"),
    path("annual-reports/<int:pk>/final/", annual_reports.annual_report_final, name="annual_report_final"),
    path("annual-reports/<int:pk>/word/", annual_reports.annual_report_word, name="annual_report_word"),
    path("annual-reports/<int:pk>/page/", annual_reports.annual_report_page, name="annual_report_page"),
]
