"""The recap of a batch: exact rows and means, whose they are, and what the Excel file holds."""

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from core.made_files.services import private_storage
from courses.choices import ATTENDANCE
from courses.models import Attendance, Completion, Enrolment, RequirementResult
from courses.services.attendance_results import refresh_attendance
from members import nip
from members.services import appoint_coordinator
from reports.selectors.recap import Asked, recap_of, recap_rows
from reports.selectors.recap_means import recap_means, recap_means_of_all
from reports.selectors.recap_order import in_order
from reports.selectors.recap_queries import measures_of
from tests.factories.courses import make_batch, make_course, make_session
from tests.factories.members import make_auditor, make_member, make_nip, make_organiser
from tests.reports.conftest import Trained

pytestmark = pytest.mark.django_db


def names(trained: Trained, user: Any, **asked: str) -> list[str]:
    measures = measures_of(trained.batch)
    found = recap_of(user, trained.batch, Asked(**asked))
    rows = recap_rows(list(in_order(found, asked.get("sort", ""), measures).values_list("pk", flat=True)), measures)
    return [row.name for row in rows]


def test_a_row_tells_what_officials_expect(trained: Trained) -> None:
    measures = measures_of(trained.batch)

    done, begun, away = recap_rows([trained.done.pk, trained.begun.pk, trained.away.pk], measures, whole_numbers=True)

    assert (done.name, done.number, done.office, done.province) == (
        "=Ani, S.E.", make_nip(7), "KSOP Bitung (nama lama)", "Sulawesi Utara",
    )  # fmt: skip
    assert (done.before, done.after, done.gain, done.final) == (
        Decimal("40.00"), Decimal("85.50"), Decimal("45.50"), Decimal("85.50"),
    )  # fmt: skip
    assert (done.materials_opened, done.activity, done.watched, done.is_complete) == (4, Decimal("100.00"), None, True)
    assert (done.attendance, done.jp_attended, begun.attendance, away.attendance) == (
        Decimal("80.00"), Decimal("4.0"), Decimal("60.00"), Decimal("0.00"),
    )  # fmt: skip
    assert (begun.before, begun.after, begun.gain, begun.final) == (Decimal("50.00"), None, None, None)
    assert (begun.activity, begun.completed_on, begun.certificate) == (Decimal("25.00"), None, "")
    assert (away.office, away.before, away.activity) == ("KSOP Kelas II Tanjung", None, Decimal("0.00"))


def test_attendance_is_counted_anew_where_a_completion_keeps_what_was_met(trained: Trained) -> None:
    """Ani is complete with 4 of 5 JP; then three hours follow, which Budi attends and Ani does not."""
    kept = RequirementResult.objects.filter(enrolment=trained.done, key=ATTENDANCE)
    kept.update(target=80, met=True)
    third = make_session(trained.batch, "Tambahan", hours="3", delivered=True)
    Attendance.objects.create(session=third, enrolment=trained.begun, state="present", credit=1, method="hand")

    changed = refresh_attendance(batch=trained.batch), refresh_attendance(batch=trained.batch)

    measures = measures_of(trained.batch)
    done, begun = recap_rows([trained.done.pk, trained.begun.pk], measures)
    means = recap_means(recap_of(trained.organiser, trained.batch, Asked()), measures)
    assert changed == (2, 0)
    assert kept.values_list("value", "met", "counted").get() == (Decimal(80), True, Decimal(50))
    assert (done.jp_attended, done.attendance, begun.attendance) == (Decimal("4.0"), Decimal("50.00"), Decimal("75.00"))
    assert (means.means["attendance"], means.counts["attendance"]) == (Decimal("41.67"), 3)
    assert names(trained, trained.organiser, sort="-attendance") == ["Budi", "=Ani, S.E.", "Citra"]

    Attendance.objects.create(session=third, enrolment=trained.done, state="late", credit=1, method="hand")
    refresh_attendance(batch=trained.batch)

    assert kept.values_list("value", "counted").get() == (Decimal("87.5"), None)


def test_numbers_are_whole_for_who_runs_the_batch_alone(trained: Trained, made: Any) -> None:
    number, masked = make_nip(7), nip.mask(make_nip(7))
    office = trained.done.office
    assert office is not None
    coordinator, auditor = make_member("Koordinator", office=office), make_auditor()
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)
    address = f"/batches/{trained.batch.code}/recap/"

    for user in (coordinator, auditor):
        page = as_user(user).get(address).content.decode()
        row = made("reports.recap_xlsx", f"batch:{trained.batch.code}", user)
        with private_storage().open(row.address) as file:
            lines = load_workbook(io.BytesIO(file.read())).active.iter_rows(values_only=True)
        told = {str(value) for line in lines for value in line}
        assert masked in page
        assert masked in told
        assert all(nip.group(number).replace(" ", space) not in page for space in ("", " ", "\u00a0"))
        assert nip.group(number) not in told
    assert nip.group(number).replace(" ", "\u00a0") in as_user(trained.organiser).get(address).content.decode()


def test_a_number_is_found_whole_or_by_its_last_three_digits(trained: Trained) -> None:
    number, organiser = make_nip(7), trained.organiser

    asked = {
        "whole": number,
        "as it is shown": nip.group(number).replace(" ", "\u00a0"),
        "its end": number[-3:],
        "its beginning": number[:8],
        "another end": "000",
    }

    assert {name: names(trained, organiser, text=text) for name, text in asked.items()} == {
        "whole": ["=Ani, S.E."],
        "as it is shown": ["=Ani, S.E."],
        "its end": ["=Ani, S.E."],
        "its beginning": [],
        "another end": [],
    }


