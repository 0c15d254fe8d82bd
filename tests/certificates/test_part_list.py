"""The list of speakers and committee, filled from the batch and written by hand, in whatever order the two come."""

import pytest
from django.test import Client

from certificates.choices import CertificateKind
from certificates.dry_run import dry_run_for
from certificates.errors import NotReadyError, SameNameError
from certificates.models import PaperPart
from certificates.services import fill_parts, remove_part, save_part, switch_kind
from courses.choices import Part
from courses.models import Batch, SessionSpeaker
from members.models import User
from tests.certificates.test_kinds import batch, organiser  # noqa: F401  fixtures
from tests.certificates.test_screens import as_user
from tests.factories.courses import make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
SPEAKER, COMMITTEE = CertificateKind.SPEAKER, CertificateKind.COMMITTEE


def named(batch: Batch) -> list[str]:  # noqa: F811
    return [row.name for row in dry_run_for(batch, SPEAKER).rows]


def test_whom_the_programme_names_anew_keeps_the_place(batch: Batch) -> None:  # noqa: F811
    guest = PaperPart(batch=batch, kind=SPEAKER, name="Rina")
    save_part(part=guest, hours={}, actor=None)
    fill_parts(batch=batch, actor=None)
    before = set(PaperPart.objects.values_list("pk", flat=True))
    rows = [(row.member, Part(row.part), row.function) for row in batch.parts.all()]
    SessionSpeaker.objects.all().delete()
    batch.parts.all().delete()
    for member, part, function in rows:
        make_part(batch, member, part=part, function=function)

    assert fill_parts(batch=batch, actor=None) == 0

    assert set(PaperPart.objects.values_list("pk", flat=True)) == before
    assert set(PaperPart.objects.filter(source=None)) == {guest}
    assert PaperPart.objects.get(member__name="Siti Rahma").taught.count() == 0


def test_a_member_is_named_once_with_a_part(batch: Batch, organiser: User) -> None:  # noqa: F811
    fill_parts(batch=batch, actor=None)
    bayu = User.objects.get(name="Bayu")

    with pytest.raises(NotReadyError, match="This member is named with this part already"):
        save_part(part=PaperPart(batch=batch, kind=COMMITTEE, member=bayu), hours={}, actor=None)
    address = f"/batches/{batch.code}/certificates/for/committee/new/"
    page = as_user(organiser).post(address, {"login": "b@example.go.id", "role": "anggota"})

    assert page.status_code == 200
    assert "This member is named with this part already" in page.content.decode()


def test_a_second_click_names_nobody_twice(batch: Batch, organiser: User) -> None:  # noqa: F811
    client: Client = as_user(organiser)
    address = f"/batches/{batch.code}/certificates/for/committee/new/"
    words = {"name": "Prof. Tamu", "role": "ketua"}
    plain = client.get(address).content.decode()
    client.post(address, words)
    again = client.post(address, {**words, "name": " prof.  tamu"}).content.decode()
    listed = PaperPart.objects.count()
    client.post(address, {**words, "although_same": "on"})

    assert "This is another person of the same name" not in plain
    assert "This is another person of the same name" in again
    assert "Somebody of this name is in the list already" in again
    assert (listed, PaperPart.objects.count()) == (1, 2)
    assert [row.attention[-1] for row in dry_run_for(batch, COMMITTEE).rows] == [
        "Somebody of the same name is in the list."
    ] * 2


def test_a_guest_of_a_members_name_is_asked_about_and_a_kept_one_never_again(batch: Batch) -> None:  # noqa: F811
    fill_parts(batch=batch, actor=None)
    guest = PaperPart(batch=batch, kind=SPEAKER, name="siti rahma")

    with pytest.raises(SameNameError):
        save_part(part=guest, hours={}, actor=None)
    save_part(part=guest, hours={}, actor=None, although_same=True)
    guest.role = "pakar"

    assert save_part(part=guest, hours={}, actor=None).role == "pakar"


def test_who_speaks_and_moderates_has_one_paper_of_both(batch: Batch) -> None:  # noqa: F811
    member = make_member("Dua", email="dua@example.go.id")
    moderates = make_part(batch, member, part=Part.MODERATOR)
    make_session(batch, "Panel", hours="1", delivered=True, speakers=[moderates])
    fill_parts(batch=batch, actor=None)
    speaks = make_part(batch, member)
    make_session(batch, "Topik", hours="2", delivered=True, speakers=[speaks])

    fill_parts(batch=batch, actor=None)

    part = PaperPart.objects.get(member=member)
    assert (part.role, part.source) == ("narasumber", speaks)
    assert {row.session.subject for row in part.taught.all()} == {"Panel", "Topik"}


def test_who_was_taken_off_stays_off_until_taken_back(batch: Batch, organiser: User) -> None:  # noqa: F811
    fill_parts(batch=batch, actor=None)
    switch_kind(batch=batch, kind=SPEAKER, on=True, actor=None)
    siti = PaperPart.objects.get(member__name="Siti Rahma")
    client = as_user(organiser)
    address = f"/batches/{batch.code}/certificates/for/speaker/"

    remove_part(part=siti, actor=organiser)
    assert fill_parts(batch=batch, actor=organiser) == 0
    assert named(batch) == ["Anton"]
    assert "Taken off the list" in client.get(address).content.decode()
    assert "Take back on the list" in client.get(f"{address}{siti.uid}/").content.decode()

    hours = {f"session_{row.session_id}": str(row.jp) for row in siti.taught.all()}
    client.post(f"{address}{siti.uid}/", {"role": "narasumber", **hours})
    assert named(batch) == ["Anton", "Siti Rahma"]
    assert "Taken off the list" not in client.get(address).content.decode()


def test_who_was_taken_off_may_be_added_by_hand(batch: Batch) -> None:  # noqa: F811
    fill_parts(batch=batch, actor=None)
    siti = PaperPart.objects.get(member__name="Siti Rahma")
    remove_part(part=siti, actor=None)

    save_part(part=PaperPart(batch=batch, kind=SPEAKER, member=siti.member), hours={}, actor=None)
    fill_parts(batch=batch, actor=None)

    part = PaperPart.objects.get(member=siti.member)
    assert (part.source, part.taught.count()) == (siti.source, 0)
    assert named(batch) == ["Anton", "Siti Rahma"]
