"""Each kind of key makes a signature that everybody else can read, and that one changed byte breaks."""

from pathlib import Path

import pytest

from certificates.compiled.press import press
from certificates.conformance import conformance_findings
from certificates.paper.presets import FORMAL
from certificates.signing import KeySigner, LocalKey
from tests.certificates.signing.conftest import token_key
from tests.certificates.signing.readers import openssl_verifies, pdfsig, pyhanko_status, qpdf_is_content
from tests.factories.certificates import facts


@pytest.fixture(scope="module", params=["P-256", "RSA", "token P-256", "token RSA"])
def key(request: pytest.FixtureRequest, keys: dict[str, Path]) -> tuple[KeySigner, Path]:
    """The key, and the root that is trusted."""
    kind, _space, algorithm = request.param.rpartition(" ")
    path = keys[algorithm]
    if kind:
        return token_key(request.getfixturevalue("soft_token"), path, key=algorithm), path.with_name("demo-root.pem")
    return LocalKey(path), path.with_name("demo-root.pem")


@pytest.fixture(scope="module")
def signed(key: tuple[KeySigner, Path], unsigned: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("signed") / "signed.pdf"
    sealed = key[0].sign(unsigned)
    assert sealed.chain == key[0].chain
    path.write_bytes(sealed.pdf)
    return path


def test_all_readers_agree_that_the_whole_document_is_signed(
    signed: Path, key: tuple[KeySigner, Path], tmp_path: Path
) -> None:
    said, status = pdfsig(signed), pyhanko_status(signed.read_bytes(), key[1])

    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert openssl_verifies(signed.read_bytes(), key[1], tmp_path)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert (status.coverage.name, status.docmdp_ok) == ("ENTIRE_FILE", True)


def test_the_signed_document_still_conforms_and_is_sound(signed: Path) -> None:
    assert conformance_findings(signed.read_bytes()) == []
    assert signed.stat().st_size < 70_000
    assert qpdf_is_content(signed)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.5, 0.6])
def test_one_flipped_byte_is_refused(signed: Path, place: float, tmp_path: Path) -> None:
    """In the header of the first page's objects, in fonts, in content: wherever before the signature."""
    pdf = bytearray(signed.read_bytes())
    pdf[int(len(pdf) * place)] ^= 1
    (tmp_path / "changed.pdf").write_bytes(pdf)

    assert "Signature is Valid" not in pdfsig(tmp_path / "changed.pdf")


def test_a_paper_compiled_and_signed_in_one_stroke_reads_the_same(key: tuple[KeySigner, Path], tmp_path: Path) -> None:
    pdf = press().print_and_seal(facts(), FORMAL.to_json(), key[0]).pdf
    (tmp_path / "signed.pdf").write_bytes(pdf)

    assert "Signature is Valid" in pdfsig(tmp_path / "signed.pdf")
    assert "Total document signed" in pdfsig(tmp_path / "signed.pdf")
    assert openssl_verifies(pdf, key[1], tmp_path)
    assert pyhanko_status(pdf, key[1]).docmdp_ok
