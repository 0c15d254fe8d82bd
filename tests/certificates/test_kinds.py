"""Papers of speakers, committee and offices: whom a batch names, what they say, and all that holds for any paper."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from certificates.choices import CertificateKind, CertificateState
from certificates.dry_run import Verdict, dry_run_for
from certificates.errors import NobodyCompleteError, NotAllowedError, NotReadyError, WrongStateError
from certificates.models import Certificate, KindSetup, PaperPart
from certificates.personal_data import part_data
from certificates.selectors import public_face
from certificates.services import (
    fill_parts,
    issue_for_batch,
    remove_part,
    replace_certificate,
    revoke_certificate,
    save_part,
    switch_kind,
    void_certificate,
)
from certificates.storage import is_intact
from core import clock
from courses.choices import BatchState, Part
from courses.models import Batch
from members.models import Message, Office, User
from tests.factories.certificates import make_completion, make_numbering, make_setup
from tests.factories.courses import make_batch, make_course, make_part, make_session
from tests.factories.members import make_member, make_office, make_organiser

pytestmark = pytest.mark.django_db
SPEAKER, COMMITTEE, AWARD = CertificateKind.SPEAKER, CertificateKind.COMMITTEE, CertificateKind.AWARD


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    """Closed: Siti taught two of three sessions, Anton led one, Bayu helped; of two offices one and two completed."""
    course = make_course(organisers=[organiser])
    batch = make_batch(course, starts_on=date(2020, 9, 22))
    siti = make_part(batch, make_member("Siti Rahma", email="siti@example.go.id"))
    anton = make_part(batch, make_member("Anton", email="anton@example.go.id"), part=Part.MODERATOR)
    make_part(batch, make_member("Bayu", email="b@example.go.id"), part=Part.COMMITTEE, function="Ketua Panitia")
    make_session(batch, "Komunikasi publik", hours="2", delivered=True, speakers=[siti, anton])
    make_session(batch, "Menangkal hoaks", hours="3.50", delivered=True, speakers=[siti])
    make_session(batch, "Membuat konten", hours="1", delivered=True)
    bitung, manado = make_office("KSOP Kelas II Bitung"), make_office("KSOP Kelas III Manado")
    for number, office in enumerate((bitung, manado, manado)):
        make_completion(batch, make_member(f"Peserta {number}", email=f"p{number}@example.go.id", office=office))
    batch.state, batch.closed_at = BatchState.CLOSED, clock.now()
    batch.save()
    make_setup(batch)
    return batch


@pytest.fixture
def issued(django_capture_on_commit_callbacks: Any) -> Any:
    def issue(batch: Batch, kind: CertificateKind) -> list[Certificate]:
        with django_capture_on_commit_callbacks(execute=True):
            issue_for_batch(batch=batch, actor=None, kind=kind)
        return list(Certificate.objects.filter(batch=batch, kind=kind).order_by("sequence"))

    return issue


def test_the_batch_fills_the_list_once(batch: Batch, organiser: User) -> None:
    assert fill_parts(batch=batch, actor=organiser) == 3
    assert fill_parts(batch=batch, actor=organiser) == 0

    found = {
        part.member.name: (part.kind, part.role, [(row.session.subject, row.jp) for row in part.taught.all()])
        for part in PaperPart.objects.select_related("member")
        if part.member
    }
    assert found == {
        "Siti Rahma": (SPEAKER, "narasumber", [("Komunikasi publik", Decimal(2)), ("Menangkal hoaks", Decimal("3.5"))]),
        "Anton": (SPEAKER, "moderator", [("Komunikasi publik", Decimal(2))]),
        "Bayu": (COMMITTEE, "Ketua Panitia", []),
    }


def test_what_was_edited_is_not_filled_over(batch: Batch, organiser: User) -> None:
    fill_parts(batch=batch, actor=organiser)
    part = PaperPart.objects.get(member__name="Siti Rahma")
    session = part.sessions.get(subject="Menangkal hoaks")

    part.role = "pakar"
    save_part(part=part, hours={session.pk: Decimal("1.25")}, actor=organiser)
    fill_parts(batch=batch, actor=organiser)

    part.refresh_from_db()
    assert (part.role, [(row.session, row.jp) for row in part.taught.all()]) == ("pakar", [(session, Decimal("1.25"))])


def test_a_speakers_paper_lists_what_this_person_taught(batch: Batch, organiser: User, issued: Any) -> None:
    fill_parts(batch=batch, actor=organiser)
    guest = PaperPart(batch=batch, kind=SPEAKER, name="Rina", title_after="S.Sos.", office_name="Kreator konten")
    save_part(part=guest, hours={batch.sessions.get(subject="Membuat konten").pk: Decimal(1)}, actor=organiser)
    switch_kind(batch=batch, kind=SPEAKER, on=True, actor=organiser)

    anton, rina, siti = issued(batch, SPEAKER)

    assert [row.holder_name for row in (anton, rina, siti)] == ["Anton", "Rina, S.Sos.", "Siti Rahma"]
    assert {row.state for row in (anton, rina, siti)} == {CertificateState.ISSUED}
    assert all(is_intact(row.file) for row in (anton, rina, siti))
    assert [(row.subject, row.jp) for row in siti.facts.sessions] == [
        ("Komunikasi publik", Decimal(2)),
        ("Menangkal hoaks", Decimal("3.50")),
    ]
    assert (siti.facts.kind, siti.facts.total_jp, siti.facts.role) == ("speaker", Decimal("5.50"), "narasumber")
    assert (siti.recipient_key, siti.part) == (f"part:{siti.part_id}", PaperPart.objects.get(member=siti.holder))
    assert (rina.holder, rina.office_name) == (None, "Kreator konten")
    assert {row.recipient.name for row in Message.objects.filter(template="certificate_issued")} == {
        "Anton",
        "Siti Rahma",
    }
    assert list(Certificate.objects.visible_to(siti.holder)) == [siti]
    face = public_face(siti)
    assert (face.kind_label, face.role, face.jp) == ("speaker", "narasumber", "5.5")
    assert "passed" not in face.to_json()
    assert part_data(siti.holder) == [
        {
            "batch": batch.name,
            "as": "speaker",
            "role": "narasumber",
            "sessions": [
                {"subject": "Komunikasi publik", "jp": Decimal("2.00")},
                {"subject": "Menangkal hoaks", "jp": Decimal("3.50")},
            ],
        }
    ]


def test_an_office_gets_its_award_from_so_many_who_completed(batch: Batch, issued: Any) -> None:
    switch_kind(batch=batch, kind=AWARD, on=True, actor=None)
    KindSetup.objects.update(least=2)
    Office.objects.update(named_in_public=True)
    before = dry_run_for(batch, AWARD)

    (paper,) = issued(batch, AWARD)

    assert [(row.name, row.verdict, row.reason) for row in before.rows] == [
        ("KSOP Kelas II Bitung", Verdict.INCOMPLETE, "1 participant completed; it takes 2."),
        ("KSOP Kelas III Manado", Verdict.READY, ""),
    ]
    assert (paper.holder_name, paper.holder, paper.facts.completed) == ("KSOP Kelas III Manado", None, 2)
    assert paper.recipient_key == f"office:{paper.office_id}:{batch.pk}"
    assert (public_face(paper).completed, paper.state) == (2, CertificateState.ISSUED)
    assert dry_run_for(batch, AWARD).with_verdict(Verdict.HAS_ONE)[0].latest == paper
    with pytest.raises(NobodyCompleteError, match="beside each name"):
        issue_for_batch(batch=batch, actor=None, kind=AWARD)


def test_an_award_shows_its_status_only_where_the_office_is_not_named_in_public(batch: Batch, issued: Any) -> None:
    """By the policy when the edition was made: nobody else chooses for an office."""
    switch_kind(batch=batch, kind=AWARD, on=True, actor=None)
    Office.objects.filter(names__name="KSOP Kelas III Manado").update(named_in_public=True)
    before = {row.name: row.attention for row in dry_run_for(batch, AWARD).rows}

    bitung, manado = issued(batch, AWARD)

    assert before == {
        "KSOP Kelas II Bitung": ["Not named in public: only the status is shown"],
        "KSOP Kelas III Manado": [],
    }
    assert [public_face(paper).name for paper in (bitung, manado)] == ["", "KSOP Kelas III Manado"]
    Office.objects.update(named_in_public=True)
    assert not replace_certificate(certificate=bitung, reason="Kini boleh", actor=None).hidden


def test_a_kind_has_its_own_numbering_or_that_of_participants(batch: Batch) -> None:
    fill_parts(batch=batch, actor=None)
    for kind in (SPEAKER, COMMITTEE):
        switch_kind(batch=batch, kind=kind, on=True, actor=None)
    KindSetup.objects.filter(kind=COMMITTEE).update(numbering=make_numbering("panitia"))

    for kind in (CertificateKind.PARTICIPANT, SPEAKER, COMMITTEE):
        issue_for_batch(batch=batch, actor=None, kind=kind)

    numbers = Certificate.objects.exclude(kind="participant").order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["004/KL.301/SMRT/IX/2020", "005/KL.301/SMRT/IX/2020", "001/KL.301/PANITIA/IX/2020"]


def test_a_kind_that_is_off_is_not_issued(batch: Batch, organiser: User) -> None:
    fill_parts(batch=batch, actor=organiser)

    with pytest.raises(NotReadyError, match="switch them on first"):
        issue_for_batch(batch=batch, actor=organiser, kind=SPEAKER)
    switch_kind(batch=batch, kind=SPEAKER, on=True, actor=organiser)
    switch_kind(batch=batch, kind=SPEAKER, on=False, actor=organiser)
    with pytest.raises(NotReadyError, match="switch them on first"):
        issue_for_batch(batch=batch, actor=organiser, kind=SPEAKER)

    assert not Certificate.objects.exists()


def test_replacing_voiding_and_revoking_work_for_every_kind(batch: Batch, issued: Any) -> None:
    fill_parts(batch=batch, actor=None)
    for kind in (SPEAKER, AWARD):
        switch_kind(batch=batch, kind=kind, on=True, actor=None)
    anton, _siti = issued(batch, SPEAKER)
    bitung, manado = issued(batch, AWARD)
    switch_kind(batch=batch, kind=SPEAKER, on=False, actor=None)

    part = anton.part
    part.role = "pemandu"
    save_part(part=part, hours={}, actor=None)
    with pytest.raises(NotReadyError, match="No delivered session"):
        replace_certificate(certificate=anton, reason="Perannya keliru", actor=None)
    save_part(part=part, hours={batch.sessions.get(subject="Membuat konten").pk: Decimal(1)}, actor=None)
    corrected = replace_certificate(certificate=anton, reason="Perannya keliru", actor=None)
    again = replace_certificate(certificate=bitung, reason="Nama kantor berubah", actor=None)
    void_certificate(certificate=again, reason="Tidak jadi", actor=None)

    assert (corrected.edition, corrected.facts.role, corrected.facts.total_jp) == (2, "pemandu", Decimal(1))
    assert (again.edition, again.facts.completed) == (2, 1)
    assert revoke_certificate(certificate=manado, reason="Keliru", actor=None).state == "revoked"


def test_nobody_else_touches_the_list_and_a_paper_holds_its_name(batch: Batch, organiser: User) -> None:
    fill_parts(batch=batch, actor=organiser)
    part = PaperPart.objects.get(member__name="Siti Rahma")
    stranger = make_organiser("Stranger")

    for deed in (
        lambda: fill_parts(batch=batch, actor=stranger),
        lambda: save_part(part=part, hours={}, actor=stranger),
        lambda: remove_part(part=part, actor=stranger),
        lambda: switch_kind(batch=batch, kind=SPEAKER, on=True, actor=stranger),
    ):
        with pytest.raises(NotAllowedError):
            deed()
    switch_kind(batch=batch, kind=SPEAKER, on=True, actor=organiser)
    issue_for_batch(batch=batch, actor=organiser, kind=SPEAKER)
    with pytest.raises(WrongStateError, match="A number was drawn"):
        remove_part(part=part, actor=organiser)
    remove_part(part=PaperPart.objects.get(kind=COMMITTEE), actor=organiser)

    assert set(PaperPart.objects.filter(left_out_at=None).values_list("kind", flat=True)) == {"speaker"}


def test_only_sessions_of_the_batch_and_one_name_can_be_given(batch: Batch) -> None:
    other = make_session(make_batch(batch.course), delivered=True)

    with pytest.raises(NotReadyError, match="Only sessions of this batch"):
        save_part(part=PaperPart(batch=batch, kind=SPEAKER, name="Rina"), hours={other.pk: Decimal(1)}, actor=None)
    with pytest.raises(NotReadyError, match="write the name"):
        save_part(part=PaperPart(batch=batch, kind=SPEAKER, name=" "), hours={}, actor=None)

    assert not PaperPart.objects.exists()


def test_an_erased_speaker_gets_no_new_paper(batch: Batch) -> None:
    fill_parts(batch=batch, actor=None)
    switch_kind(batch=batch, kind=SPEAKER, on=True, actor=None)
    User.objects.filter(name="Siti Rahma").update(erased_at=clock.now())

    verdicts = {row.name: row.verdict for row in dry_run_for(batch, SPEAKER).rows}

    assert verdicts == {"Anton": Verdict.READY, "Siti Rahma": Verdict.BLOCKED}


@pytest.mark.parametrize(("kind", "queries"), [(SPEAKER, 8), (COMMITTEE, 8), (AWARD, 8)])
def test_a_dry_run_costs_the_same_for_many(
    batch: Batch, kind: CertificateKind, queries: int, django_assert_num_queries: Any
) -> None:
    switch_kind(batch=batch, kind=kind, on=True, actor=None)
    fill_parts(batch=batch, actor=None)
    for number in range(3):
        part = PaperPart(batch=batch, kind=kind, name=f"Tamu {number}")
        if kind != AWARD:
            save_part(part=part, hours={}, actor=None)

    with django_assert_num_queries(queries):
        dry_run_for(batch, kind)
