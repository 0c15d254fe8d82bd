"""Naming one's own people for a batch: heads of offices and coordinators. Whose offices these are says
`offices_nominated_by`; a batch that takes no nominations is not there for them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.listing import Filter, Listing
from courses.choices import EnrolmentState
from courses.errors import CourseError
from courses.models import Batch, Enrolment
from courses.nomination_forms import LetterForm, TakeBackForm
from courses.selectors.nominations import gone_from, named_by, people_to_name, quota_lines
from courses.selectors.nominators import may_nominate, offices_nominated_by
from courses.selectors.own_place import turns_of
from courses.services import withdraw_enrolment
from courses.services.nominations import nominate_members, swap_nominee
from courses.states import RULES
from courses.views.access import member_behind
from members.models import Membership, User

PEOPLE_PER_PAGE = 20
NAMED_AT_ONCE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def batch_nominate(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = _batch(request, code)
    user = member_behind(request)
    form = LetterForm(request.POST or None, today=batch.today, initial=_latest_letter(batch, user))
    if request.method == "POST" and form.is_valid():
        chosen, gone = _people(request)
        if gone:
            form.add_error(None, gone)
        elif not chosen:
            form.add_error(None, _("Tick at least one person."))
        else:
            try:
                rows = nominate_members(batch=batch, members=chosen, actor=user, **form.cleaned_data)
            except CourseError as refusal:
                form.add_error(None, str(refusal))
            else:
                _say(request, rows)
                return redirect("courses:batch_nominate", code)
    listing = _listing(request)
    asked = {"text": listing.text, "office": _office(listing)}
    found = named_by(batch, user, **asked)
    if batch.takes_nominations:
        named = list(found[:NAMED_AT_ONCE])
        page = listing.page_of(people_to_name(batch, user, **asked))
    else:  # the only list then, and as long as it is
        page = listing.page_of(found)
        named = list(page.object_list)
    turns = turns_of(named)
    left = gone_from(batch, user, **asked)
    absent = list(left[:NAMED_AT_ONCE])
    context = {
        "batch": batch,
        "form": form,
        "listing": listing,
        "page_obj": page,
        "chosen": request.POST.getlist("person"),
        "quotas": quota_lines(batch, user),
        "named_more": found.count() - len(named) if batch.takes_nominations and len(named) == NAMED_AT_ONCE else 0,
        "named": [(row, turns.get(row.pk), _may_be_changed(batch, row)) for row in named],
        "gone": absent,
        "gone_more": left.count() - len(absent) if len(absent) == NAMED_AT_ONCE else 0,
    }
    return render(request, "courses/batch_nominate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def nominee_swap(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch, row = _nominee(request, code, uid)
    user = member_behind(request)
    form = LetterForm(request.POST or None, today=batch.today, required=False)
    if request.method == "POST" and form.is_valid():
        chosen, gone = _people(request)
        if gone:
            form.add_error(None, gone)
        elif len(chosen) != 1:
            form.add_error(None, _("Choose who comes instead."))
        else:
            try:
                after = swap_nominee(enrolment=row, member=chosen[0], actor=user, **form.cleaned_data)
            except CourseError as refusal:
                form.add_error(None, str(refusal))
            else:
                said = {"after": after.member.full_name, "before": row.member.full_name}
                messages.success(request, _("%(after)s comes instead of %(before)s.") % said)
                return redirect("courses:batch_nominate", code)
    listing = _listing(request)
    context = {
        "batch": batch,
        "row": row,
        "form": form,
        "listing": listing,
        "page_obj": listing.page_of(_offered(batch, user, listing)),
    }
    return render(request, "courses/nominee_swap.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def nominee_take_back(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch, row = _nominee(request, code, uid)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_enrolment(enrolment=row, actor=member_behind(request), reason=form.cleaned_data["reason"])
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The nomination is taken back."))
            return redirect("courses:batch_nominate", code)
    return render(request, "courses/nominee_take_back.html", {"batch": batch, "row": row, "form": form})


def _batch(request: HttpRequest, code: str) -> Batch:
    batch = get_object_or_404(Batch.objects.open().select_related("course"), code=code)
    if not may_nominate(request.user, batch):
        raise Http404
    return batch


def _nominee(request: HttpRequest, code: str, uid: UUID) -> tuple[Batch, Enrolment]:
    batch = _batch(request, code)
    row: Enrolment = get_object_or_404(named_by(batch, request.user), uid=uid)
    row.batch = batch
    return batch, row


def _people(request: HttpRequest) -> tuple[list[User], str]:
    """Those ticked who work in the own offices today; and, of people who did until lately, a sentence that names them.
    Others are as if they had not been ticked."""
    wanted = [text for text in request.POST.getlist("person")[:PEOPLE_PER_PAGE] if _is_uuid(text)]
    offices = offices_nominated_by(request.user).values("pk")
    ever = User.objects.active().filter(
        uid__in=wanted, pk__in=Membership.objects.filter(office__in=offices).values("member")
    )
    people = list(ever.order_by("name", "pk"))
    working = Membership.objects.in_force().filter(office__in=offices, member__in=people)
    today = set(working.values_list("member", flat=True))
    gone = [one.full_name for one in people if one.pk not in today]
    if not gone:
        return people, ""
    said = ngettext(
        "%(names)s does not work in your offices any more. Nothing was saved.",
        "%(names)s do not work in your offices any more. Nothing was saved.",
        len(gone),
    )
    return [], said % {"names": ", ".join(gone)}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _listing(request: HttpRequest) -> Listing:
    offices = list(offices_nominated_by(request.user).order_by("name", "pk").values_list("pk", "name"))
    choices = [(str(pk), name) for pk, name in offices]
    return Listing(
        request.GET,
        filters=[Filter("office", _("Office"), choices)] if len(choices) > 1 else [],
        search_label=_("Name, position or NIP"),
        rows_per_page=PEOPLE_PER_PAGE,
    )


def _office(listing: Listing) -> str:
    return listing.value("office") if listing.filters else ""


def _offered(batch: Batch, user: User, listing: Listing) -> object:
    return people_to_name(batch, user, text=listing.text, office=_office(listing))


def _latest_letter(batch: Batch, user: User) -> dict[str, object]:
    """Whoever names people page by page types the letter once."""
    row = batch.enrolments.filter(nominated_by=user).exclude(letter_number="").order_by("-enrolled_at", "-pk").first()
    return {"letter_number": row.letter_number, "letter_date": row.letter_date} if row is not None else {}


def _may_be_changed(batch: Batch, row: Enrolment) -> bool:
    return batch.takes_swaps and RULES[EnrolmentState(row.state)].may_be_swapped


def _say(request: HttpRequest, rows: list[Enrolment]) -> None:
    placed = sum(row.state != EnrolmentState.WAITING for row in rows)
    waiting = len(rows) - placed
    if placed:
        text = ngettext("%(number)d person is nominated.", "%(number)d people are nominated.", placed)
        messages.success(request, text % {"number": placed})
    if waiting:
        text = ngettext(
            "No place is free: %(number)d person is on the waiting list.",
            "No place is free: %(number)d people are on the waiting list.",
            waiting,
        )
        messages.warning(request, text % {"number": waiting})
