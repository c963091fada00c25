from django.urls import path

from crm.desk.views import drafts, finishing, log

urlpatterns = [
    path("activities/log/", log.activity_log, name="activity_log"),
    path("activities/log/line/", log.activity_log_line, name="activity_log_line"),
    path("activities/log/decisions/", log.activity_log_decisions, name="activity_log_decisions"),
    path("activities/<int:pk>/logged/", log.activity_logged, name="activity_logged"),
    path("drafts/keep/", drafts.draft_keep, name="draft_keep"),
    path("drafts/<uuid:key>/discard/", drafts.draft_discard, name="draft_discard"),
    path("drafts/undo/", drafts.draft_undo, name="draft_undo"),
    path("finish/", finishing.finish_list, name="finish_list"),
    path("finish/<int:pk>/<slug:prompt>/", finishing.finish_answer, name="finish_answer"),
    path("finish/<int:pk>/<slug:prompt>/not-needed/", finishing.finish_waive, name="finish_waive"),
    path("finish/<int:pk>/<slug:prompt>/ask-again/", finishing.finish_unwaive, name="finish_unwaive"),
]
