"""The development settings with DEBUG off, plus aids of measuring: a query counter on request, and a bare view."""

import os

os.environ.setdefault("STAFF_SECOND_FACTOR_REQUIRED", "0")

from lms.settings.dev import *  # noqa: F403  the default above must stand before the environment is read
from lms.settings.dev import MIDDLEWARE

DEBUG = False
ROOT_URLCONF = "benchmarks.urls"
if os.environ.get("BENCH_COUNT_QUERIES") == "1":
    MIDDLEWARE = ["benchmarks.middleware.QueryCountMiddleware", *MIDDLEWARE]
RATE_LIMITS = False  # the limits would answer instead of the view
ACCOUNT_RATE_LIMITS = False  # likewise, those of the log-in; the lock-out by account stays
