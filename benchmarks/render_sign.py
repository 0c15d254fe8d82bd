"""Prints one JSON object: the CPU of one certificate of the demo, rendered and signed, by each way in turn.

`compiled` and `compiled_rsa` are the compiled path with P-256 and RSA-3072, `full` is the full renderer with our
signature, `plain` a loop as anybody writes it: WeasyPrint's write_pdf and pyHanko's signer, with nothing kept between
two documents. The holders of the demo take turns. `memory_kb` is how much the process grew over 500 compiled documents.
"""

import gc
import io
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import django
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from certificates.compiled.press import Press  # noqa: E402  importable only after the set-up
from certificates.demo_ca import make_demo_ca  # noqa: E402
from certificates.facts import Facts  # noqa: E402
from certificates.models import Certificate  # noqa: E402
from certificates.qr import qr_data_url  # noqa: E402
from certificates.rendering import paper_css, paper_html, render  # noqa: E402
from certificates.signing import LocalKey  # noqa: E402

ROUNDS = 5
DOCUMENTS = {"compiled": 100, "compiled_rsa": 100, "full": 10, "plain": 4}
LONG_RUN = 500


def main() -> None:
    rows = Certificate.objects.filter(state="issued", kind="participant").select_related("revision").order_by("pk")[:40]
    content: dict[str, Any] = rows[0].revision.content
    first = rows[0].facts
    # As in one batch: what is common is the first one's.
    holders = [
        replace(first, holder=row.facts.holder, number=row.number, verify_url=row.facts.verify_url) for row in rows
    ]
    with tempfile.TemporaryDirectory() as folder:
        keys = {name: Path(folder) / name / "signer.pem" for name in ("P-256", "RSA")}
        for name, path in keys.items():
            make_demo_ca(path, algorithm=name)
            own = load_pem_x509_certificates(path.read_bytes())[0]
            path.with_name("certificate.pem").write_bytes(own.public_bytes(Encoding.PEM))
        press, curve, rsa = Press(), LocalKey(keys["P-256"]), LocalKey(keys["RSA"])
        ways: dict[str, Callable[[Facts], bytes]] = {
            "compiled": lambda facts: press.print_and_seal(facts, content, curve).pdf,
            "compiled_rsa": lambda facts: press.print_and_seal(facts, content, rsa).pdf,
            "full": lambda facts: curve.sign(render(facts, content)).pdf,
            "plain": lambda facts: _plain(facts, content, keys["P-256"]),
        }
        figures = {name: _measured(way, holders, DOCUMENTS[name]) for name, way in ways.items()}
        before = _memory_kb()
        for facts, _number in zip(cycle(holders), range(LONG_RUN), strict=False):
            ways["compiled"](facts)
        figures["compiled"]["memory_kb"] = _memory_kb() - before
    print(json.dumps(figures))


def _measured(way: Callable[[Facts], bytes], holders: list[Facts], documents: int) -> dict[str, Any]:
    turns = cycle(holders)
    sizes = [len(way(facts)) for facts, _number in zip(turns, range(min(documents, len(holders))), strict=False)]
    rounds = []
    for _round in range(ROUNDS):
        before = time.process_time()
        for facts, _number in zip(turns, range(documents), strict=False):
            way(facts)
        rounds.append((time.process_time() - before) * 1000 / documents)
    return {"cpu_ms": rounds, "bytes": max(sizes)}


def _plain(facts: Facts, content: dict[str, Any], key: Path) -> bytes:
    """The same page, without what this site does to be quick."""
    import weasyprint
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    from certificates.drawing import _fetcher

    html = paper_html(facts, content, qr_data_url(facts.verify_url))
    document = weasyprint.HTML(string=html, base_url="", url_fetcher=_fetcher())
    sheet = weasyprint.CSS(string=paper_css(content), base_url="", url_fetcher=_fetcher())
    pdf = document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/a-3a", pdf_tags=True)
    signer: Any = signers.SimpleSigner
    signer = signer.load(str(key), str(key.with_name("certificate.pem")))
    metadata = signers.PdfSignatureMetadata(field_name="Signature", subfilter=fields.SigSeedSubFilter.PADES)
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer, output=out)
    return out.getvalue()


def _memory_kb() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    main()
