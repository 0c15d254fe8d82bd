"""The database passes over nobody of whom the paper would have something to say."""

from datetime import date

import pytest

from certificates import typography
from certificates.printable import SURELY_FITS, doubtful, not_printable
from courses.models import Enrolment
from members.models import Office
from tests.factories.courses import make_batch, make_course, make_enrolment
from tests.factories.members import make_member, make_office

DAY = date(2020, 9, 22)
LONG = "Wilhelmina Wiwiek Widyaningrum"  # thirty letters
PLAIN, LOOKED_AT, REFUSED = "plain", "looked at", "refused"
PEOPLE = [
    ({"name": "Budi Santoso", "rank": "Penata (III/c)", "position": "Kasi"}, PLAIN),
    ({"name": "Wahyu ~!@#$%^&*()_+ [Z]"}, PLAIN),
    ({"name": LONG[:SURELY_FITS]}, PLAIN),
    ({"name": "Budi Santoso", "title_before": "Capt.", "title_after": "S.E., M.M."}, PLAIN),
    ({"name": LONG}, LOOKED_AT),
    ({"name": LONG[:20], "title_after": "S.E., M.Mar."[: SURELY_FITS - 19]}, LOOKED_AT),
    ({"name": "\u0100nanda D\u00e9vi"}, LOOKED_AT),
    ({"name": "Budi", "position": "Ahli \u2013 Muda"}, LOOKED_AT),
    ({"name": "Siti\tRahma"}, REFUSED),
    ({"name": "Siti \u202eamhaR"}, REFUSED),
    ({"name": "12345 ..."}, REFUSED),
    ({"name": "W" * 60}, REFUSED),
    ({"name": "\u4e2d\u6587"}, REFUSED),
    ({"name": "Siti", "rank": "Penata \u8239"}, REFUSED),
    ({"name": "Siti", "title_after": "S.\u0301 E."}, REFUSED),
]


@pytest.mark.django_db
def test_only_who_could_be_refused_is_looked_at() -> None:
    batch = make_batch(make_course(), starts_on=DAY)
    wanted: dict[str, list[int]] = {PLAIN: [], LOOKED_AT: [], REFUSED: []}
    for number, (fields, expected) in enumerate(PEOPLE):
        member = make_member("Siapa", email=f"p{number}@example.go.id")
        for field, text in fields.items():
            setattr(member, field, text)
        member.save()
        wanted[expected].append(make_enrolment(batch, member).pk)

    rows = list(doubtful(Enrolment.objects.filter(batch=batch)))

    assert {pk for pk, *_values in rows} == {*wanted[LOOKED_AT], *wanted[REFUSED]}
    assert sorted(not_printable(rows, DAY)) == wanted[REFUSED]


@pytest.mark.django_db
def test_an_office_counts_by_its_name_of_that_day() -> None:
    plain, today, then = make_office("KSOP Bitung"), make_office("Kapal \u8239"), make_office("KSOP Manado")
    then.names.update(name="Kapal \u8239", valid_from=date(2020, 1, 1))
    today.names.update(name="KSOP Ambon", valid_from=date(2020, 1, 1))
    batch = make_batch(make_course(), starts_on=DAY)

    def enrolled(office: Office | None, number: int) -> int:
        return int(make_enrolment(batch, make_member("Budi", email=f"o{number}@example.go.id", office=office)).pk)

    pks = {office: enrolled(office, number) for number, office in enumerate((plain, today, then, None))}

    rows = list(doubtful(Enrolment.objects.filter(batch=batch)))

    assert {pk for pk, *_values in rows} == {pks[today], pks[then]}
    assert not_printable(rows, DAY) == [pks[then]]


def test_plain_letters_of_that_many_fit_in_one_line() -> None:
    plain = [chr(code) for code in range(ord(" "), ord("~") + 1)]
    widest = max(plain, key=lambda letter: typography.line_width(letter, typography.DISPLAY, 1))

    longest = widest * (SURELY_FITS + len(" " + ", "))
    assert typography.name_layout(longest) == (typography.NAME_SIZES[-1], [longest])
    assert [font for font in typography.FONTS if typography.missing_letters("".join(plain), font)] == []
