"""A time-stamp authority on this machine (RFC 3161)."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.signing import LocalKey
from certificates.signing.pades import asn1_chain


class Authority:
    """`stamps` is what it stamps instead of what it was asked for."""

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
