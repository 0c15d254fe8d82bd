import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from certificates.choices import CertificateState
from certificates.models import Certificate, IssueRun
from certificates.services import issue_for_batch
from core.models import Job
from tests.factories.certificates import make_certifiable_batch
from tests.factories.courses import make_batch, make_enrolment
from tests.processes import BASE_DIR, child_environment

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_batch_is_issued_and_reported() -> None:
    batch = make_certifiable_batch("Budi", "Citra")

    report = json.loads(run("issue_certificates", "--batch", batch.code, "--json"))

    assert (report["issued"], report["failed"]) == (2, [])
    assert Certificate.objects.filter(state=CertificateState.ISSUED).count() == 2
    assert json.loads(run("issue_certificates", "--batch", batch.code, "--json"))["issued"] == 0


def test_what_a_command_left_when_it_was_stopped_is_seen_through() -> None:
    batch = make_certifiable_batch("Budi", "Citra")
    with transaction.atomic():  # nothing is worked when it commits
        issue_for_batch(batch=batch, actor=None)
        Job.objects.update(on_hold=True)
    Job.objects.update(on_hold=False)

    report = json.loads(run("issue_certificates", "--batch", batch.code, "--json"))

    assert (report["issued"], report["failed"]) == (2, [])
    assert IssueRun.objects.count() == 1


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

    with pytest.raises(CommandError, match="Nobody has completed the course in this batch"):
        run("issue_certificates", "--batch", batch.code)


def test_a_missing_key_or_batch_is_said(settings: Any) -> None:
    batch = make_certifiable_batch("Budi")
    settings.CERTIFICATE_KEY_FILE = "/nowhere/signer.pem"

    with pytest.raises(CommandError, match="CERTIFICATE_KEY_FILE"):
        run("issue_certificates", "--batch", batch.code)
    with pytest.raises(CommandError, match="no batch with the code 'nothing'"):
        run("issue_certificates", "--batch", "nothing")


def refused(*arguments: str) -> dict[str, Any]:
    """What a run that exits with 1 writes to stdout: JSON, and nothing else."""
    out = StringIO()
    with pytest.raises(CommandError):
        call_command(*arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_every_refusal_is_json_where_json_was_asked_for(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    batch, empty, still_open = make_certifiable_batch("Budi"), make_certifiable_batch(), make_batch()
    make_enrolment(empty)

    unknown = refused("issue_certificates", "--batch", "nothing")
    nobody = refused("issue_certificates", "--batch", empty.code)
    unclosed = refused("issue_certificates", "--batch", still_open.code)
    settings.CERTIFICATE_KEY_FILE = str(tmp_path / "signer.pem")
    keyless = refused("issue_certificates", "--batch", batch.code)
    preview = refused("issue_certificates", "--batch", batch.code, "--dry-run")

    assert unknown == {
        "batch": "nothing",
        "issued": 0,
        "failed": [],
        "problems": ["There is no batch with the code 'nothing'."],
    }
    assert nobody["problems"] == ["Nobody has completed the course in this batch, so there is nothing to issue."]
    assert unclosed["problems"][0].startswith("The batch is not closed")
    assert "CERTIFICATE_KEY_FILE" in keyless["problems"][0]
    assert keyless["problems"] == preview["problems"]
    assert not Certificate.objects.exists()


def test_without_pango_nothing_is_drawn_and_the_cure_is_named(tmp_path: Path) -> None:
    """In the child that draws, WeasyPrint fails as it does where Debian's library is missing."""
    batch = make_certifiable_batch("Budi")
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    environment = child_environment()
    environment["PYTHONPATH"] = f"{tmp_path}:{environment['PYTHONPATH']}"

    done = subprocess.run(
        [sys.executable, "manage.py", "issue_certificates", "--batch", batch.code, "--json"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "libpango-1.0-0" in json.loads(done.stdout)["problems"][0]
    assert "Traceback" not in done.stderr
    assert not Certificate.objects.exists()


def test_two_people_of_one_name_are_two_failures() -> None:
    batch = make_certifiable_batch("محمد", "محمد", "Budi")

    report = refused("issue_certificates", "--batch", batch.code)

    assert (report["issued"], [row["name"] for row in report["failed"]]) == (1, ["محمد", "محمد"])


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


def test_hostile_names_are_listed_each_with_its_reason_and_the_others_go_on() -> None:
    hostile = {
        "Nama" * 37: "too long",
        " ".join(["WAHYUNINGSIH"] * 11): "too long",
        "عبد الرحمن": "lacks the letters",
        "Siti 🚢": "lacks the letters",
        "\u0301\u0302\u0303": "no letters",
        "Budi \u202eidub": "invisible signs",
    }
    batch = make_certifiable_batch(*hostile, "Budi")

    report = refused("issue_certificates", "--batch", batch.code)

    assert report["issued"] == 1
    reasons = {row["name"]: row["reason"] for row in report["failed"]}
    assert set(reasons) == set(hostile)
    for name, reason in hostile.items():
        assert reason in reasons[name]
    assert Certificate.objects.get(state=CertificateState.ISSUED).holder_name == "Budi"
