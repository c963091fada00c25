"""The WSGI application: kept public pages, then Django. The database must be there: bin/run's supervisor sees to that."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

django = get_wsgi_application()

from pages.front import Front  # noqa: E402 - needs the apps

application = Front(django)
