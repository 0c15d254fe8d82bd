"""A content may have become anything: it is a design or a sentence, and what cannot be drawn stops nobody else."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.errors import ContentError
from certificates.paper.content import Design, design_of
from certificates.paper.fields import known_placeholders
from certificates.paper.presets import AWARD, FORMAL
from certificates.paper.samples import SAMPLES
from certificates.production import Order, produce_many
from certificates.rendering import paper_css, paper_html
from core.errors import DomainError
from tests.factories.certificates import facts

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.just("picture"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted(FORMAL.to_json())


def changed(content: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    """With one value replaced, however deep."""
    changed = deepcopy(content)
    inside = changed
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return changed


PATHS = st.one_of(
    st.sampled_from(NAMES).map(lambda name: [name]),
    st.tuples(st.sampled_from(sorted(FORMAL.sentences)), st.sampled_from(["opening", "closing"])).map(
        lambda pair: ["sentences", *pair]
    ),
)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([FORMAL, AWARD]), PATHS, ANYTHING)
def test_a_mutated_content_is_a_design_or_a_sentence(design: Design, path: list[str], value: Any) -> None:
    content = changed(design.to_json(), path, value)

    try:
        design_of(content)
        outcome = paper_html(SAMPLES["longest"], content, "data:,") + paper_css(content)
    except DomainError as refusal:
        outcome = str(refusal)

    assert outcome.strip()


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_whatever_else_a_content_is_it_is_refused_with_a_sentence(content: Any) -> None:
    with pytest.raises(ContentError) as refusal:
        design_of(content)

    assert str(refusal.value).strip()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_what_a_template_says_is_text_and_never_markup(words: str) -> None:
    content = changed(FORMAL.to_json(), ["sentences", "passed", "opening"], f"<img src=//contoh.id>{words}")

    with suppress(DomainError):
        assert "<img src=//" not in paper_html(SAMPLES["typical"], content, "data:,")


def test_a_template_that_cannot_be_drawn_is_said_and_stops_nobody_else() -> None:
    lost = {"sha256": "0" * 64, "format": "png", "width": 300, "height": 300, "alt": "Lambang"}
    good = FORMAL.to_json()
    bad = [
        {"preset": "gala"},
        None,
        {**good, "version": 9},
        {**good, "emblem": "picture", "emblem_picture": lost},
        {**good, "emblem": "picture", "emblem_picture": {**lost, "sha256": "http://contoh.id/x.png"}},
        changed(good, ["sentences", "passed", "opening"], "lulus {__import__}"),
    ]
    people = [good, *bad, replace(FORMAL, colours="green").to_json()]

    for slowly_because in ("few", ""):
        products = produce_many(
            [Order(facts().to_json(), content, slowly_because=slowly_because) for content in people]
        )

        assert [bool(product.pdf) for product in products] == [True, *[False] * len(bad), True]
        assert [product.problem for product in products[1:-1]] == [
            "The template gala is unknown.",
            "The template's content is not a set of named values.",
            "The template's content has version 9, which is unknown.",
            "A picture of the template is lost or was changed: publish the template again.",
            "A picture of the template lies outside our own storage: upload it here.",
            f"{{__import__}} is unknown. Known: {known_placeholders()}.",
        ]
