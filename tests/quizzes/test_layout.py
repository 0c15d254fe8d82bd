import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quizzes.layout import Item, Place, lay_out, new_seed, ordered

SEED = "00112233445566ff"
seeds = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")
names = st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=20, unique=True)


def test_a_seed_has_64_bits():
    assert re.fullmatch(r"[0-9a-f]{16}", new_seed())
    assert len({new_seed() for _ in range(100)}) == 100


def test_the_order_is_fixed_for_ever():
    # Computed once with openssl; a change here would reorder the papers of running attempts.
    assert ordered(SEED, "questions", ["a", "b", "c", "d", "e"]) == ["d", "e", "c", "b", "a"]


@given(seeds, names)
def test_an_order_is_a_permutation_that_ignores_the_input_order(seed, row):
    result = ordered(seed, "questions", row)

    assert sorted(result) == sorted(row)
    assert result == ordered(seed, "questions", list(reversed(row)))


def test_every_order_is_about_as_likely():
    counts = Counter("".join(ordered(f"{number:016x}", "questions", "abc")) for number in range(6000))

    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())


@given(seeds, names)
def test_options_that_stay_last_keep_their_order_at_the_end(seed, row):
    last = frozenset(row[::3])
    item = Item(1, "q", tuple(row), last)

    (place,) = lay_out(seed, [item], shuffle_questions=True, shuffle_options=True)

    assert sorted(place.options) == sorted(row)
    assert list(place.options[len(row) - len(last) :]) == [name for name in row if name in last]


def test_without_shuffling_everything_stays():
    items = [Item(1, "q1", ("a", "b")), Item(2, "q2", ("a", "b", "c"))]

    assert lay_out(SEED, items, shuffle_questions=False, shuffle_options=False) == [
        Place(1, "q1", ("a", "b")),
        Place(2, "q2", ("a", "b", "c")),
    ]


def test_a_question_may_refuse_to_be_shuffled():
    item = Item(1, "q", tuple("abcdefgh"), shuffle=False)

    (place,) = lay_out(SEED, [item], shuffle_questions=True, shuffle_options=True)

    assert place.options == tuple("abcdefgh")


def test_two_questions_with_the_same_options_get_orders_of_their_own():
    items = [Item(number, f"q{number}", tuple("abcdef")) for number in range(5)]

    places = lay_out(SEED, items, shuffle_questions=False, shuffle_options=True)

    assert len({place.options for place in places}) > 1
