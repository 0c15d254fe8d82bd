import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from certificates.badges.baking import bake, baked_in
from certificates.badges.credential import BadgeOrder, claims_for
from certificates.badges.keys import (
    BadgesUnavailableError,
    badge_signer,
    badges_unavailable_because,
    did_document,
    issuer_did,
    thumbprint,
)
from certificates.badges.picture import SIZE, badge_png
from certificates.badges.places import LENGTH
from certificates.demo_ca import make_demo_badge_key
from tests.factories.certificates import HOLDER, TOKEN, facts

ORDER = BadgeOrder(facts(), TOKEN, "smrt-2020-yogyakarta", LENGTH + 4711)


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Path) -> None:
    settings.SITE_URL = "https://bimtek.example.go.id"
    settings.BADGE_KEY_FILE = str(tmp_path / "badges.pem")
    make_demo_badge_key(Path(settings.BADGE_KEY_FILE))


def test_the_whole_credential() -> None:
    url = f"https://bimtek.example.go.id/v/{TOKEN}"

    assert claims_for(ORDER) == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        ],
        "id": url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Bimbingan Teknis Social Media Response Team Tahun 2020",
        "issuer": {
            "id": "did:web:bimtek.example.go.id",
            "type": ["Profile"],
            "name": "Direktorat Jenderal Perhubungan Laut",
            "url": "https://bimtek.example.go.id/",
        },
        "validFrom": "2020-09-29T17:00:00Z",
        "credentialSubject": {
            "id": f"{url}#holder",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Capt. Yohanes Mandagi, S.E., M.Mar.",
                    "identityType": "name",
                }
            ],
            "activityStartDate": "2020-09-22",
            "activityEndDate": "2020-09-24",
            "creditsEarned": 8.0,
            "licenseNumber": "KL.301/001/IX/SMRT/2020",
            "role": "Peserta",
            "narrative": "Telah mengikuti dan dinyatakan lulus, sebanyak 8 jam pelajaran (JP).",
            "achievement": {
                "id": "https://bimtek.example.go.id/achievements/smrt-2020-yogyakarta/",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": "Bimbingan Teknis Social Media Response Team Tahun 2020",
                "description": "Bimbingan Teknis Social Media Response Team Tahun 2020, Angkatan I, Yogyakarta: "
                "22 s.d. 24 September 2020 di Hotel Grand Inna Malioboro, Yogyakarta, 8 jam pelajaran (JP).",
                "criteria": {
                    "id": "https://bimtek.example.go.id/achievements/smrt-2020-yogyakarta/",
                    "narrative": "Mengikuti seluruh kegiatan dan memenuhi syarat kelulusan yang ditetapkan "
                    "penyelenggara.",
                },
                "creditsAvailable": 8.0,
                "image": {
                    "id": "https://bimtek.example.go.id/achievements/smrt-2020-yogyakarta/badge.png",
                    "type": "Image",
                },
                "inLanguage": "id",
            },
        },
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "credentialStatus": {
            "id": "https://bimtek.example.go.id/badges/status/1/#4711",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "4711",
            "statusListCredential": "https://bimtek.example.go.id/badges/status/1/",
        },
        "iss": "did:web:bimtek.example.go.id",
        "jti": url,
        "nbf": 1_601_398_800,
        "sub": f"{url}#holder",
    }


def test_nothing_of_the_person_but_the_name() -> None:
    text = json.dumps(claims_for(ORDER))

    for secret in (HOLDER.number, HOLDER.number[:8], HOLDER.office, HOLDER.position, HOLDER.rank, "197001011995032001"):
        assert secret not in text


def test_a_last_day_is_valid_to_its_end() -> None:
    claims = claims_for(replace(ORDER, expires_on=date(2025, 9, 30)))

    assert (claims["validUntil"], claims["exp"]) == ("2025-09-30T17:00:00Z", 1_759_251_600)


