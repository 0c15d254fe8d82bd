from typing import Any

import pytest
from django.test import Client

from certificates.choices import CertificateKind, CertificateState
from certificates.dry_run import Verdict, dry_run_for
from certificates.dry_run_page import dry_run_page
from certificates.kind_setups import setup_for
from certificates.models import Certificate
from certificates.services import issue_for_batch
from core import clock
from courses.models import Batch, Completion
from members.models import User
from tests.factories.certificates import make_certifiable_batch
from tests.factories.courses import make_enrolment
from tests.factories.members import make_administrator, make_auditor, make_member, make_office, make_organiser

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]

# Session and user (2), roles, batch, participants with completion, certificates, closed, delivered, setup, series ...
QUERIES = 19


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_certifiable_batch("Budi Santoso", "Citra Dewi", "Dewi Lestari", organiser=organiser)


@pytest.fixture
def issued(batch: Batch, django_capture_on_commit_callbacks: Any) -> Batch:
    with django_capture_on_commit_callbacks(execute=True):
        issue_for_batch(batch=batch, actor=None)
    return batch


def as_user(user: User | None) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    if user is not None:
        client.force_login(user)
    return client


def test_who_may_open_and_download_a_certificate(issued: Batch, organiser: User) -> None:
    certificate = Certificate.objects.get(holder_name="Budi Santoso")
    other = Certificate.objects.get(holder_name="Citra Dewi").holder
    expected = {
        None: 302,
        certificate.holder: 200,
        organiser: 200,
        make_auditor(): 200,
        make_administrator(): 200,
        other: 404,
        make_organiser("Another Organiser"): 404,
        make_member("A Stranger"): 404,
    }

    for user, status in expected.items():
        for address in (f"/certificates/{certificate.uid}/", f"/certificates/{certificate.uid}/download/"):
            response: Any = as_user(user).get(address)
            if response.streaming:
                b"".join(response.streaming_content)
            assert response.status_code == status, (user, address)


def test_the_download_is_the_stored_file(issued: Batch) -> None:
    certificate = Certificate.objects.get(holder_name="Budi Santoso")

    response: Any = as_user(certificate.holder).get(f"/certificates/{certificate.uid}/download/")

    content = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/pdf"
    assert "sertifikat-001-KL-301-SMRT-IX-2020.pdf" in response["Content-Disposition"]
    assert len(content) == certificate.size


def test_the_list_shows_ones_own_only(issued: Batch, django_assert_num_queries: Any) -> None:
    client = as_user(Certificate.objects.get(holder_name="Budi Santoso").holder)

    page = client.get("/certificates/").content.decode()

    assert "001/KL.301/SMRT/IX/2020" in page
    assert "002/KL.301/SMRT/IX/2020" not in page


