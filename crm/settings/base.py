"""Settings that every installation shares. `dev`, `test` and `production` say only what differs."""

from csp.constants import NONE, SELF

from crm import env
from crm.core.logging import logging_config
from crm.server import cluster

PROJECT = env.PROJECT
DATA_DIR = env.data_dir()
CONNECT_AS = env.text("CONNECT_AS", cluster.WEB)
"""The role of this process's connections; manage.py chooses it by command."""

# Listening Post -------------------------------------------------------------------------------------------------------

ORGANISATION_NAME = env.text("ORGANISATION_NAME", "NHS Kent and Medway")
EXAMPLE_MODE = env.flag("EXAMPLE_MODE")
"""Training records show on the public site, and a banner on every page says that this is an example."""
KEY_DIR = DATA_DIR / "keys"
PACK_SIGNING_KEY_FILE = KEY_DIR / "pack-signing.key"
"""Ed25519 key of evidence packs; made on first need with mode 0600."""

# Django ---------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "crm.core",
    "partners",
    "activities",
    "assurance",
    "pages",
    "participation",
    "crm.desk",
    "wagtailnhsukfrontend",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "import_export",
    "django_filters",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm.core.logging.RequestLogMiddleware",
    "crm.core.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crm.core.middleware.HistoryMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]


def database(url: str, **options: str) -> dict:
    """One entry of `DATABASES`; `options` as in `env.connection_options`."""
    parts = env.parse_database_url(url)
    connection = {"options": env.connection_options(**options)}
    if "SSLMODE" in parts:
        connection["sslmode"] = parts.pop("SSLMODE")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **parts,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": connection,
    }


def statement_timeout() -> str:
    """Half a minute for pages; commands have ten, and changes of tables as long as they need."""
    if cluster.OWNER == CONNECT_AS:
        return "0"
    return "10min" if env.text("CONNECT_ACTOR") else "30s"


def default_database() -> dict:
    """The database of this process. Commands that need none run before the embedded one has been made."""
    try:
        url = env.database_url(CONNECT_AS)
    except cluster.ClusterError:
        url = f"postgresql:///{cluster.DATABASE}"
    return database(url, actor=env.text("CONNECT_ACTOR"), statement_timeout=statement_timeout())


DATABASES = {"default": default_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counters of failed sign-ins live here: every worker must see them, and nobody may push them out.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Rendered public pages: shared by the workers of one machine, worth nothing after a restart.
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "pages",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LOCALE_PATHS = [PROJECT / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True  # served from where they are; production collects them under names with a hash
WHITENOISE_AUTOREFRESH = False
STATICFILES_DIRS = [PROJECT / "static"]
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/files/"
"""No address serves this folder: every file goes through a view that asks the policy."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 40  # the tray of messages takes 20 at a time, and says so itself

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "listening-post@localhost")
EMAIL_TIMEOUT = 10

# The mailbox that messages are captured from; nothing is read while MAILBOX_HOST is empty. See docs/how-to/mailbox.md.
MAILBOX_HOST = env.text("MAILBOX_HOST")
MAILBOX_TLS = env.text("MAILBOX_TLS", "yes")
"""`yes` from the first byte, `starttls`, or `no`, which is taken for this machine only."""
MAILBOX_PORT = env.number("MAILBOX_PORT", 993 if MAILBOX_TLS == "yes" else 143)
MAILBOX_CA_FILE = env.text("MAILBOX_CA_FILE")
"""Certificates to trust instead of the system's, for a mail server with one of your own."""
MAILBOX_USER = env.text("MAILBOX_USER")
MAILBOX_PASSWORD = env.text("MAILBOX_PASSWORD")
MAILBOX_FOLDER = env.text("MAILBOX_FOLDER", "INBOX")
MAILBOX_ADDRESS = env.text("MAILBOX_ADDRESS", MAILBOX_USER if "@" in MAILBOX_USER else "")
"""Where people send their messages to; `name+PRJ-3@…` names a project."""
CAPTURE_SENDERS = env.words("CAPTURE_SENDERS")
"""Addresses that may send to the mailbox besides the people who sign in and log activities."""
CAPTURE_AUTHSERV = env.text("CAPTURE_AUTHSERV")
"""The name that our own mail server writes into Authentication-Results; empty: no sender counts as confirmed."""

# Sign-in --------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["crm.core.accounts.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "crm.core.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
"""People are invited by an administrator, who knows the address; nobody signs up."""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
"""Proxies before us whose X-Forwarded-For we believe; otherwise every user would share the proxy's address."""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Listening Post"

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# No inline script or style anywhere on the public site and the desk; /cms/ has its own policy in crm.core.csp.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        # The NHS stylesheet names its font there. Ours are the reader's own (static/css/kit.css), so nothing is fetched,
        # but browsers report what a stylesheet names even if no element uses it.
        "font-src": [SELF, "https://assets.nhs.uk"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Wagtail --------------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Listening Post"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", f"http://localhost:{env.number('PORT', 8000)}")
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
"""What is private is opened by a person's own sign-in, never by a password that goes round."""
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
"""Pages embed nothing from other sites: readers' addresses stay here."""

# Logs -----------------------------------------------------------------------------------------------------------------

LOGGING = logging_config(json=env.flag("LOG_JSON", True))
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # debug: one line a request is enough
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = 20
DJANGO_STRUCTLOG_USER_ID_FIELD = None  # who did what is in the history, which has rules for its readers
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
