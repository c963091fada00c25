from django.urls import path

from assurance.views import decisions, evidence, judging, responses

urlpatterns = [
    path("decisions/", decisions.decision_list, name="decision_list"),
    path("decisions/new/", decisions.decision_new, name="decision_new"),
    path("decisions/<int:pk>/", decisions.decision_detail, name="decision_detail"),
    path("decisions/<int:pk>/edit/", decisions.decision_edit, name="decision_edit"),
    path("decisions/<int:pk>/history/", decisions.decision_history, name="decision_history"),
    path("decisions/<int:pk>/archive/", decisions.decision_archive, name="decision_archive"),
    path("decisions/<int:pk>/restore/", decisions.decision_restore, name="decision_restore"),
    path("decisions/<int:pk>/assessments/", judging.assessment_list, name="assessment_list"),
    path("decisions/<int:pk>/assessments/new/", judging.assessment_new, name="assessment_new"),
    path("decisions/<int:pk>/assessments/<int:assessment_pk>/approve/", judging.assessment_approve, name="assessment_approve"),
    path("decisions/<int:pk>/reviews/<int:criterion_pk>/new/", judging.review_new, name="review_new"),
    path("decisions/<int:pk>/verdict/new/", judging.verdict_new, name="verdict_new"),
    path("decisions/<int:pk>/gaps/<str:code>/", judging.gap_owner_edit, name="gap_owner_edit"),
    path("decisions/<int:pk>/timeline/<int:activity_pk>/", judging.placing_edit, name="placing_edit"),
    path("decisions/<int:pk>/evidence/new/", evidence.evidence_new, name="evidence_new"),
    path("decisions/<int:pk>/evidence/<int:use_pk>/accept/", evidence.evidence_accept, name="evidence_accept"),
    path("decisions/<int:pk>/evidence/<int:use_pk>/decline/", evidence.evidence_decline, name="evidence_decline"),
    path("decisions/<int:pk>/responses/new/", responses.response_new, name="response_new"),
    path("responses/", responses.response_list, name="response_list"),
    path("responses/<int:pk>/", responses.response_detail, name="response_detail"),
    path("responses/<int:pk>/edit/", responses.response_edit, name="response_edit"),
    path("responses/<int:pk>/history/", responses.response_history, name="response_history"),
    path("responses/<int:pk>/archive/", responses.response_archive, name="response_archive"),
    path("responses/<int:pk>/restore/", responses.response_restore, name="response_restore"),
    path("responses/<int:pk>/approve/", responses.response_approve, name="response_approve"),
    path("responses/<int:pk>/withdraw/", responses.response_withdraw, name="response_withdraw"),
    path("responses/<int:pk>/told/", responses.response_tell, name="response_tell"),
]
