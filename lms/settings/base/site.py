"""Where the site runs, under which name and address."""

from pathlib import Path
from urllib.parse import urlsplit

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
