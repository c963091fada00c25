from django.urls import path

from crm.desk.views import imports

urlpatterns = [
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/templates/<slug:code>/", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("imports/<int:pk>/roll-back/", imports.import_roll_back, name="import_roll_back"),
    path("imports/<int:pk>/parked/", imports.import_parked, name="import_parked"),
]
