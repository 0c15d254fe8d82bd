from copy import deepcopy
from typing import Any

import pytest

from certificates.errors import ContentError
from certificates.paper.content import design_of
from certificates.paper.presets import AWARD, BEFORE_VERSIONS, FORMAL

PICTURE = {"sha256": "0" * 64, "format": "png", "width": 300, "height": 300, "alt": "Lambang kantor"}


def content(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(FORMAL.to_json()), **changes}


def with_sentence(**parts: str) -> dict[str, Any]:
    changed = content()
    changed["sentences"]["passed"].update(parts)
    return changed


@pytest.mark.parametrize("design", [FORMAL, AWARD])
def test_a_shipped_design_is_read_back_as_it_was(design: Any) -> None:
    assert design_of(design.to_json()) == design


def test_contents_from_before_versions_are_read() -> None:
    assert design_of({"preset": "formal"}) == BEFORE_VERSIONS


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (None, "not a set of named values"),
        ([], "not a set of named values"),
        ({}, "The template None is unknown"),
        ({"preset": "award"}, "The template award is unknown"),
        ({"preset": ["formal"]}, "is unknown"),
        (content(version=2), "version 2, which is unknown"),
        (content(version=True), "version True, which is unknown"),
        (content(html="<script>"), "lacks or does not know: html"),
        ({key: value for key, value in content().items() if key != "heading"}, "lacks or does not know: heading"),
        (content(preset="gala"), "The template gala is unknown"),
        (content(colours="neon"), "colours is “neon”; known are: navy"),
        (content(heading=" "), "The heading is empty"),
        (content(heading="S" * 41), "at most 40 characters"),
        (content(given="dua\nbaris"), "one line"),
        (content(reverse=1), "yes or no"),
        (content(sentences={}), "a sentence for each of"),
        (with_sentence(opening=" "), "The sentence for “participant who passed a test” is empty"),
        (with_sentence(opening="lulus {kursus}"), "{kursus} is unknown. Known: {course}, {batch}"),
        (with_sentence(opening="lulus {course"), "A curly bracket has no partner"),
        (with_sentence(closing="{{course}}"), "A curly bracket has no partner"),
        (with_sentence(closing="x" * 401), "longer than 400 characters"),
        (with_sentence(closing="{facts.__class__}"), "{facts.__class__} is unknown"),
        (content(holder=[["number"], ["number"]]), "the same thing twice"),
        (content(holder=[["email"]]), "know only: number, rank"),
        (content(holder="number"), "lists of fields"),
        (content(emblem_picture=PICTURE), "a picture is named that the template does not show"),
        (content(emblem="picture"), "missing: choose it again"),
        (content(emblem="picture", emblem_picture={**PICTURE, "alt": " "}), "needs an alternative text"),
        (
            content(emblem="picture", emblem_picture={**PICTURE, "sha256": "../../etc/passwd"}),
            "outside our own storage",
        ),
        (content(emblem="picture", emblem_picture={**PICTURE, "sha256": "http://x.example/a"}), "our own storage"),
        (content(emblem="picture", emblem_picture={**PICTURE, "format": "svg"}), "neither PNG nor JPEG"),
        (content(emblem="picture", emblem_picture={**PICTURE, "width": 10**9}), "impossible measures"),
    ],
)
def test_what_is_no_content_is_refused_with_a_sentence(broken: Any, sentence: str) -> None:
    with pytest.raises(ContentError) as refusal:
        design_of(broken)

    assert sentence.lower() in str(refusal.value).lower()
