"""The seal of the state, against a local server that speaks the published API."""

import base64
import fcntl
import json
from pathlib import Path
from typing import Any

import pytest

from certificates.choices import Seal
from certificates.production import Order, produce_many
from certificates.rendering import render
from certificates.signing import (
    KeySigner,
    SigningError,
    SigningUnavailableError,
    chain_in_use,
    signing_backend,
    signing_unavailable_because,
)
from certificates.signing.bsre import StateSeal
from certificates.signing.errors import BrokenFileError, RefusedCodeError
from certificates.signing.seal_service import MOST_BYTES
from tests.certificates.signing.readers import pdfsig
from tests.certificates.signing.seal_double import PASSWORD, SUBSCRIBER, SealDouble
from tests.factories.certificates import facts

FORMAL = {"preset": "formal"}
SEAL, TOTP = "/api/v2/seal/pdf", "/api/v2/seal/get/totp"


def test_a_paper_is_sealed_and_its_chain_is_taken_from_the_seal(
    double: SealDouble, state_key: KeySigner, unsigned: bytes, tmp_path: Path
) -> None:
    sealed = signing_backend().sign(unsigned, token="TOKEN")

    (tmp_path / "sealed.pdf").write_bytes(sealed.pdf)
    assert sealed.pdf.startswith(unsigned)
    assert sealed.chain == state_key.chain
    assert chain_in_use() == state_key.chain
    assert "Total document signed" in pdfsig(tmp_path / "sealed.pdf")
    assert double.asked == [TOTP, SEAL]
    assert double.bodies[1] == {
        "idSubscriber": SUBSCRIBER,
        "totp": "000001",
        "signatureProperties": [{"tampilan": "INVISIBLE", "location": "null", "reason": "null", "contactInfo": "null"}],
        "file": [base64.b64encode(unsigned).decode()],
    }


def test_a_visible_seal_carries_its_picture(double: SealDouble, unsigned: bytes, settings: Any, tmp_path: Path) -> None:
    settings.BSRE_APPEARANCE, settings.BSRE_PICTURE_FILE = "VISIBLE", str(tmp_path / "seal.png")
    with pytest.raises(SigningUnavailableError, match="A visible seal needs a PNG"):
        signing_backend().sign(unsigned)
    (tmp_path / "seal.png").write_bytes(b"a picture")

    signing_backend().sign(unsigned)

    properties = double.bodies[-1]["signatureProperties"][0]
    assert (properties["tampilan"], properties["page"]) == ("VISIBLE", 1)
    assert base64.b64decode(properties["imageBase64"]) == b"a picture"


@pytest.mark.parametrize("knows_repeats", [True, False])
def test_a_paper_drawn_again_is_the_same_and_costs_no_second_seal(double: SealDouble, knows_repeats: bool) -> None:
    """A worker that was stopped between the answer and the store draws the paper anew."""
    double.knows_repeats = knows_repeats
    first = signing_backend().sign(render(facts(), FORMAL), token="TOKEN")
    render(facts(number="ANOTHER/1"), FORMAL)
    second = signing_backend().sign(render(facts(), FORMAL), token="TOKEN")

    third = signing_backend().sign(render(facts(batch="Drawn otherwise"), FORMAL), token="TOKEN")

    assert (second, third) == (first, first)
    assert double.seals_given == 1
    assert double.asked == [TOTP, SEAL]


def test_after_a_lost_answer_a_service_that_can_tell_gives_no_second_seal(double: SealDouble, unsigned: bytes) -> None:
    double.trouble = lambda path, data: (502, b"") if path == SEAL else None
    with pytest.raises(SigningUnavailableError, match=r"out of order \(HTTP 502\)"):
        signing_backend().sign(unsigned, token="TOKEN")
    double.trouble = lambda path, data: None

    signing_backend().sign(unsigned, token="TOKEN")
    signing_backend().sign(unsigned, token="OTHER")

    assert double.seals_given == 2


