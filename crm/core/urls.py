from django.urls import path

from crm.core.views import exports, files, people_admin, saved_views

app_name = "core"

urlpatterns = [
    path("exports/", exports.export_list, name="export_list"),
    path("exports/new/", exports.export_new, name="export_new"),
    path("exports/<int:pk>/", exports.export_detail, name="export_detail"),
    path("exports/<int:pk>/download/", exports.export_download, name="export_download"),
    path("files/<int:pk>/", files.attachment_download, name="attachment_download"),
    path("staff/", people_admin.person_list, name="staff_list"),
    path("staff/new/", people_admin.person_invite, name="staff_invite"),
    path("staff/teams/", people_admin.team_list, name="team_list"),
    path("staff/teams/new/", people_admin.team_new, name="team_new"),
    path("staff/teams/<int:pk>/edit/", people_admin.team_edit, name="team_edit"),
    path("staff/<int:pk>/edit/", people_admin.person_edit, name="staff_edit"),
    path("staff/<int:pk>/history/", people_admin.person_history, name="staff_history"),
    path("staff/<int:pk>/invite/", people_admin.person_invite_again, name="staff_invite_again"),
    path("staff/<int:pk>/off/", people_admin.person_switch_off, name="staff_switch_off"),
    path("staff/<int:pk>/on/", people_admin.person_switch_on, name="staff_switch_on"),
    path("views/new/", saved_views.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
]
