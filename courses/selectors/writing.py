"""A material as its authors meet it: how far it is, what it is made of, what is missing, what the organiser said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Comment, TaskState, WorkflowState

from core.models import Attachment, Picture, Recording
from core.prepared import prepared
from courses.models import MaterialPage
from courses.plain_text import plain_from

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
    from wagtail.models import Revision

WORDS_SHOWN = 70
WRITTEN = ("title", "summary", "body")
DRAFT, IN_REVIEW, RETURNED, PUBLISHED = "draft", "in_review", "returned", "published"
STATE_WORDS: dict[str, StrOrPromise] = {
    DRAFT: gettext_lazy("draft"),
    IN_REVIEW: gettext_lazy("with the organiser"),
    RETURNED: gettext_lazy("returned with comments"),
    PUBLISHED: gettext_lazy("published"),
}
TONES = {DRAFT: "warning", IN_REVIEW: "info", RETURNED: "danger", PUBLISHED: "success"}


@dataclass
class Standing:
    """How far a material is. `said` is what the organiser wrote when returning it."""

    material: MaterialPage
    state: str
    said: str = ""
    said_by: str = ""
    said_at: datetime | None = None
    comments: int = 0

    @property
    def title(self) -> str:
        return str(self.material.draft_title or self.material.title)

    @property
    def words(self) -> StrOrPromise:
        return STATE_WORDS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


def standings_of_materials(materials: Sequence[MaterialPage]) -> list[Standing]:
    """How far each is, in the order given; two queries however many they are."""
    keys = tuple(material.pk for material in materials)
    tasks = {int(task.workflow_state.object_id): task for task in _tasks(tuple(map(str, keys)))}
    comments = dict(_open_comments(keys))
    return [_standing(material, tasks.get(material.pk), comments.get(material.pk, 0)) for material in materials]


@prepared
def _tasks(objects: tuple[str, ...]) -> QuerySet[TaskState]:
    moving = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    last: QuerySet[TaskState] = TaskState.objects.filter(
        workflow_state__object_id__in=objects, workflow_state__status__in=moving, workflowstate__isnull=False
    )
    return last.select_related("workflow_state", "finished_by")


@prepared
def _open_comments(pages: tuple[int, ...]) -> QuerySet[Comment, tuple[int, int]]:
    left: QuerySet[Any, Any] = Comment.objects.filter(page__in=pages, resolved_at=None)
    counted: QuerySet[Any, tuple[int, int]] = left.order_by().values_list("page").annotate(number=Count("pk"))
    return counted


def _standing(material: MaterialPage, task: TaskState | None, comments: int) -> Standing:
    if task is not None and task.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        by = task.finished_by.full_name if task.finished_by else ""
        return Standing(material, RETURNED, task.comment, by, task.finished_at, comments)
    if task is not None:
        return Standing(material, IN_REVIEW, comments=comments)
    is_public = material.live and not material.has_unpublished_changes
    return Standing(material, PUBLISHED if is_public else DRAFT, comments=comments)


@dataclass(frozen=True)
class PieceRow:
    """A block of the draft in words, for a list. `alt_text` is None for what needs none."""

    id: str
    kind: StrOrPromise
    title: str
    alt_text: str | None = None
    picture: Picture | None = None
    size: int | None = None


@dataclass
class WritingScreen:
    draft: MaterialPage
    standing: Standing
    pieces: list[PieceRow]
    text: str | None
    text_id: str
    version: str
    missing: list[str]
    comments: list[Comment] = field(default_factory=list)


def writing_screen_for(material: MaterialPage) -> WritingScreen:
    draft: Any = material.get_latest_revision_as_object()
    [standing] = standings_of_materials([material])
    comments = Comment.objects.filter(page=material.pk, resolved_at=None).select_related("user")
    return WritingScreen(
        draft=draft,
        standing=standing,
        pieces=pieces_in(draft),
        text=text_in(draft),
        text_id=text_id_in(draft),
        version=version_of(material.latest_revision),
        missing=missing_in(draft),
        comments=list(comments.prefetch_related("replies__user").order_by("created_at", "pk")),
    )


def version_of(revision: Revision | None) -> str:
    """Which revision, and what it says: the editor saves by itself, again and again into the same one."""
    return f"{revision.pk}-{words_in(revision)}" if revision else ""


def words_in(revision: Revision) -> str:
    written = repr([revision.content.get(name) for name in WRITTEN])
    return hashlib.blake2b(written.encode(), digest_size=8).hexdigest()


def text_in(draft: MaterialPage) -> str | None:
    """What the plain box shows: the first text, an empty one where there is none; None where it is not plain."""
    texts = [str(block["value"]) for block in draft.body.raw_data if block["type"] == "text"]
    if not texts:
        return ""
    return next((plain for html in texts if (plain := plain_from(html)) is not None), None)


def text_id_in(draft: MaterialPage) -> str:
    """Which block the plain box shows; empty where there is none."""
    texts = [dict(block) for block in draft.body.raw_data if block["type"] == "text"]
    return next((str(block.get("id", "")) for block in texts if plain_from(str(block["value"])) is not None), "")


def pieces_in(draft: MaterialPage) -> list[PieceRow]:
    """Every block but the text that the plain box shows; a query for each kind of file that it has."""
    raw = [dict(block) for block in draft.body.raw_data]
    documents = _by_pk(Attachment, (_inner(block, "document") for block in raw))
    pictures = _by_pk(Picture, (_inner(block, "image") for block in raw))
    recordings = _by_pk(Recording, (_inner(block, "recording") for block in raw))
    names = {name: block.label for name, block in draft.body.stream_block.child_blocks.items()}
    rows, shown_plain = [], False
    for block in raw:
        kind = block["type"]
        if kind == "text" and not shown_plain and plain_from(str(block["value"])) is not None:
            shown_plain = True
            continue
        recording = recordings.get(_inner(block, "recording"))
        document, picture = documents.get(_inner(block, "document")), pictures.get(_inner(block, "image"))
        is_picture = kind == "picture"
        rows.append(
            PieceRow(
                id=str(block.get("id", "")),
                kind=names.get(kind) or kind,
                title=str(document or picture or recording or _words_of(block["value"])),
                alt_text=block["value"].get("alt_text", "") if is_picture and not _decorates(block) else None,
                picture=picture,
                size=document.file_size if document else recording.file_size if recording else None,
            )
        )
    return rows


def missing_in(draft: MaterialPage) -> list[str]:
    """What readers need and is not there yet, in words."""
    raw = list(draft.body.raw_data)
    missing = []
    if not draft.summary.strip():
        missing.append(_("a summary: what the reader can do afterwards"))
    if not raw:
        missing.append(_("content: a file or a text"))
    silent = [
        block
        for block in raw
        if block["type"] == "picture" and not _decorates(block) and not str(block["value"].get("alt_text", "")).strip()
    ]
    if silent:
        missing.append(_("what the pictures show, for those who cannot see them"))
    return missing


def _words_of(value: Any) -> str:
    """How a text begins, so that its author knows it again."""
    text = value if isinstance(value, str) else str(value.get("heading") or value.get("text") or "")
    return Truncator(" ".join(unescape(strip_tags(text.replace("<", " <"))).split())).chars(WORDS_SHOWN)


def _decorates(block: dict[str, Any]) -> bool:
    return bool(block["value"].get("decorative"))


def _inner(block: dict[str, Any], key: str) -> Any:
    value = block["value"]
    return value.get(key) if isinstance(value, dict) else None


def _by_pk(model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    wanted = [key for key in keys if key]
    return model.objects.in_bulk(wanted) if wanted else {}
