"""Refuses to start without what has no safe default."""

from lms.settings import env
from lms.settings.base import *  # noqa: F403
from lms.settings.base import DEBUG, DEMO, HTTPS, SECRET_KEY, SITE_URL, STAFF_SECOND_FACTOR_REQUIRED

env.required("SECRET_KEY", SECRET_KEY, "Set it, or SECRET_KEY_FILE, to at least 50 random characters.")
if DEBUG or DEMO:
    raise env.SettingError("DEBUG and DEMO must be off in production: the demo's passwords are published.")
if not HTTPS:
    raise env.SettingError(f"SITE_URL must begin with https:// in production, not {SITE_URL!r}.")
if not STAFF_SECOND_FACTOR_REQUIRED:
    raise env.SettingError("STAFF_SECOND_FACTOR_REQUIRED must be on in production.")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
