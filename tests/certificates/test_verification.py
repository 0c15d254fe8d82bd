import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from certificates.models import Certificate
from certificates.services import expire_certificates, issue_for_batch, replace_certificate, revoke_certificate
from core import clock
from courses.models import Enrolment
from members.choices import NumberKind
from members.models import Office
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_nip, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(django_capture_on_commit_callbacks: Any) -> Certificate:
    batch = make_certifiable_batch("Budi Santoso")
    member = batch.enrolments.get().member
    member.number_kind, member.number = NumberKind.NIP, make_nip(123)
    member.title_after = "S.E."
    member.save()
    with django_capture_on_commit_callbacks(execute=True):
        issue_for_batch(batch=batch, actor=None)
    return Certificate.objects.select_related("holder").get()


@pytest.fixture
def stranger(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def test_a_stranger_sees_enough_to_unmask_an_edited_paper(
    stranger: Client, certificate: Certificate, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        response = stranger.get(f"/V/{certificate.token}")

    page = response.content.decode()
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    for words in (
        "genuine and valid",
        "Budi Santoso, S.E.",
        "Social Media Response Team",
        "5.5 JP",
        "Yogyakarta",
        "22 September 2020",
        "Direktorat Jenderal Perhubungan Laut",
        "001/KL.301/SMRT/IX/2020",
        "•••124",
        certificate.sha256,
    ):
        assert words in page
    assert len(response.content) < 30_000


def test_no_public_byte_tells_the_number_address_or_an_internal_id(stranger: Client, certificate: Certificate) -> None:
    holder = certificate.holder
    assert holder is not None

    bodies = [
        stranger.get(f"/V/{certificate.token}").content.decode(),
        stranger.get(f"/v/{certificate.token.lower()}", headers={"accept": "application/json"}).content.decode(),
    ]

    for body in bodies:
        for secret in (holder.number, holder.number[:8], holder.email, str(holder.uid), str(certificate.uid)):
            assert secret not in body


def test_the_same_address_gives_json(stranger: Client, certificate: Certificate) -> None:
    data = stranger.get(f"/v/{certificate.token.lower()}", headers={"accept": "application/json"}).json()

    assert data == {
        "version": 1,
        "state": "issued",
        "kind": "participant",
        "number": "001/KL.301/SMRT/IX/2020",
        "edition": 1,
        "issued_on": "2020-09-30",
        "sha256": certificate.sha256,
        "hidden": False,
        "name": "Budi Santoso, S.E.",
        "masked_number": "•••124",
        "course": certificate.batch.course.title,
        "batch": certificate.batch.name,
        "place": certificate.facts.venue,
        "starts_on": "2020-09-22",
        "ends_on": certificate.facts.ends_on.isoformat(),
        "jp": "5.5",
        "issuer": "Direktorat Jenderal Perhubungan Laut",
        "passed": True,
    }


def wrong_tokens(certificate: Certificate) -> list[str]:
    return [
        "A" * 26,
        "nonsense",
        certificate.number.replace("/", "-"),
        certificate.token[:-1],
        "A" * 200,
        "A%2FB",
        "one/two",
        "line%0Abreak",
    ]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_unknown_and_malformed_are_the_same_answer(stranger: Client, certificate: Certificate, accept: str) -> None:
    answers = [stranger.get(f"/V/{token}", headers={"accept": accept}) for token in wrong_tokens(certificate)]

    assert [answer.status_code for answer in answers] == [404] * 8
    assert {answer["X-Robots-Tag"] for answer in answers} == {"noindex, nofollow"}
    # The switch of languages leads back to the address that was asked for; nothing else may differ.
    bodies = {
        answer.content.replace(token.encode(), b"").replace(unquote(token).encode(), b"")
        for answer, token in zip(answers, wrong_tokens(certificate), strict=True)
    }
    assert len(bodies) == 1


def test_unknown_and_malformed_ask_the_database_alike(stranger: Client, django_assert_num_queries: Any) -> None:
    for token in ("A" * 26, "nonsense"):
        with django_assert_num_queries(1):
            stranger.get(f"/V/{token}", headers={"accept": "application/json"})


@pytest.mark.parametrize("spell", [str.lower, lambda token: f" {token[:9]}-{token[9:]} ", lambda token: f"{token}/"])
def test_any_spelling_of_the_code_is_the_code(stranger: Client, certificate: Certificate, spell: Any) -> None:
    assert stranger.get(f"/v/{spell(certificate.token)}").status_code == 200


def test_digits_that_no_code_has_are_the_letters_they_look_like(stranger: Client, certificate: Certificate) -> None:
    Certificate.objects.update(token="OIB" + certificate.token[3:])

    assert stranger.get(f"/V/018{certificate.token[3:]}").status_code == 200


def test_the_office_is_named_where_its_policy_says_so(stranger: Client, certificate: Certificate) -> None:
    office = make_office("KSOP Bitung")
    Enrolment.objects.update(office=office)
    Certificate.objects.update(
        facts_data={
            **certificate.facts_data,
            "holder": {**certificate.facts_data["holder"], "office": "KSOP Bitung (lama)"},
        }
    )
    before = stranger.get(f"/V/{certificate.token}").content.decode()
    Office.objects.update(named_in_public=True)

    assert "KSOP" not in before
    assert "KSOP Bitung (lama)" in stranger.get(f"/V/{certificate.token}").content.decode()


def test_the_log_tells_neither_who_looked_nor_at_what(
    certificate: Certificate, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(certificate.holder)  # type: ignore[arg-type]  # the fixture's holder
    with caplog.at_level("INFO", logger="access"):
        client.get(f"/V/{certificate.token}")

    (line,) = [record for record in caplog.records if record.name == "access"]
    told = json.dumps(line.facts) + line.getMessage()  # type: ignore[attr-defined]  # core.middleware
    assert line.facts["path"] == "certificates:verify"  # type: ignore[attr-defined]
    assert line.facts["user"] is None  # type: ignore[attr-defined]
    assert certificate.token not in told.upper()


def test_a_reserved_number_is_unknown(stranger: Client) -> None:
    batch = make_certifiable_batch("Budi")
    issue_for_batch(batch=batch, actor=None)

    assert stranger.get(f"/V/{Certificate.objects.get().token}").status_code == 404


def test_a_revoked_one_says_since_when_and_why(stranger: Client, certificate: Certificate) -> None:
    revoke_certificate(certificate=certificate, reason="Attendance was forged", actor=None)

    page = stranger.get(f"/V/{certificate.token}").content.decode()

    assert "was revoked" in page
    assert "Attendance was forged" in page
    assert "genuine and valid" not in page


def test_a_replaced_one_leads_on(
    stranger: Client, certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=certificate, reason="Name corrected", actor=None)

    page = stranger.get(f"/V/{certificate.token}").content.decode()

    assert "replaced by a newer edition" in page
    assert f"/v/{new.token}" in page


def test_an_expired_one_says_so(stranger: Client, certificate: Certificate) -> None:
    Certificate.objects.update(expires_on="2021-01-01")

    assert "has expired" in stranger.get(f"/V/{certificate.token}").content.decode()


def test_a_paper_is_valid_until_its_last_day_ends_on_the_sites_calendar(
    stranger: Client, certificate: Certificate, time_machine: Any
) -> None:
    """Midnight in Jakarta is 17.00 in Greenwich; no worker has noted anything."""
    Certificate.objects.update(expires_on="2031-03-31")
    pages = f"/V/{certificate.token}", f"/certificates/{certificate.uid}/", "/certificates/"

    def expired_at(hour: int, minute: int) -> list[bool]:
        time_machine.move_to(datetime(2031, 3, 31, hour, minute, tzinfo=UTC), tick=False)
        stranger.force_login(certificate.holder)  # type: ignore[arg-type]  # the fixture's holder
        answers = [stranger.get(page) for page in pages]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        return ["expired" in answer.content.decode() for answer in answers]

    assert expired_at(16, 59) == [False, False, False]
    assert expired_at(17, 0) == [True, True, True]
    assert expire_certificates() == 1


def test_a_hidden_one_that_was_revoked_gives_no_reason_and_no_result(
    stranger: Client, certificate: Certificate
) -> None:
    revoke_certificate(certificate=certificate, reason="Budi was never there", actor=None)
    Certificate.objects.update(hidden=True)

    page = stranger.get(f"/V/{certificate.token}").content.decode()
    data = stranger.get(f"/V/{certificate.token}", headers={"accept": "application/json"}).json()

    assert "was revoked" in page
    assert "Budi" not in page
    assert sorted(data) == ["changed_at", "edition", "hidden", "issued_on", "number", "sha256", "state", "version"]


def test_a_hidden_one_shows_its_status_only(stranger: Client, certificate: Certificate) -> None:
    Certificate.objects.update(hidden=True)

    page = stranger.get(f"/V/{certificate.token}").content.decode()

    assert "genuine and valid" in page
    assert "Budi" not in page


def test_asking_too_often_is_refused_plainly(stranger: Client, certificate: Certificate) -> None:
    with clock.at(datetime(2026, 11, 23, 8, 0, 10, tzinfo=UTC)):
        answers = [stranger.get(f"/V/{'A' * 26}").status_code for _ask in range(61)]
        following = stranger.get(f"/V/{'A' * 26}")

    assert answers == [404] * 60 + [429]
    assert following["Retry-After"] == "50"
    assert "Please try again in 50 seconds" in following.content.decode()
    assert "nobody is locked out" in following.content.decode()
