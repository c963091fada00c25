"""Addresses of frameworks' years and of the questions about a year."""

from django.urls import path

from assurance.views import questions, years, years_judging

urlpatterns = [
    path("frameworks/years/", years.framework_year_list, name="framework_year_list"),
    path("frameworks/years/new/", years.framework_year_new, name="framework_year_new"),
    path("frameworks/years/<int:pk>/", years.framework_year_detail, name="framework_year_detail"),
    path("frameworks/years/<int:pk>/criteria/<int:criterion_pk>/judge/", years_judging.year_judge_criterion, name="year_judge_criterion"),
    path("frameworks/years/<int:pk>/domains/<int:position>/judge/", years_judging.year_judge_domain, name="year_judge_domain"),
    path("frameworks/years/<int:pk>/own/", years.year_own_edit, name="year_own_edit"),
    path("frameworks/years/<int:pk>/result/", years.year_result_edit, name="year_result_edit"),
    path("frameworks/years/<int:pk>/actions/new/", years.year_action_new, name="year_action_new"),
    path("frameworks/years/<int:pk>/actions/again/", years.year_actions_again, name="year_actions_again"),
    path("frameworks/years/<int:pk>/compare/", years.framework_year_compare, name="framework_year_compare"),
    path("frameworks/years/<int:pk>/submission/", years.framework_year_submission, name="framework_year_submission"),
    path("frameworks/years/<int:pk>/history/", years.framework_year_history, name="framework_year_history"),
    path("questions/", questions.question_list, name="question_list"),
    path("questions/<str:code>/", questions.question_detail, name="question_detail"),
    path("questions/<str:code>/export/", questions.question_export, name="question_export"),
]