@pytest.mark.parametrize(
    ("kind", "role", "type_"),
    [
        ("speaker", "Narasumber", "Certificate"),
        ("committee", "Panitia", "Certificate"),
        ("award", "Penerima penghargaan", "Award"),
    ],
)
def test_other_roles_are_told(kind: str, role: str, type_: str) -> None:
    subject = claims_for(replace(ORDER, facts=facts(kind=kind)))["credentialSubject"]

    assert (subject["role"], subject["achievement"]["achievementType"]) == (role, type_)
    assert "lulus" not in json.dumps(subject["achievement"]["criteria"])


@pytest.mark.parametrize(("kind", "hours"), [("speaker", False), ("committee", False), ("participant", True)])
def test_an_achievement_is_the_same_for_all_who_earn_it(kind: str, hours: bool) -> None:
    """Each speaker's facts hold the sessions that this person taught."""
    whole = facts(kind=kind)
    first = replace(whole, sessions=whole.sessions[:1], total_jp=whole.sessions[0].jp)
    claims = [claims_for(replace(ORDER, facts=each))["credentialSubject"] for each in (whole, first)]

    assert claims[0]["creditsEarned"] != claims[1]["creditsEarned"]
    assert (claims[0]["achievement"] == claims[1]["achievement"]) is not hours
    assert ("creditsAvailable" in claims[0]["achievement"]) is hours
    assert ("JP" in claims[0]["achievement"]["description"]) is hours


def test_a_paper_without_hours_tells_of_none() -> None:
    subject = claims_for(replace(ORDER, facts=facts(kind="award", sessions=(), total_jp=Decimal(0))))[
        "credentialSubject"
    ]

    assert subject["narrative"] == "Penerima penghargaan."
    assert "JP" not in json.dumps(subject)


def test_the_signature_is_checked_by_the_key_that_the_did_names() -> None:
    token = badge_signer().sign(claims_for(ORDER))
    header = jwt.get_unverified_header(token)
    (method,) = did_document([badge_signer().public])["verificationMethod"]

    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": method["id"]}
    key = jwt.PyJWK(method["publicKeyJwk"]).key
    claims = jwt.decode(token, key, algorithms=["EdDSA"], issuer=issuer_did())
    assert claims == claims_for(ORDER)
    assert badge_signer().sign(claims_for(ORDER)) == token


def test_a_port_is_written_as_the_method_asks(settings: Any) -> None:
    settings.SITE_URL = "http://localhost:8000"

    assert issuer_did() == "did:web:localhost%3A8000"


def test_the_thumbprint_is_that_of_the_standard() -> None:
    """The example of RFC 8037, appendix A.3."""
    assert thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_missing_and_an_unfit_key_are_told(settings: Any, tmp_path: Path) -> None:
    settings.BADGE_KEY_FILE = str(tmp_path / "none.pem")
    assert "none.pem is missing or unreadable, so certificates are issued without an Open Badge" in (
        badges_unavailable_because()
    )

    unfit = tmp_path / "unfit.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    unfit.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    settings.BADGE_KEY_FILE = str(unfit)
    with pytest.raises(BadgesUnavailableError, match="must hold an unencrypted Ed25519 private key"):
        badge_signer()


def test_a_picture_carries_its_credential_once_and_stays_a_picture() -> None:
    plain = badge_png("Bimbingan Teknis Social Media Response Team Tahun 2020", "8 JP · 2020")

    baked = bake(bake(plain, "an.older.one"), "header.payload.signature")

    assert baked_in(baked) == "header.payload.signature"
    assert baked.count(b"openbadgecredential") == 1
    assert (baked_in(plain), bake(plain, "x.y.z") == plain) == ("", False)
    picture = Image.open(io.BytesIO(baked))
    picture.load()
    assert (picture.size, picture.text["openbadgecredential"]) == ((SIZE, SIZE), "header.payload.signature")  # type: ignore[attr-defined]
    assert len(plain) < 80_000


@pytest.mark.parametrize("title", ["A" * 300, "Pelatihan " * 30, "x", "Ä" * 40 + " ش"])
def test_any_title_is_drawn(title: str) -> None:
    assert badge_png(title, "8 JP · 2020").startswith(b"\x89PNG")
