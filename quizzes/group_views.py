"""Rules for a group of a batch: the list, a new one, and one with its people; nothing is written before a preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from quizzes.errors import InterventionRefusedError, PreviewOutdatedError
from quizzes.forms import ReasonForm, new_once
from quizzes.group_forms import GroupRulesForm, NewGroupForm, Picker
from quizzes.group_pages import face_of, people_in_words, preview_of
from quizzes.items.fractions import plain
from quizzes.models import GroupAccommodation, QuizSchedule
from quizzes.selectors.groups import GroupLine, group_in, groups_of, people_in, places_of
from quizzes.selectors.sitting import schedule_run_by
from quizzes.services import (
    add_to_group,
    change_group_accommodation,
    grant_to_group,
    take_back_group_accommodation,
)
from quizzes.services.accommodating import changes_by
from quizzes.services.grouping import given_before, narrowed_by, newcomers_to, seen_in
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
    places = places_of(schedule.batch_id)
    picker = Picker(request.POST, schedule.batch_id, everybody=sum(place.people for place in places))
    deed = request.POST.get("do", "")
    with timezone.override(ZoneInfo(schedule.batch.zone)):
        if deed not in ("preview", "give"):
            fresh = {"once": new_once()} if deed == "again" else {}  # what was saved since is saved under the old one
            form = NewGroupForm(initial={**request.POST.dict(), **fresh}, places=places)
            return _new_page(request, schedule, form, picker)
        form = NewGroupForm(request.POST, places=places)
        _refuse_a_shorter_window(form, schedule)
        if form.is_valid() and form.chosen_kind == GroupKind.PEOPLE and not picker.chosen:
            form.add_error("group", _("Choose at least one person in the list."))
        if not form.is_valid():
            return _new_page(request, schedule, form, picker)
    group = form.group_with(frozenset(picker.chosen))
    order: dict[str, Any] = {
        "schedule": schedule,
        "group": group,
        "allowance": form.allowance,
        "reason": form.cleaned_data["reason"],
        "once": form.cleaned_data["once"],
    }

    def look(warning: str = "") -> HttpResponse:
        found = group.members_of(schedule.batch_id)
        title = _("Rules for a group: preview")
        more: dict[str, Any] = {
            "allowance": form.allowance,
            "sent": [*_sent(form, request.POST), ("chosen", picker.kept)],
            "deed": "give",
            "warning": warning,
        }
        return _preview(request, schedule, found, title=title, **more)

    seen = request.POST.get("sure", "")
    if deed == "preview" or not seen:
        return look()
    try:
        known = given_before(**order)
        grant_to_group(**order, by=_organiser(request), seen=seen)
    except PreviewOutdatedError as outdated:
        return look(str(outdated))
    except InterventionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("quizzes:groups", code, uid)
    if known is not None:
        messages.info(request, _("This was saved already, and nothing was given twice."))
    else:
        messages.success(request, _("The rules of the group are saved. They hold at once."))
    return redirect("quizzes:groups", code, uid)


def _new_page(request: HttpRequest, schedule: QuizSchedule, form: NewGroupForm, picker: Picker) -> HttpResponse:
    chosen = people_in_words(len(picker.chosen))
    context = {**_frame(schedule), "form": form, "picker": picker, "page_obj": picker.page, "chosen": chosen}
    return render(request, "quizzes/group_new.html", context)


def _refuse_a_shorter_window(form: GroupRulesForm, schedule: QuizSchedule) -> None:
    if form.is_valid():
        for name in narrowed_by(schedule, form.allowance):
            form.add_error(name, _("A window of a group may only be longer than that of the test."))


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
    warning: str = "",
) -> HttpResponse:
    found: list[Enrolment] = list(people.select_related("member", "office"))
    changes = changes_by(schedule, found, group=group.pk if group else None, allowance=allowance)
    context = {
        **_frame(schedule),
        "title": title,
        "group": group,
        "preview": preview_of(changes, allowance, schedule.batch.zone),
        "sent": [*sent, ("sure", seen_in(group, changes))],
        "warning": warning,
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
        deed, seen = request.POST.get("do", ""), request.POST.get("sure", "")
        if deed == "change":
            form = GroupRulesForm(request.POST)
            _refuse_a_shorter_window(form, schedule)
            if not form.is_valid():
                return _group_page(request, schedule, found, form)
            return _change(request, schedule, found, form, seen)
    if deed == "add":
        return _add(request, schedule, found, seen)
    if deed == "take-back":
        return _take_back(request, schedule, found, seen)
    raise Http404


def _values(group: GroupAccommodation) -> dict[str, object]:
    # 1 and 1.5 rather than 1.00 and 1.50
    return {**vars(group.allowance), "factor": plain(group.factor), "reason": group.reason}


def _group_page(
    request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, form: GroupRulesForm
) -> HttpResponse:
    listing = Listing(request.GET, search_label=_("Name or office"), rows_per_page=PEOPLE_PER_PAGE)
    number = found.shares.count()
    newcomers = newcomers_to(found).count() if found.taken_back_at is None else 0
    context = {
        **_frame(schedule),
        "group": found,
        "face": face_of(GroupLine(found, number, newcomers), schedule.batch.zone),
        "form": form,
        "listing": listing,
        "page_obj": listing.page_of(people_in(found, listing.text), count=None if listing.text else number),
    }
    return render(request, "quizzes/group.html", context)


def _in(group: GroupAccommodation) -> Any:
    return Enrolment.objects.filter(group_shares__group=group).order_by("member__name", "pk")


def _change(
    request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, form: GroupRulesForm, seen: str
) -> HttpResponse:
    def look(warning: str = "") -> HttpResponse:
        title, sent = _("Change the rules of the group: preview"), _sent(form, request.POST)
        more: dict[str, Any] = {"allowance": form.allowance, "sent": sent, "deed": "change", "group": found}
        return _preview(request, schedule, _in(found), title=title, warning=warning, **more)

    def write() -> str:
        allowance, reason = form.allowance, form.cleaned_data["reason"]
        more: dict[str, Any] = {"allowance": allowance, "reason": reason, "by": _organiser(request)}
        change_group_accommodation(schedule=schedule, group=found, seen=seen, **more)
        return _("The rules of the group are saved. They hold at once.")

    return _done(request, schedule, found, look, write) if seen else look()


def _add(request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, seen: str) -> HttpResponse:
    def look(warning: str = "") -> HttpResponse:
        title = _("Newcomers of the group: preview")
        more: dict[str, Any] = {"allowance": found.allowance, "sent": [], "deed": "add", "group": found}
        return _preview(request, schedule, newcomers_to(found), title=title, warning=warning, **more)

    def write() -> str:
        number = add_to_group(schedule=schedule, group=found, by=_organiser(request), seen=seen)
        return _("Added to the group: %(people)s.") % {"people": people_in_words(number)}

    return _done(request, schedule, found, look, write) if seen else look()


def _take_back(request: HttpRequest, schedule: QuizSchedule, found: GroupAccommodation, seen: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give a reason: the participant reads it."))
        return redirect("quizzes:group", schedule.batch.code, schedule.quiz.uid, found.uid)
    reason = form.cleaned_data["reason"]

    def look(warning: str = "") -> HttpResponse:
        title = _("Take the rules back: preview")
        more: dict[str, Any] = {"allowance": None, "sent": [("reason", reason)], "deed": "take-back", "group": found}
        return _preview(request, schedule, _in(found), title=title, warning=warning, **more)

    def write() -> str:
        take_back_group_accommodation(schedule=schedule, group=found, reason=reason, by=_organiser(request), seen=seen)
        return _("The rules of the group are taken back. Who writes keeps at least five minutes.")

    return _done(request, schedule, found, look, write, then="quizzes:groups") if seen else look()


def _done(
    request: HttpRequest,
    schedule: QuizSchedule,
    found: GroupAccommodation,
    look: Callable[[str], HttpResponse],
    write: Callable[[], str],
    *,
    then: str = "quizzes:group",
) -> HttpResponse:
    """Written where it is what was looked at; else looked at once more, as things are by now."""
    try:
        messages.success(request, write())
    except PreviewOutdatedError as outdated:
        found.refresh_from_db()
        return look(str(outdated))
    except InterventionRefusedError as refusal:
        messages.error(request, str(refusal))
    of_one = [found.uid] if then == "quizzes:group" else []
    return redirect(then, schedule.batch.code, schedule.quiz.uid, *of_one)
