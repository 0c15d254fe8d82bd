"""A local server that speaks the part of the e-sign client API that we use, with each of its troubles on request."""

import base64
import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from certificates.signing import KeySigner
from certificates.signing.pades import KeptKeySigner

USER, PASSWORD, SUBSCRIBER = "office", "s3cret", "SUB-1"


def seal(pdf: bytes, key: KeySigner, name: str = "Segel") -> bytes:
    """An approval signature, as a service makes that knows nothing of our rules; its field has a name of its own."""
    out = io.BytesIO()
    signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES),
        KeptKeySigner(key),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out, bytes_reserved=16384)
    return out.getvalue()


@dataclass
class SealDouble:
    """`trouble(path, data)` gives another answer: (status, body), or None to go on as usual."""

    key: KeySigner
    url: str = ""
    activation: str = "ACT-1"
    expires: str = "2099-01-01T00:00:00.000+0000"
    open_codes: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    sealed: dict[str, str] = field(default_factory=dict)
    seals_given: int = 0
    knows_repeats: bool = True
    refuse_codes: int = 0
    drips: bool = False
    given_up: threading.Event = field(default_factory=threading.Event)
    trouble: Callable[[str, dict[str, Any]], tuple[int, bytes] | None] = lambda path, data: None
    change: Callable[[bytes], bytes] = lambda pdf: pdf

    def answer(self, path: str, user: str, data: dict[str, Any], repeat_key: str) -> tuple[int, Any]:
        self.asked.append(path)
        self.bodies.append(data)
        if user != f"{USER}:{PASSWORD}":
            return 401, {"message": "Unauthorized"}
        if data.get("idSubscriber") != SUBSCRIBER:
            return 404, {"message": "Subscriber tidak ditemukan"}
        if path == "/api/v2/seal/get/activation":
            return 200, self._next_activation(data)
        if path == "/api/v2/seal/get/totp":
            return 200, self._one_time_code(data)
        if path == "/api/v2/seal/pdf":
            return self._seal(data, repeat_key)
        return 404, {"message": "Not Found"}

    def _next_activation(self, data: dict[str, Any]) -> dict[str, Any]:
        if "totp" not in data:
            return {"success": True, "message": "OTP terkirim", "data": None}
        if data["totp"] != self.activation:
            return {"success": False, "message": "TOTP salah", "data": None}
        self.activation += "+"
        found = {"message": "ok", "totp": self.activation, "expires": self.expires, "result": True}
        return {"success": True, "message": None, "data": found}

    def _one_time_code(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["totp"] != self.activation or self.refuse_codes:
            self.refuse_codes = max(0, self.refuse_codes - 1)
            return {"message": "TOTP salah", "result": False}
        code = f"{len(self.asked):06d}"
        self.open_codes.add(code)
        return {"message": "ok", "totp": code, "expires": self.expires, "result": True}

    def _seal(self, data: dict[str, Any], repeat_key: str) -> tuple[int, Any]:
        if data["totp"] not in self.open_codes:
            return 400, {"error": "Kode OTP salah"}
        self.open_codes.remove(data["totp"])
        if repeat_key not in self.sealed or not self.knows_repeats:
            self.seals_given += 1
            pdf = base64.b64decode(data["file"][0], validate=True)
            self.sealed[repeat_key] = base64.b64encode(self.change(seal(pdf, self.key))).decode()
        return 200, {"time": 312, "file": [self.sealed[repeat_key]]}


def run_double(double: SealDouble) -> ThreadingHTTPServer:
    """Serves it on a free port until `shutdown` is called."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            user = base64.b64decode(self.headers.get("Authorization", "Basic ").partition(" ")[2]).decode()
            status, body = double.answer(self.path, user, data, self.headers.get("Idempotency-Key", ""))
            payload = json.dumps(body).encode()
            if (other := double.trouble(self.path, data)) is not None:
                status, payload = other
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload) + 10**6 * double.drips))
                self.end_headers()
                while double.drips:
                    self.wfile.write(b" ")
                    double.given_up.wait(0.01)
                self.wfile.write(payload)
            except OSError:
                pass  # who asked has given up waiting

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
