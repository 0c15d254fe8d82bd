"""The development settings with DEBUG off, plus aids of measuring: a query counter on request, and a bare view."""

import os

from lms.settings.dev import *  # noqa: F403  a settings module
from lms.settings.dev import MIDDLEWARE

DEBUG = False
ROOT_URLCONF = "benchmarks.urls"
if os.environ.get("BENCH_COUNT_QUERIES") == "1":
    MIDDLEWARE = ["benchmarks.middleware.QueryCountMiddleware", *MIDDLEWARE]
RATE_LIMITS = False  # the limits would answer instead of the view
ACCOUNT_RATE_LIMITS = {"login": "1000000/s/ip"}  # likewise, those of the log-in; the lock-out by account stays
