"""A time-stamp authority on this machine (RFC 3161)."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.signing import LocalKey
from certificates.signing.chains import asn1_chain


class Authority:
    """`stamps` is what it stamps instead of what it was asked for; `change` is done to each answer.

    Its certificate is that of a signer, unless `own` makes it one of a time-stamp authority.
    """

    def __init__(self, key: Path) -> None:
        self._key_file = key
        signer = LocalKey(key)
        private = serialization.load_pem_private_key(key.read_bytes(), password=None).private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._stamper = DummyTimeStamper(asn1_chain(signer.certificates)[0], asn1_keys.PrivateKeyInfo.load(private))
        self.status, self.kind, self.url = 200, "application/timestamp-reply", ""
        self.asked, self.stamps = 0, b""
        self.change: Callable[[bytes], bytes] = lambda answer: answer

    def own(self, root_file: Path) -> None:
        """From now on it stamps as an authority whose own certificate is written to this file."""
        key: Any = serialization.load_pem_private_key(self._key_file.read_bytes(), password=None)
        name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Time")]), datetime.now(UTC)
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
        root_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self._stamper.tsa_cert = asn1_chain([certificate])[0]

    def answer(self, request: bytes) -> bytes:
        self.asked += 1
        asked = tsp.TimeStampReq.load(request)
        if self.stamps:
            asked["message_imprint"]["hashed_message"] = self.stamps
        return self.change(bytes(self._stamper.request_tsa_response(asked).dump()))


def run_authority(authority: Authority) -> ThreadingHTTPServer:
    """Serves it on a free port until `shutdown` is called."""

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
    authority.url = f"http://127.0.0.1:{server.server_port}"
    return server
