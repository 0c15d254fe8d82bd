"""Rules for a group of a batch: the list, a new one, and one with its people; nothing is written before a preview."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.listing import Listing
from courses.models import Enrolment
from members.models import User
from quizzes.choices import GroupKind
from quizzes.errors import InterventionRefusedError
from quizzes.forms import ReasonForm
from quizzes.group_forms import GroupRulesForm, NewGroupForm, Picker
from quizzes.group_pages import face_of, people_in_words, preview_of
from quizzes.items.fractions import plain
from quizzes.models import GroupAccommodation, QuizSchedule
from quizzes.selectors.groups import GroupLine, group_in, groups_of, participants_of, people_in
from quizzes.selectors.sitting import schedule_run_by
from quizzes.services import (
    add_to_group,
    change_group_accommodation,
    grant_to_group,
    take_back_group_accommodation,
)
from quizzes.services.accommodating import changes_by
from quizzes.services.grouping import newcomers_to
from quizzes.timing import Allowance

PEOPLE_PER_PAGE = 50


def _organiser(request: HttpRequest) -> User:
    return cast(User, request.user)


def _schedule(request: HttpRequest, code: str, uid: UUID) -> QuizSchedule:
    schedule = schedule_run_by(_organiser(request), code, uid)
    if schedule is None:
        raise Http404
    return schedule


def _frame(schedule: QuizSchedule) -> dict[str, object]:
    return {"schedule": schedule, "batch": schedule.batch, "quiz": schedule.quiz}


@login_required
@never_cache
@require_safe
def groups(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    schedule = _schedule(request, code, uid)
    faces = [face_of(line, schedule.batch.zone) for line in groups_of(schedule)]
    return render(request, "quizzes/groups.html", {**_frame(schedule), "faces": faces})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """The form, its list of people, the preview and the deed: one form that is sent until it is right."""
    schedule = _schedule(request, code, uid)
    people = participants_of(schedule)
    picker, deed = Picker(request.POST, people), request.POST.get("do", "")
    with timezone.override(ZoneInfo(schedule.batch.zone)):
        if deed not in ("preview", "give"):
            form = NewGroupForm(initial=request.POST.dict(), people=people)
            return _new_page(request, schedule, form, picker)
        form = NewGroupForm(request.POST, people=people)
        if form.is_valid() and form.chosen_kind == GroupKind.PEOPLE and not picker.chosen:
            form.add_error("group", _("Choose at least one person in the list."))
        if not form.is_valid():
            return _new_page(request, schedule, form, picker)
    group = form.group_with(frozenset(picker.chosen))
    if deed == "preview":
        found = group.members_of(schedule.batch_id)
        title = _("Rules for a group: preview")
        sent = [*_sent(form, request.POST), ("chosen", picker.kept)]
        return _preview(request, schedule, found, title=title, allowance=form.allowance, sent=sent, deed="give")
    try:
        grant_to_group(
            schedule=schedule,
            group=group,
            allowance=form.allowance,
            reason=form.cleaned_data["reason"],
            by=_organiser(request),
            once=form.cleaned_data["once"],
        )
    except InterventionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The rules of the group are saved. They hold at once."))
    return redirect("quizzes:groups", code, uid)


def _new_page(request: HttpRequest, schedule: QuizSchedule, form: NewGroupForm, picker: Picker) -> HttpResponse:
    chosen = people_in_words(len(picker.chosen))
    context = {**_frame(schedule), "form": form, "picker": picker, "page_obj": picker.page, "chosen": chosen}
    return render(request, "quizzes/group_new.html", context)


def _sent(form: GroupRulesForm, sent: QueryDict) -> list[tuple[str, str]]:
    """What was asked for, to be sent once more with the deed."""
    return [(name, str(sent[name])) for name in form.fields if name in sent]


def _preview(
    request: HttpRequest,
    schedule: QuizSchedule,
    people: Any,
    *,
    title: str,
    allowance: Allowance | None,
    sent: Iterable[tuple[str, str]],
    deed: str,
    group: GroupAccommodation | None = None,
) -> HttpResponse:
    found: list[Enrolment] = list(people.select_related("member", "office"))
    changes = changes_by(schedule, found, group=group.pk if group else None, allowance=allowance)
    context = {
        **_frame(schedule),
        "title": title,
        "group": group,
        "preview": preview_of(changes, allowance, schedule.batch.zone),
        "sent": list(sent),
        "deed": deed,
    }
    return render(request, "quizzes/group_preview.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, code: str, uid: UUID, group: UUID) -> HttpResponse:
    """One group: its people, and the deeds to all of them."""
    schedule = _schedule(request, code, uid)
    found = group_in(schedule, group)
    if found is None:
        raise Http404
    with timezone.override(ZoneInfo(schedule.batch.zone)):
        if request.method != "POST":
            return _group_page(request, schedule, found, GroupRulesForm(initial=_values(found)))
        deed, sure = request.POST.get("do", ""), "sure" in request.POST
        if deed == "change":
            form = GroupRulesForm(request.POST)
            if not form.is_valid():
                return _group_page(request, schedule, found, form)
            return _change(request, schedule, found, form, sure=sure)
    if deed == "add":
        return _add(request, schedule, found, sure=sure)
    if deed == "take-back":
        return _take_back(request, schedule, found, sure=sure)
    raise Http404


def _values(group: GroupAccommodation) -> dict[str, object]:
    # 1 and 1.5 rather than 1.00 and 1.50
    return {**vars(group.allowance), "factor": plain(group.factor), "reason": group.reason}


def _group_page(
    request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, form: GroupRulesForm
) -> HttpResponse:
    people = people_in(found)
    listing = Listing(request.GET, search_label=_("Name or office"), rows_per_page=PEOPLE_PER_PAGE)
    newcomers = newcomers_to(found).count() if found.taken_back_at is None else 0
    context = {
        **_frame(schedule),
        "group": found,
        "face": face_of(GroupLine(found, len(people), newcomers), schedule.batch.zone),
        "form": form,
        "listing": listing,
        "page_obj": listing.page_of([one for one in people if _fits(one, listing.text)]),
    }
    return render(request, "quizzes/group.html", context)


def _fits(person: Enrolment, text: str) -> bool:
    names = f"{person.member.name} {person.office.name if person.office else ''}".casefold()
    return all(word in names for word in text.casefold().split())


def _in(group: GroupAccommodation) -> Any:
    return Enrolment.objects.filter(group_shares__group=group).order_by("member__name", "pk")


def _change(
    request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, form: GroupRulesForm, *, sure: bool
) -> HttpResponse:
    if not sure:
        title, sent = _("Change the rules of the group: preview"), _sent(form, request.POST)
        more: dict[str, Any] = {"allowance": form.allowance, "sent": sent, "deed": "change", "group": found}
        return _preview(request, schedule, _in(found), title=title, **more)
    try:
        change_group_accommodation(
            schedule=schedule,
            group=found,
            allowance=form.allowance,
            reason=form.cleaned_data["reason"],
            by=_organiser(request),
        )
    except InterventionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The rules of the group are saved. They hold at once."))
    return redirect("quizzes:group", schedule.batch.code, schedule.quiz.uid, found.uid)


def _add(request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, *, sure: bool) -> HttpResponse:
    if not sure:
        more: dict[str, Any] = {"allowance": found.allowance, "sent": [], "deed": "add", "group": found}
        return _preview(request, schedule, newcomers_to(found), title=_("Newcomers of the group: preview"), **more)
    try:
        number = add_to_group(schedule=schedule, group=found, by=_organiser(request))
    except InterventionRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Added to the group: %(people)s.") % {"people": people_in_words(number)})
    return redirect("quizzes:group", schedule.batch.code, schedule.quiz.uid, found.uid)


def _take_back(request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, *, sure: bool) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give a reason: the participant reads it."))
        return redirect("quizzes:group", schedule.batch.code, schedule.quiz.uid, found.uid)
    if not sure:
        sent = [("reason", form.cleaned_data["reason"])]
        more: dict[str, Any] = {"allowance": None, "sent": sent, "deed": "take-back", "group": found}
        return _preview(request, schedule, _in(found), title=_("Take the rules back: preview"), **more)
    take_back_group_accommodation(
        schedule=schedule, group=found, reason=form.cleaned_data["reason"], by=_organiser(request)
    )
    messages.success(request, _("The rules of the group are taken back. Who writes keeps at least five minutes."))
    return redirect("quizzes:groups", schedule.batch.code, schedule.quiz.uid)
