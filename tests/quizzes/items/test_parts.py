"""Kinds that are answered part by part: KPRIM, matching, ordering, gaps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.items import (
    Cloze,
    Gap,
    Kprim,
    MatchChoice,
    Matching,
    MatchMarking,
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
)
from quizzes.items.ordering import longest_run

KPRIM = Kprim(
    stem="<p>Benar atau salah?</p>",
    statements=tuple(
        Statement(key=key, text=f"Pernyataan {key}", is_true=is_true, feedback=f"Tentang {key}.")
        for key, is_true in {"a": True, "b": False, "c": True, "d": False}.items()
    ),
)


@pytest.mark.parametrize(
    ("value", "fraction", "state"),
    [
        (["a:true", "b:false", "c:true", "d:false"], "1", State.RIGHT),
        (["d:false", "c:true", "b:false", "a:true"], "1", State.RIGHT),
        (["a:true", "b:false", "c:true", "d:true"], "0.5", State.PARTLY),
        (["a:true", "b:false", "c:true"], "0.5", State.PARTLY),
        (["a:true", "b:false", "c:false", "d:true"], "0", State.WRONG),
        (["a:true", "b:false"], "0", State.WRONG),
        (["a:true", "a:false", "b:false", "c:true", "d:false"], "0", State.INVALID),
        (["a"], "0", State.INVALID),
        ([], "0", State.BLANK),
        (["", " "], "0", State.BLANK),
    ],
)
def test_kprim(value, fraction, state):
    marked = KPRIM.mark(value)

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)


def test_kprim_says_something_about_the_statements_that_were_missed():
    assert KPRIM.mark(["a:true", "b:true", "c:true"]).feedback == ("Tentang b.",)


@pytest.mark.parametrize(("count", "codes"), [(4, []), (3, ["not_four"])])
def test_kprim_has_four_statements(count, codes):
    item = Kprim(stem="<p>?</p>", statements=KPRIM.statements[:count])

    assert [problem.code for problem in item.problems()] == codes


def matching(marking=MatchMarking.SHARE):
    return Matching(
        stem="<p>Pasangkan.</p>",
        prompts=(
            Prompt(key="p1", text="KSOP", right="r1"),
            Prompt(key="p2", text="UPP", right="r2"),
            Prompt(key="p3", text="Distrik Navigasi", right="r2", feedback="Lihat peta."),
        ),
        choices=(
            MatchChoice(key="r1", text="kesyahbandaran"),
            MatchChoice(key="r2", text="penyelenggara"),
            MatchChoice(key="r3", text="balai"),
        ),
        marking=marking,
    )


@pytest.mark.parametrize(
    ("marking", "value", "fraction", "state"),
    [
        (MatchMarking.SHARE, ["p1:r1", "p2:r2", "p3:r2"], "1", State.RIGHT),
        (MatchMarking.SHARE, ["p3:r2", "p1:r1"], "0.66667", State.PARTLY),
        (MatchMarking.SHARE, ["p1:r1", "p2:r1", "p3:r1"], "0.33333", State.PARTLY),
        (MatchMarking.SHARE, ["p1:r3"], "0", State.WRONG),
        (MatchMarking.SHARE, ["p1:"], "0", State.WRONG),
        (MatchMarking.SHARE, ["p1:r1", "p1:r2"], "0", State.INVALID),
        (MatchMarking.SHARE, [], "0", State.BLANK),
        (MatchMarking.ALL_OR_NOTHING, ["p1:r1", "p2:r2", "p3:r2"], "1", State.RIGHT),
        (MatchMarking.ALL_OR_NOTHING, ["p1:r1", "p2:r2", "p3:r1"], "0", State.WRONG),
    ],
)
def test_matching(marking, value, fraction, state):
    marked = matching(marking).mark(value)

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)


def test_the_order_of_choices_tells_takers_nothing():
    assert [row["text"] for row in matching().body()["choices"]] == ["balai", "kesyahbandaran", "penyelenggara"]


def ordering(marking=OrderMarking.IN_PLACE):
    parts = tuple(Part(key=key, text=f"Langkah {key}") for key in "dbeac")
    return Ordering(stem="<p>Urutkan.</p>", parts=parts, marking=marking)


@pytest.mark.parametrize(
    ("marking", "value", "fraction", "state"),
    [
        (OrderMarking.IN_PLACE, "dbeac", "1", State.RIGHT),
        (OrderMarking.IN_PLACE, "dbaec", "0.6", State.PARTLY),
        (OrderMarking.IN_PLACE, "beacd", "0", State.WRONG),
        (OrderMarking.LONGEST_RUN, "dbeac", "1", State.RIGHT),
        (OrderMarking.LONGEST_RUN, "beacd", "0.8", State.PARTLY),
        (OrderMarking.LONGEST_RUN, "dbaec", "0.4", State.PARTLY),
        (OrderMarking.LONGEST_RUN, "caebd", "0", State.WRONG),
        (OrderMarking.ALL_OR_NOTHING, "dbeac", "1", State.RIGHT),
        (OrderMarking.ALL_OR_NOTHING, "dbeca", "0", State.WRONG),
        (OrderMarking.IN_PLACE, "db", "0.4", State.PARTLY),
        (OrderMarking.IN_PLACE, "ddbea", "0", State.INVALID),
        (OrderMarking.IN_PLACE, "dbeax", "0", State.INVALID),
        (OrderMarking.IN_PLACE, "", "0", State.BLANK),
    ],
)
def test_ordering(marking, value, fraction, state):
    marked = ordering(marking).mark(list(value))

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)


def test_takers_get_the_parts_in_the_order_of_their_keys():
    assert [row["key"] for row in ordering().body()["parts"]] == list("abcde")


@given(st.permutations(list("abcdefg")))
def test_the_longest_run_is_what_every_stretch_tried_out_says(given_order):
    right = list("abcdefg")
    stretches = [right[i:j] for i in range(7) for j in range(i + 2, 8)]
    found = [s for s in stretches if any(given_order[k : k + len(s)] == s for k in range(7))]

    assert longest_run(given_order, right) == max(map(len, found), default=0)


GAPS = Cloze(
    stem="<p>Bimtek SMRT dimulai tahun [[1]]; anggotanya [[2]] UPT; warnanya [[3]].</p>",
    gaps=(
        Gap(key="1", item=Numeric(stem="", answers=(NumericAnswer(value=Decimal(2018)),))),
        Gap(key="2", item=ShortText(stem="", answers=(TextAnswer(pattern="296"),)), weight=Decimal(2)),
        Gap(
            key="3",
            item=SingleChoice(
                stem="",
                options=(
                    Option(key="a", text="biru", fraction=Decimal(1)),
                    Option(key="b", text="hijau", fraction=Decimal("0.5"), feedback="Hampir."),
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("value", "fraction", "state"),
    [
        (["1:2018", "2:296", "3:a"], "1", State.RIGHT),
        (["1:2.018", "2:296", "3:b"], "0.875", State.PARTLY),
        (["2:296"], "0.5", State.PARTLY),
        (["1:2019"], "0", State.WRONG),
        (["1:dulu"], "0", State.INVALID),
        (["1:2018:00"], "0", State.INVALID),
        (["1:", "2: "], "0", State.BLANK),
        (["1:2018", "1:2019"], "0", State.INVALID),
    ],
)
def test_cloze(value, fraction, state):
    marked = GAPS.mark(value)

    assert (marked.fraction, marked.state) == (Decimal(fraction), state)


def test_each_gap_has_its_own_mark():
    marked = GAPS.mark(["1:2.018", "3:b"])

    assert [(key, part.state) for key, part in marked.parts] == [
        ("1", State.RIGHT),
        ("2", State.BLANK),
        ("3", State.PARTLY),
    ]
    assert (marked.reading, marked.feedback) == ("2018", ("Hampir.",))


@pytest.mark.parametrize(
    ("stem", "codes"),
    [
        (GAPS.stem, []),
        ("<p>[[1]] [[2]]</p>", ["gaps_and_marks_differ"]),
        ("<p>[[1]] [[2]] [[3]] [[4]]</p>", ["gaps_and_marks_differ"]),
        ("<p>[[1]] [[1]] [[2]] [[3]]</p>", ["gaps_and_marks_differ"]),
    ],
)
def test_each_gap_stands_in_the_text_once(stem, codes):
    assert [problem.code for problem in Cloze(stem=stem, gaps=GAPS.gaps).problems()] == codes


def test_a_problem_of_a_gap_names_the_gap():
    item = Cloze(stem="<p>[[x]]</p>", gaps=(Gap(key="x", item=ShortText(stem="")),))

    assert [problem.sentence for problem in item.problems()] == ["Gap x: No answer earns the full marks."]
