"""With an authority configured each signature carries its time, or there is none."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.conformance import conformance_findings
from certificates.signing import KeySigner, LocalKey, SigningUnavailableError
from certificates.signing.pades import asn1_chain
from tests.certificates.signing.readers import openssl_verifies, pdfsig, pyhanko_status, qpdf_is_content


class Authority:
    """A time-stamp authority on this machine; `stamps` is what it stamps instead of what it was asked for."""

    def __init__(self, key: Path) -> None:
        signer = LocalKey(key)
        private = serialization.load_pem_private_key(key.read_bytes(), password=None).private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._stamper = DummyTimeStamper(asn1_chain(signer.certificates)[0], asn1_keys.PrivateKeyInfo.load(private))
        self.status, self.kind, self.url = 200, "application/timestamp-reply", ""
        self.asked, self.stamps = 0, b""

    def answer(self, request: bytes) -> bytes:
        self.asked += 1
        asked = tsp.TimeStampReq.load(request)
        if self.stamps:
            asked["message_imprint"]["hashed_message"] = self.stamps
        return bytes(self._stamper.request_tsa_response(asked).dump())


@pytest.fixture
def authority(keys: dict[str, Path], settings: Any) -> Iterator[Authority]:
    authority = Authority(keys["RSA"])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(authority.status)
            self.send_header("Content-Type", authority.kind)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}"
    yield authority
    server.shutdown()
    server.server_close()


@pytest.fixture
def key(keys: dict[str, Path]) -> KeySigner:
    return LocalKey(keys["P-256"])


def test_a_signature_carries_its_time_and_stays_whole(
    authority: Authority, key: KeySigner, keys: dict[str, Path], unsigned: bytes, tmp_path: Path
) -> None:
    path, root = tmp_path / "stamped.pdf", keys["P-256"].with_name("demo-root.pem")
    pdf = key.sign(unsigned).pdf
    path.write_bytes(pdf)

    status = pyhanko_status(pdf, root)
    assert not key.signs_inline
    assert authority.asked == 1
    assert (status.bottom_line, status.coverage.name) == (False, "ENTIRE_FILE")  # nobody trusts this authority
    assert (status.trusted, status.timestamp_validity.intact, status.timestamp_validity.valid) == (True, True, True)
    assert "Signature is Valid" in pdfsig(path)
    assert "Total document signed" in pdfsig(path)
    assert openssl_verifies(pdf, root, tmp_path)
    assert qpdf_is_content(path)
    assert conformance_findings(pdf) == []
    assert len(pdf) < len(unsigned) + 2 * 24 * 1024 + 6000


def test_without_an_answer_nothing_is_signed(
    authority: Authority, key: KeySigner, unsigned: bytes, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    refused = bytes.fromhex("30053003020102")  # the status "rejection", without a time stamp
    for status, kind, answer, reason in (
        (500, "text/html", b"", r"answers with no time stamp \(HTTP 500\)"),
        (200, "text/html", b"<html>", r"answers with no time stamp \(HTTP 200\)"),
        (200, authority.kind, b"garbage", "gave no time stamp"),
        (200, authority.kind, refused, "gave no time stamp"),
    ):
        authority.status, authority.kind = status, kind
        monkeypatch.setattr(authority, "answer", lambda _request, answer=answer: answer)
        with pytest.raises(SigningUnavailableError, match=reason):
            key.sign(unsigned)
    monkeypatch.undo()
    authority.status, authority.stamps = 200, b"x" * 32
    with pytest.raises(SigningUnavailableError, match="has stamped something else"):
        key.sign(unsigned)
    settings.TIMESTAMP_URL = "http://127.0.0.1:9"
    with pytest.raises(SigningUnavailableError, match="does not answer"):
        key.sign(unsigned)
