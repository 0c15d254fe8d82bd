"""One screen for a bank, the deeds on its questions, and the history of one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.listing import Filter, Listing
from courses.models import Topic
from courses.rules import may_add_course
from members.models import User
from quizzes import rules
from quizzes.choices import authored_kinds
from quizzes.differences import changes_between
from quizzes.errors import ShelvingRefusedError
from quizzes.models import Question, QuestionBank, QuestionVersion
from quizzes.selectors.difficulty import EASY, HARD, MIDDLE, UNKNOWN, Difficulty, difficulties_in
from quizzes.selectors.shelf import (
    SORTS,
    bank_seen_by,
    history_of,
    questions_on_shelf,
    shelf_rows,
    topics_of_bank,
    with_use,
)
from quizzes.services.restoring import restore_version
from quizzes.services.shelving import (
    Shelved,
    delete_questions,
    duplicate_question,
    move_questions,
    put_away,
    set_topic,
    take_out_again,
)

ROWS_ON_A_PAGE = 25
MOST_AT_ONCE = 500
MOST_DIGITS = 15


def _viewer(request: HttpRequest) -> User:
    if not rules.may_open_banks(request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _question(request: HttpRequest, pk: int) -> Question:
    found = Question.objects.editable_by(_viewer(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    user = _viewer(request)
    found = bank_seen_by(user, pk)
    if found is None:
        raise Http404
    topics = list(topics_of_bank(found))
    listing, known = _listing(request, topics), difficulties_in(found, user)
    asked = questions_on_shelf(
        found,
        text=listing.text,
        kind=listing.value("kind"),
        topic=listing.value("topic"),
        use=listing.value("use"),
        level=listing.value("level"),
        known=known,
        sort=listing.sort,
    )
    page, rows = _page(request, listing, found, asked, known)
    may_edit = rules.may_edit_bank(user, found)
    context = {
        "bank": found,
        "listing": listing,
        "page_obj": page,
        "rows": rows,
        "topics": topics,
        "may_edit": may_edit,
        "may_edit_topics": may_add_course(user),
        "all_topics": Topic.objects.order_by("name") if may_edit else [],
        "other_banks": QuestionBank.objects.editable_by(user).exclude(pk=pk) if may_edit else [],
        "header_title": found.name,
        "breadcrumbs_items": [
            {"url": reverse("question-banks:index"), "label": _("Question banks")},
            {"url": "", "label": found.name},
        ],
    }
    return render(request, "quizzes/admin/bank.html", context)


def _listing(request: HttpRequest, topics: list[Topic]) -> Listing:
    kinds = [(value, label) for value, label in authored_kinds()]
    named = [(str(topic.pk), topic.name) for topic in topics]
    uses = [
        ("used", _("in a test")),
        ("unused", _("in no test")),
        ("problems", _("with something to do")),
        ("archived", _("put away")),
    ]
    levels = [
        (HARD, _("hard: less than 20 %")),
        (MIDDLE, _("in between")),
        (EASY, _("easy: more than 90 %")),
        (UNKNOWN, _("not known")),
    ]
    return Listing(
        request.GET,
        filters=[
            Filter("kind", _("Kind"), kinds),
            Filter("topic", _("Topic"), [*named, ("none", _("without topic"))]),
            Filter("use", _("Use"), uses),
            Filter("level", _("Difficulty"), levels),
        ],
        sorts=SORTS,
        sort="number",
        search_label=_("Search questions"),
        rows_per_page=ROWS_ON_A_PAGE,
    )


def _page(
    request: HttpRequest, listing: Listing, bank: QuestionBank, asked: Any, known: dict[str, Difficulty]
) -> tuple[Page[Any], list[Any]]:
    """What there is to say of a question is computed; only who asks for it has it done for the whole bank."""
    if listing.value("use") != "problems":
        page = listing.page_of(with_use(asked))
        return page, shelf_rows(bank, list(page), known)
    troubled = [row for row in shelf_rows(bank, list(with_use(asked)), known) if row.problems or row.advice]
    page = Paginator(troubled, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return page, list(page.object_list)


@require_POST
def deeds(request: HttpRequest, pk: int) -> HttpResponse:
    user = _viewer(request)
    found = QuestionBank.objects.editable_by(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    chosen = [text for text in request.POST.getlist("question") if text.isdecimal() and len(text) < MOST_DIGITS]
    questions = list(Question.objects.filter(bank=found, pk__in=chosen[:MOST_AT_ONCE]))
    back = redirect(f"{reverse('question-banks:bank', args=[pk])}?{request.POST.get('back', '')[:500]}")
    deed = _deed(request, user)
    if deed is None or not questions:
        messages.warning(request, _("Choose questions, and what is to be done with them."))
        return back
    try:
        result = deed(questions)
    except ShelvingRefusedError as refused:
        messages.error(request, str(refused))
        return back
    if result.done:
        text = ngettext("Done for %(number)d question.", "Done for %(number)d questions.", result.done)
        messages.success(request, text % {"number": result.done})
    for sentence in result.left[:10]:
        messages.warning(request, sentence)
    return back


def _deed(request: HttpRequest, user: User) -> Callable[[list[Question]], Shelved] | None:
    name = request.POST.get("deed", "")
    if name == "topic":
        wanted = request.POST.get("topic", "")
        topic = (
            Topic.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < MOST_DIGITS else None
        )
        if topic is None and wanted != "none":
            return None
        return lambda questions: set_topic(questions=questions, topic=topic, by=user)
    if name == "move":
        target = _target(request.POST.get("bank", ""), user)
        return (lambda questions: move_questions(questions=questions, bank=target, by=user)) if target else None
    plain = {"put_away": put_away, "take_out": take_out_again, "delete": delete_questions}
    service = plain.get(name)
    return (lambda questions: service(questions=questions, by=user)) if service else None


def _target(wanted: str, user: User) -> QuestionBank | None:
    """None where no bank is named; a number of none, or of one that the user may not change, is not there."""
    if not wanted.isdecimal():
        return None
    banks = QuestionBank.objects.editable_by(user)
    target = banks.filter(pk=int(wanted)).first() if len(wanted) < MOST_DIGITS else None
    if target is None:
        raise Http404
    return target


def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET, which an old link may be, leads to the question itself."""
    question = _question(request, pk)
    if request.method != "POST":
        return redirect("questions:edit", pk)
    copy = duplicate_question(question=question, by=_viewer(request))
    messages.success(request, _("This is the copy. Change what is to be another; the first question stays as it is."))
    return redirect("questions:edit", copy.pk)


