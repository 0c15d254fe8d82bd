"""The yearly JP of many: the same hours as a person's own page has, whose they are, and who is under target."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from core import clock
from core.made_files.services import private_storage
from courses.models import Batch, Completion, Enrolment
from members.models import Membership, User
from members.rules import forget_roles
from members.services import appoint_coordinator
from reports.ledger_page import ledger_listing, year_of
from reports.models import JpTarget
from reports.selectors.jp_year import jp_of_year
from reports.selectors.ledger import STATES, Wanted, ledger_of
from reports.selectors.ledger_rows import all_ledger_rows
from reports.selectors.ledger_sums import ledger_by_office, ledger_sums
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import (
    make_administrator,
    make_auditor,
    make_member,
    make_nip,
    make_office,
    make_organiser,
    make_province,
)
from tests.reports.test_recap import as_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with clock.at(NOW):
        yield


def trained_in(member: User, *slots: tuple[str, datetime], zone: str = "Asia/Jakarta", organiser: Any = None) -> Batch:
    """A completed batch of delivered sessions."""
    course = make_course(organisers=[organiser] if organiser else [])
    batch = make_batch(course, zone=zone, name=f"Angkatan {slots[0][0]}")
    for hours, moment in slots:
        make_session(batch, hours=hours, starts_at=moment, delivered=True)
    enrolment = make_enrolment(batch, member)
    Completion.objects.create(enrolment=enrolment, rule=course.completion_rules.get())
    return batch


def nip(name: str, office: Any, serial: int) -> User:
    return make_member(name, office=office, number=make_nip(serial), number_kind="nip")


def rows_of(user: User, **wanted: Any) -> list[tuple[str, Decimal, Decimal, str]]:
    rows = all_ledger_rows(ledger_of(user, Wanted(year=2026, **wanted)))
    return [(row.name, row.jp, row.missing, row.state) for row in rows]


def test_hours_are_those_of_the_own_page_and_lie_beside_the_target() -> None:
    here, there = make_office("KSOP A"), make_office("KSOP B", province=make_province("94", "Papua", "Asia/Jayapura"))
    ani, budi, citra = nip("Ani", here, 1), nip("Budi", there, 2), make_member("Citra", office=there)
    JpTarget.objects.create(number_kind="none", from_year=2026, at_least=Decimal(2))
    # Eleven in the evening of 31 December in Jakarta is the next year's morning in Papua.
    edge = datetime(2025, 12, 31, 16, tzinfo=UTC)
    trained_in(ani, ("12", datetime(2026, 3, 1, tzinfo=UTC)), ("9.5", datetime(2026, 3, 2, tzinfo=UTC)))
    trained_in(ani, ("4", edge))
    trained_in(budi, ("4", edge), zone="Asia/Jayapura")
    auditor = make_administrator()

    found = rows_of(auditor)

    assert found == [
        ("Ani", Decimal("21.50"), Decimal(0), "reached"),
        ("Budi", Decimal("4.00"), Decimal("16.00"), "under"),
        ("Citra", Decimal("0.00"), Decimal(2), "under"),
    ]
    assert [jp_of_year(person, 2026).total for person in (ani, budi, citra)] == [row[1] for row in found]
    sums = ledger_sums(ledger_of(auditor, Wanted(year=2026)))
    assert (sums.people, sums.asked, sums.under, sums.jp) == (3, 3, 2, Decimal("25.50"))
    assert [name for name, *_rest in rows_of(auditor, state="under", kind="nip")] == ["Budi"]
    assert [name for name, *_rest in rows_of(auditor, sort="-jp")] == ["Ani", "Budi", "Citra"]
    offices = ledger_by_office(ledger_of(auditor, Wanted(year=2026)))
    assert [(row.name, row.people, row.under, row.jp) for row in offices] == [
        ("KSOP A", 1, 0, Decimal("21.50")),
        ("KSOP B", 2, 2, Decimal("4.00")),
    ]


def test_a_coordinator_counts_what_was_earned_from_the_own_province() -> None:
    """Who moved here keeps the hours of before, but they are not this coordinator's to know."""
    here, there = make_office("KSOP A"), make_office("KSOP B", province=make_province("94", "Papua", "Asia/Jayapura"))
    ani, budi = nip("Ani", here, 1), nip("Budi", there, 2)
    trained_in(ani, ("12", datetime(2026, 3, 1, tzinfo=UTC)))
    before = trained_in(ani, ("6", datetime(2026, 4, 1, tzinfo=UTC)))
    Enrolment.objects.filter(batch=before).update(office=there)
    trained_in(budi, ("8", datetime(2026, 3, 1, tzinfo=UTC)))
    coordinator = make_member("Koordinator", office=here)
    appoint_coordinator(province=here.province, office=here, member=coordinator, decree="SK 1", actor=None)

    page = as_user(coordinator).get("/jp/?year=2026").content.decode()

    assert rows_of(coordinator) == [
        ("Ani", Decimal("12.00"), Decimal("8.00"), "under"),
        ("Koordinator", Decimal("0.00"), Decimal(0), "none"),
    ]
    assert "Ani" in page
    assert all(word not in page for word in ("Budi", "KSOP B", "Papua", "Angkatan 6"))


