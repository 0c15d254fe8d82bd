import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from certificates.demo_ca import make_demo_ca
from certificates.rendering import render
from certificates.signing import KeySigner, LocalKey
from certificates.signing.bsre import state_seal
from certificates.signing.token import TokenKey, TokenName
from tests.certificates.signing.seal_double import PASSWORD, SUBSCRIBER, USER, SealDouble, run_double
from tests.certificates.signing.timestamp_double import Authority, run_authority
from tests.factories.certificates import facts
from tests.programs import program

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "1234"


@pytest.fixture(scope="session")
def unsigned() -> bytes:
    return render(facts(), {"preset": "formal"})


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A signer's key with its chain for each algorithm; `demo-root.pem` lies beside it."""
    paths = {name: tmp_path_factory.mktemp(name) / "signer.pem" for name in ("P-256", "RSA")}
    for algorithm, path in paths.items():
        make_demo_ca(path, algorithm=algorithm)
    return paths


@pytest.fixture(scope="session")
def soft_token(keys: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A SoftHSM2 token `dermaga` that holds both keys under the names of their algorithms; gives its folder."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    tool = program("softhsm2-util")
    run(tool, "--init-token", "--free", "--label", "dermaga", "--pin", PIN, "--so-pin", "5678")
    for number, (algorithm, path) in enumerate(keys.items(), start=1):
        key = folder / f"{algorithm}.p8"
        key.write_bytes(private_part(path))
        run(
            *(tool, "--import", str(key), "--token", "dermaga", "--pin", PIN),
            *("--label", algorithm, "--id", f"0{number}"),
        )
    yield folder
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


@pytest.fixture(scope="session")
def state_key(keys: dict[str, Path]) -> KeySigner:
    return LocalKey(keys["P-256"])


@pytest.fixture
def double(state_key: KeySigner, keys: dict[str, Path], settings: Any, tmp_path: Path) -> Iterator[SealDouble]:
    double = SealDouble(state_key)
    server = run_double(double)
    settings.CERTIFICATE_SIGNING_BACKEND = "bsre"
    settings.BSRE_URL, settings.BSRE_USERNAME, settings.BSRE_PASSWORD = double.url, USER, PASSWORD
    settings.BSRE_SUBSCRIBER = SUBSCRIBER
    settings.BSRE_ROOT_FILE = str(keys["P-256"].with_name("demo-root.pem"))
    settings.BSRE_FOLDER = str(tmp_path / "bsre")
    settings.BSRE_TIMEOUT_SECONDS = 20
    state_seal().activate(double.activation)
    double.asked.clear()
    double.bodies.clear()
    yield double
    server.shutdown()
    server.server_close()


@pytest.fixture
def authority(keys: dict[str, Path], settings: Any) -> Iterator[Authority]:
    authority = Authority(keys["RSA"])
    server = run_authority(authority)
    settings.TIMESTAMP_URL = authority.url
    yield authority
    server.shutdown()
    server.server_close()


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def private_part(path: Path) -> bytes:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def chain_part(path: Path) -> bytes:
    data = path.read_bytes()
    return data[data.index(b"-----BEGIN CERTIFICATE-----") :]


def token_key(soft_token: Path, key_file: Path, *, key: str, label: str = "dermaga", pin: str = PIN) -> TokenKey:
    chain = soft_token / f"{key}-chain.pem"
    chain.write_bytes(chain_part(key_file))
    return TokenKey(TokenName(LIBRARY, label, key, pin), chain)
