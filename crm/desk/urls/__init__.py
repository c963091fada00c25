from django.urls import path

from crm.desk.urls.assurance import urlpatterns as assurance
from crm.desk.urls.before import urlpatterns as before
from crm.desk.urls.calendar import urlpatterns as calendar
from crm.desk.urls.care import urlpatterns as care
from crm.desk.urls.imports import urlpatterns as imports
from crm.desk.urls.log import urlpatterns as log
from crm.desk.urls.messages import urlpatterns as messages
from crm.desk.urls.offline import urlpatterns as offline
from crm.desk.urls.requests import urlpatterns as requests
from crm.desk.urls.settings import urlpatterns as settings
from crm.desk.views import home, restricted, search, shortcuts

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search_page, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("shortcuts/", shortcuts.shortcuts, name="shortcuts"),
    path("open-restricted/", restricted.restricted_find, name="restricted_find"),
    path("open-restricted/<slug:kind>/<int:pk>/", restricted.restricted_open, name="restricted_open"),
    *assurance,
    *before,
    *calendar,
    *care,
    *log,
    *imports,
    *messages,
    *offline,
    *requests,
    *settings,
]
