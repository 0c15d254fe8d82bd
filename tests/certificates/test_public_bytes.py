"""What leaves the site for anybody: how many bytes a verification costs, and that no byte anywhere tells too much."""

import base64
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from certificates.badges.places import LENGTH
from certificates.models import Certificate
from certificates.services import replace_certificate, revoke_certificate, share_certificate
from certificates.storage import private_storage
from courses.models import Enrolment
from members.choices import NumberKind
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_nip, make_office

pytestmark = pytest.mark.django_db
BUDGET = 30_000


@pytest.fixture
def certificate(issued: Any, django_capture_on_commit_callbacks: Any) -> Certificate:
    """Everything that could leak is there: number, address, telephone, rank, position, office."""
    batch = make_certifiable_batch("Budi Santoso")
    enrolment = batch.enrolments.get()
    member = enrolment.member
    member.number_kind, member.number = NumberKind.NIP, make_nip(123)
    member.phone, member.rank, member.position = "0812-3456-7890", "Penata Rahasia", "Analis Rahasia"
    member.save()
    Enrolment.objects.filter(pk=enrolment.pk).update(office=make_office("KSOP Rahasia"))
    (row,) = issued(batch)
    with django_capture_on_commit_callbacks(execute=True):
        share_certificate(certificate=row, shared=True, actor=row.holder)
    return Certificate.objects.select_related("holder", "batch__course", "enrolment").get(pk=row.pk)


def test_a_verification_on_a_weak_link(certificate: Certificate) -> None:
    """The first visit, compressed as it is served: page, styles, scripts and pictures, all told."""
    client = Client()
    page = client.get(f"/V/{certificate.token}").content
    names = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode()))
    names |= {"img/chart.svg"}  # the waves behind the head, named in the styles
    ours = {name: _compressed(name) for name in names if not name.endswith((".png", ".ico"))}  # asked for by no page
    weight = len(gzip.compress(page)) + sum(ours.values())

    assert {"css/site.css", "css/verification.css", "js/verify.js", "img/icons.svg"} <= set(ours)
    assert weight <= BUDGET, {"page": len(gzip.compress(page)), **ours}


def test_no_public_byte_tells_a_number_an_address_or_an_internal_id(
    certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    bodies = _everything_public(client, certificate)
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=certificate, reason="Misspelt", actor=None)
    new.refresh_from_db()
    bodies |= {f"replaced: {name}": body for name, body in _everything_public(client, certificate).items()}
    revoke_certificate(certificate=new, reason="Issued by mistake", actor=None)
    bodies |= {f"revoked: {name}": body for name, body in _everything_public(client, new).items()}

    told = {name: _told(body, certificate) for name, body in bodies.items()}
    assert {name: secrets for name, secrets in told.items() if secrets} == {}
    assert len(bodies) > 40
    # The same eyes see what is there to be seen.
    assert b"Budi Santoso" in bodies["/v/TOKEN"]
    assert b"Budi Santoso" in bodies["payload of the badge"]


def test_hidden_bytes_do_not_name_the_person(certificate: Certificate) -> None:
    Certificate.objects.update(hidden=True, shared=False)

    for name, body in _everything_public(Client(), certificate).items():
        if name not in ("payload of the badge", "the paper's metadata"):  # in the holder's own hands
            assert b"Budi" not in body, name


def _everything_public(client: Client, certificate: Certificate) -> dict[str, bytes]:
    """Every answer that anybody may ask for, as it comes and with what is packed inside taken out."""
    token, slug = certificate.token, certificate.batch.achievements.get(kind=certificate.kind).slug
    number = (certificate.status_index or 0) // LENGTH
    paths = [
        f"/v/{token}",
        f"/v/{token}/badge.jwt",
        f"/v/{token}/badge.png",
        f"/share/{token}/",
        *(f"/share/{token}/{name}.png" for name in ("card", "badge", "certificate")),
        f"/achievements/{slug}/",
        f"/achievements/{slug}/badge.png",
        f"/badges/status/{number}/",
        "/.well-known/did.json",
    ]
    bodies = {}
    for path in paths:
        for accept in ("text/html", "application/json"):
            response = client.get(path, headers={"accept": accept})
            name = path.replace(token, "TOKEN") + (" as JSON" if accept.endswith("json") else "")
            bodies[name] = response.content
            if response.headers["Content-Type"] == "image/png":
                picture = Image.open(io.BytesIO(response.content))
                picture.load()
                bodies[f"{name}: chunks"] = json.dumps(picture.info, default=str).encode()
    bodies["payload of the badge"] = _payload(certificate.credential)
    bodies["payload of the list"] = _payload(bodies[f"/badges/status/{number}/"].decode())
    with private_storage().open(certificate.file) as file, pikepdf.Pdf.open(file) as pdf:
        attached = [spec.get_file().read_bytes() for spec in pdf.attachments.values()]
        bodies["the paper's metadata"] = b"\n".join(
            [pdf.Root.Metadata.read_bytes(), str(dict(pdf.docinfo.items())).encode(), *map(_payload_of, attached)]
        )
    return bodies


def _told(body: bytes, certificate: Certificate) -> list[str]:
    holder, enrolment = certificate.holder, certificate.enrolment
    assert holder is not None
    assert enrolment is not None
    assert holder.email
    signatory = certificate.facts.signatories[0].number
    secrets = [
        holder.number, holder.number[:8], holder.email, holder.phone, holder.username, str(holder.uid),
        str(certificate.uid), str(enrolment.uid), str(certificate.batch.uid), signatory, certificate.recipient_key,
        "Penata Rahasia", "Analis Rahasia", "KSOP Rahasia",
    ]  # fmt: skip
    spaced = re.sub(rb"[\s.]", b"", body)
    return [word for word in secrets if word.encode() in body or word.encode() in spaced]


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _payload_of(attached: bytes) -> bytes:
    return _payload(attached.decode())


def _compressed(name: str) -> int:
    found = finders.find(name)
    assert found is not None, name
    return len(gzip.compress(Path(found).read_bytes()))
