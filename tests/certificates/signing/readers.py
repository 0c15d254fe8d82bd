"""How others read a signature: poppler, openssl, pyHanko, qpdf."""

import io
import subprocess
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.signing.chains import asn1_chain, read_chain
from tests.programs import program


def pdfsig(path: Path) -> str:
    return subprocess.run([program("pdfsig"), "-nocert", str(path)], capture_output=True, check=False).stdout.decode()


def signed_parts(pdf: bytes) -> tuple[bytes, bytes]:
    """The signed bytes and the CMS signature, found the way a stranger would: from the byte range."""
    numbers = [int(word) for word in pdf.split(b"/ByteRange [")[1].split(b"]")[0].split()]
    content = pdf[numbers[0] : numbers[0] + numbers[1]] + pdf[numbers[2] : numbers[2] + numbers[3]]
    hexadecimal = pdf[numbers[1] + 1 : numbers[2] - 1]
    cms = bytes.fromhex(hexadecimal.decode("ascii"))
    assert cms[:2] == b"\x30\x82"
    return content, cms[: 4 + int.from_bytes(cms[2:4], "big")]


def openssl_verifies(pdf: bytes, root: Path, folder: Path) -> bool:
    content, cms = signed_parts(pdf)
    (folder / "content").write_bytes(content)
    (folder / "cms").write_bytes(cms)
    command = [
        *("openssl", "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "content", "-binary"),
        *("-purpose", "any", "-CAfile", str(root), "-out", "checked"),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def qpdf_is_content(path: Path) -> bool:
    return subprocess.run([program("qpdf"), "--check", str(path)], capture_output=True, check=False).returncode == 0


def pyhanko_status(pdf: bytes, root: Path) -> Any:
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    context = ValidationContext(
        trust_roots=asn1_chain(read_chain(root)), allow_fetching=False, revocation_mode="soft-fail"
    )
    return validate_pdf_signature(signature, signer_validation_context=context)
