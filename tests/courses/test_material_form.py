"""The editor of a material: what its form takes and what it refuses."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core.models import Picture
from courses.models import MaterialPage, Topic
from tests.courses.test_editing import _editing, course, organiser, people, speaker  # noqa: F401  fixtures
from tests.courses.test_uploads import png
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_material
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


def form_data(material=None, **fields):
    """What the browser posts for a material with the given body, with nothing else filled in."""
    return {
        "title": "Materi",
        "slug": material.slug if material else "materi",
        "summary": "Ringkas",
        "body-count": "0",
        **{
            f"{form}-{field}": number
            for form in ("speakers", "comments")
            for field, number in {
                "TOTAL_FORMS": "0",
                "INITIAL_FORMS": "0",
                "MIN_NUM_FORMS": "0",
                "MAX_NUM_FORMS": "",
            }.items()
        },
        **fields,
    }


def picture_field(picture):
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "picture",
        "body-0-id": "",
        "body-0-value-image": str(picture.pk),
        "body-0-value-alt_text": "Kapal",
        "body-0-value-caption": "",
    }


def recording_field(recording):
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "recording",
        "body-0-id": "",
        "body-0-value-recording": str(recording.pk),
        "body-0-value-note": "",
    }


def save(client, material, **fields):
    return client.post(reverse("wagtailadmin_pages:edit", args=[material.pk]), form_data(material, **fields))


def draft_of(material):
    return MaterialPage.objects.get(pk=material.pk).get_latest_revision_as_object()


def test_topics_opening_and_prerequisites_are_kept(organiser, course):  # noqa: F811
    first, material = make_material(course, "Dasar"), make_material(course, "Lanjut")
    topic = Topic.objects.create(code="hoaks", name="Hoaks")

    response = save(
        client_of(organiser),
        material,
        topics=[topic.pk],
        opens="before",
        opens_days_before="3",
        prerequisites=[first.pk],
    )

    assert response.status_code == 302, response.context["form"].errors
    draft = draft_of(material)
    assert (draft.opens, draft.opens_days_before) == ("before", 3)
    assert [page.pk for page in draft.prerequisites.all()] == [first.pk]
    assert [each.name for each in draft.topics.all()] == ["Hoaks"]


def test_materials_that_wait_for_each_other_are_refused_also_as_drafts(organiser, course):  # noqa: F811
    one, two, three = (make_material(course, title) for title in ("Satu", "Dua", "Tiga"))
    client = client_of(organiser)
    assert save(client, one, prerequisites=[two.pk]).status_code == 302  # drafts, not published
    assert save(client, two, prerequisites=[three.pk]).status_code == 302

    refused = save(client, three, prerequisites=[one.pk])

    assert refused.status_code == 200
    assert refused.context["form"].errors["prerequisites"] == [
        "This would go round in a circle over “Satu” and “Dua”: none of them would ever open."
    ]
    assert list(draft_of(three).prerequisites.all()) == []


def test_prerequisites_are_published_materials_of_the_same_course(organiser, course, people):  # noqa: F811
    material = make_material(course)
    draft = make_material(course, live=False)
    elsewhere = make_material(people["organiser of another course"].organised_courses.get().course)

    for other in (material, draft, elsewhere):
        assert "prerequisites" in save(client_of(organiser), material, prerequisites=[other.pk]).context["form"].errors


def test_a_picture_of_somebody_else_cannot_be_put_in_by_its_number(organiser, speaker, course):  # noqa: F811
    own = Picture.objects.create(title="Kapal", file=ContentFile(png(), "a.png"), uploaded_by_user=speaker)
    foreign = Picture.objects.create(title="Rahasia", file=ContentFile(png(), "b.png"), uploaded_by_user=organiser)
    material = make_material(course, speakers=[speaker], live=False)
    client = client_of(speaker)

    refused = save(client, material, **picture_field(foreign))
    taken = save(client, material, **picture_field(own))
    by_organiser = save(client_of(organiser), material, **picture_field(own))

    assert refused.context["form"].errors["body"] == [
        "A picture or file in the content is not among yours. Choose it again."
    ]
    assert "Rahasia" not in text_of(refused)
    assert taken.status_code == 302
    assert by_organiser.status_code == 302  # it stood in the material before
    body = json.loads(MaterialPage.objects.get(pk=material.pk).latest_revision.content["body"])
    assert [block["value"]["image"] for block in body] == [own.pk]


def test_a_recording_of_somebody_else_cannot_be_put_in_by_its_number(organiser, speaker, course):  # noqa: F811
    own, foreign = make_recording("Dermaga", owner=speaker), make_recording("Rahasia", owner=organiser)
    material = make_material(course, speakers=[speaker], live=False)

    refused = save(client_of(speaker), material, **recording_field(foreign))
    taken = save(client_of(speaker), material, **recording_field(own))

    assert refused.context["form"].errors["body"] == [
        "A picture or file in the content is not among yours. Choose it again."
    ]
    assert "Rahasia" not in text_of(refused)
    assert taken.status_code == 302
    body = json.loads(MaterialPage.objects.get(pk=material.pk).latest_revision.content["body"])
    assert [block["value"]["recording"] for block in body] == [own.pk]
