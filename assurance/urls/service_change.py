from django.urls import path

from assurance.views import partner_reports
from assurance.views import service_change as views

urlpatterns = [
    path("decisions/<int:pk>/stages/", views.stages_edit, name="stages_edit"),
    path("decisions/<int:pk>/impact/new/", views.impact_new, name="impact_new"),
    path("decisions/<int:pk>/impact/<int:impact_pk>/edit/", views.impact_edit, name="impact_edit"),
    path("decisions/<int:pk>/scrutiny/new/", views.scrutiny_new, name="scrutiny_new"),
    path("decisions/<int:pk>/scrutiny/<int:scrutiny_pk>/edit/", views.scrutiny_edit, name="scrutiny_edit"),
    path("decisions/<int:pk>/escalations/new/", views.escalation_new, name="escalation_new"),
    path("decisions/<int:pk>/escalations/<int:escalation_pk>/edit/", views.escalation_edit, name="escalation_edit"),
    path("decisions/<int:pk>/put-off/", views.decision_put_off, name="decision_put_off"),
    path("decisions/<int:pk>/bring-back/", views.decision_bring_back, name="decision_bring_back"),
    path("decisions/<int:pk>/leave-path/", views.decision_leave_path, name="decision_leave_path"),
    path("decisions/<int:pk>/outcome/", views.decision_outcome, name="decision_outcome"),
    path("partner-reports/", partner_reports.partner_report_list, name="partner_report_list"),
    path("partner-reports/new/", partner_reports.partner_report_new, name="partner_report_new"),
    path("partner-reports/<int:pk>/", partner_reports.partner_report_detail, name="partner_report_detail"),
    path("partner-reports/<int:pk>/edit/", partner_reports.partner_report_edit, name="partner_report_edit"),
    path("meetings/<int:pk>/questions/new/", views.public_question_new, name="public_question_new"),
    path("public-questions/<int:pk>/reply/", views.public_question_reply, name="public_question_reply"),
]
