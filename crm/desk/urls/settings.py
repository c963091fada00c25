from django.urls import path

from crm.desk.views import settings

urlpatterns = [path("settings/", settings.your_settings, name="your_settings")]
