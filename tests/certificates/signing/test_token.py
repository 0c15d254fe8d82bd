import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from pkcs11 import exceptions

from certificates.demo_ca import make_demo_ca
from certificates.signing import (
    SigningUnavailableError,
    not_set_up_because,
    signing_backend,
    signing_unavailable_because,
)
from certificates.signing import token as tokens
from certificates.signing.token import TokenKey
from tests.certificates.signing.conftest import LIBRARY, PIN, chain_part, token_key

DATA = b"some bytes"


@pytest.fixture(autouse=True)
def _forget(settings: Any, tmp_path: Path) -> None:
    settings.PKCS11_REFUSED_FILE = str(tmp_path / "refused")
    tokens._failures.clear()
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


def test_a_wrong_pin_is_offered_once(
    soft_token: Path, keys: dict[str, Path], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    tokens._library(LIBRARY).reinitialize()  # logs out whoever is logged in
    with pytest.raises(SigningUnavailableError, match="refuses the PIN: set PKCS11_PIN right"):
        token_key(soft_token, keys["RSA"], key="RSA", pin="9999")
    monkeypatch.setattr(tokens.pkcs11, "lib", None)  # the token is not asked again
    with pytest.raises(SigningUnavailableError, match="refuses the PIN"):
        token_key(soft_token, keys["RSA"], key="RSA", pin="9999")
    noted = Path(settings.PKCS11_REFUSED_FILE)
    assert len(noted.read_text().split()) == 1
    assert "9999" not in noted.read_text()
    assert noted.stat().st_mode & 0o777 == 0o600
    settings.PKCS11_REFUSED_FILE = str(noted / "below a file")
    with pytest.raises(SigningUnavailableError, match="Refused PINs cannot be noted"):
        token_key(soft_token, keys["RSA"], key="RSA")


class CrowdedLibrary:
    """A library without tokens, that notes how many threads are inside it at once."""

    def __init__(self) -> None:
        self.inside, self.most, self.asked = 0, 0, 0

    def get_token(self, **_wanted: Any) -> Any:
        self._enter()
        self.asked += 1
        raise exceptions.NoSuchToken

    def reinitialize(self) -> None:
        self._enter()

    def _enter(self) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        threading.Event().wait(0.001)  # lets the others in, if anything does
        self.inside -= 1


def test_the_library_is_entered_by_one_thread_and_a_failure_is_believed_for_seconds(
    keys: dict[str, Path], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CERTIFICATE_SIGNING_BACKEND = "pkcs11"
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_KEY, settings.PKCS11_PIN = "any", "gone", "key", PIN
    settings.PKCS11_CHAIN_FILE = str(tmp_path / "chain.pem")
    (tmp_path / "chain.pem").write_bytes(chain_part(keys["P-256"]))
    library = CrowdedLibrary()
    monkeypatch.setattr(tokens.pkcs11, "lib", lambda _module: library)
    monkeypatch.setattr(tokens, "REMEMBER_SECONDS", 1000)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _turn: token_reason(), range(16)))) == 1
    assert (library.most, library.asked) == (1, 2)  # as it was, and after looking anew

    tokens._failures.clear()  # the seconds are over
    assert "The token gone is not there" in token_reason()
    assert library.asked == 4


def token_reason() -> str:
    with translation.override("en"):  # of each thread
        return signing_unavailable_because()


def test_who_reserves_a_number_asks_neither_library_nor_token(
    keys: dict[str, Path], settings: Any, tmp_path: Path
) -> None:
    settings.CERTIFICATE_SIGNING_BACKEND = "pkcs11"
    assert "Signing by a token needs" in not_set_up_because()
    settings.PKCS11_MODULE, settings.PKCS11_TOKEN = "/nowhere.so", "dermaga"
    settings.PKCS11_KEY, settings.PKCS11_PIN = "P-256", PIN
    settings.PKCS11_CHAIN_FILE = settings.CERTIFICATE_KEY_FILE = str(tmp_path / "chain.pem")
    assert "chain.pem is missing" in not_set_up_because()
    (tmp_path / "chain.pem").write_bytes(chain_part(keys["P-256"]))

    assert not_set_up_because() == ""
    assert "nowhere.so cannot be loaded" in signing_unavailable_because()
    settings.CERTIFICATE_SIGNING_BACKEND = "local"  # a machine that only serves holds the chain without the key
    assert not_set_up_because() == ""
    assert "must hold an unencrypted private key" in signing_unavailable_because()


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
