from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from certificates.demo_ca import make_demo_badge_key, make_demo_ca
from certificates.errors import NobodyCompleteError
from certificates.models import Certificate
from certificates.runs import ISSUE_JOB, papers_in_work
from certificates.services import issue_for_batch
from core.services import work_jobs
from courses.models import Batch


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def signing_key() -> Path:
    """The key lies where the settings of a spawned process look for it too."""
    path = Path(settings.CERTIFICATE_KEY_FILE)
    make_demo_ca(path)
    make_demo_badge_key(Path(settings.BADGE_KEY_FILE))
    return path


@pytest.fixture
def issued(django_capture_on_commit_callbacks: Any) -> Any:
    """Issues and works the jobs, which the tests' engine does on commit; those of a run that the test began as well."""

    def issue(batch: Batch) -> list[Certificate]:
        begun = bool(papers_in_work())
        with django_capture_on_commit_callbacks(execute=True):
            try:
                issue_for_batch(batch=batch, actor=None)
            except NobodyCompleteError:
                if not begun:
                    raise
        if begun:
            work_jobs(kinds=[ISSUE_JOB], until_idle=False)
        return list(Certificate.objects.filter(batch=batch).order_by("sequence"))

    return issue
