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
        assert storage.url("img/logo.svg") == storage.url("img/logo.svg") == "/static/img/logo.svg"

    assert [record.getMessage() for record in caplog.records] == [
        "Static file img/logo.svg was not collected: restart the site, or run collectstatic."
    ]


def test_what_is_no_file_is_refused(storage: FingerprintedStorage) -> None:
    with pytest.raises(ValueError, match="no-such"):
        storage.url("img/no-such.svg")