@never_cache
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    history = history_of(question)
    pairs = list(zip(history, [*history[1:], None], strict=True))
    context = {
        "question": question,
        "versions": [
            {
                "version": version,
                "changes": changes_between((before.body, before.key), (version.body, version.key)) if before else [],
                "is_first": before is None,
                "tests": _tests(version),
            }
            for version, before in pairs
        ],
        "header_title": _("Versions"),
        "breadcrumbs_items": [
            {"url": reverse("question-banks:bank", args=[question.bank_id]), "label": question.bank.name},
            {"url": reverse("questions:edit", args=[pk]), "label": str(question)},
            {"url": "", "label": _("Versions")},
        ],
    }
    return render(request, "quizzes/admin/versions.html", context)


def _tests(version: QuestionVersion) -> list[str]:
    rows = sorted(version.quiz_versions.all(), key=lambda row: (row.title, row.number))
    return [_("%(test)s, version %(number)d") % {"test": row.title, "number": row.number} for row in rows]


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    question = _question(request, pk)
    version = question.versions.filter(number=number).first()
    if version is None:
        raise Http404
    restore_version(version=version, by=_viewer(request))
    messages.success(
        request,
        _("The question is again as in version %(number)d. Tests change when they are published again.")
        % {"number": number},
    )
    return redirect("questions:edit", pk)
