"""The list of a batch where things are ticked off by hand."""

import pytest

from courses.choices import Part
from courses.models import Completion, ManualTick
from courses.services.manual import save_manual_requirement, tick_off
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part
from tests.factories.members import make_member, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def batch(organiser):
    return make_batch(make_course(organisers=[organiser]), code="smrt-yk")


@pytest.fixture
def video(batch, organiser):
    return save_manual_requirement(course=batch.course, label="Tugas video diserahkan", actor=organiser)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(count, batch, video, organiser, django_assert_num_queries):
    for number in range(count):
        make_enrolment(batch, make_member(f"Peserta {number}"))
    client = client_of(organiser)
    client.get("/batches/smrt-yk/by-hand/")

    with django_assert_num_queries(14):
        page = text_of(client.get("/batches/smrt-yk/by-hand/"))

    assert page.count('name="enrolment"') == count
    assert f"0 of {count} ticked off" in page


def test_chosen_ones_are_ticked_off_and_one_is_undone_with_a_reason(batch, video, organiser):
    chosen, other = make_enrolment(batch, make_member("Adi")), make_enrolment(batch, make_member("Budi"))
    elsewhere = make_enrolment(make_batch(batch.course), make_member("Cici"))
    client = client_of(organiser)

    page = text_of(
        client.post(
            "/batches/smrt-yk/by-hand/",
            {"for": video.uid, "enrolment": [chosen.pk, elsewhere.pk, "x"], "note": "map biru"},
            follow=True,
        )
    )
    tick = ManualTick.objects.get()
    undone = client.post(f"/batches/smrt-yk/by-hand/{tick.pk}/undo/", {"reason": ""})
    client.post(f"/batches/smrt-yk/by-hand/{tick.pk}/undo/", {"reason": "salah orang"})

    assert (tick.enrolment, tick.ticked_by) == (chosen, organiser)
    assert "1 person was ticked off." in page
    assert "map biru" in page
    assert "1 of 2 ticked off" in page
    assert "This field is required." in text_of(undone)
    tick.refresh_from_db()
    assert (tick.undo_reason, tick.undone_by) == ("salah orang", organiser)
    assert client.get(f"/batches/smrt-yk/by-hand/{tick.pk}/undo/").status_code == 404
    assert not Completion.objects.exists()
    assert other.manual_ticks.count() == 0


def test_all_who_fit_what_the_list_was_asked_for_are_ticked_off_at_once(batch, video, organiser):
    here, there = make_office("KSOP Manado"), make_office("KSOP Sorong")
    for number in range(3):
        make_enrolment(batch, make_member(f"Manado {number}", office=here))
    make_enrolment(batch, make_member("Sorong", office=there))

    client_of(organiser).post("/batches/smrt-yk/by-hand/", {"for": video.uid, "office": here.pk, "whom": "all"})

    assert {tick.enrolment.office for tick in ManualTick.objects.all()} == {here}
    assert ManualTick.objects.count() == 3


def test_the_list_is_narrowed_and_only_those_it_concerns_find_it(batch, video, organiser):
    ticked, not_yet = make_enrolment(batch, make_member("Adi")), make_enrolment(batch, make_member("Budi"))
    tick_off(requirement=video, batch=batch, enrolments=[ticked.pk], actor=organiser)
    speaker = make_member("Sari", role=SiteRole.SPEAKER)
    make_part(batch, speaker, part=Part.SPEAKER)
    client, of_speaker = client_of(organiser), client_of(speaker)

    done, open_ones = (text_of(client.get(f"/batches/smrt-yk/by-hand/?ticked={value}")) for value in ("yes", "no"))
    before = of_speaker.get("/batches/smrt-yk/by-hand/").status_code
    save_manual_requirement(course=batch.course, requirement=video, label=video.label, speakers_may_tick=True)
    of_speaker.post("/batches/smrt-yk/by-hand/", {"for": video.uid, "enrolment": not_yet.pk})

    assert ("Adi" in done, "Budi" in done) == (True, False)
    assert ("Adi" in open_ones, "Budi" in open_ones) == (False, True)
    assert before == 404
    assert ManualTick.objects.get(enrolment=not_yet).ticked_by == speaker
    for person in (not_yet.member, make_member("Joko", role=SiteRole.ORGANISER)):
        assert client_of(person).get("/batches/smrt-yk/by-hand/").status_code == 404
    looks_only = client_of(make_member("Hadi", role=SiteRole.AUDITOR))
    assert 'name="enrolment"' not in text_of(looks_only.get("/batches/smrt-yk/by-hand/"))
    looks_only.post("/batches/smrt-yk/by-hand/", {"for": video.uid, "whom": "all"})
    assert ManualTick.objects.count() == 2


def test_an_organiser_says_what_is_ticked_off_and_takes_it_away_again(batch, organiser):
    course, client = batch.course, client_of(organiser)
    address = f"/rules/{course.slug}/by-hand/"

    client.post(address, {"label": "Surat pernyataan", "explanation": "Serahkan ke panitia."})
    letter = course.manual_requirements.get()
    page = text_of(client.get(f"/rules/{course.slug}/"))
    client.post(f"{address}{letter.uid}/", {"label": "Surat komitmen", "speakers_may_tick": "on"})
    letter.refresh_from_db()
    asked = client.post(f"{address}{letter.uid}/delete/")
    client.post(f"{address}{letter.uid}/delete/", {"confirmed": "1"})

    assert f'name="{letter.key}-asked"' in page
    assert "Serahkan ke panitia." in page
    assert (letter.label, letter.speakers_may_tick) == ("Surat komitmen", True)
    assert asked.status_code == 200
    assert not course.manual_requirements.exists()
