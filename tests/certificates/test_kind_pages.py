"""The organiser's pages of speakers', committee's and offices' papers."""

from typing import Any

import pytest
from django.test import Client

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate, PaperPart
from certificates.services import fill_parts, save_part, switch_kind
from courses.models import Batch
from members.models import Office, User
from tests.certificates.test_kinds import batch, issued, organiser  # noqa: F401  fixtures
from tests.certificates.test_screens import as_user

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@pytest.fixture
def client(organiser: User) -> Client:  # noqa: F811  the fixture
    return as_user(organiser)


def test_from_an_empty_list_to_issued_papers(
    batch: Batch,  # noqa: F811
    client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:
    address = f"/batches/{batch.code}/certificates/for/speaker/"

    empty = client.get(address).content.decode()
    client.post(f"{address}fill/")
    filled = client.get(address).content.decode()
    client.post(f"{address}switch/", {"on": "yes"})
    ready = client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}issue/")
    after = client.get(address).content.decode()

    assert "Nobody is named yet" in empty
    assert "switch them on first" in filled
    assert "Issue 2 certificates" not in filled
    assert "Issue 2 certificates" in ready
    assert "<dd>001/KL.301/SMRT/IX/2020" in ready
    assert Certificate.objects.filter(kind="speaker", state=CertificateState.ISSUED).count() == 2
    assert "002/KL.301/SMRT/IX/2020" in after
    assert "Issue 2 certificates" not in after


def test_somebody_without_an_account_is_added_and_changed(batch: Batch, client: Client) -> None:  # noqa: F811
    address = f"/batches/{batch.code}/certificates/for/speaker/"
    session = batch.sessions.get(subject="Membuat konten")

    nobody = client.post(f"{address}new/", {"name": " "}).content.decode()
    unknown = client.post(f"{address}new/", {"login": "x@example.org"}).content.decode()
    client.post(f"{address}new/", {"name": "Rina", "role": "narasumber", f"session_{session.pk}": "0.5"})
    part = PaperPart.objects.get()
    client.post(f"{address}{part.uid}/", {"name": "Rina Sari", "role": "narasumber", f"session_{session.pk}": "1"})

    assert "write the name of somebody without an account" in nobody
    assert "Nobody with an account has this address" in unknown
    part.refresh_from_db()
    assert (part.name, [str(row.jp) for row in part.taught.all()]) == ("Rina Sari", ["1.00"])


def test_a_member_is_named_by_account_and_taken_off_again(batch: Batch, client: Client) -> None:  # noqa: F811
    address = f"/batches/{batch.code}/certificates/for/committee/"

    client.post(f"{address}new/", {"login": "p0@example.go.id", "name": "Bukan", "role": "sekretaris"})
    part = PaperPart.objects.get()
    asked = client.post(f"{address}{part.uid}/remove/").content.decode()
    shown = client.get(address).content.decode()
    client.post(f"{address}{part.uid}/remove/", {"confirmed": "yes"})

    assert (part.member and part.member.name, part.name, part.role) == ("Peserta 0", "", "sekretaris")
    assert "Take this person off the list?" in asked
    assert "Peserta 0" in shown
    assert not PaperPart.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    count: int,
    batch: Batch,  # noqa: F811
    client: Client,
    settings: Any,
    django_assert_num_queries: Any,
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    for number in range(count):
        save_part(
            part=PaperPart(batch=batch, kind=CertificateKind.COMMITTEE, name=f"Tamu {number}"), hours={}, actor=None
        )
    address = f"/batches/{batch.code}/certificates/for/committee/"
    client.get(address)

    with django_assert_num_queries(15):
        page = client.get(address).content.decode()

    assert page.count("Tamu ") == count


def test_the_public_page_says_as_what_it_was_given(batch: Batch, issued: Any) -> None:  # noqa: F811
    fill_parts(batch=batch, actor=None)
    for kind in (CertificateKind.SPEAKER, CertificateKind.AWARD):
        switch_kind(batch=batch, kind=kind, on=True, actor=None)
    anton = issued(batch, CertificateKind.SPEAKER)[0]
    Office.objects.filter(names__name="KSOP Kelas III Manado").update(named_in_public=True)
    manado = issued(batch, CertificateKind.AWARD)[1]
    visitor = as_user(None)

    spoke = visitor.get(f"/v/{anton.token}").content.decode()
    award = visitor.get(f"/v/{manado.token}").content.decode()
    told = visitor.get(f"/v/{manado.token}", headers={"accept": "application/json"}).json()
    own = as_user(anton.holder).get("/certificates/").content.decode()

    assert '<dd>speaker: <span lang="id">moderator</span></dd>' in spoke
    assert "an office, of which 2 participants completed" in award
    assert "Teaching hours" not in award
    assert (told["kind"], told["completed"], told["name"]) == ("award", 2, "KSOP Kelas III Manado")
    assert "<span>as speaker</span>" in own
