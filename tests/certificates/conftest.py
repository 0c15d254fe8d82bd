from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from certificates.demo_ca import make_demo_ca


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def signing_key() -> Path:
    """The key lies where the settings of a spawned process look for it too."""
    path = Path(settings.CERTIFICATE_KEY_FILE)
    make_demo_ca(path)
    return path
