"""`python -m tests.core.recordings.two_gigabytes FOLDER`: what an upload of 2 GB costs in memory, printed."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
os.environ["VAR_DIR"] = sys.argv[1]
os.environ["TEST_VAR_DIR_OF"] = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["RECORDING_MAX_MB"] = "3000"

import django

django.setup()

from django.conf import settings  # noqa: E402  Django must be set up before
from django.core.files.storage import storages  # noqa: E402
from django.core.files.uploadedfile import TemporaryUploadedFile  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from core.private_files import private_file_response  # noqa: E402
from core.recordings.check import check_recording  # noqa: E402
from tests.memory import peak_kb  # noqa: E402

FILM = Path("tests/files/recordings/pier.mp4").read_bytes()
ZEROS = 2 * 1024**3


class SparseFile(TemporaryUploadedFile):
    """As Django keeps an upload on disk, but nothings are left out, so that the test needs no disk for them."""

    def write(self, data: bytes) -> int:
        if data.count(0) == len(data):
            return int(self.file.seek(len(data), os.SEEK_CUR))
        return int(self.file.write(data))


class Body:
    """A form with the film, a box of two gigabytes of nothing behind it; made while it is read."""

    def __init__(self) -> None:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
        box = (8 + ZEROS).to_bytes(4, "big") + b"free"
        self.parts = [head + FILM + box, ZEROS, b"\r\n--x--\r\n"]
        self.length = sum(part if isinstance(part, int) else len(part) for part in self.parts)

    def read(self, size: int = -1) -> bytes:
        while self.parts:
            first: Any = self.parts[0]
            if isinstance(first, int):
                taken = min(size, first)
                self.parts[0] = first - taken
                if taken:
                    return bytes(taken)
            elif first:
                self.parts[0] = first[size:]
                return bytes(first[:size])
            self.parts.pop(0)
        return b""

    def readline(self, size: int = 65536) -> bytes:
        return self.read(size)


def main() -> None:
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(settings.FILE_UPLOAD_TEMP_DIR)
    import django.core.files.uploadhandler as handlers  # patched below, for this process alone

    handlers.TemporaryUploadedFile = SparseFile  # type: ignore[misc]
    body = Body()
    request = RequestFactory().generic("POST", "/", b"-", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(body.length)
    request._stream = body  # type: ignore[attr-defined]
    request._read_started = False  # type: ignore[attr-defined]
    uploaded = request.FILES["file"]
    uploaded.file.truncate(uploaded.size)
    facts = check_recording(uploaded)
    storage = storages["private"]
    name = storage.save("recordings/film.mp4", uploaded)
    asked = RequestFactory().get("/", headers={"Range": "bytes=1000000000-"})
    response: Any = private_file_response(
        asked,
        file=storage.open(name),
        filename="film.mp4",
        content_type=facts.content_type,
        etag="x",
        inline=True,
        most_at_once=4 * 1024 * 1024,
    )
    sent = sum(len(block) for block in response)
    sys.stdout.write(f"bytes={storage.size(name)} seconds={facts.seconds} part={response.status_code} ")
    sys.stdout.write(f"sent={sent} peak_kb={peak_kb()}")


main()
