"""A session's pack: what is in it for this reader, how large it is, whether it is made; and the file itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.private_files import private_file_response
from core.rate_limits import rate_limited
from courses.models import Session
from courses.selectors.session_pack import (
    PackPlan,
    PackState,
    pack_plan,
    pack_state,
    pack_to_download,
    session_materials,
    session_with_pack,
)
from courses.services import note_pack_used, prepare_pack
from courses.views.access import member_behind


@require_safe
@login_required
@cache_control(private=True)
def session_pack(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    context = {"session": session, "course": session.batch.course, "batch": session.batch, **_choices(request, session)}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, f"courses/{'partials/pack_choices' if is_part else 'session_pack'}.html", context)


@require_POST
@login_required
@rate_limited("pack", limit=20, seconds=60)
def session_pack_prepare(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    materials, closed = session_materials(request.user, session)
    if not materials:
        raise Http404
    plan = pack_plan(session, materials, closed, with_recordings="recordings" in request.POST)
    prepare_pack(plan=plan, actor=member_behind(request))
    return redirect("courses:session_pack", uid)


@require_safe
@login_required
def session_pack_file(request: HttpRequest, uid: UUID, digest: str) -> HttpResponseBase:
    session = _session(request, uid)
    pack = pack_to_download(request.user, session, digest)
    if pack is None:
        raise Http404
    note_pack_used(pack=pack)
    name = _("pack")
    return private_file_response(
        request,
        file=pack.file,
        filename=f"{name}-{session.batch.code}-{slugify(session.subject)[:60]}.zip",
        content_type="application/zip",
        etag=pack.digest,
    )


def _session(request: HttpRequest, uid: UUID) -> Session:
    session = session_with_pack(request.user, uid)
    if session is None:
        raise Http404
    return session


def _choices(request: HttpRequest, session: Session) -> dict[str, object]:
    """The whole pack, and where recordings make it heavy the one without them."""
    materials, closed = session_materials(request.user, session)
    plans = [pack_plan(session, materials, closed, with_recordings=True)] if materials else []
    if plans and plans[0].bytes_of_recordings:
        plans.append(pack_plan(session, materials, closed, with_recordings=False))
    choices: list[tuple[PackPlan, PackState]] = [(plan, pack_state(plan)) for plan in plans]
    return {
        "materials": materials,
        "closed": closed,
        "choices": choices,
        "moving": any(state.job is not None and state.job.finished_at is None for _plan, state in choices),
    }
