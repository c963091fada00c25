from django.urls import path

from partners.views import organisations, people, records, relations

app_name = "partners"

urlpatterns = [
    path("partners/", organisations.organisation_list, name="organisation_list"),
    path("partners/new/", organisations.organisation_new, name="organisation_new"),
    path("partners/<int:pk>/", organisations.organisation_detail, name="organisation_detail"),
    path("partners/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("partners/<int:pk>/history/", records.organisation_history, name="organisation_history"),
    path("partners/<int:pk>/archive/", records.organisation_archive, name="organisation_archive"),
    path("partners/<int:pk>/restore/", records.organisation_restore, name="organisation_restore"),
    path("partners/<int:pk>/people/", organisations.organisation_holders, name="organisation_holders"),
    path("partners/<int:pk>/relations/new/", relations.relationship_new, name="relationship_new"),
    path("partners/<int:pk>/successor/", relations.succession_new, name="succession_new"),
    path("partners/<int:pk>/sharing/", relations.organisation_sharing, name="organisation_sharing"),
    path("partners/<int:pk>/sharing/new/", relations.agreement_new, name="agreement_new"),
    path("partners/<int:pk>/sharing/<int:agreement_pk>/end/", relations.agreement_end, name="agreement_end"),
    path("partners/<int:pk>/sharing/users/new/", relations.partner_user_new, name="partner_user_new"),
    path("partners/<int:pk>/sharing/users/<int:membership_pk>/remove/", relations.partner_user_remove, name="partner_user_remove"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:pk>/history/", records.person_history, name="person_history"),
    path("people/<int:pk>/archive/", records.person_archive, name="person_archive"),
    path("people/<int:pk>/restore/", records.person_restore, name="person_restore"),
    path("people/<int:pk>/permissions/new/", people.permission_new, name="permission_new"),
    path("people/<int:pk>/permissions/<int:permission_pk>/end/", people.permission_end, name="permission_end"),
]
