"""How a speaker writes a material on the site: a draft from a session's files, saved, handed in, taken back.

The page editor works on the same drafts; both leave revisions, and both ask the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Comment, CommentReply, Page, WorkflowState

from courses.errors import (
    BatchClosedError,
    CourseError,
    MaterialChangedError,
    MaterialIncompleteError,
    MaterialLockedError,
    NotAllowedError,
)
from courses.models import CoursePage, MaterialPage, MaterialSpeaker, Session, SessionMaterial
from courses.plain_text import html_from, plain_from
from courses.rules import may_edit_material, may_write_for_session
from courses.selectors.writing import missing_in, version_of, words_in
from courses.services.comment_mails import tell_commented
from courses.services.material_files import Piece, drop_pieces, take_files
from members.models import User

SUMMARY_LENGTH = 300


def begin_material(*, uid: UUID, session: Session, files: Sequence[UploadedFile[Any]], actor: User) -> MaterialPage:
    """A draft that belongs to `session`, made of these files. `uid` is the form's: sent twice, it is one material."""
    _check_session(session, actor)
    known = _begun_before(uid, actor)
    if known is not None:
        return known
    pieces = take_files(files=files, owner=actor)
    try:
        with transaction.atomic():
            material = _add_draft(uid, session, pieces, actor)
    except BaseException:
        drop_pieces(pieces=pieces)
        raise
    if material is None:  # the same form came twice at once, and the other one was first
        drop_pieces(pieces=pieces)
        return cast("MaterialPage", MaterialPage.objects.get(uid=uid))
    return material


def add_files(*, material: MaterialPage, files: Sequence[UploadedFile[Any]], actor: User) -> None:
    """Put further files at the end of the draft."""
    _check_editable(material, actor)
    pieces = take_files(files=files, owner=actor)
    try:
        with transaction.atomic():
            draft = _locked_draft(material, actor)
            for piece in pieces:
                draft.body.append((piece.block_type, piece.value))
            draft.save_revision(user=actor, clean=False, log_action=True)
    except BaseException:
        drop_pieces(pieces=pieces)
        raise


@transaction.atomic
def save_draft(
    *,
    material: MaterialPage,
    title: str,
    summary: str,
    text: str | None,
    alt_texts: Mapping[str, str],
    actor: User,
    version: str = "",
    text_id: str = "",
) -> MaterialPage:
    """Keep what the simple form holds; `text` is None where every text has more in it than a plain box shows.

    `text_id` is the block whose words stood in the box. `version` is what the form was opened with (`version_of`): what
    somebody else wrote since then is not overwritten.
    """
    draft = _locked_draft(material, actor)
    if version:
        _check_unchanged(material, version, actor)
    before = draft.serializable_data()
    draft.title, draft.summary = title.strip()[:255] or draft.title, summary.strip()[:SUMMARY_LENGTH]
    if draft.first_published_at is None:
        draft.slug = _free_slug(draft.get_parent(), draft.title, draft)
    raw = [dict(block) for block in draft.body.raw_data]
    if text is not None:
        raw = _with_text(raw, text, text_id)
    for block in raw:
        if block["type"] == "picture" and block.get("id") in alt_texts:
            block["value"] = {**block["value"], "alt_text": alt_texts[block["id"]].strip()[:255]}
    draft.body = draft.body.stream_block.to_python(raw)
    if draft.serializable_data() != before:
        draft.save_revision(user=actor, clean=False, log_action=True)
    return draft


@transaction.atomic
def remove_piece(*, material: MaterialPage, block_id: str, actor: User) -> None:
    """Take a block out of the draft; its file stays with who uploaded it. One that is gone already is no error."""
    draft = _locked_draft(material, actor)
    raw = list(draft.body.raw_data)
    kept = [block for block in raw if block.get("id") != block_id]
    if len(kept) != len(raw):
        draft.body = draft.body.stream_block.to_python(kept)
        draft.save_revision(user=actor, clean=False, log_action=True)


@transaction.atomic
def submit_material(*, material: MaterialPage, actor: User, answer: str = "") -> WorkflowState:
    """Hand the draft to the organisers of the course, with an answer to what they asked for. Handed in already, it
    stays so."""
    page = _locked_page(material, actor)
    state = cast("WorkflowState | None", page.current_workflow_state)
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return state
    _check_unlocked(page, actor)
    missing = missing_in(page.get_latest_revision_as_object())
    if missing:
        raise MaterialIncompleteError(_("Something is missing before it can be sent:"), missing=missing)
    if answer.strip():
        Comment.objects.create(
            page=Page.objects.get(pk=page.pk),
            user=actor,
            text=answer.strip(),
            contentpath="title",
            revision_created=page.latest_revision,
        )
    if state is not None:
        state.resume(user=actor)
        return state
    workflow = page.get_workflow()
    if workflow is None:
        raise CourseError(_("Nobody approves materials here yet. Tell the organiser of the course."))
    return cast("WorkflowState", workflow.start(page, actor))


@transaction.atomic
def take_back_material(*, material: MaterialPage, actor: User) -> None:
    """Out of the organiser's hands again, to go on writing. One that nobody holds stays as it is."""
    page = _locked_page(material, actor)
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.cancel(user=actor)


