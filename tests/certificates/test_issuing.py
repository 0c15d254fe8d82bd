import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from certificates import typography
from certificates.choices import CertificateState
from certificates.dry_run import Verdict, dry_run_for
from certificates.errors import (
    NobodyCompleteError,
    NotAllowedError,
    NotReadyError,
)
from certificates.models import BatchCertificateSetup, Certificate, CertificateSeries
from certificates.services import (
    issue_for_batch,
    issue_missing,
    make_files,
    mark_issued,
)
from certificates.services.making import UnfinishedError
from certificates.storage import is_intact, private_storage
from core.models import AuditEntry
from members.models import Message, User
from tests.factories.certificates import make_certifiable_batch, make_completion, make_numbering, make_setup
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


def test_everybody_complete_gets_a_numbered_signed_stored_paper_and_a_message(issued: Any) -> None:
    batch = make_certifiable_batch("Budi Santoso", "Maria Tumbelaka")
    make_enrolment(batch, make_member("Anton Belum"))

    first, second = issued(batch)

    assert [first.number, second.number] == ["001/KL.301/SMRT/IX/2020", "002/KL.301/SMRT/IX/2020"]
    assert {first.state, second.state} == {CertificateState.ISSUED}
    with private_storage().open(first.file) as file:
        pdf = file.read()
    assert hashlib.sha256(pdf).hexdigest() == first.sha256
    assert first.size == len(pdf)
    assert first.chain is not None
    assert first.chain.algorithm == "P-256"
    assert first.facts.total_jp == 5.5
    messages = Message.objects.filter(template="certificate_issued")
    assert sorted(message.key for message in messages) == sorted(
        f"certificate.issued:{row.uid}" for row in (first, second)
    )
    assert AuditEntry.objects.filter(action="certificate.issued").count() == 2
    assert len(mail.outbox) == 2


def test_issuing_again_draws_nothing_and_takes_in_latecomers(issued: Any) -> None:
    batch = make_certifiable_batch("Budi Santoso")
    issued(batch)

    with pytest.raises(NobodyCompleteError, match="has a certificate already"):
        issue_for_batch(batch=batch, actor=None)
    make_completion(batch, make_member("Citra"))
    rows = issued(batch)

    assert [row.sequence for row in rows] == [1, 2]
    assert CertificateSeries.objects.get().last == 2


def test_two_batches_share_a_series(issued: Any) -> None:
    issued(make_certifiable_batch("Budi"))
    (other,) = issued(make_certifiable_batch("Citra"))

    assert other.number == "002/KL.301/SMRT/IX/2020"


def test_what_is_printed_never_changes_afterwards(issued: Any) -> None:
    batch = make_certifiable_batch("Budi Santoso")
    (row,) = issued(batch)
    member = row.holder

    member.name = "Somebody Else"
    member.save()
    batch.course.title = "Another"
    batch.course.save()

    row.refresh_from_db()
    assert row.facts.holder.name == "Budi Santoso"
    assert row.facts.course == "Social Media Response Team"


def test_the_dry_run_says_who_and_why(issued: Any, django_assert_num_queries: Any) -> None:
    batch = make_certifiable_batch("Budi Santoso", "محمد")
    make_enrolment(batch, make_member("Anton Belum"))

    with django_assert_num_queries(5):
        dry_run = dry_run_for(batch)

    assert dry_run.problems == []
    assert [(row.name, row.verdict) for row in dry_run.rows] == [
        ("Anton Belum", Verdict.INCOMPLETE),
        ("Budi Santoso", Verdict.READY),
        ("محمد", Verdict.BLOCKED),
    ]
    assert dry_run.rows[1].attention == ["No NIP", "No office"]
    assert "lacks the letters" in dry_run.rows[2].reason


def test_an_unprintable_name_does_not_stop_the_others(issued: Any) -> None:
    rows = issued(make_certifiable_batch("Budi", "A" * 150))

    assert [row.holder_name for row in rows] == ["Budi"]
    assert rows[0].state == CertificateState.ISSUED


def test_an_open_batch_is_refused_with_nothing_written() -> None:
    batch = make_batch()
    make_setup(batch)

    with pytest.raises(NotReadyError, match="not closed"):
        issue_for_batch(batch=batch, actor=None)
    assert not Certificate.objects.exists()
    assert not CertificateSeries.objects.exists()


def test_a_missing_key_is_refused_with_nothing_written(settings: Any) -> None:
    batch = make_certifiable_batch("Budi")
    settings.CERTIFICATE_KEY_FILE = "/nowhere/signer.pem"

    with pytest.raises(NotReadyError, match="CERTIFICATE_KEY_FILE"):
        issue_for_batch(batch=batch, actor=None)
    assert not Certificate.objects.exists()


