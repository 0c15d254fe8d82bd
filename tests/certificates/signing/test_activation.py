"""The code that opens the seal: changed in time, and never on a command line."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.services.tending import tend_seal
from certificates.signing import SigningUnavailableError, signing_backend
from tests.certificates.signing.seal_double import SealDouble

SEAL, TOTP, ACTIVATION = "/api/v2/seal/pdf", "/api/v2/seal/get/totp", "/api/v2/seal/get/activation"


@pytest.fixture
def code_file(settings: Any) -> Path:
    return Path(settings.BSRE_FOLDER) / "activation.json"


def keep(code_file: Path, code: str, *, since: int, until: int | None) -> None:
    """Hours from now; without a zone, as one service writes them, and without an end."""
    now = timezone.now()
    expires = "" if until is None else f"{timezone.localtime(now + timedelta(hours=until)):%Y-%m-%dT%H:%M:%S}"
    code_file.write_text(
        json.dumps({"code": code, "expires": expires, "since": (now + timedelta(hours=since)).isoformat()})
    )


@pytest.mark.parametrize(("since", "until"), [(-10, 9), (-10, -1), (-13, None)])
def test_the_activation_is_renewed_from_half_of_its_life_on(
    double: SealDouble, unsigned: bytes, code_file: Path, since: int, until: int | None
) -> None:
    keep(code_file, double.activation, since=since, until=until)

    signing_backend().sign(unsigned, token="TOKEN")
    signing_backend().sign(unsigned, token="OTHER")

    assert double.asked == [ACTIVATION, TOTP, SEAL, TOTP, SEAL]
    assert json.loads(code_file.read_text())["code"] == double.activation == "ACT-1++"
    assert code_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize(("since", "until", "asked"), [(-10, 9, 1), (-9, 11, 0), (-11, None, 0)])
def test_the_clock_renews_it_without_any_paper(
    double: SealDouble, code_file: Path, since: int, until: int | None, asked: int
) -> None:
    keep(code_file, double.activation, since=since, until=until)

    tend_seal()

    assert double.asked == [ACTIVATION] * asked


def test_a_refused_code_is_renewed_once_and_then_it_is_said(
    double: SealDouble, unsigned: bytes, code_file: Path
) -> None:
    double.refuse_codes = 1
    assert signing_backend().sign(unsigned, token="TOKEN").pdf.startswith(unsigned)
    assert double.asked == [TOTP, ACTIVATION, TOTP, SEAL]

    keep(code_file, "unknown", since=0, until=10)
    with pytest.raises(SigningUnavailableError, match=r"Activate it anew: manage\.py activate_seal\. TOTP salah"):
        signing_backend().sign(unsigned, token="OTHER")
    assert double.asked[4:] == [TOTP, ACTIVATION]


def test_a_code_is_asked_for_or_handed_in_and_changed_at_once(
    double: SealDouble, code_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("activate_seal")
    assert "Run this again with --code; it asks for it." in capsys.readouterr().out
    double.activation = "BY-MAIL"
    monkeypatch.setattr("sys.stdin", io.StringIO("BY-MAIL\n"))
    call_command("activate_seal", "--code")

    assert json.loads(code_file.read_text())["code"] == "BY-MAIL+"
    assert "Workers change it for the next one" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("BY-MAIL\n"))
    with pytest.raises(CommandError, match="refuses the activation code"):
        call_command("activate_seal", "--code")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="No code was given"):
        call_command("activate_seal", "--code")
    assert json.loads(code_file.read_text())["code"] == "BY-MAIL+"
