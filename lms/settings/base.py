"""Safe by default: what development relaxes stands in dev.py, what production insists on in production.py."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.settings import env

BASE_DIR = env.BASE_DIR
VAR_DIR = Path(
    env.text("VAR_DIR", str(BASE_DIR / "var"), help="Folder for the SQLite database, uploads, keys and demo secrets.")
)

DEBUG = env.flag("DEBUG", help="Django's debug pages. Never on in production.")
DEMO = env.flag("DEMO", help="Demo data and its published passwords are allowed. Never on in production.")
SECRET_KEY = env.text("SECRET_KEY", secret=True, help="Django's signing key; at least 50 random characters.")
PORT = env.number("PORT", 8000, help="Port of `manage.py serve`; SITE_URL follows it where it is not given itself.")
SITE_URL = (
    env.text(
        "SITE_URL",
        help="Public address of the site, without a slash at the end. QR codes and e-mails are built from it.",
    )
    or f"http://127.0.0.1:{PORT}"
).rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Dermaga", help="Name in page titles and e-mails.")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", help="Host names served, beside the one in SITE_URL.")
ALLOWED_HOSTS = [*ALLOWED_HOSTS, urlsplit(SITE_URL).hostname or "127.0.0.1"]

# Applications -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "home",
    "certificates",
    "quizzes",
    "courses",
    "members",
    "core",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.users_app.MembersUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "core.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "members.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.FollowedRedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.StaffSecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.upload_limits.UploadLimitMiddleware",
    "core.middleware.OnlyFormsMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site",
            ],
        },
    },
]

# Database -----------------------------------------------------------------------------------------------------------

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

# Cache and sessions -------------------------------------------------------------------------------------------------

REDIS_URL = env.text("REDIS_URL", secret=True, help="redis://host:port/0: shared cache and Celery's broker.")
CACHES: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    )
}
# With a per-process cache a log-out in one worker would leave the session alive in another: cached only when shared.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db" if REDIS_URL else "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"

# Background work ----------------------------------------------------------------------------------------------------

JOBS_ENGINE = env.choice(
    "JOBS_ENGINE",
    ("embedded", "database", "celery", "immediate"),
    "embedded",
    help="embedded: a thread of `serve`; database: `manage.py db_worker`; celery: Celery workers on REDIS_URL.",
)
JOB_PROCESSES = env.number("JOB_PROCESSES", 2, help="Spawned processes for CPU-heavy jobs such as rendering PDF.")
JOB_LEASE_SECONDS = env.number(
    "JOB_LEASE_SECONDS", 60, help="A job whose worker gave no sign of life for so long is begun again by another."
)
JOB_LAG_LIMIT_SECONDS = env.number(
    "JOB_LAG_LIMIT_SECONDS", 900, help="/readyz reports trouble when a due job has waited longer than this."
)
_task_backends = {
    "embedded": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    "database": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    "celery": {"BACKEND": "core.jobs.celery_backend.CeleryBackend"},
    "immediate": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
TASKS = {"default": _task_backends[JOBS_ENGINE]}

# People -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "members.backends.EmailOrNumberBackend",
]
PASSWORD_HASHERS = ["members.hashers.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:desk"
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "members.forms.LoginForm",
    "reset_password": "members.forms.ResetPasswordForm",
    "user_token": "members.forms.ResetTokenForm",
}
# A whole class logs in from one address at the start of a test: axes counts failures by person and address instead.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "120/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0, help="Trusted reverse proxies in front of the site.")
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
MFA_TOTP_TOLERANCE = 1  # a code of half a minute ago, or of a phone that runs ahead
MFA_TOTP_ISSUER = SITE_NAME
MFA_ADAPTER = "members.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
STAFF_SECOND_FACTOR_REQUIRED = env.flag(
    "STAFF_SECOND_FACTOR_REQUIRED", True, help="Staff must set up TOTP or a passkey before they reach the admin."
)
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "members.sign_in.locked_out_response"
AXES_USERNAME_CALLABLE = "members.sign_in.lockout_name"
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS = ["login", "credential"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the waiting time we name is true
AXES_IPWARE_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT
AXES_DISABLE_ACCESS_LOG = True

# Teaching hours ----------------------------------------------------------------------------------------------------

JP_YEARLY_LEAST = env.number(
    "JP_YEARLY_LEAST", 20, help="Teaching hours (JP) of development that a civil servant owes each year."
)
JP_YEARLY_MOST_CONTRACT = env.number(
    "JP_YEARLY_MOST_CONTRACT", 24, help="The most teaching hours (JP) that count for contract staff (PPPK) in a year."
)

# Languages and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

# Files --------------------------------------------------------------------------------------------------------------

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

# Mail ---------------------------------------------------------------------------------------------------------------

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

# Security -----------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine next door, without TLS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows the page in a frame of the same origin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
# Wagtail's admin writes inline scripts and styles; only staff who are logged in see it.
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "script-src": [SELF, "'unsafe-inline'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
    }
}

# Wagtail ------------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # our own mails tell who decides (courses.receivers)
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILIMAGES_RENDITION_STORAGE = "private"
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.media_forms.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "core.Attachment"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "zip", "txt"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILMEDIA = {"MEDIA_MODEL": "core.Recording"}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "h4", "bold", "italic", "ol", "ul", "link", "superscript", "subscript"]},
    }
}
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# Logs ---------------------------------------------------------------------------------------------------------------

LOG_LEVEL = env.text("LOG_LEVEL", "INFO", help="DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "pyhanko": {"level": "WARNING"},
    },
}

FORMAT_MODULE_PATH = ["lms.formats"]
RATE_LIMITS = True  # off only where one client asks thousands of times to measure

# Product ------------------------------------------------------------------------------------------------------------

INVITATION_DAYS = env.number("INVITATION_DAYS", 14, help="Days until the link that invites a speaker expires.")
INVITATION_KEEP_DAYS = env.number(
    "INVITATION_KEEP_DAYS",
    90,
    help="Days after which the name and address of a speaker whose invitation lapsed unaccepted are removed.",
)
QUIZ_GRACE_SECONDS = env.number(
    "QUIZ_GRACE_SECONDS", 60, help="Seconds after an attempt's deadline until it is closed."
)
SLIDES_MOST_PAGES = env.number(
    "SLIDES_MOST_PAGES", 300, help="Pages of a PDF that are made into slides at most; longer ones are documents only."
)
LIGHT_VARIANT_KB = env.number(
    "LIGHT_VARIANT_KB", 1000, help="Documents from this size, in kB, get a light variant where one can be made."
)
CERTIFICATE_KEY_FILE = env.text(
    "CERTIFICATE_KEY_FILE",
    str(VAR_DIR / "keys" / "signer.pem"),
    help="PEM file with the private key and the certificate chain that sign the PDF certificates.",
)
