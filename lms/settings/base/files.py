"""Where files lie, and how large one may be."""

from lms.settings import env
from lms.settings.base.site import BASE_DIR, VAR_DIR

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "core.static_files.SiteStylesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.FingerprintedStorage"},
    # Never reachable by an address of its own: private files go through a view that asks a rule.
    "private": {
        "BACKEND": "core.storage.PrivateStorage",
        "OPTIONS": {"location": str(VAR_DIR / "private"), "base_url": None},
    },
}
PRIVATE_FILES_ACCEL = env.text(
    "PRIVATE_FILES_ACCEL",
    help="nginx's internal location for VAR_DIR/private, such as /private/: nginx then sends the files.",
)
RECORDING_MAX_BYTES = (
    1024
    * 1024
    * env.number("RECORDING_MAX_MB", 500, help="Size in MB of the largest video or audio file that is taken.")
)
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"  # made by core at the start
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
