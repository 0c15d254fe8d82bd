import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import jwt
import pikepdf
import pytest
from django.test import Client

from certificates.badges.baking import baked_in
from certificates.badges.keys import badge_signer
from certificates.badges.places import LENGTH
from certificates.checks import badges_can_be_signed
from certificates.demo_ca import make_demo_badge_key
from certificates.models import Achievement, BadgeKey, Certificate
from certificates.services import (
    issue_for_batch,
    replace_certificate,
    revoke_certificate,
    sign_missing_credentials,
    void_certificate,
)
from certificates.storage import private_storage
from courses.choices import Audience
from courses.models import Batch, CoursePage
from tests.factories.certificates import make_certifiable_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def badge(issued: Any) -> Certificate:
    (certificate,) = issued(make_certifiable_batch("Budi Santoso"))
    return Certificate.objects.get(pk=certificate.pk)


def claims_of(token: str, client: Client) -> dict[str, Any]:
    """As a verifier does it: the key is looked up in the DID document, by the token's own `kid`."""
    kid = jwt.get_unverified_header(token)["kid"]
    methods = client.get("/.well-known/did.json").json()["verificationMethod"]
    (method,) = [method for method in methods if method["id"] == kid]
    claims: dict[str, Any] = jwt.decode(token, jwt.PyJWK(method["publicKeyJwk"]).key, algorithms=["EdDSA"])
    return claims


def address_of(certificate: Certificate) -> str:
    return f"/achievements/{Achievement.objects.get(batch=certificate.batch_id).slug}/"


