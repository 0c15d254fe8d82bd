"""Rows, what is remembered for a while, and who is logged in."""

import dj_database_url

from lms.settings import env
from lms.settings.base.site import HTTPS, VAR_DIR

DATABASE_URL = env.text(
    "DATABASE_URL",
    f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
    secret=True,
    help="sqlite:///absolute/path or postgresql://user:password@host:port/name.",
)
# Kept open between requests: opening anew costs 5 ms on SQLite and 14 ms of backend CPU on PostgreSQL.
DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

REDIS_URL = env.text("REDIS_URL", secret=True, help="redis://host:port/0: shared cache and Celery's broker.")
CACHES: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    )
}
# With a per-process cache a log-out in one worker would leave the session alive in another: cached only when shared.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if REDIS_URL else "core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
