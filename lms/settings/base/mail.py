"""How mails leave."""

from urllib.parse import urlsplit

from lms.settings import env
from lms.settings.base.site import VAR_DIR

EMAIL_URL = env.text(
    "EMAIL_URL",
    "file:",
    secret=True,
    help="smtp://user:password@host:587/?tls=1, or file: to write mails to VAR_DIR/mail.",
)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Dermaga <noreply@localhost>", help="Sender of all messages.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = urlsplit(EMAIL_URL)
if _mail.scheme == "smtp":
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = _mail.username or ""
    EMAIL_HOST_PASSWORD = _mail.password or ""
    EMAIL_USE_TLS = "tls=1" in _mail.query
    EMAIL_TIMEOUT = 15
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
