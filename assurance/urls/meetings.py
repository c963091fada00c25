from django.urls import path

from assurance.views import meetings

urlpatterns = [
    path("forward-plan/", meetings.forward_plan, name="forward_plan"),
    path("decisions/<int:pk>/return-paper/", meetings.paper_return, name="paper_return"),
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
]