def is_withdrawn(certificate: Certificate, client: Client) -> bool:
    number, bit = divmod(certificate.status_index or 0, LENGTH)
    claims = claims_of(client.get(f"/badges/status/{number}/").content.decode(), client)
    encoded = claims["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return bool(bits[bit // 8] & 0x80 >> bit % 8)


def test_a_badge_comes_with_each_certificate(badge: Certificate, client: Client) -> None:
    response = client.get(f"/v/{badge.token}/badge.jwt")

    assert response["Content-Type"] == "text/plain"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Content-Disposition"] == f'attachment; filename="{badge.filename[:-4]}-badge.jwt"'
    assert response.content.decode() == badge.credential
    claims = claims_of(badge.credential, client)
    assert claims["credentialSubject"]["licenseNumber"] == badge.number
    assert claims["credentialSubject"]["achievement"]["id"].endswith(address_of(badge))


def test_the_picture_carries_the_same_credential(badge: Certificate, client: Client) -> None:
    for address in (f"/V/{badge.token}/badge.png", f"/certificates/{badge.uid}/badge.png"):
        client.force_login(badge.holder)  # type: ignore[arg-type]  # has one
        response = client.get(address)

        assert response["Content-Type"] == "image/png"
        assert baked_in(response.content) == badge.credential


def test_a_hidden_one_gives_its_badge_to_its_holder_only(badge: Certificate, client: Client) -> None:
    Certificate.objects.update(hidden=True)

    assert client.get(f"/v/{badge.token}/badge.jwt").status_code == 404
    assert client.get(f"/v/{badge.token}/badge.png").status_code == 404
    client.force_login(badge.holder)  # type: ignore[arg-type]
    assert client.get(f"/certificates/{badge.uid}/badge.jwt").content.decode() == badge.credential


def test_revoked_and_replaced_ones_are_seen_at_once(
    issued: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    valid, revoked, replaced = issued(make_certifiable_batch("Budi", "Citra", "Dewi"))
    assert [is_withdrawn(row, client) for row in (valid, revoked, replaced)] == [False] * 3

    revoke_certificate(certificate=revoked, reason="Issued by mistake", actor=None)
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=replaced, reason="Misspelt", actor=None)

    assert [is_withdrawn(row, client) for row in (valid, revoked, replaced, new)] == [False, True, True, False]
    new.refresh_from_db()
    assert new.status_index not in (None, replaced.status_index)
    assert claims_of(new.credential, client)["jti"].endswith(new.token)


def test_a_number_that_was_given_up_is_withdrawn(client: Client) -> None:
    issue_for_batch(batch=make_certifiable_batch("Budi"), actor=None)
    certificate = Certificate.objects.get()

    void_certificate(certificate=certificate, reason="Drawn too early", actor=None)

    assert is_withdrawn(certificate, client)


def test_the_list_costs_two_queries_however_many_are_withdrawn(
    issued: Any, client: Client, django_assert_num_queries: Any
) -> None:
    for names in (("Budi",), ("Citra", "Dewi", "Eko")):
        for row in issued(make_certifiable_batch(*names)):
            revoke_certificate(certificate=row, reason="Issued by mistake", actor=None)
        with django_assert_num_queries(2):
            response = client.get("/badges/status/1/")
        assert response["Cache-Control"] == "public, max-age=60"
        assert client.get("/badges/status/1/", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get("/badges/status/2/").status_code == 404


def test_badges_from_before_a_rotation_stay_checkable(
    issued: Any, client: Client, settings: Any, tmp_path: Path
) -> None:
    (old,) = issued(make_certifiable_batch("Budi"))
    settings.BADGE_KEY_FILE = str(tmp_path / "next.pem")
    make_demo_badge_key(Path(settings.BADGE_KEY_FILE))
    (new,) = issued(make_certifiable_batch("Citra"))

    for row in (old, new):
        assert claims_of(row.credential, client)["jti"].endswith(row.token)
    assert jwt.get_unverified_header(old.credential)["kid"] != jwt.get_unverified_header(new.credential)["kid"]
    assert BadgeKey.objects.count() == 2
    document = client.get("/.well-known/did.json").json()
    assert document["assertionMethod"][0].endswith(f"#{badge_signer().public.key_id}")
    assert '"d"' not in json.dumps(document)


def test_without_a_key_certificates_are_issued_without_a_badge(issued: Any, client: Client, settings: Any) -> None:
    settings.BADGE_KEY_FILE = "/nowhere/badges.pem"
    (row,) = issued(make_certifiable_batch("Budi"))

    assert (row.state, row.credential) == ("issued", "")
    assert client.get(f"/v/{row.token}/badge.jwt").status_code == 404
    assert client.get("/.well-known/did.json").status_code == 404
    assert [warning.id for warning in badges_can_be_signed()] == ["certificates.I001"]


def test_what_was_issued_without_a_key_gets_its_badge_later(issued: Any, client: Client, settings: Any) -> None:
    there, settings.BADGE_KEY_FILE = settings.BADGE_KEY_FILE, "/nowhere/badges.pem"
    (row,) = issued(make_certifiable_batch("Budi"))
    assert sign_missing_credentials() == 0
    settings.BADGE_KEY_FILE = there

    assert (sign_missing_credentials(), sign_missing_credentials()) == (1, 0)

    assert badges_can_be_signed() == []
    claims = claims_of(client.get(f"/v/{row.token}/badge.jwt").content.decode(), client)
    assert claims["credentialSubject"]["licenseNumber"] == row.number
    assert Certificate.objects.get().sha256 == row.sha256
    assert not is_withdrawn(Certificate.objects.get(), client)


def test_a_key_that_went_missing_stops_no_paper_and_no_list_is_served_unsigned(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as jobs:
        issue_for_batch(batch=make_certifiable_batch("Budi"), actor=None)
    settings.BADGE_KEY_FILE = "/nowhere/badges.pem"
    for job in jobs:
        job()

    row = Certificate.objects.get()
    assert (row.state, row.credential) == ("issued", "")
    response = client.get("/badges/status/1/")
    assert response.status_code == 503
    assert "/nowhere" not in response.content.decode()


def test_an_achievement_is_a_page_and_json_at_one_address(badge: Certificate, client: Client) -> None:
    address = address_of(badge)
    page = client.get(address)
    data = client.get(address, headers={"accept": "application/json"})

    assert "Komunikasi publik pemerintah" not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    client.force_login(badge.holder)  # type: ignore[arg-type]
    assert "Komunikasi publik pemerintah" in client.get(address).content.decode()
    client.logout()
    assert "Budi" not in page.content.decode() + data.content.decode()
    assert page["Vary"].count("Accept") >= 1
    assert {key: value for key, value in data.json().items() if key != "@context"} == (
        claims_of(badge.credential, client)["credentialSubject"]["achievement"]
    )
    assert client.get(f"{address}badge.png")["Content-Type"] == "image/png"


def test_what_is_hidden_or_withdrawn_tells_nothing_of_its_achievement(issued: Any, client: Client) -> None:
    older, newer = issued(make_certifiable_batch("Budi", "Citra"))
    address = address_of(older)
    Certificate.objects.filter(pk=newer.pk).update(facts_data={**newer.facts_data, "course": "Of Citra alone"})
    assert "Of Citra alone" in client.get(address).content.decode()

    Certificate.objects.filter(pk=newer.pk).update(hidden=True)
    assert "Of Citra alone" not in client.get(address).content.decode()

    Certificate.objects.filter(pk=newer.pk).update(hidden=False)
    revoke_certificate(certificate=newer, reason="Issued by mistake", actor=None)
    assert "Of Citra alone" not in client.get(address).content.decode()
    Certificate.objects.update(hidden=True)
    assert client.get(address).status_code == 404


def test_a_speakers_achievement_tells_nobodys_hours(badge: Certificate, client: Client) -> None:
    Certificate.objects.update(kind="speaker", facts_data={**badge.facts_data, "kind": "speaker"})
    Achievement.objects.update(kind="speaker")
    address = address_of(badge)
    page = client.get(address).content.decode()
    data = client.get(address, headers={"accept": "application/json"}).json()

    assert "Komunikasi publik pemerintah" not in page
    assert "JP" not in page
    assert "creditsAvailable" not in data


def test_the_address_of_a_course_that_is_not_for_everybody_cannot_be_guessed(
    badge: Certificate, client: Client
) -> None:
    slug = Achievement.objects.get().slug

    assert re.fullmatch(rf"{badge.batch.code}-[0-9a-f]{{16}}", slug)
    assert client.get(f"/achievements/{badge.batch.code}/").status_code == 404


def test_an_achievement_keeps_its_address_when_codes_change(issued: Any, client: Client) -> None:
    batch = make_certifiable_batch("Budi")
    CoursePage.objects.update(audience=Audience.PUBLIC)
    batch.refresh_from_db()
    (badge,) = issued(batch)
    code = batch.code
    Batch.objects.filter(pk=badge.batch_id).update(code="renamed")
    other = make_certifiable_batch("Citra")
    Batch.objects.filter(pk=other.pk).update(code=code)
    CoursePage.objects.update(audience=Audience.PUBLIC)
    other.refresh_from_db()
    (second,) = issued(other)

    assert client.get(f"/achievements/{code}/").status_code == 200
    slugs = dict(Achievement.objects.values_list("batch", "slug"))
    assert slugs[badge.batch_id] == code
    assert slugs[other.pk].startswith(f"{code}-")
    assert claims_of(second.credential, client)["credentialSubject"]["achievement"]["id"].endswith(
        f"/achievements/{slugs[other.pk]}/"
    )


def test_an_address_that_was_taken_gets_something_added(issued: Any) -> None:
    """However many there are: whoever takes it in between is not looked for before, but met."""
    first, second = make_certifiable_batch("Budi"), make_certifiable_batch("Citra")
    CoursePage.objects.update(audience=Audience.PUBLIC)
    Achievement.objects.create(slug=second.code, batch=first, kind="speaker")
    second.refresh_from_db()

    (row,) = issued(second)

    assert re.fullmatch(rf"{second.code}-[0-9a-f]{{16}}", Achievement.objects.get(batch=second).slug)
    assert row.credential


def test_an_address_without_a_certificate_is_not_found(badge: Certificate, client: Client) -> None:
    client.force_login(badge.holder)  # type: ignore[arg-type]
    for uid in ("-" * 36, "0" * 36, badge.uid):
        assert client.get(f"/certificates/{uid}/badge.{'jwt' if uid != badge.uid else 'exe'}").status_code == 404


def test_nothing_is_told_of_an_achievement_before_a_badge_was_given(client: Client) -> None:
    batch = make_certifiable_batch("Budi")
    issue_for_batch(batch=batch, actor=None)

    assert client.get(f"/achievements/{Achievement.objects.get().slug}/").status_code == 404
    assert client.get("/achievements/nothing/").status_code == 404


def test_the_paper_carries_the_same_credential(badge: Certificate) -> None:
    with private_storage().open(badge.file) as file, pikepdf.Pdf.open(file) as pdf:
        carried = {name: spec.get_file().read_bytes().decode() for name, spec in pdf.attachments.items()}

    assert carried == {"credential.jwt": badge.credential}
