"""Tests: connected as the owner, acting as the web role; mail in memory, tasks at once. See tests/conftest.py.

They keep their own data folder, with a cluster of their own: theirs runs without fsync, nobody else's may.
"""

import os

from crm import env
from crm.server import cluster

if not env.text("TESTING_IN"):  # set once, so that the processes tests start do not go one folder deeper
    os.environ["TESTING_IN"] = os.environ["DATA_DIR"] = str(env.data_dir() / "tests")

from .base import *  # noqa: E402, F403
from .base import CACHES, DATA_DIR, database  # noqa: E402

DEBUG = False
SECRET_KEY = "only for tests, on databases that are thrown away"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]


def test_database() -> dict:
    """As the owner with `SET ROLE lp_web`: rights are those of the web role, and the database can be made and dropped."""
    try:
        url = env.database_url(cluster.OWNER)
    except cluster.ClusterError:
        url = f"postgresql:///{cluster.DATABASE}"
    return database(url, role=env.text("TEST_ROLE", cluster.WEB), actor="system:tests")


DATABASES = {"default": test_database()}
# A test that rolls back would leave its pages to the next one; tests of kept pages bring their own cache.
CACHES = {**CACHES, "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
WHITENOISE_AUTOREFRESH = True  # otherwise the client of every test would look at all static files first
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = DATA_DIR / f"files-{env.text('PYTEST_XDIST_WORKER', 'main')}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
