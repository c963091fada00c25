from django.urls import path

from crm.desk.views import care, care_contacts

urlpatterns = [
    path("care/", care.care_list, name="care_list"),
    path("care/new/<slug:kind>/<int:pk>/", care.care_new, name="care_new"),
    path("care/contacts/", care_contacts.care_contact_list, name="care_contact_list"),
    path("care/contacts/new/", care_contacts.care_contact_new, name="care_contact_new"),
    path("care/contacts/<int:pk>/edit/", care_contacts.care_contact_edit, name="care_contact_edit"),
    path("care/contacts/<int:pk>/remove/", care_contacts.care_contact_remove, name="care_contact_remove"),
    path("care/<int:pk>/", care.care_detail, name="care_detail"),
    path("care/<int:pk>/close/", care.care_close, name="care_close"),
    path("care/<int:pk>/reopen/", care.care_reopen, name="care_reopen"),
    path("care/<int:pk>/put-back/", care.care_put_back, name="care_put_back"),
]
