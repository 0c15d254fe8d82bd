from datetime import UTC, datetime

import pytest

from courses.choices import Opening
from courses.opening import circle_from, opens_at

STARTS = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)  # 09.30 WITA
ENDS = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opening", "days", "zone", "expected"),
    [
        (Opening.ALWAYS, 3, "Asia/Makassar", None),
        (Opening.START, 3, "Asia/Makassar", STARTS),
        (Opening.END, 3, "Asia/Makassar", ENDS),
        (Opening.BEFORE, 3, "Asia/Makassar", datetime(2026, 11, 23, 16, tzinfo=UTC)),
        (Opening.BEFORE, 0, "Asia/Jayapura", datetime(2026, 11, 26, 15, tzinfo=UTC)),
    ],
)
def test_when_a_material_opens(opening, days, zone, expected):
    assert opens_at(opening, days, STARTS, ENDS, zone) == expected


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ({1: [2], 2: [3]}, []),
        ({1: [1]}, [1, 1]),
        ({1: [2], 2: [3], 3: [1]}, [1, 2, 3, 1]),
        ({1: [2], 2: [3], 3: [2]}, []),  # a circle of others is theirs
    ],
)
def test_a_circle_is_found_with_its_way(needs, expected):
    assert circle_from(1, needs) == expected
