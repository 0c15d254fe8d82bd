"""With an authority configured each signature carries its time, or there is none."""

from pathlib import Path
from typing import Any

import pytest

from certificates.conformance import conformance_findings
from certificates.signing import KeySigner, LocalKey, SigningUnavailableError, pades
from tests.certificates.signing.readers import openssl_verifies, pdfsig, pyhanko_status, qpdf_is_content
from tests.certificates.signing.timestamp_double import Authority


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


def test_a_stamp_is_checked_before_it_counts(
    authority: Authority, key: KeySigner, keys: dict[str, Path], unsigned: bytes, settings: Any, tmp_path: Path
) -> None:
    authority.change = lambda answer: answer[:-1] + bytes([answer[-1] ^ 1])
    with pytest.raises(SigningUnavailableError, match="carries a signature that does not fit it"):
        key.sign(unsigned)
    authority.change = lambda answer: answer
    settings.TIMESTAMP_ROOT_FILE = str(keys["RSA"].with_name("demo-root.pem"))
    with pytest.raises(SigningUnavailableError, match="of nobody whom TIMESTAMP_ROOT_FILE names"):
        key.sign(unsigned)  # that key is not meant for time stamps

    settings.TIMESTAMP_ROOT_FILE = str(tmp_path / "time.pem")
    authority.own(tmp_path / "time.pem")
    assert key.sign(unsigned).pdf.startswith(unsigned)


def test_a_stamp_that_needs_more_room_than_there_is_stops_the_run(
    authority: Authority, key: KeySigner, unsigned: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pades, "BYTES_RESERVED_STAMPED", 4096)
    with pytest.raises(SigningUnavailableError, match="larger than the room that is kept for it"):
        key.sign(unsigned)
