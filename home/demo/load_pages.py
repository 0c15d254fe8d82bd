"""The home page's texts, the course and its materials: pages with a first published revision."""

from __future__ import annotations

from datetime import date

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction

from core.models import Attachment, Picture, Recording
from courses.choices import Audience
from courses.models import CourseIndexPage, CourseOrganiser, CoursePage, MaterialPage, MaterialSpeaker, SpeakerProfile
from home.demo import markup, sources
from home.demo.days import moment_of
from home.demo.load_quiz import load_topics
from home.demo.load_recording import load_recording
from home.models import HomePage
from members.models import User

FIRST_VERSION = date(2020, 9, 15)
ADDED_LATER = {"link_card"}  # all of them at the end of their material


def load_home_page() -> bool:
    home = HomePage.objects.get()
    if home.about:
        return False
    home.about = sources.course()["about"]
    home.save_revision().publish()
    return True


def load_speaker_profiles(people: dict[str, User]) -> None:
    for row in sources.roles()["person"]:
        if row["role"] == "speaker":
            member = people[row["key"]]
            if SpeakerProfile.objects.filter(member=member).exists():
                continue
            SpeakerProfile.objects.create(
                member=member,
                function=row["function"],
                biography=row["biography"],
                photo=stored_picture(row["photo"], row["photo_alt"], member),
            )


@transaction.atomic
def load_course(people: dict[str, User]) -> CoursePage:
    """The course as a page that all members may read; an edited one is left alone."""
    facts = sources.course()
    course: CoursePage | None = CoursePage.objects.filter(slug=facts["slug"]).first()
    if course is not None:
        return course
    course = CoursePage(
        audience=Audience.MEMBERS,
        owner=people["organiser"],
        **{field: facts[field] for field in ("title", "slug", "summary", "organiser_name", "intro")},
    )
    course.organisers.add(CourseOrganiser(member=people["organiser"]))
    CourseIndexPage.objects.get().add_child(instance=course)
    course.save_revision(user=people["organiser"]).publish()
    course.refresh_from_db()
    return course


def load_materials(course: CoursePage, people: dict[str, User]) -> list[MaterialPage]:
    """The published ones, in the course's order."""
    return [load_material(course, slug, people) for slug in sources.course()["materials"]]


@transaction.atomic
def load_material(course: CoursePage, slug: str, people: dict[str, User], *, publish: bool = True) -> MaterialPage:
    found: MaterialPage | None = MaterialPage.objects.child_of(course).filter(slug=slug).first()
    if found is not None:
        return found
    text = sources.material(slug)
    speaker = people[text.speaker]
    material = MaterialPage(
        title=text.title,
        slug=text.slug,
        summary=text.summary,
        owner=speaker,
        live=False,
        opens=text.opens,
        body=[block for block in _body(text.body, speaker) if not (text.revised and block[0] in ADDED_LATER)],
    )
    material.speakers = [MaterialSpeaker(member=speaker)]
    topics = load_topics()
    material.topics = [topics[code] for code in text.topics]
    material.prerequisites = list(MaterialPage.objects.child_of(course).filter(slug__in=text.prerequisites))
    CoursePage.objects.get(pk=course.pk).add_child(instance=material)  # the tree wants a fresh parent
    revision = material.save_revision(user=speaker)
    if publish:
        revision.publish(user=people["organiser"], skip_permission_checks=True)
    material.refresh_from_db()
    return material


@transaction.atomic
def publish_second_versions(course: CoursePage, people: dict[str, User]) -> None:
    """What was added since the first readers: the same blocks with their identities, and some after them."""
    for slug in sources.course()["materials"]:
        text = sources.material(slug)
        material = MaterialPage.objects.child_of(course).get(slug=slug)
        if not text.revised or material.changes.count() > 1:
            continue
        material.changes.update(published_at=moment_of(FIRST_VERSION))
        for block in _body(text.body, people[text.speaker]):
            if block[0] in ADDED_LATER:
                material.body.append(block)
        material.change_note = text.revised
        revision = material.save_revision(user=people[text.speaker])
        revision.publish(user=people["organiser"], skip_permission_checks=True)


def stored_picture(name: str, alternative: str, owner: User) -> Picture:
    found: Picture | None = Picture.objects.filter(title=name).first()
    if found is None:
        with (sources.FILES / name).open("rb") as handle:
            found = Picture.objects.create(
                title=name,
                file=ImageFile(handle, name=name),
                alt_text=alternative[:255],
                credit="Data contoh Dermaga",
                uploaded_by_user=owner,
            )
    return found


def _body(text: str, owner: User) -> list[markup.Block]:
    def picture(name: str, alternative: str) -> Picture:
        return stored_picture(name, alternative, owner)

    def document(name: str, title: str) -> Attachment:
        found: Attachment | None = Attachment.objects.filter(title=title).first()
        if found is None:
            content = ContentFile((sources.FILES / name).read_bytes(), name=name)
            found = Attachment.objects.create(title=title, file=content, uploaded_by_user=owner)
        return found

    def recording(name: str, title: str) -> Recording:
        found: Recording | None = Recording.objects.filter(title=title).first()
        return found or load_recording(name, title, owner)

    return markup.blocks(text, markup.Finders(picture, document, recording))
