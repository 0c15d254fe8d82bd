import pytest
from django.test import Client

from courses.choices import Audience
from courses.models import ChecklistTick, SelfCheckAnswer
from tests.courses.blocks.values import CHECKLIST, COLUMNS, DEFINITIONS, LINK_CARD, self_check
from tests.courses.services.test_reading import block_of, items_of, options_of
from tests.courses.views.test_course import client_of, text_of
from tests.courses.views.test_material import make_picture
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt", materials_target=None)


@pytest.fixture
def participant(course):
    return make_enrolment(make_batch(course), make_member("Budi")).member


@pytest.fixture
def material(course):
    return make_material(course, slug="dasar", body=[CHECKLIST, self_check()])


def test_without_a_script_ticks_and_answers_are_posted_and_shown(participant, material):
    client = client_of(participant)
    ticks, check = block_of(material, "checklist")["id"], block_of(material, "self_check")["id"]
    item, (right, wrong) = items_of(material)[1], options_of(material)

    ticked = client.post(f"/materials/{material.uid}/ticks/{ticks}/", {"ticked": [item]}, headers=OWN)
    answered = client.post(f"/materials/{material.uid}/checks/{check}/", {"chosen": [wrong]}, headers=OWN)
    page = text_of(client.get("/courses/smrt/dasar/"))

    assert (ticked.status_code, ticked.url) == (302, f"/courses/smrt/dasar/#block-{ticks}")
    assert (answered.status_code, answered.url) == (302, f"/courses/smrt/dasar/#block-{check}")
    assert f'value="{item}" checked' in page
    assert f'value="{wrong}" checked' in page
    assert f'value="{right}" checked' not in page
    assert '<p data-verdict="wrong" lang="en"><strong>' in page
    assert '<p data-verdict="right" lang="en" hidden>' in page
    assert "<p data-explanation>Karena cepat saja tidak cukup.</p>" in page
    assert "Your last answer" in page


def test_each_reader_sees_the_own_traces_only(course, participant, material):
    check, chosen = block_of(material, "self_check")["id"], options_of(material)[:1]
    other = client_of(make_enrolment(participant.enrolments.get().batch).member)
    client_of(participant).post(f"/materials/{material.uid}/checks/{check}/", {"chosen": chosen}, headers=OWN)

    page = text_of(other.get("/courses/smrt/dasar/"))

    assert "is-answered" not in page
    assert "checked" not in page
    assert "Your last answer" not in page


def test_another_site_cannot_answer_for_a_reader(participant, material):
    address = f"/materials/{material.uid}/checks/{block_of(material, 'self_check')['id']}/"
    client = Client(enforce_csrf_checks=True)
    client.force_login(participant)

    assert client.post(address, {"chosen": options_of(material)[:1]}).status_code == 403
    assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not SelfCheckAnswer.objects.exists()


def test_a_question_that_is_gone_is_said(participant, material):
    block = block_of(material, "self_check")["id"]
    material.body = [CHECKLIST]
    material.save_revision().publish()

    response = client_of(participant).post(
        f"/materials/{material.uid}/checks/{block}/", {"chosen": ["x"]}, headers=OWN, follow=True
    )

    assert "This question was changed meanwhile." in text_of(response)


def test_who_takes_no_part_tries_without_leaving_a_trace():
    course = make_course("Terbuka", slug="terbuka", audience=Audience.PUBLIC)
    material = make_material(course, slug="dasar", body=[CHECKLIST, self_check()])
    check, (right, wrong) = block_of(material, "self_check")["id"], options_of(material)
    visitor = client_of()

    tried = text_of(visitor.get("/courses/terbuka/dasar/", {"check": check, "chosen": right}))
    fresh = text_of(visitor.get("/courses/terbuka/dasar/", {"check": check, "chosen": "unknown"}))

    assert '<p data-verdict="right" lang="en"><strong>' in tried
    assert f'value="{wrong}" checked' not in tried
    assert "is-answered" not in fresh
    assert 'name="ticked"' not in tried
    assert not SelfCheckAnswer.objects.exists()
    assert not ChecklistTick.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_blocks_to_do_cost_one_question_a_kind(rows, course, participant, django_assert_num_queries):
    make_material(course, slug="dasar", body=[CHECKLIST, self_check()] * rows)
    client = client_of(participant)
    client.get("/courses/smrt/dasar/")

    # session, user, enrolment and course, neighbours, material, ticks, answers
    with django_assert_num_queries(7):
        assert text_of(client.get("/courses/smrt/dasar/")).count("data-self-check=") == rows


def test_a_link_card_says_where_it_leads_and_fetches_nothing(course, participant):
    make_material(course, slug="dasar", body=[LINK_CARD])

    page = text_of(client_of(participant).get("/courses/smrt/dasar/"))

    assert '<a href="https://www.youtube.com/watch?v=abc" rel="noopener noreferrer">Rekaman lokakarya</a>' in page
    assert " youtube.com</span>" in page
    assert '<span lang="en">Video</span><span>9 menit</span><span lang="en">leaves this site</span>' in page
    assert "<iframe" not in page
    assert page.count("youtube.com/") == 1


def test_columns_definitions_and_a_gallery_show_and_their_pictures_are_served(course, participant):
    one, two, elsewhere = make_picture(), make_picture(), make_picture()
    gallery = {
        "heading": "Papan pengumuman",
        "pictures": [
            {"image": one, "alt_text": "Papan lama", "caption": "Sebelum"},
            {"image": two, "alt_text": "Papan baru", "caption": ""},
        ],
    }
    material = make_material(course, slug="dasar", body=[DEFINITIONS, COLUMNS, ("gallery", gallery)])
    client = client_of(participant)

    page = text_of(client.get("/courses/smrt/dasar/"))

    assert "<dt>Hoaks</dt><dd>Kabar bohong.</dd>" in page
    assert page.index("Yang benar") < page.index("Sebut sumber")
    assert f'<a href="/materials/{material.uid}/pictures/{one.pk}/1280/">' in page
    assert 'alt="Papan baru"' in page
    assert 'id="lightbox"' in page
    served = {picture.pk: client.get(f"/materials/{material.uid}/pictures/{picture.pk}/320/") for picture in (one, two)}
    assert [b"".join(response)[8:12] for response in served.values()] == [b"WEBP"] * 2
    assert client.get(f"/materials/{material.uid}/pictures/{elsewhere.pk}/320/").status_code == 404
