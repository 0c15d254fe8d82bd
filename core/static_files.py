"""Static files under their fingerprints, without which no page can be rendered; collected where out of date."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


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
    """Changes with any of our static files, and with the pinned packages, which bring the others."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file():
                digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()
