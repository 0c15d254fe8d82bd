"""The marking desk: the queue, the answers of a question, one answer to mark."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.listing import Filter, Listing
from core.private_files import private_file_response
from members.models import User
from quizzes.errors import MarkingRefusedError
from quizzes.marking_faces import agreement_facts, marking_screen, queue_line, rows_of_question
from quizzes.models import MarkingTask
from quizzes.models.marking import pseudonym_of
from quizzes.rules import may_open_marking
from quizzes.selectors.marking import (
    batches_wanting_third,
    file_to_mark,
    marking_queue,
    narrowed_by_state,
    question_desk,
    task_desk,
    tasks_of_question,
)
from quizzes.services import (
    claim_next_task,
    claim_task,
    correct_mark,
    file_for_markers,
    give_mark,
    release_task,
    save_marker_draft,
)

QUESTIONS_PER_PAGE, ANSWERS_PER_PAGE = 25, 50


def _marker(request: HttpRequest) -> User:
    """Whoever writes questions marks answers; for anybody else there is no desk."""
    user = cast(User, request.user)
    if not may_open_marking(user):
        raise Http404
    return user


@login_required
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    rows = marking_queue(_marker(request))
    tests = list({str(row.quiz): row.title for row in rows}.items())
    states = [
        ("to_mark", _("to mark")),
        ("third", _("waits for a third marker")),
        ("drafts", _("with a draft of mine")),
    ]
    listing = Listing(
        request.GET,
        filters=[Filter("test", _("Test"), tests), Filter("state", _("Only"), states)],
        rows_per_page=QUESTIONS_PER_PAGE,
    )
    test, state = listing.value("test"), listing.value("state")
    fitting = [row for row in rows if (not test or str(row.quiz) == test) and (not state or getattr(row, state))]
    page = listing.page_of(fitting)
    page.object_list = [queue_line(row) for row in page]
    context = {
        "listing": listing,
        "page_obj": page,
        "total": sum(row.to_mark for row in rows),
        "stats": [
            (_("to mark"), sum(row.to_mark for row in rows)),
            (_("taken by me"), sum(row.claimed for row in rows)),
            (_("drafts of mine"), sum(row.drafts for row in rows)),
            (_("marked by me"), sum(row.mine for row in rows)),
        ],
    }
    return render(request, "quizzes/marking_queue.html", context)


@login_required
@never_cache
@require_safe
def question(request: HttpRequest, quiz: UUID, item: UUID) -> HttpResponse:
    user = _marker(request)
    desk = question_desk(user, quiz, item)
    if desk is None:
        raise Http404
    states = [
        ("to_mark", _("to mark")),
        ("third", _("waits for a third marker")),
        ("drafts", _("with a draft of mine")),
        ("mine", _("marked by me")),
        ("done", _("marked")),
    ]
    listing = Listing(request.GET, filters=[Filter("state", _("State"), states)], rows_per_page=ANSWERS_PER_PAGE)
    page = listing.page_of(narrowed_by_state(tasks_of_question(user, quiz, item), listing.value("state")))
    page.object_list = rows_of_question(page)
    context = {
        "desk": desk,
        "agreement": agreement_facts(desk),
        "listing": listing,
        "page_obj": page,
        "to_appoint": batches_wanting_third(user, quiz, item) if desk.markers > 1 else [],
    }
    return render(request, "quizzes/marking_question.html", context)


@login_required
@require_POST
def take_next(request: HttpRequest, quiz: UUID, item: UUID) -> HttpResponse:
    user = _marker(request)
    if question_desk(user, quiz, item) is None:
        raise Http404
    return _next(request, quiz, item)


def _next(request: HttpRequest, quiz: UUID, item: UUID) -> HttpResponse:
    found = claim_next_task(quiz_uid=quiz, item=item, by=_marker(request))
    if found is not None:
        return redirect("quizzes:marking_task", uid=found.uid)
    messages.info(request, _("No answer to this question is free to mark now."))
    return redirect("quizzes:marking_question", quiz=quiz, item=item)


@login_required
@never_cache
@require_safe
def task(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _screen(request, uid)


def _screen(request: HttpRequest, uid: UUID, given: QueryDict | None = None, error: str = "") -> HttpResponse:
    desk = task_desk(_marker(request), uid)
    if desk is None:
        raise Http404
    context = marking_screen(desk, given) | {
        "error": error,
        "is_correcting": desk.may_correct and "correct" in (given or request.GET),
    }
    return render(request, "quizzes/marking_task.html", context, status=422 if error else 200)


@login_required
@require_POST
def claim(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        claim_task(task_uid=uid, by=_marker(request))
    except MarkingTask.DoesNotExist as error:
        raise Http404 from error
    except MarkingRefusedError as error:
        messages.error(request, str(error))
    return redirect("quizzes:marking_task", uid=uid)


@login_required
@require_POST
def release(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        found = release_task(task_uid=uid, by=_marker(request))
    except MarkingTask.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The answer is free for other markers. What you wrote stays with you."))
    return redirect("quizzes:marking_question", quiz=found.quiz.uid, item=found.item)


@login_required
@require_POST
def draft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """As it is typed; the script asks for JSON, the button without a script gets its page again."""
    is_script = "application/json" in request.headers.get("Accept", "")
    try:
        save_marker_draft(task_uid=uid, by=_marker(request), scores=_scores(request), comment=_comment(request))
    except MarkingTask.DoesNotExist as error:
        raise Http404 from error
    except MarkingRefusedError as error:
        if is_script:
            return JsonResponse({"state": "refused", "text": str(error)}, status=409)
        return _screen(request, uid, request.POST, str(error))
    if is_script:
        return JsonResponse({"state": "saved"})
    messages.success(request, _("Your draft is saved."))
    return redirect("quizzes:marking_task", uid=uid)


@login_required
@require_POST
def mark(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A mark, once; then the next answer, or the list where the marker asks for it."""
    try:
        marked = give_mark(task_uid=uid, by=_marker(request), scores=_scores(request), comment=_comment(request))
    except MarkingTask.DoesNotExist as error:
        raise Http404 from error
    except MarkingRefusedError as error:
        return _screen(request, uid, request.POST, str(error))
    code = pseudonym_of(marked.quiz_id, marked.attempt.enrolment_id)
    messages.success(request, _("The mark for %(code)s is saved.") % {"code": code})
    if "stay" in request.POST:
        return redirect("quizzes:marking_question", quiz=marked.quiz.uid, item=marked.item)
    return _next(request, marked.quiz.uid, marked.item)


