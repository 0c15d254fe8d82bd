"""Files of answers: what the device locks opens here alone, and each that does not has a sentence that says why."""

import base64
import json
import os

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from quizzes import sealing
from quizzes.errors import SealedFileError
from quizzes.sealing import FORMAT, MOST_BYTES, make_key, open_sealed, public_key
from tests.factories.sealed import lock


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path):
    settings.ANSWER_KEY_FILE = str(tmp_path / "keys" / "answers.pem")
    return tmp_path / "keys" / "answers.pem"


CONTENTS = {"attempt": "a", "person": "b", "answers": {"1": {"rev": 2, "value": ["x", "ü – 你好"]}}}


def test_what_is_locked_to_our_key_opens(key_file):
    assert open_sealed(lock(CONTENTS)) == CONTENTS
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_new_key_takes_over_and_the_old_one_still_opens(key_file, capsys):
    before, old = lock(CONTENTS), public_key()

    call_command("make_answer_key")
    assert public_key() != old
    assert open_sealed(before) == CONTENTS
    assert open_sealed(lock(CONTENTS)) == CONTENTS
    content = key_file.read_bytes()
    call_command("make_answer_key", "--if-missing")
    assert key_file.read_bytes() == content
    assert public_key().key_id in capsys.readouterr().out


def test_without_a_key_pages_offer_nothing_and_production_makes_none(settings, key_file):
    settings.DEMO = False

    assert public_key() is None
    assert not key_file.exists()


def test_an_unfit_key_file_is_as_none(key_file, caplog):
    key_file.parent.mkdir(mode=0o700)
    key = ec.generate_private_key(ec.SECP384R1())
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    assert public_key() is None
    assert "cannot be read" in caplog.text


def changed(data: bytes, /, **parts) -> bytes:
    return json.dumps(json.loads(data) | parts).encode()


def test_one_changed_byte_shows():
    data = lock(CONTENTS)
    for name in ("point", "iv", "data"):
        raw = bytearray(base64.b64decode(json.loads(data)[name]))
        raw[-1] ^= 1
        with pytest.raises(SealedFileError, match="changed or damaged"):
            open_sealed(changed(data, **{name: base64.b64encode(raw).decode()}))


def test_another_sites_file_says_so(key_file):
    data = lock(CONTENTS)
    key_file.unlink()
    make_key(key_file)

    with pytest.raises(SealedFileError, match="a key that this site does not have"):
        open_sealed(data)


def test_a_foreign_key_id_on_our_own_file_does_not_help():
    data = lock(CONTENTS)
    old = public_key()
    call_command("make_answer_key")
    with pytest.raises(SealedFileError, match="changed or damaged"):
        open_sealed(changed(data, key=public_key().key_id))
    assert old is not None
    assert open_sealed(data) == CONTENTS


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": 1, "key": 2, "point": 3, "iv": 4, "data": 5}', b"[" * 100_000],
)
def test_other_files_are_named_as_such(data):
    with pytest.raises(SealedFileError, match="not a file of answers"):
        open_sealed(data)


def test_a_large_file_is_not_even_read():
    with pytest.raises(SealedFileError, match="too large"):
        open_sealed(b" " * (MOST_BYTES + 1))


@given(st.binary(max_size=400))
def test_no_bytes_make_it_crash(data):
    with pytest.raises(SealedFileError):
        open_sealed(data)


def test_what_is_locked_and_no_object_is_refused():
    key = public_key()
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(key.point))
    secret, iv = sealing._derived(own.exchange(ec.ECDH(), other), point, key.key_id), os.urandom(12)
    locked = AESGCM(secret).encrypt(iv, b"[1]", key.key_id.encode())
    parts = {"point": point, "iv": iv, "data": locked}
    outer = {"format": FORMAT, "key": key.key_id} | {n: base64.b64encode(v).decode() for n, v in parts.items()}

    with pytest.raises(SealedFileError, match="not a file of answers"):
        open_sealed(json.dumps(outer).encode())