def test_the_organiser_sees_the_dry_run_and_issues(
    batch: Batch, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_user(organiser)

    page = client.get(f"/batches/{batch.code}/certificates/").content.decode()
    assert "Issue 3 certificates" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/batches/{batch.code}/certificates/")
    after = client.get(f"/batches/{batch.code}/certificates/").content.decode()

    assert Certificate.objects.filter(state=CertificateState.ISSUED).count() == 3
    assert "3 of 3" in after
    assert "003/KL.301/SMRT/IX/2020" in after
    assert "every 2s" not in after


def test_the_page_searches_and_filters(issued: Batch, organiser: User) -> None:
    client = as_user(organiser)

    found = client.get(f"/batches/{issued.code}/certificates/?q=citra").content.decode()
    none = client.get(f"/batches/{issued.code}/certificates/?verdict=revoked").content.decode()

    assert "Citra Dewi" in found
    assert "Budi Santoso" not in found
    assert "Nobody fits this choice" in none


def test_who_may_see_and_who_may_issue(batch: Batch, organiser: User) -> None:
    address = f"/batches/{batch.code}/certificates/"
    participant = batch.enrolments.order_by("pk")[0].member

    for user, seen, issuing in (
        (None, 302, 302),
        (participant, 404, 404),
        (make_organiser("Another"), 404, 404),
        (make_auditor(), 200, 403),
    ):
        assert as_user(user).get(address).status_code == seen
        assert as_user(user).post(address).status_code == issuing
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    rows: int, organiser: User, django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    batch = make_certifiable_batch(*("Budi", "Citra", "Dewi")[:rows], organiser=organiser)
    with django_capture_on_commit_callbacks(execute=True):
        issue_for_batch(batch=batch, actor=None)
    client = as_user(organiser)

    with django_assert_num_queries(QUERIES):
        client.get(f"/batches/{batch.code}/certificates/")


@pytest.mark.parametrize("verdict", [*Verdict])
def test_a_page_judges_as_the_run_does(verdict: Verdict, issued: Batch, organiser: User) -> None:
    """One revoked, one voided, one left; one ready, a name and an office that no paper holds, one whose account was
    erased, one incomplete."""
    rows = {row.holder_name.split()[0]: row for row in Certificate.objects.all()}
    Certificate.objects.filter(pk=rows["Budi"].pk).update(state=CertificateState.REVOKED, reason="Keliru")
    Certificate.objects.filter(pk=rows["Citra"].pk).update(state=CertificateState.VOID, reason="Keliru")
    people = ("Eka Siap", "KSOP"), ("\u4e2d\u6587", "KSOP"), ("Gita", "Kapal \u8239"), ("Akun terhapus", "KSOP")
    for name, office in people:
        member = make_member(name, email=f"{len(name)}@example.go.id", office=make_office(office))
        enrolment = make_enrolment(issued, member)
        rule = issued.course.completion_rules.latest("number")
        Completion.objects.create(enrolment=enrolment, rule=rule)
    User.objects.filter(name="Akun terhapus").update(erased_at=clock.now())
    make_enrolment(issued, make_member("Fani Belum"))

    promised = dry_run_for(issued)
    page = dry_run_page(issued, setup_for(issued, CertificateKind.PARTICIPANT), verdict=verdict)

    assert {name: number for name, number in page.counts.items() if number} == promised.counts
    assert [row.name for row in page.rows] == [row.name for row in promised.with_verdict(verdict)]
    assert [row.verdict for row in page.rows] == [verdict] * len(page.rows)


def test_the_organiser_reads_the_next_number(batch: Batch, organiser: User) -> None:
    client = as_user(organiser)
    before = client.get(f"/batches/{batch.code}/certificates/").content.decode()

    issue_for_batch(batch=batch, actor=None)

    assert "<dt>Next number</dt><dd>001/KL.301/SMRT/IX/2020<" in before
    assert "<dd>004/KL.301/SMRT/IX/2020<" in client.get(f"/batches/{batch.code}/certificates/").content.decode()


def test_revoking_asks_for_a_reason_first(issued: Batch, organiser: User) -> None:
    certificate = Certificate.objects.get(holder_name="Budi Santoso")
    client = as_user(organiser)
    address = f"/certificates/{certificate.uid}/revoke/"

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "Issued by mistake"})

    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REVOKED
    assert certificate.changed_by == organiser


def test_a_holder_and_an_auditor_cannot_revoke(issued: Batch) -> None:
    certificate = Certificate.objects.get(holder_name="Budi Santoso")

    for user in (certificate.holder, make_auditor()):
        response = as_user(user).post(f"/certificates/{certificate.uid}/revoke/", {"reason": "x"})
        assert response.status_code == 403


def test_a_replacement_through_the_page(
    issued: Batch, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    certificate = Certificate.objects.get(holder_name="Budi Santoso")

    address = f"/certificates/{certificate.uid}/replace/"
    seen = as_user(organiser).get(address).context["comparison"].digest
    asked = {"reason": "Corrected", "seen": seen, "although_same": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        as_user(organiser).post(address, asked)

    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REPLACED
    assert certificate.replaced_by is not None
    assert certificate.replaced_by.sequence == 4


def test_a_missing_key_is_said_on_the_page(batch: Batch, organiser: User, settings: Any) -> None:
    settings.CERTIFICATE_KEY_FILE = "/nowhere/signer.pem"

    page = as_user(organiser).get(f"/batches/{batch.code}/certificates/").content.decode()

    assert "/nowhere/signer.pem is missing" in page
    assert "Issue 3 certificates" not in page


def test_a_missing_badge_key_is_said_beside_what_is_set_up(batch: Batch, organiser: User, settings: Any) -> None:
    client, address = as_user(organiser), f"/batches/{batch.code}/certificates/"
    assert "with each certificate" in client.get(address).content.decode()

    settings.BADGE_KEY_FILE = "/nowhere/badges.pem"

    page = client.get(address).content.decode()
    assert "/nowhere/badges.pem is missing or unreadable, so certificates are issued without an Open Badge" in page
    assert "Issue 3 certificates" in page
