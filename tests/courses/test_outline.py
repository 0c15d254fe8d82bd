import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outline import Deed, Line, as_json, differences, lines_from, outline_of


def lines(*blocks):
    return [Line(name, "text", name.upper(), digest) for name, digest in blocks]


def told(before, after):
    return [(each.deed, each.block) for each in differences(before, after)]


OLD = lines(("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (OLD, []),
        (lines(("a", "1"), ("b", "2"), ("c", "1"), ("d", "1")), [(Deed.REWRITTEN, "b")]),
        (
            lines(("x", "1"), ("a", "1"), ("c", "1"), ("d", "1")),
            [(Deed.ADDED, "x"), (Deed.REMOVED, "b")],
        ),
        (lines(("d", "1"), ("a", "1"), ("b", "1"), ("c", "1")), [(Deed.MOVED, "d")]),
        (lines(("b", "1"), ("c", "1"), ("a", "1"), ("d", "1")), [(Deed.MOVED, "a")]),
        (lines(("d", "2"), ("a", "1"), ("b", "1"), ("c", "1")), [(Deed.REWRITTEN, "d")]),
        ([], [(Deed.REMOVED, name) for name in "abcd"]),
    ],
)
def test_what_differs_is_named_once(after, expected):
    assert told(OLD, after) == expected


@given(st.permutations("abcdef"))
def test_as_few_as_possible_have_moved(order):
    before = lines(*((name, "1") for name in "abcdef"))
    after = lines(*((name, "1") for name in order))

    moved = {each.block for each in differences(before, after)}

    assert [name for name in order if name not in moved] == sorted(name for name in order if name not in moved)
    assert len(moved) < 6


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [
        ("text", "<p>Awal</p><h2>Periksa <b>sumber</b> &amp; tanggal</h2><p>…</p>", "Periksa sumber & tanggal"),
        ("text", f"<p>{'kata ' * 40}</p>", "kata kata kata kata kata kata kata kata kata kata kata kata…"),
        ("picture", {"image": 1, "alt_text": "Kapal", "caption": "Di Bitung"}, "Di Bitung"),
        ("self_check", {"question": "Apa?", "kind": "single"}, "Apa?"),
        ("table", {"data": [["a"]]}, ""),
    ],
)
def test_a_block_is_named_by_what_it_is_about(kind, value, label):
    [line] = outline_of([{"type": kind, "id": "x", "value": value}])

    assert (line.kind, line.label) == (kind, label)
    assert lines_from(as_json([line])) == [line]
