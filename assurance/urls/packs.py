"""Addresses of evidence packs."""

from django.urls import path

from assurance.views import pack_check, packs

urlpatterns = [
    path("decisions/<int:pk>/pack/", packs.pack_new, name="pack_new"),
    path("frameworks/years/<int:pk>/pack/", packs.pack_year_new, name="pack_year_new"),
    path("packs/question/", packs.pack_question_new, name="pack_question_new"),
    path("packs/check/", pack_check.pack_check, name="pack_check"),
    path("packs/", packs.pack_list, name="pack_list"),
    path("packs/<int:pk>/", packs.pack_detail, name="pack_detail"),
    path("packs/<int:pk>/download/", packs.pack_download, name="pack_download"),
    path("packs/<int:pk>/compare/", packs.pack_compare, name="pack_compare"),
]