def test_means_are_over_all_who_have_the_figure(trained: Trained) -> None:
    means = recap_means(recap_of(trained.organiser, trained.batch, Asked()), measures_of(trained.batch))

    assert (means.people, means.complete, means.complete_share) == (3, 1, Decimal("33.33"))
    assert dict(means.means) == {
        "attendance": Decimal("46.67"),
        "activity": Decimal("41.67"),
        "before": Decimal("45.00"),
        "after": Decimal("85.50"),
        "gain": Decimal("45.50"),
        "final": Decimal("85.50"),
    }
    assert dict(means.counts) == {"attendance": 3, "activity": 3, "before": 2, "after": 1, "gain": 1, "final": 1}
    assert recap_means_of_all(None, measures_of(trained.batch)) == means
    Enrolment.objects.update(state="withdrawn")
    nobody = recap_means_of_all(None, measures_of(trained.batch))
    assert (nobody.people, nobody.complete, nobody.complete_share) == (0, 0, Decimal(0))
    assert (set(nobody.means.values()), set(nobody.counts.values())) == ({None}, {0})


def test_of_several_tests_the_mean_of_those_sat_counts(trained: Trained) -> None:
    """Budi sat one of both, so there is no final score yet."""
    Completion.objects.all().delete()
    first, second = f"quiz:{trained.before.pk}", f"quiz:{trained.after.pk}"
    measures = replace(
        measures_of(trained.batch), pre_tests=(first, second), post_tests=(second, "quiz:0"), scored=(first, second)
    )

    rows = recap_rows([trained.done.pk, trained.begun.pk, trained.away.pk], measures)
    means = recap_means(recap_of(trained.organiser, trained.batch, Asked()), measures)

    assert [(row.before, row.after, row.gain, row.final) for row in rows] == [
        (Decimal("62.75"), Decimal("85.50"), Decimal("22.75"), Decimal("62.75")),
        (Decimal("50.00"), None, None, None),
        (None, None, None, None),
    ]
    assert {name: (means.means[name], means.counts[name]) for name in ("before", "after", "gain", "final")} == {
        "before": (Decimal("56.38"), 2),
        "after": (Decimal("85.50"), 1),
        "gain": (Decimal("22.75"), 1),
        "final": (Decimal("62.75"), 1),
    }
    assert recap_means_of_all(None, measures) == means
    fewer = replace(measures, pre_tests=(second,), post_tests=(), scored=(second,))
    assert recap_means_of_all(None, fewer).means["before"] == Decimal("85.50")


def test_rows_are_ordered_and_narrowed(trained: Trained) -> None:
    organiser, office = trained.organiser, str(trained.done.office_id)

    assert names(trained, organiser) == ["=Ani, S.E.", "Budi", "Citra"]
    assert names(trained, organiser, sort="-before") == ["Budi", "=Ani, S.E.", "Citra"]
    assert names(trained, organiser, sort="before") == ["=Ani, S.E.", "Budi", "Citra"]
    assert names(trained, organiser, sort="-activity") == ["=Ani, S.E.", "Budi", "Citra"]
    assert names(trained, organiser, sort="attendance") == ["Citra", "Budi", "=Ani, S.E."]
    assert names(trained, organiser, sort="gain") == ["=Ani, S.E.", "Budi", "Citra"]
    assert names(trained, organiser, complete="no") == ["Budi", "Citra"]
    assert names(trained, organiser, office=office, complete="yes") == ["=Ani, S.E."]
    assert names(trained, organiser, province="34") == ["Citra"]
    assert names(trained, organiser, text=make_nip(7)) == ["=Ani, S.E."]


def test_a_coordinator_sees_and_counts_the_own_province_alone(trained: Trained) -> None:
    office = trained.away.office
    assert office is not None
    coordinator = make_member("Koordinator", office=office)
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)
    measures = measures_of(trained.batch)

    means = recap_means(recap_of(coordinator, trained.batch, Asked()), measures)
    page = as_user(coordinator).get(f"/batches/{trained.batch.code}/recap/").content.decode()

    assert names(trained, coordinator) == ["Citra"]
    assert "Only participants from DI Yogyakarta" in page
    assert (means.people, means.complete, means.means["before"]) == (1, 0, None)
    assert recap_means_of_all(coordinator, measures) == means
    assert "Citra" in page
    assert all(word not in page for word in ("Ani", "Budi", "KSOP Kelas II Bitung", "Sulawesi Utara"))


def as_user(user: Any) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user, backend="members.backends.EmailOrNumberBackend")
    return client


@pytest.mark.parametrize("sort", ["", "?sort=-gain", "?sort=final&complete=yes"])
def test_the_page_asks_as_much_for_one_row_as_for_three(
    sort: str, trained: Trained, django_assert_num_queries: Any
) -> None:
    client, address = as_user(trained.organiser), f"/batches/{trained.batch.code}/recap/{sort}"
    client.get(address)

    with django_assert_num_queries(23):
        whole = client.get(address)
    Enrolment.objects.filter(pk__in=[trained.begun.pk, trained.away.pk]).update(state="withdrawn")
    with django_assert_num_queries(23):
        client.get(address)

    assert whole.status_code == 200


def test_another_batch_is_not_there_for_an_organiser(trained: Trained) -> None:
    other = make_batch(make_course(organisers=[make_organiser("Lain")]))

    answers = {
        code: as_user(trained.organiser).get(f"/batches/{code}/recap/").status_code
        for code in (trained.batch.code, other.code)
    }

    assert answers == {trained.batch.code: 200, other.code: 404}
