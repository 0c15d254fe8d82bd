"""Static files under their fingerprints, without which no page can be rendered; collected where out of date.

The styles that every page carries are written in parts, one noun each, and served as one file: on a weak link each
request costs a turn of half a second, and one file compresses better than twelve.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)

SITE_STYLES = "css/site.css"
# In this order: what stands later wins.
PARTS = (
    "tokens", "base", "frame", "layout", "buttons", "cards", "signals", "tables", "figures", "ways", "prose", "forms",
    "forced", "print",
)  # fmt: skip


class FingerprintedStorage(CompressedManifestStaticFilesStorage):
    """Also what our modules import goes by its fingerprint: kept for good by the browser, and one state at a time."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._addresses: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    def url(self, name: str | None, force: bool = False) -> str:
        """Each address is made once for each reading of the manifest: a page asks for twenty of them."""
        if name is None or force or settings.DEBUG:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = self._address(name)
        return self._addresses[name]

    def _address(self, name: str) -> str:
        """Of what came after the files were collected, such as a guide's new picture, the plain one: a page without a
        picture is better than none. What is no file of ours is refused."""
        try:
            return str(super().url(name))
        except ValueError:
            if finders.find(name) is None:
                raise
            logger.error("Static file %s was not collected: restart the site, or run collectstatic.", name)
            return str(FileSystemStorage.url(self, name))

    def save_manifest(self) -> None:
        super().save_manifest()
        self._addresses.clear()


class SiteStylesFinder(BaseFinder):
    """Finds css/site.css, which is static/css/<part>.css one after another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "site-styles")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SITE_STYLES:
            return []
        found = str(self._written())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        self._written()
        yield SITE_STYLES, self.storage

    def _written(self) -> Path:
        target = Path(self.storage.path(SITE_STYLES))
        styles = site_styles()
        if not target.exists() or target.read_text(encoding="utf-8") != styles:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(styles, encoding="utf-8")
        return target


def site_styles() -> str:
    folder = settings.BASE_DIR / "static" / "css"
    return "".join((folder / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)


def collect_static_files(say: Callable[[str], object]) -> bool:
    """Whether anything had to be collected; `say` hears of it before, since it takes a few seconds."""
    stamp = Path(settings.VAR_DIR) / "static-files.stamp"
    key = _key()
    if stamp.exists() and stamp.read_text() == key and Path(settings.STATIC_ROOT).is_dir():
        return False
    say("· Static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(key)
    return True


def _key() -> str:
    """Changes with any of our static files, and with the installed apps and pinned packages, which bring the others."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    digest.update(" ".join([*settings.INSTALLED_APPS, *PARTS]).encode())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file():
                digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()
