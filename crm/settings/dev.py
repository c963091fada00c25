"""One machine, plain HTTP: what `bin/run` and `manage.py` use when nothing else is said."""

from crm import env

from .base import *  # noqa: F403
from .base import DATA_DIR, WAGTAILADMIN_BASE_URL

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(DATA_DIR / "secrets" / "secret-key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", ".localhost"]
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
