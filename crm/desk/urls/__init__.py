from crm.desk.urls.imports import urlpatterns as imports
from crm.desk.urls.log import urlpatterns as log

app_name = "desk"

urlpatterns = [*log, *imports]
