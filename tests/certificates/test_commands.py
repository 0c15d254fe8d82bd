import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from certificates.choices import CertificateState
from certificates.models import Certificate
from tests.factories.certificates import make_certifiable_batch
from tests.factories.courses import make_enrolment

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_batch_is_issued_and_reported() -> None:
    batch = make_certifiable_batch("Budi", "Citra")

    report = json.loads(run("issue_certificates", "--batch", batch.code, "--json"))

    assert (report["issued"], report["failed"]) == (2, {})
    assert Certificate.objects.filter(state=CertificateState.ISSUED).count() == 2
    assert json.loads(run("issue_certificates", "--batch", batch.code, "--json"))["issued"] == 0


def test_whoever_fails_is_named_and_the_others_are_issued() -> None:
    batch = make_certifiable_batch("Budi", "محمد")

    with pytest.raises(CommandError, match="1 not issued:\nمحمد: The font lacks"):
        run("issue_certificates", "--batch", batch.code)
    assert Certificate.objects.get().holder_name == "Budi"


def test_a_dry_run_writes_nothing() -> None:
    batch = make_certifiable_batch("Budi")

    report = json.loads(run("issue_certificates", "--batch", batch.code, "--dry-run", "--json"))

    assert report["counts"] == {"ready": 1}
    assert not Certificate.objects.exists()


def test_nobody_complete_is_a_clear_sentence() -> None:
    batch = make_certifiable_batch()
    make_enrolment(batch)

    assert "Nobody has completed the course in this batch" in run("issue_certificates", "--batch", batch.code)


def test_a_missing_key_or_batch_is_said(settings: Any) -> None:
    batch = make_certifiable_batch("Budi")
    settings.CERTIFICATE_KEY_FILE = "/nowhere/signer.pem"

    with pytest.raises(CommandError, match="CERTIFICATE_KEY_FILE"):
        run("issue_certificates", "--batch", batch.code)
    with pytest.raises(CommandError, match="no batch with the code 'nothing'"):
        run("issue_certificates", "--batch", "nothing")


def test_missing_certificates_of_automatic_batches_are_made_up_for() -> None:
    batch, other = make_certifiable_batch("Budi"), make_certifiable_batch("Citra")
    batch.certificate_setup.automatic = True
    batch.certificate_setup.save()

    assert "1 certificates were missing" in run("issue_missing_certificates")
    assert Certificate.objects.get().batch == batch
    assert "1 certificates were missing" in run("issue_missing_certificates", "--batch", other.code)


def test_the_demo_key_is_refused_on_a_real_site(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO is off"):
        run("make_demo_ca")
