"""What leaves the compiled path signed: as other programs read it, and by which way it went."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from certificates.compiled.press import Press
from certificates.conformance import conformance_findings
from certificates.demo_ca import make_demo_ca
from certificates.production import Order, produce_many
from certificates.signing import LocalKey
from tests.certificates.signing.readers import openssl_verifies, pdfsig, qpdf_is_content
from tests.certificates.test_rendering import text_of
from tests.factories.certificates import TOKEN, facts, holder
from tests.programs import program

FORMAL = {"preset": "formal"}
CREDENTIAL = b"eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJidWRpIn0." + b"c2lnbmF0dXJl" * 8


@pytest.fixture(scope="module", params=["P-256", "RSA"])
def key_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "signer.pem"
    make_demo_ca(path, algorithm=request.param)
    return path


@pytest.fixture(scope="module")
def sealed(key_file: Path) -> bytes:
    return Press().print_and_seal(facts(), FORMAL, LocalKey(key_file), CREDENTIAL).pdf


def test_poppler_openssl_and_qpdf_agree_on_the_signature(sealed: bytes, key_file: Path, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(sealed)
    poppler = pdfsig(tmp_path / "signed.pdf")

    for words in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "DermagaSignature"):
        assert words in poppler
    assert openssl_verifies(sealed, key_file.with_name("demo-root.pem"), tmp_path)
    assert qpdf_is_content(tmp_path / "signed.pdf")


def test_pyhanko_finds_the_whole_document_certified_and_closed(sealed: bytes, key_file: Path) -> None:
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    root = x509.Certificate.load(pem.unarmor(key_file.with_name("demo-root.pem").read_bytes())[2])
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    status = validate_pdf_signature(
        signature,
        signer_validation_context=ValidationContext(trust_roots=[root], allow_fetching=False),
        key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"}),
    )

    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    signed = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}
    assert signed == {"content_type", "message_digest", "signing_certificate_v2"}


def test_the_signed_paper_conforms_is_small_and_carries_its_credential(sealed: bytes) -> None:
    assert conformance_findings(sealed) == []
    assert len(sealed) <= 70_000
    with pikepdf.open(io.BytesIO(sealed)) as document:
        (named,) = document.Root.AF
        assert str(named.AFRelationship) == "/Data"
        assert document.attachments["credential.jwt"].get_file().read_bytes() == CREDENTIAL
        assert named.EF.F.Params.Size == len(CREDENTIAL)


def test_a_flipped_byte_is_refused(sealed: bytes, tmp_path: Path) -> None:
    for place in (1000, len(sealed) - 40):
        spoiled = bytearray(sealed)
        spoiled[place] ^= 1
        (tmp_path / "spoiled.pdf").write_bytes(spoiled)

        assert "Signature is Valid" not in pdfsig(tmp_path / "spoiled.pdf")


def test_zbar_reads_the_code_that_is_a_path(sealed: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(sealed)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", "paper.pdf", "page"], cwd=tmp_path, check=True
    )
    picture = next(tmp_path.glob("page*.png"))

    read = subprocess.run([program("zbarimg"), "-q", "--raw", str(picture)], check=True, capture_output=True)

    assert read.stdout.decode().strip() == f"HTTPS://BIMTEK.EXAMPLE.GO.ID/V/{TOKEN}"
    with pikepdf.open(io.BytesIO(sealed)) as document:
        pictures = document.pages[0].obj.Resources.XObject
        assert not [name for name, item in pictures.items() if item.Subtype == "/Image"]


def test_an_order_says_which_way_it_went_and_why(key_file: Path, settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY_FILE = str(key_file)
    plain, cyrillic = facts().to_json(), facts(holder=holder(position="", office="Кантор")).to_json()

    fast, slow, small = produce_many(
        [Order(plain, FORMAL, slowly_because=""), Order(cyrillic, FORMAL, slowly_because=""), Order(plain, FORMAL)]
    )

    assert [product.slowly_because for product in (fast, slow, small)] == ["", "letters", "few"]
    assert [product.problem for product in (fast, slow, small)] == ["", "", ""]
    assert re.sub(r"\s+", " ", text_of(slow.pdf, 1, tmp_path)).count("Кантор") == 1
