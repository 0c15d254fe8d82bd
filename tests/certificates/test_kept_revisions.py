"""A batch keeps the revision of its first run: what somebody publishes later alters no paper of it by itself."""

import importlib
from typing import Any

import pytest
from django.apps import apps

from certificates.choices import CertificateKind
from certificates.dry_run import problems_of
from certificates.errors import NotAllowedError, NotReadyError
from certificates.models import BatchCertificateSetup, Certificate, CertificateTemplate, KindSetup
from certificates.services import issue_for_batch, replace_certificate, take_newest_revision
from certificates.services.proving import programs
from core.models import AuditEntry
from courses.models import Batch
from members.models import User
from tests.certificates.test_admin import as_user
from tests.factories.certificates import make_certifiable_batch, make_completion
from tests.factories.members import make_administrator, make_member, make_organiser

pytestmark = pytest.mark.django_db
PARTICIPANT = CertificateKind.PARTICIPANT


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    """Its first paper is drawn from version 1, and version 2 was published since."""
    found = make_certifiable_batch("Budi", organiser=organiser)
    issue_for_batch(batch=found, actor=None)
    formal().pinned.create(number=2, content={"preset": "formal"})
    return found


def formal() -> CertificateTemplate:
    return CertificateTemplate.objects.get(name="Formal")


def versions() -> list[int]:
    return list(Certificate.objects.order_by("pk").values_list("revision__number", flat=True))


def test_latecomers_get_what_the_others_got(batch: Batch) -> None:
    make_completion(batch, make_member("Citra"))

    issue_for_batch(batch=batch, actor=None)

    assert versions() == [1, 1]


def test_another_batch_begins_with_the_newest(batch: Batch) -> None:
    issue_for_batch(batch=make_certifiable_batch("Anton"), actor=None)

    assert versions() == [1, 2]


def test_an_organiser_takes_the_newer_one_once(batch: Batch, organiser: User) -> None:
    for _twice in range(2):
        take_newest_revision(batch=batch, kind=PARTICIPANT, seen=2, actor=organiser)
    make_completion(batch, make_member("Citra"))
    issue_for_batch(batch=batch, actor=None)

    assert versions() == [1, 2]
    entry = AuditEntry.objects.get(action="certificates.revision_taken")
    assert entry.data == {"template": "Formal", "before": 1, "revision": 2}


def test_nobody_else_takes_it_and_nothing_that_was_not_seen(batch: Batch, organiser: User) -> None:
    with pytest.raises(NotAllowedError):
        take_newest_revision(batch=batch, kind=PARTICIPANT, seen=2, actor=make_organiser("Of another course"))
    with pytest.raises(NotReadyError, match="changed meanwhile"):
        take_newest_revision(batch=batch, kind=PARTICIPANT, seen=1, actor=organiser)

    setup = BatchCertificateSetup.objects.get()
    assert setup.revision is not None
    assert setup.revision.number == 1


@pytest.mark.parametrize(("taken", "expected"), [(False, [1, 1]), (True, [1, 2])])
def test_a_corrected_edition_looks_as_its_batch_does(
    taken: bool, expected: list[int], organiser: User, issued: Any
) -> None:
    batch = make_certifiable_batch("Budi", organiser=organiser)
    (old,) = issued(batch)
    formal().pinned.create(number=2, content={"preset": "formal"})
    if taken:
        take_newest_revision(batch=batch, kind=PARTICIPANT, seen=2, actor=organiser)

    replace_certificate(certificate=old, reason="Misspelt", actor=organiser)

    assert versions() == expected


def test_a_kind_with_a_template_of_its_own_keeps_its_own(batch: Batch, organiser: User) -> None:
    piagam = CertificateTemplate.objects.get(name="Piagam")
    setup = BatchCertificateSetup.objects.get()
    own = KindSetup.objects.create(setup=setup, kind=CertificateKind.AWARD, template=piagam)

    take_newest_revision(batch=batch, kind=CertificateKind.AWARD, seen=1, actor=organiser)

    own.refresh_from_db()
    setup.refresh_from_db()
    assert (own.revision, setup.revision) == (piagam.pinned.get(), formal().pinned.get(number=1))


def test_another_template_begins_with_its_newest(batch: Batch) -> None:
    BatchCertificateSetup.objects.update(template=CertificateTemplate.objects.get(name="Piagam"))
    make_completion(batch, make_member("Citra"))

    issue_for_batch(batch=batch, actor=None)

    latest = Certificate.objects.latest("pk").revision
    assert (latest.template.name, latest.number) == ("Piagam", 1)


def test_the_page_offers_the_newer_one_and_takes_it(batch: Batch, organiser: User) -> None:
    client, address = as_user(organiser), f"/batches/{batch.code}/certificates/"
    offer = "A newer version of the template exists"

    before = client.get(address).content.decode()
    taken = client.post(f"{address}revision/", {"revision": "2"}, follow=True).content.decode()

    assert offer in before
    assert "From now on papers are made from version 2." in taken
    assert offer not in taken
    assert offer not in client.get(f"{address}for/speaker/").content.decode()


def test_a_withdrawn_template_begins_no_run_and_stops_no_correction(organiser: User, issued: Any) -> None:
    batch = make_certifiable_batch("Budi", organiser=organiser)
    (old,) = issued(batch)
    make_completion(batch, make_member("Citra"))
    formal().unpublish(set_expired=False)

    with pytest.raises(NotReadyError, match="“Formal” was withdrawn: choose another"):
        issue_for_batch(batch=batch, actor=organiser)

    assert len(problems_of(batch)) == 1
    replace_certificate(certificate=old, reason="Misspelt", actor=organiser)
    assert versions() == [1, 1]


def test_a_lock_is_opened_by_who_set_it_or_an_administrator() -> None:
    keeper, other = make_organiser("Keeper"), make_organiser("Other")
    address = f"/admin/certificate_templates/unlock/{formal().pk}/"
    CertificateTemplate.objects.filter(name="Formal").update(locked=True, locked_by=keeper)

    as_user(other).post(address)
    assert formal().locked
    as_user(keeper).post(address)
    assert not formal().locked

    CertificateTemplate.objects.filter(name="Formal").update(locked=True, locked_by=keeper)
    as_user(make_administrator()).post(address)
    assert not formal().locked


def test_pages_say_why_large_runs_take_longer(batch: Batch, organiser: User) -> None:
    failed = {"holds": False, "findings": ["The text of page 1 differs."], "made_with": programs()}
    formal().pinned.filter(number=1).update(proof=failed)
    client, address = as_user(organiser), f"/batches/{batch.code}/certificates/"
    run = batch.issue_runs.get()

    for page in (address, f"{address}runs/{run.uid}/", f"{address}for/speaker/"):
        said = client.get(page).content.decode()
        assert "because each paper is drawn in full: The text of page 1 differs." in said, page


def test_batches_from_before_keep_what_their_newest_papers_have(batch: Batch) -> None:
    other = make_certifiable_batch("Anton")
    BatchCertificateSetup.objects.update(revision=None)

    importlib.import_module("certificates.migrations.0021_revisions_of_earlier_runs").keep_revisions(apps, None)

    found = dict(BatchCertificateSetup.objects.values_list("batch__code", "revision__number"))
    assert found == {batch.code: 1, other.code: None}
