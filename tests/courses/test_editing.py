import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import GroupPagePermission, WorkflowPage

from core.models import Attachment, Picture
from courses.models import CourseIndexPage, CoursePage, MaterialPage
from courses.services import set_up_editing
from members.choices import SiteRole
from tests.courses.test_uploads import PDF, png
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_material, make_part
from tests.factories.members import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@pytest.fixture(autouse=True)
def _editing():
    set_up_editing()


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def course(organiser):
    return make_course("Tanggap hoaks", organisers=[organiser])


@pytest.fixture
def speaker(course):
    person = make_member("Siti", role=SiteRole.SPEAKER)
    make_part(make_batch(course), person)
    return person


@pytest.fixture
def people(organiser, speaker):
    other = make_member("Joko", role=SiteRole.ORGANISER)
    make_course(organisers=[other])
    other_speaker = make_member("Tono", role=SiteRole.SPEAKER)
    make_part(make_batch(), other_speaker)
    return {
        "organiser": organiser,
        "speaker": speaker,
        "organiser of another course": other,
        "speaker of another course": other_speaker,
        "auditor": make_member("Auditor", role=SiteRole.AUDITOR),
        "coordinator": make_member("Koordinator", role=SiteRole.COORDINATOR),
        "administrator": make_member("Admin", role=SiteRole.ADMINISTRATOR),
    }


def test_set_up_may_run_again():
    before = GroupPagePermission.objects.count(), WorkflowPage.objects.count()

    set_up_editing()

    assert (GroupPagePermission.objects.count(), WorkflowPage.objects.count()) == before


@pytest.mark.parametrize(
    ("who", "adds_course", "course_rights", "own_material_rights", "other_material_rights"),
    [
        # (add below, edit, publish)
        ("organiser", True, (True, True, True), (True, True), (True, True)),
        ("speaker", False, (True, False, False), (True, False), (False, False)),
        ("organiser of another course", True, (False, False, False), (False, False), (False, False)),
        ("speaker of another course", False, (False, False, False), (False, False), (False, False)),
        ("auditor", False, (False, False, False), (False, False), (False, False)),
        ("coordinator", False, (False, False, False), (False, False), (False, False)),
        ("administrator", True, (True, True, True), (True, True), (True, True)),
    ],
)
def test_who_edits_what(
    who, adds_course, course_rights, own_material_rights, other_material_rights, people, course, speaker
):
    user = people[who]
    own = make_material(course, "Milik Siti", speakers=[speaker])
    other = make_material(course, "Milik orang lain", speakers=[make_member("Wati")])

    index = CourseIndexPage.objects.get().permissions_for_user(user)
    on_course = course.permissions_for_user(user)

    assert index.can_add_subpage() is adds_course
    assert index.can_edit() is (who == "administrator")
    assert (on_course.can_add_subpage(), on_course.can_edit(), on_course.can_publish()) == course_rights
    for material, rights in ((own, own_material_rights), (other, other_material_rights)):
        tester = material.permissions_for_user(user)
        assert (tester.can_edit(), tester.can_publish()) == rights


@pytest.mark.parametrize(
    ("who", "status"),
    [("organiser", 200), ("speaker", 200), ("organiser of another course", 302), ("speaker of another course", 302)],
)
def test_drafts_and_previews_are_for_their_authors(who, status, people, course, speaker):
    draft = make_material(course, "Draf rahasia", speakers=[speaker], live=False)
    client = client_of(people[who])

    for address in ("wagtailadmin_pages:edit", "wagtailadmin_pages:view_draft", "wagtailadmin_pages:history"):
        response = client.get(reverse(address, args=[draft.pk]))
        assert response.status_code == status, address
        assert ("Draf rahasia" in text_of(response)) is (status == 200)
    listing = client.get(reverse("wagtailadmin_explore", args=[course.pk]))
    assert ("Draf rahasia" in text_of(listing)) is (status == 200)


def test_a_speaker_hands_in_and_the_courses_organiser_approves(people, course, speaker):
    material = make_material(course, "Materi Siti", speakers=[speaker], live=False)
    state = material.get_workflow().start(material, speaker)
    task = state.current_task_state.task.specific

    actions = {who: [name for name, _label, _modal in task.get_actions(material, user)] for who, user in people.items()}
    waiting = {who: task.get_task_states_user_can_moderate(user).count() for who, user in people.items()}
    state.current_task_state.approve(user=people["organiser"])

    material.refresh_from_db()
    deciders = {"organiser", "administrator"}
    assert {who for who, names in actions.items() if names} == deciders
    assert {who for who, number in waiting.items() if number} == deciders
    assert material.live is True


def test_the_explorer_lists_own_courses_only(people, course):
    index = CourseIndexPage.objects.get()
    address = reverse("wagtailadmin_explore", args=[index.pk])

    own = text_of(client_of(people["organiser"]).get(address))
    foreign = text_of(client_of(people["organiser of another course"]).get(address))

    assert "Tanggap hoaks" in own
    assert "Tanggap hoaks" not in foreign


