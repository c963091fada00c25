from django.urls import path

from crm.desk.views import assurance

urlpatterns = [
    path("assurance/", assurance.assurance_desk, name="assurance_desk"),
    path("assurance/clocks/", assurance.clock_list, name="clock_list"),
    path("history-seal/", assurance.history_seal, name="history_seal"),
    path("views/", assurance.view_log, name="view_log"),
]
