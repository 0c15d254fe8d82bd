"""A participant's course page: what all share is rendered once per revision, what is one's own is merged in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Site

from core import clock
from core.prepared import prepared
from courses.models import Batch, CoursePage, Enrolment, Session
from courses.querysets import restrictions_above
from courses.selectors.course_faces import TopicChoice, topic_choices
from courses.selectors.material_rows import material_rows
from courses.selectors.opening import Closure, Closures, closures_for
from courses.selectors.requirements import has_completed, with_rule_in_force
from courses.selectors.shared_parts import CourseParts, course_parts
from courses.selectors.standing import Opened, Standing, StandingItem, standing_of
from courses.selectors.watching import watched_share_of
from members.models import User

INDEX_SLUG = "courses"
TOPICS_AT_ONCE = 8


def url_paths(*slugs: str) -> list[str]:
    """Where the tree keeps a page with this address; the site's root comes from Wagtail's cache, without a query."""
    below = "/".join([INDEX_SLUG, *slugs])
    return [f"{root.root_path}{below}/" for root in Site.get_site_root_paths()]


def active_enrolment_for(user: User | AnonymousUser, course: CoursePage) -> Enrolment | None:
    """The enrolment that counts for what `user` does now: of the latest batch, an open one before a closed one."""
    if not user.is_authenticated:
        return None
    return _latest_first(Enrolment.objects.active().filter(member=user, batch__course=course)).first()


def find_course(user: User | AnonymousUser, slug: str) -> tuple[CoursePage, Enrolment | None] | None:
    """The published course at this address if `user` may read it; for a participant one query answers all."""
    paths = tuple(url_paths(slug))
    if user.is_authenticated:
        for enrolment in _enrolments_at(user.pk, paths):
            enrolment.member = user  # found by it: spares asking for the same person
            return enrolment.batch.course, enrolment
    visible = next(iter(_courses_at(user, slug, paths)), None)
    return None if visible is None else (visible, None)


@prepared
def _enrolments_at(member: int, paths: tuple[str, ...]) -> QuerySet[Enrolment]:
    own = Enrolment.objects.active().filter(
        ~Exists(restrictions_above("batch__course__path")),
        member=member,
        batch__course__live=True,
        batch__course__url_path__in=paths,
    )
    return with_rule_in_force(_with_fingerprint(_latest_first(own)))[:1]


@prepared
def _courses_at(user: User | AnonymousUser, slug: str, paths: tuple[str, ...]) -> QuerySet[CoursePage]:
    found: QuerySet[CoursePage] = CoursePage.objects.visible_to(user).filter(slug=slug, url_path__in=paths)
    return found.order_by("pk")[:1]


@dataclass
class MaterialCard:
    html: str
    url: str
    title: str
    opened: bool
    changed: bool
    closure: Closure | None = None
    watched: int | None = None
    """Percent of its recordings that the participant played; None where there is none, or nothing was played."""
    topics: Collection[str] = ()
    """The codes of what it is about."""


@dataclass
class CourseScreen:
    course: CoursePage
    enrolment: Enrolment | None
    parts: CourseParts
    cards: list[MaterialCard]
    standing: Standing = field(default_factory=Standing)
    opened_count: int = 0
    next_up: MaterialCard | None = None
    next_session_html: str = ""
    batches: list[Batch] = field(default_factory=list)
    topics: list[TopicChoice] = field(default_factory=list)
    wanted_topic: str = ""
    """The code that the reader asked for, also where nothing here is on it."""

    @property
    def topics_at_once(self) -> list[TopicChoice]:
        """The first few; the chosen one is always among them."""
        rest = [topic for topic in self.topics[TOPICS_AT_ONCE:] if topic.is_chosen]
        return [*self.topics[:TOPICS_AT_ONCE], *rest]

    @property
    def topics_folded(self) -> list[TopicChoice]:
        return [topic for topic in self.topics[TOPICS_AT_ONCE:] if not topic.is_chosen]

    @property
    def chosen_topic(self) -> TopicChoice | None:
        return next((topic for topic in self.topics if topic.is_chosen), None)

    @property
    def shown(self) -> list[MaterialCard]:
        """Those on the topic asked for, or all; what is counted and comes next is of all of them."""
        wanted = self.wanted_topic
        return [card for card in self.cards if wanted in card.topics] if wanted else self.cards

    @property
    def batch(self) -> Batch | None:
        return self.enrolment.batch if self.enrolment else None

    @property
    def has_completed(self) -> bool:
        return self.enrolment is not None and has_completed(self.enrolment)

    @property
    def unmet_gates(self) -> list[StandingItem]:
        return self.standing.unmet_gates

    @property
    def next_requirement(self) -> StandingItem | None:
        """What to do once no material is left to open: the first thing missing that has a page of its own."""
        if self.has_completed or self.next_up or self.unmet_gates:
            return None
        return next((item for item in self.standing.missing if item.url.startswith("/")), None)


def course_page_for(course: CoursePage, enrolment: Enrolment | None, topic: str = "") -> CourseScreen:
    """Two queries for a participant, two for a reader, however many materials and sessions there are; one more for a
    participant where materials have recordings."""
    rows = material_rows(course, enrolment)
    parts = course_parts(course, enrolment.batch if enrolment else None, rows, sessions_fingerprint(enrolment))
    closures = closures_for(course, enrolment, rows, sessions_fingerprint(enrolment))
    watched = _watched_shares(enrolment, rows)
    cards = [_card(row, parts, closures, watched) for row in rows]
    screen = CourseScreen(course=course, enrolment=enrolment, parts=parts, cards=cards, wanted_topic=topic)
    screen.topics = topic_choices(parts.topics, topic)
    if enrolment is None:
        screen.batches = list(course.batches.open().order_by("starts_on", "pk"))
        return screen
    screen.opened_count = sum(card.opened for card in cards)
    screen.standing = standing_of(enrolment, opened=Opened(screen.opened_count, len(cards)))
    next_up = _next_up(rows, closures)
    screen.next_up = None if next_up is None else cards[next_up]
    now = clock.now()
    screen.next_session_html = next((html for ends_at, html in parts.sessions if ends_at > now), "")
    return screen


def _latest_first(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return enrolments.select_related("batch__course", "completion").order_by(
        F("batch__closed_at").asc(nulls_first=True), "-batch__starts_on", "-pk"
    )


def _with_fingerprint(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """How the timetable stood last, so that the fragment made of it is found or made anew."""
    latest = Session.objects.filter(batch=OuterRef("batch")).order_by("-changed_at").values("changed_at")[:1]
    return enrolments.annotate(sessions_changed_at=Subquery(latest))


def sessions_fingerprint(enrolment: Enrolment | None) -> str:
    """Of an enrolment that `find_course` gave."""
    if enrolment is None:
        return ""
    changed_at: datetime | None = getattr(enrolment, "sessions_changed_at", None)
    return f"{enrolment.batch.changed_at}:{changed_at}"


def _watched_shares(enrolment: Enrolment | None, rows: list[dict[str, Any]]) -> dict[int, int]:
    with_recordings = [row["pk"] for row in rows if row["recording_seconds"]]
    return watched_share_of(enrolment, with_recordings) if enrolment is not None and with_recordings else {}


def _card(row: dict[str, Any], parts: CourseParts, closures: Closures, watched: dict[int, int]) -> MaterialCard:
    opened = row.get("own__last_opened_at") is not None
    html, url = parts.materials[row["pk"]]
    return MaterialCard(
        html=html,
        url=url,
        title=row["title"],
        opened=opened,
        changed=opened and row["own__revision_seen"] != row["live_revision_id"],
        closure=closures.get(row["pk"]),
        watched=watched.get(row["pk"]) or None,
        topics=[topic.code for topic in parts.topics.get(row["pk"], ())],
    )


def _next_up(rows: list[dict[str, Any]], closures: Closures) -> int | None:
    """The place of the first material, in the course's order, that was not opened yet and may be."""
    unopened = (place for place, row in enumerate(rows) if row.get("own__last_opened_at") is None)
    return next((place for place in unopened if rows[place]["pk"] not in closures), None)