@login_required
@require_POST
def correct(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The own mark, otherwise than it was given."""
    reason = request.POST.get("reason", "")
    try:
        correct_mark(
            task_uid=uid, by=_marker(request), scores=_scores(request), comment=_comment(request), reason=reason
        )
    except MarkingTask.DoesNotExist as error:
        raise Http404 from error
    except MarkingRefusedError as error:
        return _screen(request, uid, request.POST, str(error))
    messages.success(request, _("Your corrected mark is saved."))
    return redirect("quizzes:marking_task", uid=uid)


@login_required
@require_safe
def task_file(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """Under a name that tells nobody's, participants call their files by their own; and without notes of a camera or
    a program in it."""
    row = file_to_mark(_marker(request), uid, file_uid)
    if row is None:
        raise Http404
    name = _("answer")
    return private_file_response(
        request,
        file=file_for_markers(row=row),
        filename=f"{name}-{str(row.uid)[-6:]}.{row.kind}",
        content_type=row.content_type,
        etag=f"{row.sha256}-blind",
        inline=row.is_shown,
    )


def _scores(request: HttpRequest) -> dict[str, str]:
    prefix = "score-"
    return {name.removeprefix(prefix): str(request.POST[name]) for name in request.POST if name.startswith(prefix)}


def _comment(request: HttpRequest) -> str:
    return request.POST.get("comment", "").replace("\r\n", "\n").replace("\x00", "")
