import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from certificates.choices import CertificateState
from certificates.errors import NotAllowedError, ReasonMissingError, WrongStateError
from certificates.models import Certificate
from certificates.page_picture import for_strangers, has_picture, keep_picture
from certificates.services import (
    expire_certificates,
    hide_certificate,
    replace_certificate,
    revoke_certificate,
    share_certificate,
)
from certificates.services.visibility import keep_shared_picture
from core.models import AuditEntry
from members.services import erase_member
from tests.factories.certificates import facts, make_certifiable_batch
from tests.factories.members import make_administrator, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(issued: Any) -> Certificate:
    (row,) = issued(make_certifiable_batch("Budi Santoso"))
    return Certificate.objects.select_related("holder").get(pk=row.pk)


@pytest.fixture
def holder(certificate: Certificate, client: Client) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(certificate.holder)  # type: ignore[arg-type]  # has one
    return client


def deeds() -> list[str]:
    rows = AuditEntry.objects.filter(action__in=[f"certificate.{deed}" for deed in DEEDS]).order_by("pk")
    return [row.action.removeprefix("certificate.") for row in rows]


DEEDS = ("hidden", "shown", "shared", "unshared")


def test_the_holder_hides_and_shows_and_the_trail_tells(certificate: Certificate, holder: Client) -> None:
    stranger = Client()
    page = f"/certificates/{certificate.uid}/"

    for _twice in range(2):
        holder.post(f"{page}hide/")
    hidden = stranger.get(f"/V/{certificate.token}").content.decode()
    own = holder.get(page).content.decode()
    assert "Show the whole certificate again" in own
    assert "Budi Santoso" in own.partition("</header>")[2]
    holder.post(f"{page}show/")

    assert "Budi" not in hidden
    assert "Budi Santoso" in stranger.get(f"/V/{certificate.token}").content.decode()
    assert deeds() == ["hidden", "shown"]
    assert {row.actor for row in AuditEntry.objects.filter(action="certificate.hidden")} == {certificate.holder}


def test_hiding_holds_for_every_edition_and_closes_what_was_shared(
    certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    holder = certificate.holder
    assert holder is not None
    share_certificate(certificate=certificate, shared=True, actor=holder)
    hide_certificate(certificate=certificate, hidden=True, actor=holder)
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=certificate, reason="Misspelt", actor=None)

    assert set(Certificate.objects.values_list("edition", "hidden", "shared")) == {(1, True, False), (2, True, False)}
    hide_certificate(certificate=new, hidden=False, actor=holder)
    assert not Certificate.objects.filter(hidden=True).exists()


def test_nobody_else_decides(certificate: Certificate, issued: Any) -> None:
    (other,) = issued(make_certifiable_batch("Citra"))

    with pytest.raises(NotAllowedError):
        hide_certificate(certificate=certificate, hidden=True, actor=other.holder)
    with pytest.raises(NotAllowedError):
        share_certificate(certificate=certificate, shared=True, actor=other.holder)
    assert deeds() == []


def test_what_is_hidden_or_not_valid_cannot_be_shared(certificate: Certificate) -> None:
    holder = certificate.holder
    assert holder is not None
    hide_certificate(certificate=certificate, hidden=True, actor=holder)
    with pytest.raises(WrongStateError, match="shows its status only"):
        share_certificate(certificate=certificate, shared=True, actor=holder)
    hide_certificate(certificate=certificate, hidden=False, actor=holder)
    revoke_certificate(certificate=certificate, reason="Issued by mistake", actor=None)
    with pytest.raises(WrongStateError, match="revoked"):
        share_certificate(certificate=certificate, shared=True, actor=holder)


def test_a_shared_page_is_there_while_the_holder_wants_it(
    certificate: Certificate, holder: Client, django_capture_on_commit_callbacks: Any
) -> None:
    stranger, address = Client(), f"/share/{certificate.token}/"
    stranger.cookies["django_language"] = "en"
    pictures = [f"{address}{name}.png" for name in ("card", "badge", "certificate")]
    assert [stranger.get(path).status_code for path in (address, *pictures)] == [404] * 4

    with django_capture_on_commit_callbacks(execute=True):
        holder.post(f"/certificates/{certificate.uid}/share/")
    response = stranger.get(address)
    page = response.content.decode()

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert f'content="{certificate.batch.course.title}"' in page
    assert f"{address}card.png" in page
    assert "Budi Santoso" in page
    assert "Close this page" not in page
    assert "Close this page" in holder.get(address).content.decode()
    sizes = [Image.open(io.BytesIO(stranger.get(path).content)).size for path in pictures]
    assert sizes == [(1200, 630), (640, 640), (1400, 990)]

    with django_capture_on_commit_callbacks(execute=True):
        holder.post(f"/certificates/{certificate.uid}/unshare/")
    assert [stranger.get(path).status_code for path in (address, *pictures)] == [404] * 4
    assert deeds() == ["shared", "unshared"]
    assert not has_picture(certificate.uid)

    with django_capture_on_commit_callbacks(execute=True):
        holder.post(f"/certificates/{certificate.uid}/share/")
    assert has_picture(certificate.uid)


