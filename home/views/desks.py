from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home import selectors
from members.models import User


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
    return _desk(request, "participant", desk=selectors.participant_desk(_person(request), chosen))


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
    return _desk(request, "speaker", desk=selectors.speaker_desk(_person(request)))


@require_safe
@login_required
@never_cache
def organiser(request: HttpRequest) -> HttpResponse:
    return _desk(request, "organiser", desk=selectors.organiser_desk(_person(request)))


@require_safe
@login_required
@never_cache
def coordinator(request: HttpRequest) -> HttpResponse:
    page = request.GET.get("page", "1")
    return _desk(request, "coordinator", desk=selectors.coordinator_desk(_person(request), page))


def _desk(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    """A desk that is not the person's own is not there for them."""
    desks = selectors.desks_of(_person(request))
    if name not in {desk.name for desk in desks}:
        raise Http404
    tabs = [(desk.label, desk.url, desk.name == name) for desk in desks] if len(desks) > 1 else []
    return render(request, f"home/{name}_desk.html", {"tabs": tabs, **context})


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
