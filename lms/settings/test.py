"""For the test suite: nothing shared with a running site, the cheapest password hash, jobs run at once."""

import os
import tempfile

from lms.settings import env
from scripts.memory import folder_in_memory

# One folder for each test worker, which the processes that it starts share with it.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
if os.environ.get("TEST_VAR_DIR_OF") != _worker:
    os.environ["TEST_VAR_DIR_OF"] = _worker
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="dermaga-test-", dir=folder_in_memory())
env.ignore_dotenv()
os.environ["DEMO"] = "1"
os.environ.setdefault("JOBS_ENGINE", "immediate")
os.environ["STAFF_SECOND_FACTOR_REQUIRED"] = "0"

from lms.settings.base import *  # noqa: E402, F403  the defaults above must stand before the environment is read
from lms.settings.base import CACHES, LOGGING, REDIS_URL, STATIC_ROOT, STORAGES  # noqa: E402

SECRET_KEY = "test-only-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder, and warnings are errors
if REDIS_URL:
    # Each test worker empties its cache before each test: with one database of Redis it would empty the others' too.
    _number = 1 + int(_worker.removeprefix("gw")) if _worker.startswith("gw") else 1
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{_number}"
