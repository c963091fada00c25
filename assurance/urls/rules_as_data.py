from django.urls import path

from assurance.views import duties, frameworks, scales

urlpatterns = [
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/new/", duties.duty_new, name="duty_new"),
    path("duties/<slug:key>/", duties.duty_detail, name="duty_detail"),
    path("duties/<slug:key>/edit/", duties.duty_edit, name="duty_edit"),
    path("duties/<slug:key>/history/", duties.duty_history, name="duty_history"),
    path("duties/<slug:key>/versions/new/", duties.duty_version_new, name="duty_version_new"),
    path("duties/<slug:key>/versions/<int:version_pk>/edit/", duties.duty_version_edit, name="duty_version_edit"),
    path("frameworks/", frameworks.framework_list, name="framework_list"),
    path("frameworks/new/", frameworks.framework_new, name="framework_new"),
    path("frameworks/load/", scales.reference_load, name="reference_load"),
    path("frameworks/scales/", scales.scale_list, name="scale_list"),
    path("frameworks/scales/new/", scales.scale_new, name="scale_new"),
    path("frameworks/scales/<slug:key>/", scales.scale_detail, name="scale_detail"),
    path("frameworks/scales/<slug:key>/edit/", scales.scale_edit, name="scale_edit"),
    path("frameworks/scales/<slug:key>/history/", scales.scale_history, name="scale_history"),
    # Keys of frameworks come last: `services.rules_as_data.TAKEN_KEYS` keeps the words above and "years" free.
    path("frameworks/<slug:key>/", frameworks.framework_detail, name="framework_detail"),
    path("frameworks/<slug:key>/edit/", frameworks.framework_edit, name="framework_edit"),
    path("frameworks/<slug:key>/history/", frameworks.framework_history, name="framework_history"),
    path("frameworks/<slug:key>/criteria/new/", frameworks.criterion_new, name="criterion_new"),
    path("frameworks/<slug:key>/criteria/<int:criterion_pk>/edit/", frameworks.criterion_edit, name="criterion_edit"),
    path("frameworks/<slug:key>/criteria/<int:criterion_pk>/remove/", frameworks.criterion_remove, name="criterion_remove"),
]
