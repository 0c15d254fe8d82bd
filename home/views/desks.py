from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.listing import Listing
from courses.querysets import sees_everything
from home import selectors
from home.selectors.coordinator import state_filter
from members.models import User
from members.selectors import inbox_glance

# The guide of each desk.
GUIDES = {
    "participant": "peserta",
    "speaker": "narasumber",
    "organiser": "penyelenggara",
    "coordinator": "koordinator",
    "office": "koordinator",
}


@require_safe
@login_required
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """The first of the person's desks."""
    return redirect(selectors.desks_of(_person(request))[0].url)


@require_safe
@login_required
@never_cache
def participant(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("batch", "")
    return _desk(request, "participant", lambda user: {"desk": selectors.participant_desk(user, chosen)})


@require_safe
@login_required
@never_cache
def jp_year(request: HttpRequest) -> HttpResponse:
    """One's own hours: everybody has this page, whatever their desks."""
    return render(
        request, "home/jp_year.html", {"page": selectors.jp_page(_person(request), request.GET.get("year", ""))}
    )


@require_safe
@login_required
@never_cache
def speaker(request: HttpRequest) -> HttpResponse:
    return _desk(request, "speaker", lambda user: {"desk": selectors.speaker_desk(user)})


@require_safe
@login_required
@never_cache
def organiser(request: HttpRequest) -> HttpResponse:
    return _desk(
        request, "organiser", lambda user: {"desk": selectors.organiser_desk(user), "sees_all": sees_everything(user)}
    )


@require_safe
@login_required
@never_cache
def coordinator(request: HttpRequest) -> HttpResponse:
    return _offices_desk(request, "coordinator", _("Coordinator’s desk"), selectors.coordinator_desk)


@require_safe
@login_required
@never_cache
def office(request: HttpRequest) -> HttpResponse:
    return _offices_desk(request, "office", _("My office"), selectors.office_desk)


def _offices_desk(
    request: HttpRequest, name: str, label: str, give: Callable[[User, Listing], selectors.OfficesDesk]
) -> HttpResponse:
    listing = Listing(request.GET, filters=[state_filter()], search_label=_("Name or office"))

    def context(user: User) -> dict[str, Any]:
        desk = give(user, listing)
        return {"desk": desk, "desk_name": label, "page_obj": desk.page, "plain": name == "office"}

    return _desk(request, name, context, template="coordinator")


def _desk(
    request: HttpRequest, name: str, fill: Callable[[User], dict[str, Any]], *, template: str = ""
) -> HttpResponse:
    """A desk that is not the person's own is not there for them, and is not filled."""
    user = _person(request)
    desks = selectors.desks_of(user)
    if name not in {desk.name for desk in desks}:
        raise Http404
    tabs = [(desk.label, desk.url, desk.name == name) for desk in desks] if len(desks) > 1 else []
    context = {"tabs": tabs, "guide": GUIDES[name], "inbox": inbox_glance(user), **fill(user)}
    return render(request, f"home/{template or name}_desk.html", context)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