def test_whoever_begins_a_course_in_the_admin_organises_it(organiser):
    index = CourseIndexPage.objects.get()
    client, address = client_of(organiser), reverse("wagtailadmin_pages:add", args=["courses", "coursepage", index.pk])
    data = {
        "title": "Baru",
        "slug": "baru",
        "summary": "Ringkas",
        "intro": "null",
        "organiser_name": "KSOP Bitung",
        "minutes_per_jp": "45",
        "jp_rounding": "half_up",
        "check_in_before": "15",
        "check_in_after": "15",
        "late_after": "15",
        "late_counts": "whole",
        "leaving_counts": "from_half",
        "audience": "enrolled",
        "organisers-TOTAL_FORMS": "0",
        "organisers-INITIAL_FORMS": "0",
        "organisers-MIN_NUM_FORMS": "0",
        "organisers-MAX_NUM_FORMS": "1000",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    refused = client.post(address, {**data, "minutes_per_jp": "banyak"})
    response = client.post(address, data)

    assert "minutes_per_jp" in refused.context["form"].errors
    assert response.status_code == 302, response.context["form"].errors
    course = CoursePage.objects.get(slug="baru")
    assert [row.member for row in course.organisers.all()] == [organiser]
    assert course.live is False
    assert not MaterialPage.objects.exists()


@pytest.mark.parametrize(("role", "speakers"), [(SiteRole.SPEAKER, ["Siti"]), (SiteRole.ORGANISER, [])])
def test_a_material_without_a_speaker_is_by_the_speaker_who_begins_it(role, speakers, course, speaker, organiser):
    author = speaker if role == SiteRole.SPEAKER else organiser
    response = client_of(author).post(
        reverse("wagtailadmin_pages:add", args=["courses", "materialpage", course.pk]),
        {
            "title": "Baru",
            "slug": "baru",
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
        },
    )

    assert response.status_code == 302, response.context["form"].errors
    material = MaterialPage.objects.get(slug="baru").get_latest_revision_as_object()
    assert [row.member.name for row in material.speakers.all()] == speakers


def admin_lists(course):
    index = CourseIndexPage.objects.get()
    api = reverse("wagtailadmin_api:pages:listing")
    return {
        "search": f"{reverse('wagtailadmin_pages:search')}?q=tertutup",
        "API": api,
        "API of the explorer": f"{api}?child_of={index.pk}&for_explorer=1",
        "explorer": reverse("wagtailadmin_explore", args=[index.pk]),
        "explorer of the course": reverse("wagtailadmin_explore", args=[course.pk]),
        "chooser": reverse("wagtailadmin_choose_page_child", args=[course.pk]),
        "chooser's search": f"{reverse('wagtailadmin_choose_page_search')}?q=tertutup",
    }


@pytest.mark.parametrize("who", ["organiser of another course", "speaker of another course"])
def test_no_list_of_the_admin_names_others_pages(who, people, course, speaker):
    make_material(course, "Materi tertutup", speakers=[speaker], live=False)
    client, owner = client_of(people[who]), client_of(people["organiser"])

    shown = {name: "Materi tertutup" in text_of(client.get(url)) for name, url in admin_lists(course).items()}
    for_owner = {name for name, url in admin_lists(course).items() if "Materi tertutup" in text_of(owner.get(url))}

    assert shown == dict.fromkeys(shown, False)
    assert {"search", "API", "explorer of the course", "chooser", "chooser's search"} <= for_owner


@pytest.mark.parametrize("live", [True, False])
def test_a_link_may_lead_to_what_is_published_in_a_course_open_to_all(live, people, speaker):
    open_course = make_course("Terbuka", audience="members")
    make_material(open_course, "Materi terbuka", live=live)

    response = client_of(people["organiser of another course"]).get(admin_lists(open_course)["chooser"])

    assert ("Materi terbuka" in text_of(response)) is live


def test_organisers_look_at_files_in_drafts_of_their_own_courses_only(people, course, speaker):
    picture = Picture.objects.create(title="Kapal", file=ContentFile(png(), "kapal.png"), uploaded_by_user=speaker)
    paper = Attachment.objects.create(title="Lampiran", file=ContentFile(PDF, "a.pdf"), uploaded_by_user=speaker)
    unused = Attachment.objects.create(title="Belum", file=ContentFile(PDF, "b.pdf"), uploaded_by_user=speaker)
    material = make_material(course, "Materi Siti", speakers=[speaker], live=False)
    material.body = [
        ("picture", {"image": picture, "alt_text": "", "decorative": True, "caption": ""}),
        ("document", {"document": paper, "note": ""}),
    ]
    material.save_revision(user=speaker)
    thumbnail = picture.get_rendition("max-165x165").url

    def answer(client, url):
        response = client.get(url)
        assert not response.streaming or b"".join(response)  # read to its end, or the file stays open
        return response.status_code

    def answers(who):
        client = client_of(people[who])
        return [answer(client, url) for url in (thumbnail, paper.url, unused.url)]

    assert answers("organiser") == [200, 200, 302]
    assert answers("speaker") == [200, 200, 200]
    for stranger in ("organiser of another course", "speaker of another course", "auditor"):
        assert answers(stranger) == [302, 302, 302]
    organiser = client_of(people["organiser"])
    assert organiser.get(reverse("wagtaildocs:edit", args=[paper.pk])).status_code == 302
    assert "Lampiran" not in organiser.get(reverse("wagtaildocs_chooser:choose")).json()["html"]


def test_a_copied_material_has_an_address_of_its_own_also_after_it_is_published() -> None:
    course = make_course()
    material = make_material(course, "Menangkal hoaks", slug="asli")

    copy = material.copy(update_attrs={"slug": "salinan", "title": "Salinan"}, keep_live=False)
    copy.get_latest_revision().publish()

    uids = MaterialPage.objects.of_course(course).values_list("slug", "uid", "live")
    assert [slug for slug, _uid, _live in uids] == ["asli", "salinan"]
    assert len({uid for _slug, uid, _live in uids}) == 2
    assert all(live for _slug, _uid, live in uids)
