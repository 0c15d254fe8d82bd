"""The compiled path: the same paper as the full renderer's, or none."""

import gc
import io
import os
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from certificates.compiled import lines
from certificates.compiled import press as module
from certificates.compiled.comparing import differences
from certificates.compiled.press import Press
from certificates.compiled.reasons import NeedsFullRendererError, Reason
from certificates.conformance import conformance_findings
from certificates.facts import Facts
from certificates.paper.presets import AWARD
from certificates.rendering import RenderingError, render
from tests.factories.certificates import facts, holder

FORMAL = {"preset": "formal"}
PRINTABLE = [
    facts(),
    facts(holder=holder(name="Siti", title_before="", title_after="", number_kind="none", number="", rank="")),
    facts(holder=holder(name="Šükrī Ñandutiỹ Œuvré d\u2019Arèfi Taffi", title_after="")),
    facts(
        holder=holder(name="Maria Magdalena Fransiska Paula Wilhelmina Tumbelaka-Rompas Sondakh Kawilarang"),
        number="KL.301/999/IX/SMRT/2020",
        edition=2,
        replaces="KL.301/002 (lama)/2020",
    ),
    facts(holder=holder(name="<b>Budi</b> & (Co) \\ AVATAR To"), passed=False),
]


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.mark.parametrize("printed", PRINTABLE, ids=["title", "short", "diacritics", "two-lines-replaced", "markup"])
def test_a_compiled_paper_is_the_full_one_to_eye_and_reader(press: Press, printed: Facts) -> None:
    full = render(printed, FORMAL)

    compiled = press.print(printed, FORMAL)

    assert differences(compiled, full, printed.verify_url) == []
    assert conformance_findings(compiled) == []
    assert skeleton(compiled) == skeleton(full)
    assert said(compiled) == said(full)


def test_the_other_preset_is_compiled_too_without_knowing_it(press: Press) -> None:
    content = AWARD.to_json()

    assert differences(press.print(facts(), content), render(facts(), content), facts().verify_url) == []


