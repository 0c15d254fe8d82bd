"""This machine only: demo data allowed, a signing key made on first use, no HTTPS asked for."""

from lms.settings import env

env.prefer(DEMO="1", STAFF_SECOND_FACTOR_REQUIRED="0")

from lms.settings.base import *  # noqa: E402, F403  the defaults above must stand before the environment is read
from lms.settings.base import ALLOWED_HOSTS, SECRET_KEY, VAR_DIR  # noqa: E402
from lms.settings.local_secret import local_secret  # noqa: E402

SECRET_KEY = SECRET_KEY or local_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]
