"""What every kind of question promises, asked of made-up ones."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import Marking, QuestionType
from quizzes.items import (
    ITEM_TYPES,
    Cloze,
    Drill,
    Essay,
    Gap,
    Kprim,
    MatchChoice,
    Matching,
    MatchMarking,
    Media,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    OrderMarking,
    Part,
    Prompt,
    ShortText,
    SingleChoice,
    State,
    Statement,
    TextAnswer,
    Tolerance,
    Unit,
    UnitRule,
    Upload,
    item_from_parts,
    keys_for,
    true_or_false,
)
from quizzes.items.choice import equal_fractions

words = st.text(alphabet="abcdefghij ÄéßkK10.,*", min_size=1, max_size=12).filter(lambda text: text.strip(" *.,"))
several = st.lists(words, min_size=2, max_size=6, unique_by=lambda text: text.strip().casefold())
common = st.fixed_dictionaries(
    {
        "stem": st.just("<p>Soal?</p>"),
        "feedback": st.sampled_from(["", "<p>Penjelasan.</p>"]),
        "name": st.sampled_from(["", "soal 1"]),
        "external_id": st.sampled_from(["", "x-1"]),
        "topic": st.sampled_from([(), ("Hoaks", "Cek fakta")]),
        "tags": st.sampled_from([(), ("a", "b")]),
        "marks": st.sampled_from([Decimal(1), Decimal("2.5")]),
        "media": st.sampled_from([(), (Media.of("a.png", "image/png", b"png", "Kapal"),)]),
    }
)


@st.composite
def choices(draw):
    texts = draw(several)
    right = draw(st.integers(0, len(texts) - 1))
    options = tuple(
        Option(key=key, text=text, fraction=Decimal(place == right), last=draw(st.booleans()), feedback=draw(words))
        for place, (key, text) in enumerate(zip(keys_for(texts), texts, strict=True))
    )
    return SingleChoice(options=options, **draw(common))


@st.composite
def multiples(draw):
    single = draw(choices())
    right = {option.key: place == 0 or draw(st.booleans()) for place, option in enumerate(single.options)}
    right[single.options[-1].key] = False
    shares = equal_fractions(right)
    method = draw(st.sampled_from([Marking.ALL_OR_NOTHING, Marking.SUM_OF_FRACTIONS, Marking.RIGHT_MINUS_WRONG]))
    options = tuple(
        replace(
            option, fraction=shares[option.key] if method == Marking.SUM_OF_FRACTIONS else Decimal(right[option.key])
        )
        for option in single.options
    )
    return MultipleChoice(options=options, method=method, **draw(common))


@st.composite
def kprims(draw):
    texts = draw(st.lists(words, min_size=4, max_size=4, unique_by=lambda text: text.strip().casefold()))
    rows = zip(keys_for(texts), texts, strict=True)
    return Kprim(
        statements=tuple(Statement(key=key, text=text, is_true=draw(st.booleans())) for key, text in rows),
        **draw(common),
    )


@st.composite
def numerics(draw, rules=tuple(UnitRule)):
    units = (Unit(name="kg"), Unit(name="g", factor=Decimal(1000)), Unit(name="ton", factor=Decimal("0.001")))
    return Numeric(
        answers=(
            NumericAnswer(
                value=draw(st.decimals(-(10**9), 10**9, places=4)),
                tolerance=draw(st.decimals(0, 10, places=3)),
                kind=draw(st.sampled_from(list(Tolerance))),
                feedback=draw(words),
            ),
        ),
        unit_rule=draw(st.sampled_from(rules)),
        units=units,
        **draw(common),
    )


@st.composite
def short_texts(draw):
    return ShortText(
        answers=(TextAnswer(pattern=draw(words)),),
        case_matters=draw(st.booleans()),
        fold_accents=draw(st.booleans()),
        fold_punctuation=draw(st.booleans()),
        **draw(common),
    )


@st.composite
def matchings(draw):
    left, right = draw(several), draw(several)
    choice_keys = keys_for(right)
    return Matching(
        prompts=tuple(
            Prompt(key=key, text=text, right=draw(st.sampled_from(choice_keys)))
            for key, text in zip(keys_for(left), left, strict=True)
        ),
        choices=tuple(MatchChoice(key=key, text=text) for key, text in zip(choice_keys, right, strict=True)),
        marking=draw(st.sampled_from(list(MatchMarking))),
        **draw(common),
    )


@st.composite
def orderings(draw):
    texts = draw(several)
    return Ordering(
        parts=tuple(Part(key=key, text=text) for key, text in zip(keys_for(texts), texts, strict=True)),
        marking=draw(st.sampled_from(list(OrderMarking))),
        **draw(common),
    )


@st.composite
def clozes(draw):
    kinds = st.one_of(short_texts(), numerics(rules=(UnitRule.NONE, UnitRule.REQUIRED)), choices())
    bare = {"stem": "", "media": (), "marks": Decimal(1)}
    items = [replace(item, **bare) for item in draw(st.lists(kinds, min_size=1, max_size=4))]
    gaps = tuple(
        Gap(key=str(place), item=item, weight=draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(3)])))
        for place, item in enumerate(items, start=1)
    )
    stem = "<p>" + " lalu ".join(f"[[{gap.key}]]" for gap in gaps) + "</p>"
    return Cloze(gaps=gaps, **{**draw(common), "stem": stem})


truths = st.builds(lambda truth, fields: true_or_false(statement_is_true=truth, **fields), st.booleans(), common)
marked_alone = st.one_of(
    choices(), multiples(), truths, kprims(), numerics(), short_texts(), matchings(), orderings(), clozes()
)
written = st.one_of(
    st.builds(lambda fields: Essay(least_words=50, **fields), common),
    st.builds(lambda fields: Upload(most_files=2, kinds=("pdf",), **fields), common),
    st.builds(lambda fields: Drill(scenario="<p>Kabar.</p>", **fields), common),
)
anything = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.builds("{}:{}".format, st.text(alphabet="123ab", max_size=2), st.text(max_size=6)),
    ),
    max_size=6,
)


def test_every_kind_has_its_class():
    assert set(ITEM_TYPES) == set(QuestionType)
    assert all(kind.type == name for name, kind in ITEM_TYPES.items())


@given(st.one_of(marked_alone, written))
def test_body_and_key_are_json_and_come_back_the_same(item):
    body, key = json.loads(json.dumps(item.body())), json.loads(json.dumps(item.key()))
    files = {file.sha256: file.data for file in item.media}

    assert item_from_parts(body, key, files) == item


@given(marked_alone)
def test_what_may_be_published_can_be_answered_in_full(item):
    problems = item.problems()

    best = item.best_value()

    assert {problem.code for problem in problems} <= {"same_text", "takes_everything", "empty_answer"}
    if not problems:
        assert item.accepts(item.body(), best)
        assert (item.mark(best).fraction, item.mark(best).state) == (1, State.RIGHT)


@given(marked_alone, anything)
def test_no_answer_breaks_the_marking(item, value):
    marked = item.mark(value)

    assert marked.fraction is not None
    assert 0 <= marked.fraction <= 1
    assert marked.fraction == marked.fraction.quantize(Decimal("0.00001"))
    assert (marked.state == State.RIGHT) is (marked.fraction == 1)
    assert item.mark(value) == marked
    assert isinstance(item.accepts(item.body(), value), bool)


@given(marked_alone)
def test_a_blank_is_a_blank(item):
    for blank in (None, [], [""], [" ", "\t"]):
        assert (item.mark(blank).fraction, item.mark(blank).state) == (0, State.BLANK)
    assert item.accepts(item.body(), [])


@pytest.mark.parametrize("value", [None, "a", {"a": 1}, ["a", 1], [None], ["a"] * 101, ["a" * 20_001]])
def test_what_is_no_list_of_texts_is_not_taken(value):
    for kind in ITEM_TYPES.values():
        assert kind.accepts({"options": [], "statements": [], "prompts": [], "choices": [], "gaps": []}, value) is False


def test_keys_tell_nothing_of_the_order():
    keys = keys_for(["satu", "dua", "dua", "tiga"])

    assert len(set(keys)) == 4
    assert keys_for(["tiga", "dua", "satu"]) == (keys[3], keys[1], keys[0])
