from django.urls import path

from crm.desk.views import calendar, feeds, periods

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/clashes/", calendar.calendar_clashes, name="calendar_clashes"),
    path("calendar/feeds/", feeds.feed_list, name="feed_list"),
    path("calendar/feeds/<int:pk>/revoke/", feeds.feed_revoke, name="feed_revoke"),
    path("restricted-periods/", periods.period_list, name="period_list"),
    path("restricted-periods/new/", periods.period_new, name="period_new"),
    path("restricted-periods/<int:pk>/edit/", periods.period_edit, name="period_edit"),
    path("restricted-periods/<int:pk>/delete/", periods.period_delete, name="period_delete"),
]
