"""A revision is proven by the first large run that needs it, and one that fails its proof is drawn in full."""

import re
from typing import Any

import pytest

from certificates.models import IssueRun, TemplateRevision
from certificates.paper.presets import FORMAL
from certificates.services import making, proving
from certificates.services.proving import Proof, programs, proof_of, prove_content
from certificates.ways import ways_of
from tests.factories.certificates import make_certifiable_batch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "FEWEST_COMPILED", 2)


def test_the_shipped_template_is_proven() -> None:
    assert prove_content({"preset": "formal"}) == Proof(True, [], programs())


def test_a_content_that_cannot_be_drawn_is_not() -> None:
    proof = prove_content({"preset": "unknown"})

    assert not proof.holds
    assert "unknown" in proof.findings[0]


@pytest.mark.parametrize("given", ["J77 diberikan kepada", "Q01 diberikan kepada"])
def test_words_that_read_like_a_mark_stop_nothing(given: str) -> None:
    proof = prove_content({**FORMAL.to_json(), "given": given})

    assert proof.holds is (given[:3] == "J77")  # nobody has so many texts, so nothing is taken for another
    assert all("read like a mark" in finding for finding in proof.findings)


def test_what_nobody_foresaw_is_no_proof_and_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_anything: Any) -> None:
        raise IndexError("tuple index out of range")

    monkeypatch.setattr(proving.Press, "print", stumble)

    findings = prove_content({"preset": "formal"}).findings

    assert findings == ["It cannot be compiled: IndexError: tuple index out of range"]


def test_a_proof_names_all_that_places_letters() -> None:
    assert re.fullmatch(
        r"compiler \d+ weasyprint \S+ uharfbuzz \S+ pikepdf \S+ pango 1\.\d+\.\d+ fonts [0-9a-f]{16}", programs()
    )


def test_the_first_large_run_proves_its_revision_and_takes_the_path(issued: Any) -> None:
    rows = issued(make_certifiable_batch("Budi", "Citra Кирилл"))

    assert [row.versions["slowly_because"] for row in rows] == ["", "letters"]
    assert ways_of(IssueRun.objects.get()) == {"compiled": 1, "in_full": {"letters": 1}}
    assert TemplateRevision.objects.get(pk=rows[0].revision_id).proof == {
        "holds": True,
        "findings": [],
        "made_with": programs(),
    }


def test_a_small_run_and_one_of_a_refuted_revision_are_drawn_in_full(issued: Any) -> None:
    (alone,) = issued(make_certifiable_batch("Budi"))
    assert alone.versions["slowly_because"] == "few"
    assert TemplateRevision.objects.get(pk=alone.revision_id).proof == {}
    refuted = Proof(False, ["The text of page 1 differs."], programs())
    TemplateRevision.objects.update(proof=refuted.to_json())

    rows = issued(make_certifiable_batch("Citra", "Dewi"))

    assert [row.versions["slowly_because"] for row in rows] == ["unproven", "unproven"]


def test_a_proof_by_other_programs_is_none() -> None:
    old = Proof(False, ["The text of page 1 differs."], "weasyprint 1")
    TemplateRevision.objects.update(proof=old.to_json())

    assert proof_of(TemplateRevision.objects.earliest("pk")).holds
