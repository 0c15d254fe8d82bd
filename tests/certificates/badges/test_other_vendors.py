"""Badges, verified by libraries that are not ours: jose, vc and jsonld, vc-bitstring-status-list."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from certificates.badges.credential import status_list_url
from certificates.badges.keys import BadgeSigner, badge_signer
from certificates.models import Certificate
from certificates.services import replace_certificate, revoke_certificate
from tests.factories.certificates import make_certifiable_batch
from tests.programs import program

pytestmark = pytest.mark.django_db
SOURCES = Path(__file__).with_name("verifier")
PATIENCE = 300


@pytest.fixture(scope="module")
def verifier(request: pytest.FixtureRequest) -> Path:
    """The script beside its libraries, installed once for each lock file; never skipped."""
    npm = program("npm")
    lock = SOURCES / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes() + (SOURCES / "package.json").read_bytes()).hexdigest()[:16]
    folder = Path(request.config.cache.mkdir("badge-verifier")) / digest
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / name, folder / name)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode != 0:
            pytest.fail(
                f"npm could not install the verifying libraries. Is its registry reachable from here?\n{done.stderr}",
                pytrace=False,
            )
        (folder / "installed").touch()
    shutil.copy(SOURCES / "verify.mjs", folder / "verify.mjs")
    return folder / "verify.mjs"


def said_of(verifier: Path, client: Client, badges: dict[str, str], *, lists: dict[str, str] | None = None) -> Any:
    """What the others say, told nothing but what this site serves."""
    served = {status_list_url(1): client.get("/badges/status/1/").content.decode()}
    told = {"did": client.get("/.well-known/did.json").json(), "lists": lists or served, "badges": badges}
    command = [program("node"), str(verifier)]
    done = subprocess.run(
        command, input=json.dumps(told), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_others_verify_what_is_genuine_refuse_what_is_not_and_see_what_was_withdrawn(
    verifier: Path, issued: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    valid, revoked, replaced = issued(make_certifiable_batch("Budi Santoso", "Citra", "Dewi"))
    header, payload, signature = valid.credential.split(".")
    stranger = BadgeSigner(Ed25519PrivateKey.generate())
    claims = json.loads(_decoded(payload))
    badges = {
        "valid": valid.credential,
        "revoked": revoked.credential,
        "replaced": replaced.credential,
        "tampered": f"{header}.{_encoded(_decoded(payload).replace(b'Budi', b'Buda'))}.{signature}",
        "another key": stranger.sign(claims),
        "another key under our name": _with_kid(stranger, claims),
        "no signature": ".".join((_encoded(b'{"alg":"none","typ":"JWT"}'), payload, "")),
        "undefined term": badge_signer().sign({**claims, "surprise": 1}),
    }
    before = said_of(verifier, client, badges)
    old_list = {status_list_url(1): client.get("/badges/status/1/").content.decode()}

    revoke_certificate(certificate=revoked, reason="Issued by mistake", actor=None)
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=replaced, reason="Misspelt", actor=None)
    new = Certificate.objects.get(pk=new.pk)
    after = said_of(verifier, client, {**badges, "new": new.credential})

    ours = {"valid": valid, "revoked": revoked, "replaced": replaced}
    assert {name: before[name] for name in ours} == {
        name: {"verified": True, "withdrawn": False, "number": row.number} for name, row in ours.items()
    }
    assert {name: after[name]["withdrawn"] for name in (*ours, "new")} == {
        "valid": False,
        "revoked": True,
        "replaced": True,
        "new": False,
    }
    refused = {name: said["error"] for name, said in before.items() if not said["verified"]}
    assert sorted(refused) == [
        "another key",
        "another key under our name",
        "no signature",
        "tampered",
        "undefined term",
    ]
    assert refused["tampered"].startswith("JWSSignatureVerificationFailed")
    assert refused["another key under our name"].startswith("JWSSignatureVerificationFailed")
    assert refused["another key"].startswith("Error: no key did:web:")
    assert refused["no signature"].startswith("JOSEAlgNotAllowed")
    forged = {status_list_url(1): _resigned(old_list[status_list_url(1)], stranger)}
    assert not said_of(verifier, client, {"revoked": revoked.credential}, lists=forged)["revoked"]["verified"]


def _with_kid(signer: BadgeSigner, claims: dict[str, Any]) -> str:
    kid = f"{claims['iss']}#{badge_signer().public.key_id}"
    return jwt.encode(claims, signer._key, algorithm="EdDSA", headers={"kid": kid})


def _resigned(token: str, signer: BadgeSigner) -> str:
    return _with_kid(signer, json.loads(_decoded(token.split(".")[1])))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
