"""What a course's materials are about and who stands behind them, as its page shows both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.choices import SessionState
from courses.models import MaterialPage, MaterialSpeaker, Session, SpeakerProfile, Topic
from members.models import User


@dataclass(frozen=True)
class TopicChoice:
    """A topic with the number of the course's materials on it."""

    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class SpeakerFace:
    person: User
    profile: SpeakerProfile | None
    function: str
    materials: list[MaterialPage] = field(default_factory=list)
    """Of this course, in its order."""


def topics_by_material(materials: Iterable[int]) -> dict[int, list[Topic]]:
    """In the order of their names: one query, whatever the number."""
    rows = MaterialPage.topics.through.objects.filter(materialpage__in=list(materials)).select_related("topic")
    found: dict[int, list[Topic]] = {}
    for row in rows.order_by("topic__name", "topic"):
        found.setdefault(row.materialpage_id, []).append(row.topic)
    return found


def topic_choices(topics: Mapping[int, Sequence[Topic]], chosen: str) -> list[TopicChoice]:
    counts = Counter(topic for of_one in topics.values() for topic in of_one)
    return [
        TopicChoice(topic.code, topic.name, counts[topic], topic.code == chosen)
        for topic in sorted(counts, key=lambda topic: (topic.name.casefold(), topic.pk))
    ]


def speaker_faces(
    materials: Sequence[MaterialPage], speakers: Mapping[int, Sequence[MaterialSpeaker]], sessions: Iterable[Session]
) -> list[SpeakerFace]:
    """Those who wrote materials, in the materials' order, then those who only speak in a session of the batch."""
    faces: dict[int, SpeakerFace] = {}
    for material in materials:
        for row in speakers.get(material.pk, ()):
            faces.setdefault(row.member_id, _face(row.member)).materials.append(material)
    for session in sessions:
        if session.state == SessionState.CANCELLED:
            continue
        for spoken in session.session_speakers.all():
            member = spoken.part.member
            faces.setdefault(member.pk, _face(member, spoken.part.function))
    return list(faces.values())


def _face(member: User, function: str = "") -> SpeakerFace:
    profile: SpeakerProfile | None = getattr(member, "speaker_profile", None)
    return SpeakerFace(member, profile, profile.function if profile else function)