@dataclass(frozen=True)
class MaterialAhead:
    title: str
    slug: str
    summary: str
    reading_minutes: int
    watched: int | None = None
    """The share of its recordings that was played, in percent; None where it has none."""


@dataclass(frozen=True)
class ReadingPlace:
    """Where a participant goes on: `following` is what the course page offers next, `latest` what was open last."""

    following: MaterialAhead | None
    number: int
    count: int
    opened: int
    latest_title: str = ""
    latest_slug: str = ""
    latest_at: datetime | None = None


def reading_place_for(enrolment: Enrolment) -> ReadingPlace:
    """One query, however many materials there are; one more where the next has recordings, some where materials are
    closed."""
    rows = material_rows(enrolment.batch.course, enrolment)
    closures = closures_for(enrolment.batch.course, enrolment, rows, sessions_fingerprint(enrolment))
    opened = [row for row in rows if row["own__last_opened_at"] is not None]
    latest = max(opened, key=lambda row: row["own__last_opened_at"], default=None)
    place = _next_up(rows, closures)
    return ReadingPlace(
        following=None if place is None else _ahead(rows[place], enrolment),
        number=0 if place is None else place + 1,
        count=len(rows),
        opened=len(opened),
        latest_title=latest["title"] if latest else "",
        latest_slug=latest["slug"] if latest else "",
        latest_at=latest["own__last_opened_at"] if latest else None,
    )


def _ahead(row: dict[str, Any], enrolment: Enrolment) -> MaterialAhead:
    watched = _watched_shares(enrolment, [row]).get(row["pk"])
    return MaterialAhead(row["title"], row["slug"], row["summary"], row["reading_minutes"], watched)


def courses_for(user: User | AnonymousUser, text: str = "") -> QuerySet[CoursePage]:
    """The courses that `user` may read whose title or summary holds every word, the newest first."""
    found: QuerySet[CoursePage] = CoursePage.objects.visible_to(user)
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    if user.is_authenticated:
        own = Enrolment.objects.active().filter(member=user, batch__course=OuterRef("pk")).order_by("-pk")
        found = found.annotate(own_state=Subquery(own.values("state")[:1]))
    return found.order_by("-first_published_at", "-pk")
