import pytest

from courses.models import Batch, CoursePage
from members.choices import SiteRole
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def test_a_course_that_is_made_twice_with_one_form_is_made_once():
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    course = make_course("Tanggap hoaks", organisers=[organiser])
    batch = make_batch(course, code="hoaks-1")
    client, path = client_of(organiser), f"/clone/{course.slug}/"
    form = {"title": "Baru", "batch": batch.pk, "name": "Angkatan II", "first_day": "2027-01-05"}

    shown = client.post(path, form).context["form"]
    assert (shown.slug, shown.code) == ("baru", "hoaks-2")
    form |= {"slug": shown.slug, "code": shown.code, "about": shown.about, "make": "1"}
    made, again = client.post(path, form), client.post(path, form)

    assert (made.status_code, made["Location"]) == (302, "/clone/baru/made/") == (again.status_code, again["Location"])
    assert CoursePage.objects.filter(title="Baru").count() == 1
    assert Batch.objects.count() == 2


def test_a_batch_that_is_made_twice_with_one_form_is_made_once_and_shown_both_times():
    organiser, other = [make_member(name, role=SiteRole.ORGANISER) for name in ("Ratna", "Joko")]
    batch = make_batch(make_course("Tanggap hoaks", organisers=[organiser, other]), code="hoaks-1")
    client, path = client_of(organiser), "/batches/hoaks-1/clone/"
    form = {"name": "Angkatan II", "code": "hoaks-2", "first_day": "2027-01-05"}

    made = [client.post(path, {**form, "make": "1"})["Location"] for _press in range(2)]
    refused = [
        client.post(path, form),  # looked at once more
        client.post(path, {**form, "first_day": "2027-01-06", "make": "1"}),
        client_of(other).post(path, {**form, "make": "1"}),
    ]

    assert made == ["/batches/hoaks-2/cloned/"] * 2
    assert [list(page.context["form"].errors) for page in refused] == [["code"]] * 3
    assert set(Batch.objects.all()) == {batch, Batch.objects.get(code="hoaks-2")}


def test_the_next_preview_offers_another_address_and_nothing_forged_is_taken():
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    course = make_course("Tanggap hoaks", organisers=[organiser])
    client, path = client_of(organiser), f"/clone/{course.slug}/"

    about = client.post(path, {"title": "Baru"}).context["form"].about
    client.post(path, {"title": "Baru", "slug": "baru", "about": about, "make": "1"})
    shown = client.post(path, {"title": "Baru", "slug": "baru"}).context["form"]
    about = client.post(path, {"title": "Lain"}).context["form"].about
    client.post(path, {"title": "Lain", "slug": "../lain", "about": about, "make": "1"})

    assert shown.slug == "baru-2"
    assert set(CoursePage.objects.exclude(pk=course.pk).values_list("slug", flat=True)) == {"baru", "lain"}


def test_what_was_changed_after_it_was_looked_at_is_shown_again_with_its_own_address():
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    course = make_course("Tanggap hoaks", organisers=[organiser])
    hoax, crisis = make_batch(course, code="hoaks-1"), make_batch(course, code="krisis-3")
    client, path = client_of(organiser), f"/clone/{course.slug}/"
    form = {"title": "Baru", "batch": hoax.pk, "name": "Angkatan II", "first_day": "2027-01-05"}
    seen = client.post(path, form).context["form"]
    pressed = {**form, "slug": seen.slug, "code": seen.code, "about": seen.about, "make": "1"}

    for changed in ({"title": "Tanggap krisis"}, {"batch": crisis.pk}):
        page = client.post(path, {**pressed, **changed})
        assert page.status_code == 200
    assert (page.context["form"].slug, page.context["form"].code) == ("baru", "krisis-4")
    assert CoursePage.objects.count() == 1
