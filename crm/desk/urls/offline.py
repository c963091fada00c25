from django.urls import path

from crm.desk.views import offline, stall

urlpatterns = [
    path("offline/", offline.offline, name="offline"),
    path("offline/state/", offline.offline_state, name="offline_state"),
    path("offline/partners/", offline.offline_partners, name="offline_partners"),
    path("offline-worker.js", offline.offline_worker, name="offline_worker"),
    path("activities/stall/", stall.stall, name="stall"),
]