def test_nobody_complete_is_said() -> None:
    batch = make_certifiable_batch()
    make_enrolment(batch)

    with pytest.raises(NobodyCompleteError, match="Nobody has completed"):
        issue_for_batch(batch=batch, actor=None)
    assert not CertificateSeries.objects.exists()


def test_an_organiser_of_another_course_may_not() -> None:
    batch = make_certifiable_batch("Budi")

    with pytest.raises(NotAllowedError):
        issue_for_batch(batch=batch, actor=make_organiser())


def test_a_new_year_begins_at_one(issued: Any) -> None:
    issued(make_certifiable_batch("Budi"))
    later = make_certifiable_batch("Citra")
    later.certificate_setup.issued_on = date(2021, 1, 4)
    later.certificate_setup.save()

    assert [row.number for row in issued(later)] == ["001/KL.301/SMRT/I/2021"]


def test_a_number_that_another_numbering_has_used_is_refused_with_nothing_written(issued: Any) -> None:
    (first,) = issued(make_certifiable_batch("Budi"))
    twin = make_numbering("twin", unit="", pattern="{seq:03}/{class}/SMRT/{month:roman}/{year}")
    batch = make_certifiable_batch("Citra", numbering=twin)

    with pytest.raises(NotReadyError, match=f"Number {first.number} is taken already"):
        issue_for_batch(batch=batch, actor=None)
    assert Certificate.objects.get() == first
    assert not CertificateSeries.objects.filter(scope=twin).exists()


def test_without_fonts_numbers_are_drawn_and_the_papers_wait_with_the_reason(
    issued: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(typography, "FONT_FOLDER", tmp_path)
    batch = make_certifiable_batch("Budi")

    assert dry_run_for(batch).counts == {"ready": 1}


def test_a_paper_taken_up_again_prints_its_frozen_name(issued: Any) -> None:
    batch = make_certifiable_batch("Budi")
    issue_for_batch(batch=batch, actor=None)
    User.objects.filter(name="Budi").update(name="محمد")

    assert dry_run_for(batch).rows[0].verdict is Verdict.RESUMED
    (row,) = issued(batch)
    assert (row.holder_name, row.state) == ("Budi", CertificateState.ISSUED)


def test_what_a_library_stumbles_over_stops_nobody_else(issued: Any) -> None:
    batch = make_certifiable_batch("Budi", "Citra")
    issue_for_batch(batch=batch, actor=None)
    broken = Certificate.objects.get(holder_name="Budi")
    Certificate.objects.filter(pk=broken.pk).update(facts_data={**broken.facts_data, "signatories": [{"who": 1}]})

    broken, sound = issued(batch)

    assert (broken.state, sound.state) == (CertificateState.RESERVED, CertificateState.ISSUED)
    assert "TypeError: SignatoryFacts" in broken.problem  # written in the language of the process that made it


def test_a_file_that_another_worker_noted_and_never_stored_is_not_left_behind() -> None:
    batch = make_certifiable_batch("Budi")
    issue_for_batch(batch=batch, actor=None)
    row = Certificate.objects.get()

    def is_overtaken(_done: int, _total: int) -> None:
        """As if a worker that lost its lease noted its file after this one had read the row, and died."""
        Certificate.objects.filter(pk=row.pk).update(file="certificates/ab/abcd.pdf", sha256="abcd")

    with pytest.raises(UnfinishedError):
        make_files([row.pk], is_overtaken)
    make_files([row.pk], lambda _done, _total: None)

    row.refresh_from_db()
    assert is_intact(row.file)


@pytest.mark.parametrize("count", [1, 3])
def test_issuing_costs_the_same_statements_for_one_and_for_three(count: int, django_assert_num_queries: Any) -> None:
    batch = make_certifiable_batch(*("Budi", "Citra", "Dewi")[:count])
    issue_for_batch(batch=batch, actor=None)
    ids = list(Certificate.objects.values_list("pk", flat=True))
    make_files(ids, lambda _done, _total: None)

    with django_assert_num_queries(15):
        mark_issued(ids)


def test_one_troubled_batch_holds_up_no_other() -> None:
    troubled, sound = make_certifiable_batch("Budi"), make_certifiable_batch("Citra")
    BatchCertificateSetup.objects.update(automatic=True)
    troubled.certificate_setup.signatories.all().delete()

    runs, refused = issue_missing()

    assert [run.batch for run in runs] == [sound]
    assert refused == {troubled.code: "Nobody is named as signatory."}