ALL, ONE, BROKEN = SigningUnavailableError, SigningError, BrokenFileError
TROUBLES = [
    (SEAL, 400, b'{"error": "Kode OTP salah"}', ALL, "refuses (HTTP 400): Kode OTP salah"),
    (SEAL, 400, b'{"error": "Dokumen SUB-1 rusak"}', ONE, "refuses (HTTP 400): Dokumen … rusak"),
    (SEAL, 413, b"<html>", ONE, "refuses (HTTP 413)"),
    (SEAL, 404, b"", ALL, "refuses (HTTP 404)"),
    (TOTP, 400, b'{"error": "TOTP ACT-1++ salah"}', RefusedCodeError, "manage.py activate_seal. TOTP … salah"),
    (TOTP, 401, b"", ALL, "look at BSRE_USERNAME and BSRE_PASSWORD"),
    (SEAL, 403, b"<html>", ALL, "look at BSRE_USERNAME and BSRE_PASSWORD"),
    (SEAL, 429, b"", ALL, "asks for a pause"),
    (SEAL, 500, b"Internal Server Error", ALL, "out of order (HTTP 500)"),
    (SEAL, 302, b"", ALL, "refuses (HTTP 302)"),
    (TOTP, 200, b"<html>log in</html>", ALL, "answers, but not as a seal service does"),
    (TOTP, 200, b"[]", ALL, "answers, but not as a seal service does"),
    (TOTP, 200, b" " * (MOST_BYTES + 1), ALL, "answers with more than a document can be"),
    (TOTP, 200, b'{"result": false, "message": "TOTP salah"}', RefusedCodeError, "manage.py activate_seal. TOTP salah"),
    (SEAL, 200, b'{"message": "Kuota habis"}', ALL, "gave no sealed file: Kuota habis"),
    (SEAL, 200, b'{"file": ["not base64!"]}', ONE, "gave no sealed file"),
    (SEAL, 200, b'{"file": []}', ONE, "gave no sealed file"),
    (SEAL, 200, json.dumps({"file": [base64.b64encode(b"GIF89a").decode()]}).encode(), BROKEN, "no PDF"),
]


@pytest.mark.parametrize(("path", "status", "body", "kind", "reason"), TROUBLES)
def test_each_trouble_is_said_and_nothing_is_sealed(
    double: SealDouble, unsigned: bytes, path: str, status: int, body: bytes, kind: type[SigningError], reason: str
) -> None:
    """What is about all papers stops the run; what is about this one is its own problem."""
    double.trouble = lambda asked, data: (status, body) if asked == path else None

    with pytest.raises(SigningError) as refusal:
        signing_backend().sign(unsigned, token="TOKEN")
    assert type(refusal.value) is kind
    assert reason in str(refusal.value)
    assert PASSWORD not in str(refusal.value)


def test_a_service_that_is_silent_or_gone_is_said(double: SealDouble, unsigned: bytes, settings: Any) -> None:
    settings.BSRE_URL = "http://someone:secret@127.0.0.1:9/"
    with pytest.raises(SigningUnavailableError) as refusal:
        signing_backend().sign(unsigned)
    assert str(refusal.value) == "The seal service http://127.0.0.1:9 cannot be reached."


def test_a_service_that_takes_too_long_is_given_up(double: SealDouble, unsigned: bytes, settings: Any) -> None:
    import threading

    settings.BSRE_URL, settings.BSRE_TIMEOUT_SECONDS = double.url, 0.2
    given_up = threading.Event()

    def wait(path: str, data: Any) -> None:
        if path == SEAL:
            given_up.wait(30)

    double.trouble = wait
    with pytest.raises(SigningUnavailableError, match="did not answer in time"):
        signing_backend().sign(unsigned)
    given_up.set()


def test_an_answer_that_only_drips_is_given_up_too(double: SealDouble, unsigned: bytes, settings: Any) -> None:
    settings.BSRE_TIMEOUT_SECONDS, double.drips = 0.2, True
    with pytest.raises(SigningUnavailableError, match="did not answer in time"):
        signing_backend().sign(unsigned)
    double.drips = False


def test_nobody_waits_for_ever_behind_another_worker(double: SealDouble, unsigned: bytes, settings: Any) -> None:
    settings.BSRE_TIMEOUT_SECONDS = 0.01
    with (Path(settings.BSRE_FOLDER) / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SigningUnavailableError, match="asking for a seal for too long"):
            signing_backend().sign(unsigned)


def test_what_is_not_set_up_is_said(double: SealDouble, settings: Any, tmp_path: Path) -> None:
    assert signing_unavailable_because() == ""
    settings.BSRE_FOLDER = str(tmp_path / "elsewhere")
    assert signing_unavailable_because() == "The seal of BSrE is not activated: run manage.py activate_seal."
    settings.BSRE_ROOT_FILE = str(tmp_path / "nothing.pem")
    assert "nothing.pem is missing" in signing_unavailable_because()
    settings.BSRE_PASSWORD = ""
    assert signing_unavailable_because() == "The seal of BSrE needs BSRE_PASSWORD."


def test_a_service_in_trouble_stops_the_run_and_loses_no_seal(double: SealDouble) -> None:
    """The second of two papers fails: the job is put off, and the first costs no second seal later."""
    orders = [
        Order(facts(number=number, seal=Seal.BSRE, verify_url=f"HTTPS://A.GO.ID/V/TOKEN{number}").to_json(), FORMAL)
        for number in ("1", "2")
    ]
    double.knows_repeats = False
    double.trouble = lambda path, data: (500, b"") if path == TOTP and double.seals_given == 1 else None
    with pytest.raises(SigningUnavailableError, match="out of order"):
        produce_many(orders)
    double.trouble = lambda path, data: None

    products = produce_many(orders)

    assert [product.problem for product in products] == ["", ""]
    assert double.seals_given == 2
    assert isinstance(signing_backend(), StateSeal)
