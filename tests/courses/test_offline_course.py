"""What a device is told to keep of a course with long slides."""

import pytest

from core.services import work_jobs
from courses.models import SlideDeck
from courses.selectors import find_course
from courses.selectors.offline_course import offline_course
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.pdfs import make_pdf, make_pdf_attachment

pytestmark = pytest.mark.django_db


def test_every_page_of_slides_is_kept_within_the_size_that_is_told():
    course = make_course(slug="smrt", materials_target=None)
    document = make_pdf_attachment(make_pdf("Satu"))
    material = make_material(course, "Dasar", slug="dasar", body=[("slides", {"document": document, "note": ""})])
    member = make_enrolment(make_batch(course)).member
    before = offline_course(member, *find_course(member, "smrt"))
    work_jobs(key_prefix="slides:")
    SlideDeck.objects.update(pages=60, bytes=5_000_000)  # as of a deck of 60 pages

    after = offline_course(member, *find_course(member, "smrt"))

    rest = f"/materials/{material.uid}/slides/{SlideDeck.objects.get().pk}/?page="
    assert before.pages == ["/courses/smrt/", "/courses/smrt/dasar/"]
    assert after.pages == [*before.pages, f"{rest}2", f"{rest}3"]
    assert after.bytes_to_read - before.bytes_to_read == 5_000_000
    assert after.version != before.version
    assert f'data-person="{member.uid}"' in client_of(member).get(f"{rest}2").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_same_queries_for_one_material_and_for_three(number, django_assert_num_queries):
    course = make_course(slug="smrt", materials_target=None)
    for _ in range(number):
        document = make_pdf_attachment(make_pdf("Satu"))
        make_material(course, body=[("slides", {"document": document, "note": ""})])
    member = make_enrolment(make_batch(course)).member
    found = find_course(member, "smrt")

    with django_assert_num_queries(9):
        offline_course(member, *found)
