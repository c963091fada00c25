from django.urls import path

from assurance.views import cover_templates, covers

urlpatterns = [
    path("decisions/<int:pk>/cover/", covers.cover_new, name="cover_new"),
    path("covers/", covers.cover_list, name="cover_list"),
    path("covers/<int:pk>/", covers.cover_detail, name="cover_detail"),
    path("covers/<int:pk>/edit/", covers.cover_edit, name="cover_edit"),
    path("covers/<int:pk>/send/", covers.cover_send, name="cover_send"),
    path("covers/<int:pk>/review/", covers.cover_review, name="cover_review"),
    path("covers/<int:pk>/sign/", covers.cover_sign, name="cover_sign"),
    path("covers/<int:pk>/add/", covers.supplement_new, name="supplement_new"),
    path("covers/<int:pk>/download/", covers.cover_download, name="cover_download"),
    path("cover-templates/", cover_templates.cover_template_list, name="cover_template_list"),
    path("cover-templates/new/", cover_templates.cover_template_new, name="cover_template_new"),
    path("cover-templates/sample/", cover_templates.cover_template_sample, name="cover_template_sample"),
    path("cover-templates/<int:pk>/edit/", cover_templates.cover_template_edit, name="cover_template_edit"),
    path("cover-templates/<int:pk>/download/", cover_templates.cover_template_download, name="cover_template_download"),
]
