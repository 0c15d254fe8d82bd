from pathlib import Path
from typing import Any

import pytest

from certificates.demo_ca import make_demo_ca
from certificates.signing import SigningUnavailableError, signing_backend, signing_unavailable_because
from certificates.signing import token as tokens
from certificates.signing.token import TokenKey
from tests.certificates.signing.conftest import LIBRARY, PIN, chain_part, token_key

DATA = b"some bytes"


@pytest.fixture(autouse=True)
def _forget() -> None:
    tokens._refused.clear()
    tokens._opened.cache_clear()


@pytest.fixture
def key(soft_token: Path, keys: dict[str, Path]) -> TokenKey:
    return token_key(soft_token, keys["RSA"], key="RSA")


def test_a_session_that_broke_is_opened_anew(key: TokenKey) -> None:
    before = key.sign_raw(DATA)
    key._session.close()

    assert key.sign_raw(DATA) == before


def test_a_pulled_token_is_said_and_one_put_back_signs_again(key: TokenKey, soft_token: Path) -> None:
    before = key.sign_raw(DATA)
    (soft_token / "tokens").rename(soft_token / "pulled")
    (soft_token / "tokens").mkdir()
    key.close()

    with pytest.raises(SigningUnavailableError, match=r"The token dermaga is not there\. Plug it in"):
        key.sign_raw(DATA)

    (soft_token / "tokens").rmdir()
    (soft_token / "pulled").rename(soft_token / "tokens")
    assert key.sign_raw(DATA) == before


def test_a_wrong_pin_is_offered_once(soft_token: Path, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    tokens._library(LIBRARY).reinitialize()  # logs out whoever is logged in
    with pytest.raises(SigningUnavailableError, match="refuses the PIN: set PKCS11_PIN right"):
        token_key(soft_token, keys["RSA"], key="RSA", pin="9999")
    monkeypatch.setattr(tokens.pkcs11, "lib", None)  # the token is not asked again
    with pytest.raises(SigningUnavailableError, match="refuses the PIN"):
        token_key(soft_token, keys["RSA"], key="RSA", pin="9999")


def test_what_is_wrong_with_a_token_is_said(soft_token: Path, keys: dict[str, Path], tmp_path: Path) -> None:
    make_demo_ca(tmp_path / "other.pem")

    with pytest.raises(SigningUnavailableError, match="does not hold exactly one private key named nothing"):
        token_key(soft_token, keys["RSA"], key="nothing")
    with pytest.raises(SigningUnavailableError, match="The token other is not there"):
        token_key(soft_token, keys["RSA"], key="RSA", label="other")
    for other in (keys["RSA"], tmp_path / "other.pem"):
        with pytest.raises(SigningUnavailableError, match="does not belong to the key P-256 on the token dermaga"):
            token_key(soft_token, other, key="P-256")


def test_the_settings_name_the_token(soft_token: Path, keys: dict[str, Path], settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATE_SIGNING_BACKEND = "pkcs11"

    assert signing_unavailable_because() == (
        "Signing by a token needs PKCS11_MODULE, PKCS11_TOKEN, PKCS11_KEY and PKCS11_PIN."
    )
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN = LIBRARY, "dermaga"
    settings.PKCS11_KEY, settings.PKCS11_PIN = "P-256", PIN
    settings.PKCS11_CHAIN_FILE = str(tmp_path / "chain.pem")
    assert "chain.pem is missing" in signing_unavailable_because()

    (tmp_path / "chain.pem").write_bytes(chain_part(keys["P-256"]))
    backend = signing_backend()
    assert isinstance(backend, TokenKey)
    assert backend is signing_backend()
    settings.PKCS11_MODULE = str(tmp_path / "nothing.so")
    assert "nothing.so cannot be loaded" in signing_unavailable_because()