def skeleton(pdf: bytes) -> list[tuple[str, str]]:
    """The tags in reading order, with their alternative texts."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(walked(document.Root.StructTreeRoot))


def walked(element: Any) -> Any:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), str(kid.get("/Alt", "")), str(kid.get("/K", "")) if "/S" not in str(kid.K) else ""
            yield from walked(kid)


def said(pdf: bytes) -> tuple[dict[str, str], str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            key: str(value) for key, value in document.docinfo.items()
        }, document.Root.Metadata.read_bytes().decode()


def test_one_form_serves_many_and_takes_up_new_letters(press: Press) -> None:
    first, second = facts(holder=holder(name="Budi")), facts(holder=holder(name="Ĝĵőķ"))
    sizes = [len(press.print(printed, FORMAL)) for printed in (first, second, first)]

    assert sizes[2] > sizes[0]
    assert differences(press.print(second, FORMAL), render(second, FORMAL), second.verify_url) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Je\u0301an"}, Reason.LETTERS),
        ({"office": "Кантор"}, Reason.LETTERS),
        ({"office": "מִשְׂרָד"}, Reason.LETTERS),
        ({"office": "Kapal 🚢"}, Reason.LETTERS),
    ],
)
def test_what_it_cannot_set_equally_it_leaves_to_the_full_renderer(
    press: Press, changes: dict[str, str], reason: Reason
) -> None:
    with pytest.raises(NeedsFullRendererError) as refusal:
        press.print(facts(holder=holder(**changes)), FORMAL)
    assert refusal.value.reason == reason


def test_invisible_signs_are_refused_by_either_way(press: Press) -> None:
    turned = facts(holder=holder(office="Kantor \u202eidub"))

    for way in (lambda: press.print(turned, FORMAL), lambda: render(turned, FORMAL)):
        with pytest.raises(RenderingError, match="invisible signs"):
            way()


def test_whom_it_cannot_print_spoils_it_for_nobody() -> None:
    fresh = Press()
    with pytest.raises(NeedsFullRendererError):
        fresh.print(facts(holder=holder(office="Кантор")), FORMAL)

    assert differences(fresh.print(facts(), FORMAL), render(facts(), FORMAL), facts().verify_url) == []


def test_a_text_that_needs_another_line_gets_a_form_of_its_own(press: Press) -> None:
    wide = facts(holder=holder(office=" ".join(["Kantor Kesyahbandaran dan Otoritas Pelabuhan"] * 4)))

    compiled = press.print(wide, FORMAL)

    assert differences(compiled, render(wide, FORMAL), wide.verify_url) == []


def test_a_template_that_grows_with_its_text_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    css = module.paper_css(FORMAL)
    monkeypatch.setattr(module, "paper_css", lambda _content: css + ".name { float: left }")

    with pytest.raises(NeedsFullRendererError, match="grows with its text"):
        Press().print(facts(), FORMAL)


def test_a_run_shaped_otherwise_than_pango_does_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "features_of", lambda _style: {"kern": False})

    with pytest.raises(NeedsFullRendererError, match="shaped in another way"):
        Press().print(facts(), FORMAL)


def counted(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> list[str]:
    """The letters of the marks with which a form was compiled."""
    compiled: list[str] = []
    true = module.compile_form

    def compile_form(*args: Any, **kwargs: Any) -> Any:
        compiled.append(kwargs["letter"])
        if error is not None:
            raise error
        return true(*args, **kwargs)

    monkeypatch.setattr(module, "compile_form", compile_form)
    return compiled


@pytest.mark.parametrize(("error", "times"), [(IndexError("20"), 1), (RenderingError("does not fit"), 3)])
def test_a_shape_that_cannot_be_compiled_is_not_tried_for_each_paper(
    monkeypatch: pytest.MonkeyPatch, error: Exception, times: int
) -> None:
    compiled, fresh = counted(monkeypatch, error), Press()

    for number in range(5):
        with pytest.raises((NeedsFullRendererError, IndexError)):
            fresh.print(facts(number=f"KL/{number}"), FORMAL)

    assert compiled == ["J"] * times


def test_a_word_of_the_course_that_reads_like_a_mark_stays_a_word() -> None:
    named = facts(course="Q20 Summit Digital")

    assert differences(Press().print(named, FORMAL), render(named, FORMAL), named.verify_url) == []


def test_offices_and_roles_share_one_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, fresh = counted(monkeypatch), Press()
    plain = holder(title_before="", title_after="", number_kind="none", number="", rank="", position="", office="")

    for changes in ({"kind": "award", "completed": 7}, {"kind": "award", "completed": 12}):
        fresh.print(facts(holder=plain, **changes), FORMAL)
    for role in ("panitia", "ketua panitia"):
        fresh.print(facts(kind="committee", role=role), FORMAL)

    assert len(compiled) == 2


def test_two_spaces_are_one_by_either_way(press: Press) -> None:
    loose = facts(holder=holder(name="Yohanes  Mandagi", office="PT. A.B.C. "))

    compiled = press.print(loose, FORMAL)

    assert said(compiled) == said(render(loose, FORMAL)) == said(render(facts(), FORMAL))


def test_memory_stays_flat_over_500_papers(press: Press) -> None:
    def print_some(first: int, last: int) -> None:
        for number in range(first, last):
            person = holder(name=f"Yohanes {'ABCDEFGHIJ'[number % 10]} Mandagi", number=f"{number:018}")
            press.print(facts(holder=person, number=f"KL.301/{number:03}/IX/SMRT/2020"), FORMAL)

    print_some(0, 50)  # every shape and letter of these has been seen
    before = resident_kb()
    print_some(50, 550)

    assert resident_kb() - before < 8_000  # a file kept of each would be 28,000


def resident_kb() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