def test_erasing_the_account_closes_what_it_shared(
    certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    holder = certificate.holder
    assert holder is not None
    with django_capture_on_commit_callbacks(execute=True):
        share_certificate(certificate=certificate, shared=True, actor=holder)
    with django_capture_on_commit_callbacks(execute=True):
        erase_member(member=holder, actor=make_administrator(), reason="Surat 12 November 2026")

    assert Client().get(f"/share/{certificate.token}/").status_code == 404
    assert not has_picture(certificate.uid)
    assert "Budi Santoso" in Client().get(f"/V/{certificate.token}").content.decode()  # provable all the same


def test_a_shared_one_that_was_revoked_says_so_and_nothing_else(
    certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    Certificate.objects.update(shared=True)
    keep_picture(certificate.uid, b"drawn before")
    with django_capture_on_commit_callbacks(execute=True):
        revoke_certificate(certificate=certificate, reason="Issued by mistake", actor=None)
    client, address = Client(), f"/share/{certificate.token}/"
    client.cookies["django_language"] = "en"
    page = client.get(address).content.decode()

    assert "it is not valid" in page
    assert f'og:title" content="Certificate {certificate.number}: revoked"' in page
    for gone in ("Budi Santoso", certificate.batch.course.title, "og:image", "linkedin", "wa.me", "badge."):
        assert gone not in page
    assert [client.get(f"{address}{name}.png").status_code for name in ("card", "badge", "certificate")] == [404] * 3
    assert not has_picture(certificate.uid)


def test_a_shared_one_that_was_replaced_leads_to_its_successor(
    certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    Certificate.objects.update(shared=True)
    keep_picture(certificate.uid, b"drawn before")
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=certificate, reason="Misspelt", actor=None)

    assert f"/v/{new.token}" in Client().get(f"/share/{certificate.token}/").content.decode()
    assert not has_picture(certificate.uid)


def test_one_that_has_expired_is_not_offered_to_be_shared(
    certificate: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    Certificate.objects.update(shared=True, expires_on=date(2021, 1, 1))
    keep_picture(certificate.uid, b"drawn before")
    client = Client()
    client.cookies["django_language"] = "en"

    assert client.get(f"/share/{certificate.token}/card.png").status_code == 404
    assert "This certificate has expired" in client.get(f"/share/{certificate.token}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        expire_certificates()
    assert not has_picture(certificate.uid)


@pytest.mark.parametrize("meanwhile", [{"shared": False}, {"hidden": True}, {"state": "expired"}])
def test_a_picture_that_came_too_late_does_not_stay(certificate: Certificate, meanwhile: dict[str, Any]) -> None:
    Certificate.objects.update(shared=True)
    keep_shared_picture(certificate, b"drawn")
    assert has_picture(certificate.uid)

    Certificate.objects.update(**meanwhile)
    keep_shared_picture(certificate, b"drawn")

    assert not has_picture(certificate.uid)


def test_what_has_no_holder_is_hidden_by_who_runs_the_course(issued: Any) -> None:
    organiser = make_organiser()
    (row,) = issued(make_certifiable_batch("Budi Santoso", organiser=organiser))
    client, page = Client(), f"/certificates/{row.uid}/"
    client.cookies["django_language"] = "en"
    client.force_login(organiser)
    assert client.get(f"{page}withhold/").status_code == 403
    assert "withhold/" not in client.get(page).content.decode()
    with pytest.raises(NotAllowedError):
        hide_certificate(certificate=row, hidden=True, actor=organiser, reason="Asked by letter")
    Certificate.objects.update(holder=None)

    assert "withhold/" in client.get(page).content.decode()
    assert client.post(f"{page}withhold/", {"reason": " "}).status_code == 200
    assert client.post(f"{page}withhold/", {"reason": "Asked by letter"}).status_code == 302

    assert "Budi" not in Client().get(f"/V/{row.token}").content.decode()
    entry = AuditEntry.objects.get(action="certificate.hidden")
    assert (entry.actor, entry.data) == (organiser, {"number": row.number, "reason": "Asked by letter"})
    row.refresh_from_db()
    with pytest.raises(ReasonMissingError):
        hide_certificate(certificate=row, hidden=False, actor=organiser)
    with pytest.raises(NotAllowedError):
        hide_certificate(certificate=row, hidden=False, actor=make_organiser("Another"), reason="x")
    assert client.post(f"{page}withhold/", {"reason": "Found again"}).status_code == 302
    assert "Budi" in Client().get(f"/V/{row.token}").content.decode()


def test_the_front_page_for_strangers_has_no_number_office_or_rank() -> None:
    shown = for_strangers(facts())

    assert shown.holder.full_name == "Capt. Yohanes Mandagi, S.E., M.Mar."
    assert shown.holder == type(shown.holder)(name="Yohanes Mandagi", title_before="Capt.", title_after="S.E., M.Mar.")
    assert [row.number for row in shown.signatories] == [""]
    assert (shown.number, shown.course) == (facts().number, facts().course)


def test_a_number_being_made_is_shown_to_nobody(certificate: Certificate, holder: Client) -> None:
    Certificate.objects.update(state=CertificateState.RESERVED)

    assert holder.post(f"/certificates/{certificate.uid}/share/").status_code == 404
