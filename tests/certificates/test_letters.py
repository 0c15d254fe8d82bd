"""Letters that no paper may carry: found before a number is drawn, and once more where they are drawn."""

import logging

import pytest

from certificates import failures
from certificates.rendering import (
    RenderingError,
    RenderingUnavailableError,
    holder_findings,
    name_findings,
)
from tests.certificates.test_rendering import draw
from tests.factories.certificates import facts, holder


def test_titles_make_no_name() -> None:
    findings = name_findings("\u0301\u0302", "Capt. \u0301\u0302, S.E.")

    assert findings == ["The name has no letters.", "The name has an accent without a letter under it."]


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"office": "Kapal 🚢🚢 船"}, "The font lacks the letters: 🚢 船"),
        ({"rank": "Penata\u202e"}, "A line about the holder has invisible signs: they could make it read otherwise."),
        ({"position": "Analis \u0301"}, "A line about the holder has an accent without a letter under it."),
    ],
)
def test_each_line_of_the_holder_is_asked_beforehand(changes: dict[str, str], finding: str) -> None:
    assert holder_findings(holder(**changes)) == [finding]
    assert holder_findings(holder(office="Кантор Œuvré")) == []


@pytest.mark.parametrize(
    ("changes", "cure"),
    [({"name": "\u8239"}, failures.NAME), ({"office": "Kapal \u8239"}, failures.LINE), ({}, failures.SITE)],
)
def test_what_was_refused_by_its_letters_is_cured_where_they_stand(changes: dict[str, str], cure: str) -> None:
    assert failures.cure_for(holder(**changes)) == cure


def test_letters_that_no_font_has_are_named_though_the_log_is_silenced(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="weasyprint")

    with pytest.raises(RenderingError, match=r"^The font lacks the letters: 🚢$"):
        draw(facts(holder=holder(office="Kapal 🚢🚢")))


def test_where_nobody_could_hear_complaints_no_paper_is_drawn() -> None:
    logging.disable(logging.CRITICAL)
    try:
        with pytest.raises(RenderingUnavailableError, match="Logging is switched off"):
            draw(facts())
    finally:
        logging.disable(logging.NOTSET)
