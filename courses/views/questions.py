"""Questions at a session, as its participants ask and its speakers answer them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.listing import Filter, Listing
from core.rate_limits import rate_limited
from courses.choices import BatchState, SessionState
from courses.errors import CourseError
from courses.models import Enrolment, Session, SessionQuestion
from courses.question_forms import AnswerForm, AskForm, MergeForm
from courses.selectors.questions import (
    ANSWERED,
    HIDDEN,
    MERGED,
    NEWEST,
    OPEN,
    OWN,
    questions_for,
    questions_on_the_wall,
    questions_version,
    sessions_answered_by,
    sessions_with_questions_for,
)
from courses.services import answer_question, ask_question, hide_question, merge_questions, vote_for
from courses.views.access import member_behind

QUESTIONS_PER_PAGE = 20
MOST_TO_MERGE_INTO = 100
PART = "list"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def session_questions(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    user = member_behind(request)
    version = _version_of_part(request, session)
    if version and request.headers.get("If-None-Match") == version:
        return HttpResponseNotModified(headers={"ETag": version})
    takes_part = Enrolment.objects.active().filter(batch=session.batch_id, member=user).exists()
    is_taken = session.state != SessionState.CANCELLED and session.batch.state == BatchState.OPEN
    form = AskForm(request.POST or None)
    if request.method == "POST":
        asked = _ask(request, session, form)
        if asked is not None:
            return asked
    answers = sessions_answered_by(user).filter(pk=session.pk).exists()
    states = [(OPEN, _("waiting for an answer")), (ANSWERED, _("answered"))]
    states += [(HIDDEN, _("hidden")), (MERGED, _("merged"))] if answers else [(OWN, _("my questions"))]
    orders = [("", _("most votes first")), (NEWEST, _("newest first"))]
    listing = Listing(
        request.GET,
        filters=[Filter("state", _("State"), states), Filter("order", _("Order"), orders, is_required=True)],
        search_label=_("Words in a question"),
        rows_per_page=QUESTIONS_PER_PAGE,
    )
    found = questions_for(
        session, user, answers=answers, text=listing.text, state=listing.value("state"), order=listing.value("order")
    )
    context: dict[str, Any] = {
        "session": session,
        "batch": session.batch,
        "form": form,
        "may_ask": takes_part and is_taken,
        "takes_part": takes_part,
        "answers": answers,
        "sees_names": answers or not takes_part,
        "listing": listing,
        "page_obj": listing.page_of(found),
        "here": request.get_full_path(),
    }
    template = (
        "courses/partials/questions.html" if request.GET.get("part") == PART else "courses/session_questions.html"
    )
    response = render(request, template, context)
    if version:
        response["ETag"] = version
    return response


@rate_limited("questions.ask", limit=5, seconds=60)
def _ask(request: HttpRequest, session: Session, form: AskForm) -> HttpResponseBase | None:
    if not form.is_valid():
        return None
    try:
        ask_question(session=session, member=member_behind(request), **form.cleaned_data)
    except CourseError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Your question is in the list."))
    return redirect("courses:session_questions", session.uid)


@require_POST
@login_required
@rate_limited("questions.vote", limit=60, seconds=60)
def question_vote(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    question = _question(request, uid)
    try:
        vote_for(question=question, member=member_behind(request), wanted=request.POST.get("wanted") != "no")
    except CourseError as refusal:
        messages.error(request, str(refusal))
    query = QueryDict(request.POST.get("query", "")[:300]).urlencode()
    address = redirect("courses:session_questions", question.session.uid)
    address["Location"] += f"?{query}#question-{question.uid}" if query else f"#question-{question.uid}"
    return address


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def question_answer(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Everything that who answers does with a question: one page, one button for each deed."""
    question = _answered_by(request, uid)
    others = list(
        SessionQuestion.objects.filter(session=question.session_id, hidden_reason="", merged_into=None)
        .exclude(pk=question.pk)
        .order_by("-votes", "asked_at")[:MOST_TO_MERGE_INTO]
    )
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    answer = AnswerForm(request.POST) if deed == "answer" else AnswerForm.of(question)
    merge = MergeForm(request.POST if deed == "merge" else None, others=others)
    if deed:
        try:
            if _done(request, question, deed, answer, merge):
                return redirect("courses:session_questions", question.session.uid)
        except CourseError as refusal:
            messages.error(request, str(refusal))
    context = {
        "question": question,
        "session": question.session,
        "batch": question.session.batch,
        "answer": answer,
        "merge": merge,
        "others": others,
        "reason": request.POST.get("reason", ""),
        "has_materials": question.session.session_materials.exists(),
    }
    return render(request, "courses/question_answer.html", context)


def _version_of_part(request: HttpRequest, session: Session) -> str:
    """Of what the polling script asks for again and again, for this reader: while it stays, nothing is read or drawn.
    Weak, as what is packed on its way is told of by weak ones only."""
    if request.method == "POST" or request.GET.get("part") != PART:
        return ""
    stand = (questions_version(session), session.state, session.batch.state, request.user.pk, get_language())
    return f'W/"{hashlib.sha256(repr((*stand, request.get_full_path())).encode()).hexdigest()[:32]}"'


@require_safe
@login_required
@never_cache
def questions_wall(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """For the projector in the room: the most wanted questions in large letters, without names."""
    session = get_object_or_404(sessions_answered_by(request.user).select_related("batch__course"), uid=uid)
    version = _version_of_part(request, session)
    if version and request.headers.get("If-None-Match") == version:
        return HttpResponseNotModified(headers={"ETag": version})
    context = {"session": session, "batch": session.batch, "questions": questions_on_the_wall(session)}
    template = (
        "courses/partials/questions_wall.html" if request.GET.get("part") == PART else "courses/questions_wall.html"
    )
    response = render(request, template, context)
    if version:
        response["ETag"] = version
    return response


def _done(request: HttpRequest, question: SessionQuestion, deed: str, answer: AnswerForm, merge: MergeForm) -> bool:
    actor = member_behind(request)
    if deed == "answer" and answer.is_valid():
        answer_question(question=question, actor=actor, **answer.cleaned_data)
        messages.success(request, _("The answer is saved."))
        return True
    if deed == "merge" and merge.is_valid():
        merge_questions(question=question, into=merge.target, actor=actor)
        messages.success(request, _("The questions are merged."))
        return True
    if deed == "hide":
        hide_question(question=question, reason=request.POST.get("reason", ""), actor=actor)
        messages.success(request, _("The question is hidden."))
        return True
    if deed == "show":
        hide_question(question=question, reason="", actor=actor)
        messages.success(request, _("The question is shown again."))
        return True
    return False


def _session(request: HttpRequest, uid: UUID) -> Session:
    found = sessions_with_questions_for(request.user).select_related("batch__course")
    session: Session = get_object_or_404(found, uid=uid)
    return session


def _question(request: HttpRequest, uid: UUID) -> SessionQuestion:
    rows = SessionQuestion.objects.filter(session__in=sessions_with_questions_for(request.user))
    return get_object_or_404(rows.select_related("session__batch"), uid=uid)


def _answered_by(request: HttpRequest, uid: UUID) -> SessionQuestion:
    rows = SessionQuestion.objects.filter(session__in=sessions_answered_by(request.user))
    return get_object_or_404(rows.select_related("session__batch__course", "asked_by", "merged_into"), uid=uid)