def test_the_list_is_narrowed_to_a_state_as_each_row_tells_it() -> None:
    office = make_office("KSOP A")
    hours = {"nip": ("0", "19.99", "20", "60"), "ni_pppk": ("0", "24", "24.01"), "none": ("0", "3")}
    JpTarget.objects.create(number_kind="nip", from_year=2026, at_least=Decimal(20), at_most=Decimal("59.5"))
    serial = 0
    for kind, each in hours.items():
        for jp in each:
            serial += 1
            number = make_nip(serial) if kind == "nip" else ""
            member = make_member(f"{kind} {jp}", office=office, number=number, number_kind="nip" if number else "none")
            if kind == "ni_pppk":
                User.objects.filter(pk=member.pk).update(number_kind=kind, number="1985031220212110" + f"{serial:02}")
            if jp != "0":
                trained_in(member, (jp, datetime(2026, 3, 1, tzinfo=UTC)))
    auditor = make_auditor("Auditor")

    everybody = rows_of(auditor, office=str(office.pk))

    by_state = {state: [name for name, _jp, _missing, told in everybody if told == state] for state in STATES}
    assert by_state == {
        "under": ["nip 0", "nip 19.99"],
        "reached": ["nip 20"],
        "over": ["ni_pppk 24.01", "nip 60"],
        "none": ["ni_pppk 0", "ni_pppk 24", "none 0", "none 3"],
    }
    for state, names in by_state.items():
        assert [row[0] for row in rows_of(auditor, office=str(office.pk), state=state)] == names
        sums = ledger_sums(ledger_of(auditor, Wanted(year=2026, office=str(office.pk), state=state)))
        assert (sums.people, sums.under) == (len(names), len(names) if state == "under" else 0)
    bare, narrowed = (ledger_sums(ledger_of(auditor, Wanted(year=2026, text=text))) for text in ("", "KSOP A"))
    assert (bare.jp, narrowed.jp, narrowed.people) == (Decimal("151.00"), Decimal("151.00"), 9)


def test_the_latest_of_two_offices_at_once_counts() -> None:
    old, new = make_office("KSOP Lama"), make_office("KSOP Baru")
    eka = nip("Eka", old, 1)
    eka.memberships.update(valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 31))
    Membership.objects.create(member=eka, office=new, valid_from=date(2026, 2, 1))
    auditor = make_auditor("Auditor")

    of_people, of_text = (
        [row.office for row in all_ledger_rows(ledger_of(auditor, wanted)) if row.name == "Eka"]
        for wanted in (Wanted(year=2026), Wanted(year=2026, text="Baru", sort="-office"))
    )

    offices = ledger_by_office(ledger_of(auditor, Wanted(year=2026)))
    assert (of_people, of_text) == (["KSOP Baru"], ["KSOP Baru"])
    assert [(row.name, row.people) for row in offices if row.name.startswith("KSOP")] == [("KSOP Baru", 1)]


def test_an_organiser_who_coordinates_counts_both() -> None:
    """Own courses wherever people came from, and of other courses who came from the own province."""
    here, there = make_office("KSOP A"), make_office("KSOP B", province=make_province("94", "Papua", "Asia/Jayapura"))
    organiser, march = make_organiser(), datetime(2026, 3, 1, tzinfo=UTC)
    ani, budi = nip("Ani", here, 1), nip("Budi", there, 2)
    trained_in(budi, ("3", march), organiser=organiser)
    trained_in(budi, ("7", march))
    trained_in(ani, ("12", march))
    own_alone = [row[:2] for row in rows_of(organiser, kind="nip")]
    appoint_coordinator(province=here.province, office=here, member=organiser, decree="SK 1", actor=None)
    forget_roles(organiser)

    with_province = [row[:2] for row in rows_of(organiser, kind="nip", sort="jp")]

    assert own_alone == [("Ani", Decimal("0.00")), ("Budi", Decimal("3.00"))]
    assert with_province == [("Budi", Decimal("3.00")), ("Ani", Decimal("12.00"))]


def test_a_year_without_hours_has_an_order_too() -> None:
    nip("Budi", make_office("KSOP A"), 1)
    nip("Ani", make_office("KSOP B"), 2)

    assert [row[:2] for row in rows_of(make_auditor("Auditor"), kind="nip", sort="-jp")] == [
        ("Ani", Decimal("0.00")), ("Budi", Decimal("0.00")),
    ]  # fmt: skip


