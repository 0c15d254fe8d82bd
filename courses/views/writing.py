"""A speaker's materials on the site: begun from a session, filled in by one form, handed in. The editor is optional."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Comment

from core.identifiers import uuid7
from courses.errors import CourseError, FilesRefusedError, MaterialChangedError, MaterialIncompleteError
from courses.models import MaterialPage, Session
from courses.rules import may_edit_material
from courses.selectors.writing import WritingScreen, writing_screen_for
from courses.services.writing import (
    add_files,
    answer_comment,
    begin_material,
    remove_piece,
    save_draft,
    submit_material,
    take_back_material,
)
from courses.speaker_forms import MaterialForm, NewMaterialForm
from courses.views.access import member_behind

REMOVE = "remove-"  # the button that takes a piece out names it; what was written beside it is kept


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def material_new(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Files in, a draft out; sent twice, it is one draft."""
    sessions = Session.objects.written_for_by(member_behind(request)).select_related("batch__course")
    session: Session = get_object_or_404(sessions, uid=uid)
    form = NewMaterialForm(request.POST or None, request.FILES or None, initial={"uid": uuid7()})
    if request.method == "POST" and form.is_valid():
        try:
            material = begin_material(
                uid=form.cleaned_data["uid"],
                session=session,
                files=form.cleaned_data["uploads"],
                actor=member_behind(request),
            )
        except CourseError as refusal:
            _show_refusal(form, refusal)
        else:
            return redirect("courses:material_write", material.uid)
    context = {"session": session, "batch": session.batch, "form": form}
    return render(request, "courses/material_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def material_write(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The simple form. Its buttons save, preview or hand in; each of them keeps what was written."""
    material = _own_material(request, uid)
    screen = writing_screen_for(material)
    form = MaterialForm(request.POST or None, request.FILES or None, screen=screen)
    if request.method == "POST" and form.is_valid():
        try:
            target = _carry_out(request, material, form)
        except CourseError as refusal:
            _show_refusal(form, refusal)
            if isinstance(refusal, MaterialChangedError):
                form.overwrites(refusal.details["version"])
            screen = writing_screen_for(material)
        else:
            return redirect(target, uid)
    return render(request, "courses/material_write.html", _writing_context(request, screen, form))


def _carry_out(request: HttpRequest, material: MaterialPage, form: MaterialForm) -> str:
    """Which page comes next."""
    actor, data, deed = member_behind(request), form.cleaned_data, request.POST.get("deed", "")
    save_draft(
        material=material,
        title=data["title"],
        summary=data["summary"],
        text=data.get("text"),
        alt_texts=form.alt_texts,
        actor=actor,
        version=data["version"],
        text_id=data["text_id"],
    )
    if data["uploads"]:
        add_files(material=material, files=data["uploads"], actor=actor)
    if deed.startswith(REMOVE):
        remove_piece(material=material, block_id=deed.removeprefix(REMOVE), actor=actor)
        return "courses:material_write"
    if deed == "preview":
        return "courses:material_preview"
    if deed == "submit":
        submit_material(material=material, answer=data["answer"], actor=actor)
        messages.success(request, _("Sent. The organiser is told by e-mail and answers here."))
    else:
        messages.success(request, _("The draft is saved."))
    return "courses:material_write"


def _writing_context(request: HttpRequest, screen: WritingScreen, form: MaterialForm) -> dict[str, Any]:
    lock = screen.draft.get_lock()
    return {
        "screen": screen,
        "material": screen.draft,
        "course": screen.draft.course,
        "form": form,
        "locked": bool(lock and lock.for_user(request.user)),
        "opens_editor": request.user.is_staff,
    }


@require_safe
@login_required
@never_cache
def material_preview(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The draft as participants would see it."""
    material = _own_material(request, uid)
    draft = material.get_latest_revision_as_object()
    context = {"page": draft, "course": material.course, "speakers": draft.speakers.all(), "is_preview": True}
    return render(request, "courses/material_preview.html", context)


@require_POST
@login_required
def material_take_back(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    material = _own_material(request, uid)
    return _after(
        request,
        uid,
        lambda: take_back_material(material=material, actor=member_behind(request)),
        _("You have it back: go on writing, then send it again."),
    )


@require_POST
@login_required
def comment_answer(request: HttpRequest, uid: UUID, pk: int) -> HttpResponseBase:
    material = _own_material(request, uid)
    comment = get_object_or_404(Comment, pk=pk, page=material.pk)
    text = request.POST.get("text", "")[:2000]
    return _after(
        request,
        uid,
        lambda: answer_comment(material=material, comment=comment, text=text, actor=member_behind(request)),
    )


def _own_material(request: HttpRequest, uid: UUID) -> MaterialPage:
    material: MaterialPage | None = MaterialPage.objects.filter(uid=uid).first()
    if material is None or not may_edit_material(request.user, material):
        raise Http404
    return material


def _show_refusal(form: Any, refusal: CourseError) -> None:
    form.add_error(None, str(refusal))
    lines: Any = refusal.details.get("lines" if isinstance(refusal, FilesRefusedError) else "missing", [])
    for line in lines if isinstance(refusal, FilesRefusedError | MaterialIncompleteError) else ():
        form.add_error(None, str(line))


def _after(request: HttpRequest, uid: UUID, deed: Callable[[], object], done: str = "") -> HttpResponseBase:
    try:
        deed()
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect("courses:material_write", uid)
