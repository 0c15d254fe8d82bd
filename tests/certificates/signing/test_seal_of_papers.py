"""A paper says how it was signed: it is signed that way, or it waits."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from certificates.checking import check_pdf
from certificates.choices import CertificateState, Seal
from certificates.conformance import conformance_findings
from certificates.jobs import RETRY_AFTER, IssueCertificates
from certificates.models import Certificate
from certificates.production import Order, produce_many
from certificates.services import issue_for_batch, void_certificate
from certificates.services.issuing import ISSUE_JOB
from certificates.storage import private_storage
from core import clock
from core.choices import JobState
from core.jobs.context import JobContext
from core.jobs.errors import JobPostponed
from core.jobs.processes import shut_down_processes
from core.models import Job
from core.services import work_jobs
from tests.factories.certificates import facts, make_certifiable_batch

FORMAL = {"preset": "formal"}


@pytest.mark.parametrize(("paper", "backend"), [(Seal.BSRE, "local"), (Seal.INTERNAL, "bsre")])
def test_another_seal_is_refused_with_the_cure(
    double: Any,
    settings: Any,
    paper: Seal,
    backend: str,
) -> None:
    settings.CERTIFICATE_SIGNING_BACKEND = backend

    product = produce_many([Order(facts(seal=paper).to_json(), FORMAL)])[0]

    assert product.pdf == b""
    assert product.problem.startswith(f"This paper was prepared for: {paper.label}. The site now signs with:")
    assert "Set CERTIFICATE_SIGNING_BACKEND back and issue again, or void this number" in product.problem
    assert double.asked == []


@pytest.mark.django_db
def test_a_number_drawn_under_another_seal_waits_and_a_new_one_speaks_of_the_new_seal(issued: Any) -> None:
    batch = make_certifiable_batch("Budi")
    run = issue_for_batch(batch=batch, actor=None)
    number = Certificate.objects.get(run=run)
    number.facts_data["seal"] = Seal.BSRE  # as if the state's seal had been configured then
    number.save()

    [waiting] = issued(batch)
    assert waiting.state == CertificateState.RESERVED
    assert "BSrE" in waiting.problem
    assert "CERTIFICATE_SIGNING_BACKEND" in waiting.problem
    void_certificate(certificate=waiting, reason="Another seal", actor=None)
    voided, new = issued(batch)

    assert (voided.state, new.state) == (CertificateState.VOID, CertificateState.ISSUED)
    assert (new.facts.seal, new.edition) == (Seal.INTERNAL, 2)


@pytest.mark.django_db
def test_new_papers_speak_of_the_configured_seal(double: Any) -> None:
    batch = make_certifiable_batch("Budi")

    issue_for_batch(batch=batch, actor=None)

    assert Certificate.objects.get().facts.seal == Seal.BSRE


@pytest.mark.django_db
def test_a_job_waits_with_the_reason_while_the_seal_is_not_to_be_had(double: Any, settings: Any) -> None:
    batch = make_certifiable_batch("Budi")
    issue_for_batch(batch=batch, actor=None)
    settings.BSRE_PASSWORD = ""

    context = JobContext(1, ISSUE_JOB, "", {"certificates": [Certificate.objects.get().pk]}, 1, "")
    with pytest.raises(JobPostponed, match=r"The seal of BSrE needs BSRE_PASSWORD\."):
        IssueCertificates().work(context)
    assert Certificate.objects.get().state == CertificateState.RESERVED


@pytest.mark.django_db(transaction=True)
def test_papers_wait_out_a_service_in_trouble_and_are_then_issued_under_their_numbers(
    double: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way, with the processes that draw: they read the settings from the environment.

    The first paper is sealed, the second refused, and then the service is out of order.
    """
    monkeypatch.setenv("CERTIFICATE_SIGNING_BACKEND", "bsre")
    for name in ("URL", "USERNAME", "PASSWORD", "SUBSCRIBER", "ROOT_FILE", "FOLDER"):
        monkeypatch.setenv(f"BSRE_{name}", getattr(settings, f"BSRE_{name}"))
    settings.JOB_PROCESSES = 1
    shut_down_processes()
    answers = iter([None, None, None, (400, b'{"error": "Dokumen rusak"}')])
    double.trouble = lambda path, data: next(answers, (503, b""))

    try:
        issue_for_batch(batch=make_certifiable_batch("Budi", "Citra", "Dewi"), actor=None)
        reserved, job = list(Certificate.objects.order_by("pk")), Job.objects.get(kind=ISSUE_JOB)
        assert [paper.state for paper in reserved] == ["issued", "reserved", "reserved"]
        # The sentence is in the language of the process that drew.
        assert ["(HTTP 400): Dokumen rusak" in paper.problem for paper in reserved] == [False, True, False]
        assert (job.state, job.attempts, "HTTP 503" in job.reason) == (JobState.WAITING, 0, True)

        double.trouble = lambda path, data: None
        with clock.at(timezone.now() + RETRY_AFTER):
            work_jobs(kinds=[ISSUE_JOB])
    finally:
        shut_down_processes()
    issued = list(Certificate.objects.order_by("pk"))
    assert [(paper.state, paper.number) for paper in issued] == [("issued", paper.number) for paper in reserved]
    assert {paper.chain and paper.chain.key_id for paper in issued} == {double.key.chain.key_id}
    assert double.seals_given == 3
    assert list((Path(settings.BSRE_FOLDER) / "sealed").iterdir()) == []  # nothing is kept of a paper that is stored
    for paper in issued:
        with private_storage().open(paper.file) as file:
            sealed = file.read()
        assert check_pdf(sealed, expected=paper).genuine
        # What a service that knows nothing of our rules does to a document is noted with it.
        assert len(paper.versions["breaks"]) == len(conformance_findings(sealed)) == 3
        assert len(sealed) < 100_000