def test_an_organiser_counts_own_courses(made: Any) -> None:
    organiser, office = make_organiser(), make_office("KSOP A")
    ani = nip("=Ani", office, 1)
    trained_in(ani, ("12", datetime(2026, 3, 1, tzinfo=UTC)), organiser=organiser)
    trained_in(ani, ("7", datetime(2026, 3, 1, tzinfo=UTC)))

    row = made("reports.jp_xlsx", "jp", organiser, language="en", year="2026")

    with private_storage().open(row.address) as file:
        book = load_workbook(io.BytesIO(file.read()))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    offices = list(book["By office"].iter_rows(min_row=3, values_only=True))
    named = dict(zip(next(line for line in lines if line[0] == "No."), lines[-2], strict=True))
    assert (named["Name"], named["JP"], named["Still missing"], named["State"]) == ("=Ani", 12, 8, "under target")
    assert named["Evidence"] == "Angkatan 12 (12 JP)"
    assert ("Not in it", None, "hours of courses that others look after; the target may be reached by them") in {
        line[:3] for line in lines
    }
    assert offices == [
        ("No.", "Office", "Members", "JP together", "Target reached", "Under target"),
        (1, "KSOP A", 1, 12, 0, 1),
        (None, "Total", 1, 12, 0, 1),
    ]


def test_a_past_year_is_told_by_the_offices_of_then() -> None:
    """Eka moved to the other province this year: the hours of before stand where they were earned."""
    here, there = make_office("KSOP A"), make_office("KSOP B", province=make_province("94", "Papua", "Asia/Jayapura"))
    eka = nip("Eka", here, 1)
    eka.memberships.update(valid_from=date(2020, 1, 1), valid_to=date(2026, 1, 31))
    Membership.objects.create(member=eka, office=there, valid_from=date(2026, 2, 1))
    trained_in(eka, ("12", datetime(2025, 3, 1, tzinfo=UTC)))
    Enrolment.objects.update(office=here)
    found = {}
    for name, office in (("A", here), ("B", there)):
        coordinator = make_member(f"Koordinator {name}", office=office)
        appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)
        for year in (2025, 2026):
            rows = all_ledger_rows(ledger_of(coordinator, Wanted(year=year, kind="nip")))
            found[name, year] = [(row.name, row.office, row.jp, row.number) for row in rows]

    masked = f"•••{eka.number[-3:]}"
    assert found == {
        ("A", 2025): [("Eka", "KSOP A", Decimal("12.00"), masked)],
        ("A", 2026): [],
        ("B", 2025): [],
        ("B", 2026): [("Eka", "KSOP B", Decimal("0.00"), masked)],
    }


def test_the_files_lead_back_to_the_tab_they_were_asked_on() -> None:
    client = as_user(make_administrator())

    told = [client.post("/jp/make/?year=2025", {"kind": "xlsx", **tab})["Location"] for tab in ({}, {"tab": "offices"})]

    assert told == ["/jp/?year=2025#made-files", "/jp/offices/?year=2025#made-files"]


@pytest.mark.parametrize(("path", "queries"), [("/jp/", 15), ("/jp/offices/", 10)])
def test_the_pages_ask_as_much_for_one_as_for_three(path: str, queries: int, django_assert_num_queries: Any) -> None:
    office, administrator = make_office("KSOP A"), make_administrator()
    for number in range(3):
        trained_in(nip(f"Orang {number}", office, number), ("2", datetime(2026, 3, 1, tzinfo=UTC)))
    client = as_user(administrator)
    client.get(path)

    with django_assert_num_queries(queries):
        client.get(path)
    with django_assert_num_queries(queries):
        client.get(f"{path}?q=Orang+1")


def test_who_looks_after_nobody_finds_nothing() -> None:
    assert as_user(make_member()).get("/jp/").status_code == 404


def test_the_year_is_chosen_and_never_left_out() -> None:
    with clock.at(NOW):
        bare, past = (ledger_listing(make_administrator(number), asked) for number, asked in (
            ("A", {}), ("B", {"year": "2020", "state": "under", "q": "Ani"}),
        ))  # fmt: skip
        years = [year_of({"year": text}) for text in ("2020", "9" * 5000, "\u00b2020", "2009", "")]

    assert years == [2020, 2026, 2026, 2026, 2026]
    assert (bare.value("year"), bare.is_narrowed) == ("2026", False)
    assert (past.value("year"), past.is_narrowed, past.bare_query) == ("2020", True, "year=2020")


def test_the_tabs_keep_what_was_chosen() -> None:
    page = as_user(make_administrator()).get("/jp/?year=2025&kind=nip&state=under").content.decode()

    assert 'href="/jp/offices/?year=2025&amp;kind=nip&amp;state=under"' in page
