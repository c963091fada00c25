from django.urls import path

from crm.desk.views import message_people, messages

urlpatterns = [
    path("messages/", messages.message_list, name="message_list"),
    path("messages/<int:pk>/", messages.message_detail, name="message_detail"),
    path("messages/<int:pk>/make/", messages.message_make, name="message_make"),
    path("messages/<int:pk>/undo/", messages.message_undo, name="message_undo"),
    path("messages/<int:pk>/link/", messages.message_link, name="message_link"),
    path("messages/<int:pk>/set-aside/", messages.message_set_aside, name="message_set_aside"),
    path("messages/<int:pk>/take-back/", messages.message_take_back, name="message_take_back"),
    path("messages/<int:pk>/people/<int:address_pk>/", message_people.message_address, name="message_address"),
    path("messages/<int:pk>/people/<int:address_pk>/leave-out/", message_people.message_address_leave_out, name="message_address_leave_out"),
    path("messages/<int:pk>/people/<int:address_pk>/bring-back/", message_people.message_address_bring_back, name="message_address_bring_back"),
]
