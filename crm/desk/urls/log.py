from django.urls import path

from crm.desk.views import log

urlpatterns = [
    path("activities/log/", log.activity_log, name="activity_log"),
    path("activities/log/decisions/", log.activity_log_decisions, name="activity_log_decisions"),
    path("activities/<int:pk>/logged/", log.activity_logged, name="activity_logged"),
]
