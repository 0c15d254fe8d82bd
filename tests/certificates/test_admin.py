import pytest
from django.test import Client

from certificates.models import BatchCertificateSetup
from certificates.services import issue_for_batch
from members.models import User
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_administrator, make_auditor, make_member, make_organiser

pytestmark = pytest.mark.django_db

PAGES = (
    "certificate_register",
    "certificate_setups",
    "certificate_numberings",
    "certificate_series",
    "certificate_signatories",
)


def as_user(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_the_lists_open_for_those_who_may(page: str) -> None:
    make_certifiable_batch("Budi")

    assert as_user(make_administrator()).get(f"/admin/{page}/").status_code == 200
    assert as_user(make_auditor()).get(f"/admin/{page}/").status_code == 200
    assert as_user(make_member("A Stranger")).get(f"/admin/{page}/").status_code in (302, 403)


def test_the_register_shows_an_organiser_own_courses_only() -> None:
    organiser = make_organiser()
    mine, other = make_certifiable_batch("Budi Mine", organiser=organiser), make_certifiable_batch("Citra Other")
    issue_for_batch(batch=mine, actor=None)
    issue_for_batch(batch=other, actor=None)

    page = as_user(organiser).get("/admin/certificate_register/").content.decode()

    assert "Budi Mine" in page
    assert "Citra Other" not in page


def test_a_setup_of_another_course_is_not_found() -> None:
    make_certifiable_batch("Budi")
    setup = BatchCertificateSetup.objects.get()

    assert as_user(make_organiser()).get(f"/admin/certificate_setups/edit/{setup.pk}/").status_code == 404
    assert as_user(make_auditor()).get(f"/admin/certificate_setups/edit/{setup.pk}/").status_code in (302, 403)
    assert as_user(make_administrator()).get(f"/admin/certificate_setups/edit/{setup.pk}/").status_code == 200
