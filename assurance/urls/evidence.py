from django.urls import path

from assurance.views import evidence_register as views

urlpatterns = [
    path("evidence/", views.evidence_list, name="evidence_list"),
    path("evidence/uses/new/", views.evidence_use_new, name="evidence_use_new"),
    path("evidence/uses/<int:pk>/review/", views.evidence_use_review, name="evidence_use_review"),
    path("evidence/uses/<int:pk>/take-out/", views.evidence_use_decline, name="evidence_use_decline"),
    path("evidence/<int:pk>/", views.evidence_detail, name="evidence_detail"),
    path("evidence/<int:pk>/edit/", views.evidence_edit, name="evidence_edit"),
    path("evidence/<int:pk>/decision/", views.evidence_use_for_decision, name="evidence_use_for_decision"),
    path("evidence/<int:pk>/test/", views.evidence_link_test, name="evidence_link_test"),
]