@transaction.atomic
def answer_comment(*, material: MaterialPage, comment: Comment, text: str, actor: User) -> CommentReply | None:
    if not may_edit_material(actor, material):
        raise NotAllowedError(_("Only its speakers and organisers may do this."))
    if comment.page_id != material.pk or comment.resolved_at is not None or not text.strip():
        return None
    known = comment.replies.filter(user=actor, text=text.strip()).first()
    if known is not None:
        return known
    reply = CommentReply.objects.create(comment=comment, user=actor, text=text.strip())
    tell_commented(page=comment.page, actor=actor, replies=[reply.pk])
    return reply


def _check_session(session: Session, actor: User) -> None:
    if not may_write_for_session(actor, session):
        raise NotAllowedError(_("Only the speakers of this session may do this."))
    if session.batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: what was delivered is fixed.") % {"batch": session.batch.name})


def _begun_before(uid: UUID, actor: User) -> MaterialPage | None:
    known: MaterialPage | None = MaterialPage.objects.filter(uid=uid).first()
    if known is not None and not may_edit_material(actor, known):
        raise NotAllowedError(_("Only its speakers and organisers may do this."))
    return known


def _add_draft(uid: UUID, session: Session, pieces: Sequence[Piece], actor: User) -> MaterialPage | None:
    """The course is locked: two new children at once would want the same place in the tree."""
    course = CoursePage.objects.select_for_update(of=("self",)).get(pk=session.batch.course_id)
    if MaterialPage.objects.filter(uid=uid).exists():
        return None
    is_first = not session.session_materials.exists()
    title = session.subject if is_first or not pieces else str(getattr(pieces[0].row, "title", session.subject))
    material = MaterialPage(uid=uid, title=title, summary="", owner=actor, live=False)
    material.slug = _free_slug(course, title)
    material.body = [(piece.block_type, piece.value) for piece in pieces]
    speakers = [row.part.member for row in session.session_speakers.select_related("part__member")]
    material.speakers = [MaterialSpeaker(member=person) for person in speakers]
    course.add_child(instance=material)
    material.save_revision(user=actor, clean=False, log_action=True)
    SessionMaterial.objects.create(session=session, material=material, order=session.session_materials.count())
    session.save(update_fields=["changed_at"])
    return material


def _free_slug(course: Page, title: str, page: MaterialPage | None = None) -> str:
    return str(find_available_slug(course, slugify(title)[:200] or "materi", ignore_page_id=page and page.pk))


def _check_editable(material: MaterialPage, actor: User) -> None:
    if not may_edit_material(actor, material):
        raise NotAllowedError(_("Only its speakers and organisers may do this."))
    _check_unlocked(material, actor)


def _check_unlocked(page: MaterialPage, actor: User) -> None:
    lock = page.get_lock()
    if lock and lock.for_user(actor):
        raise MaterialLockedError(
            _("The organiser is looking at this material. Take it back first if you want to change it.")
        )


def _check_unchanged(material: MaterialPage, version: str, actor: User) -> None:
    """A revision with the same words, such as the editor leaves behind a comment, is no change."""
    number, _dash, words = version.partition("-")
    revisions = material.revisions.select_related("user").order_by("pk")
    latest = revisions.filter(pk__gte=number).exclude(user=actor).last() if number.isdecimal() else None
    if latest is None or words_in(latest) == words:
        return
    raise MaterialChangedError(
        _(
            "%(name)s saved this material after you opened it, at %(time)s. Nothing of yours was saved yet; it still"
            " stands below. Open the page once more beside this one and compare: if you send yours again, it replaces"
            " what %(name)s wrote."
        )
        % {
            "name": latest.user.full_name if latest.user else _("Somebody else"),
            "time": date_format(timezone.localtime(latest.created_at), "H.i"),
        },
        version=version_of(material.revisions.latest("pk")),
    )


def _locked_page(material: MaterialPage, actor: User) -> MaterialPage:
    if not may_edit_material(actor, material):
        raise NotAllowedError(_("Only its speakers and organisers may do this."))
    page: MaterialPage = MaterialPage.objects.select_for_update(of=("self",)).get(pk=material.pk)
    return page


def _locked_draft(material: MaterialPage, actor: User) -> MaterialPage:
    page = _locked_page(material, actor)
    _check_unlocked(page, actor)
    return cast("MaterialPage", page.get_latest_revision_as_object())


def _with_text(raw: list[dict[str, object]], text: str, text_id: str) -> list[dict[str, object]]:
    """The plain text that the box showed becomes `text`; an empty one goes, a new one stands first.

    A box that showed none, sent twice, writes into the text of the first time. One whose text is gone or has more in it
    by now stands anew: nothing that others wrote meanwhile is overwritten.
    """
    plain = [
        number
        for number, block in enumerate(raw)
        if block["type"] == "text"
        and plain_from(str(block["value"])) is not None
        and text_id in ("", str(block.get("id", "")))
    ]
    place = plain[0] if plain else None
    html = html_from(text)
    if place is None:
        return [{"type": "text", "value": html}, *raw] if html else raw
    if not html:
        return raw[:place] + raw[place + 1 :]
    if plain_from(str(raw[place]["value"])) == plain_from(html):
        return raw
    return [*raw[:place], {**raw[place], "value": html}, *raw[place + 1 :]]
