from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import audit, clock
from core.audit_chain import seal_next
from core.choices import JobState
from core.models import AuditEntry, Job
from members.models import User

pytestmark = pytest.mark.django_db


def client_of(*roles: str) -> Client:
    user = User.objects.create_user(f"{'-'.join(roles)}@example.id", "a-long-password", name="Ratna", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    client = Client()
    client.force_login(user, backend="members.backends.EmailOrNumberBackend")
    client.cookies["django_language"] = "en"
    return client


def make_jobs(count: int) -> None:
    for number in range(count):
        Job.objects.create(kind="core.tidy_up", key=f"certificate:{number}")


@pytest.mark.parametrize(
    ("role", "jobs", "trail", "retry"),
    [
        ("administrator", 200, 200, 302),
        ("auditor", 200, 200, 302),
        ("organiser", 200, 302, 302),
        ("speaker", 302, 302, 302),
        ("coordinator", 302, 302, 302),
    ],
)
def test_who_sees_the_engine_room(role: str, jobs: int, trail: int, retry: int) -> None:
    job = Job.objects.create(kind="core.tidy_up", key="secret-key", state=JobState.FAILED)
    audit.record(action="mark.given", actor=None, subject="secret-subject")
    client = client_of(role)

    answers = [client.get("/admin/site/jobs/"), client.get("/admin/site/audit/")]

    assert [answer.status_code for answer in answers] == [jobs, trail]
    assert ("secret-key" in answers[0].content.decode()) is (jobs == 200)
    assert ("secret-subject" in answers[1].content.decode()) is (trail == 200)
    assert client.post(f"/admin/site/jobs/{job.pk}/retry/").status_code == retry
    job.refresh_from_db()
    assert (job.state == JobState.FAILED) is (role != "administrator")


def test_stranger_is_sent_to_log_in() -> None:
    for address in ("/admin/site/jobs/", "/admin/site/audit/"):
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={address}")


def test_menu_shows_only_what_one_may_see() -> None:
    administrator = client_of("administrator").get("/admin/").content.decode()
    speaker = client_of("speaker").get("/admin/").content.decode()

    assert "/admin/site/jobs/" in administrator
    assert "/admin/site/audit/" in administrator
    assert "/admin/site/" not in speaker


def test_jobs_page_tells_state_progress_and_reason() -> None:
    soon = clock.now() + timedelta(minutes=5)
    Job.objects.create(
        kind="core.tidy_up", key="a:1", state=JobState.RUNNING, lease_until=soon, done=3, total=12, message="rendering"
    )
    Job.objects.create(kind="core.tidy_up", key="a:2", reason="Pango is not installed.", run_after=soon)
    failed = Job.objects.create(kind="core.tidy_up", key="a:3", state=JobState.FAILED, reason="The disk is full.")

    page = client_of("administrator").get("/admin/site/jobs/").content.decode()

    assert '<progress value="3" max="12" aria-label="Progress"></progress>' in page
    assert "3 of 12" in page
    assert "rendering" in page
    assert "Pango is not installed." in page
    assert "Not before" in page
    assert "The disk is full." in page
    assert f'action="/admin/site/jobs/{failed.pk}/retry/"' in page
    assert "Tidy up finished messages" in page


def test_auditor_gets_no_retry_button() -> None:
    Job.objects.create(kind="core.tidy_up", key="a:3", state=JobState.FAILED)

    assert "/retry/" not in client_of("auditor").get("/admin/site/jobs/").content.decode()


def test_jobs_are_searched_and_filtered() -> None:
    Job.objects.create(kind="core.tidy_up", key="alpha", state=JobState.FAILED)
    Job.objects.create(kind="core.tidy_up", key="beta", state=JobState.DONE)
    Job.objects.create(kind="core.seal_audit_trail", key="gamma", state=JobState.DONE)
    client = client_of("administrator")

    def keys(query: str) -> list[str]:
        page = client.get(f"/admin/site/jobs/?{query}").content.decode()
        return [key for key in ("alpha", "beta", "gamma") if key in page]

    assert keys("q=alp") == ["alpha"]
    assert keys("state=done") == ["beta", "gamma"]
    assert keys("kind=core.tidy_up&state=done") == ["beta"]


@pytest.mark.parametrize("count", [1, 3])
def test_jobs_page_asks_the_same_for_one_and_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_jobs(count)
    client = client_of("administrator")
    client.get("/admin/site/jobs/")

    with django_assert_num_queries(14):
        client.get("/admin/site/jobs/")


@pytest.mark.parametrize("count", [1, 3])
def test_audit_page_asks_the_same_for_one_and_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = User.objects.create_user("budi@example.id", "a-long-password", name="Budi")
    for number in range(count):
        audit.record(action="mark.given", actor=actor, subject=f"attempt:{number}")
    seal_next()
    client = client_of("auditor")
    client.get("/admin/site/audit/")

    with django_assert_num_queries(12):
        client.get("/admin/site/audit/")


def test_retry_begins_a_failed_job_anew_and_is_recorded() -> None:
    job = Job.objects.create(kind="core.tidy_up", key="a:3", state=JobState.FAILED, attempts=5, reason="No disk.")

    response = client_of("administrator").post(
        f"/admin/site/jobs/{job.pk}/retry/", {"next": "/admin/site/jobs/?state=failed"}
    )

    assert response["Location"] == "/admin/site/jobs/?state=failed"
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason) == (JobState.WAITING, 0, "")
    assert AuditEntry.objects.get().action == "job.retried"


def test_done_job_is_not_done_again() -> None:
    job = Job.objects.create(kind="core.tidy_up", key="a:3", state=JobState.DONE)

    response = client_of("administrator").post(
        f"/admin/site/jobs/{job.pk}/retry/", {"next": "//evil.example"}, follow=True
    )

    assert response.redirect_chain[0] == ("/admin/site/jobs/", 302)
    assert "Only a failed or waiting job can be tried again." in response.content.decode()
    assert not AuditEntry.objects.exists()
