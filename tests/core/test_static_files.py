import json
import logging
from pathlib import Path

import pytest
from django.conf import settings

from core.static_files import FingerprintedStorage


@pytest.fixture
def storage(tmp_path: Path) -> FingerprintedStorage:
    manifest = {"version": "1.1", "paths": {"css/a.css": "css/a.123.css"}, "hash": "0"}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return FingerprintedStorage(location=str(tmp_path), base_url=settings.STATIC_URL)


def test_addresses_carry_fingerprints(storage: FingerprintedStorage) -> None:
    assert storage.url("css/a.css") == storage.url("css/a.css") == "/static/css/a.123.css"


def test_a_file_that_was_not_collected_takes_no_page_down(
    storage: FingerprintedStorage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert storage.url("img/guides/new.webp") == storage.url("img/guides/new.webp") == "/static/img/guides/new.webp"

    assert [record.getMessage() for record in caplog.records] == [
        "Static file img/guides/new.webp was not collected: restart the site, or run collectstatic."
    ]
