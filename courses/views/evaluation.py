"""A participant fills in an evaluation: one section after another, each sent by itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.choices import BatchState
from courses.errors import CourseError, EvaluationChangedError, SectionIncompleteError
from courses.evaluation_forms import SectionForm
from courses.models import Enrolment
from courses.selectors.evaluation import EvaluationState, SectionFace, evaluation_state, filled_keys
from courses.selectors.evaluation_due import evaluation_due
from courses.services import fill_section
from courses.views.access import member_behind


@require_safe
@login_required
@never_cache
def own_evaluations(request: HttpRequest) -> HttpResponseBase:
    """Where the completion rule's link leads: what waits to be filled in first."""
    own = Enrolment.objects.active().filter(member=member_behind(request)).exclude(batch__state=BatchState.DRAFT)
    enrolments = list(own.select_related("batch__course").order_by("-batch__starts_on", "-pk")[:20])
    due = [(enrolment, found) for enrolment in enrolments if (found := evaluation_due(enrolment))]
    context = {"due": due, "others": [one for one in enrolments if one not in [enrolment for enrolment, _due in due]]}
    return render(request, "courses/own_evaluations.html", context)


@require_safe
@login_required
@never_cache
def evaluation(request: HttpRequest, code: str) -> HttpResponseBase:
    enrolment = _own(request, code)
    state = evaluation_state(enrolment.batch)
    filled = filled_keys(enrolment)
    rows = [(face, face.key in filled) for face in state.counted]
    context = {
        "batch": enrolment.batch,
        "enrolment": enrolment,
        "state": state,
        "rows": rows,
        "filled": sum(is_filled for _face, is_filled in rows),
        "following": _following(state, filled),
    }
    return render(request, "courses/evaluation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def evaluation_section(request: HttpRequest, code: str, section: str) -> HttpResponseBase:
    enrolment = _own(request, code)
    state = evaluation_state(enrolment.batch)
    face = next((one for one in state.sections if one.slug == section), None)
    if face is None:
        raise Http404
    filled = filled_keys(enrolment)
    if face.key in filled or not face.is_held or not state.is_open:
        return redirect("courses:evaluation", code)
    form = SectionForm(request.POST or None, instrument=state.instrument, section=face.section)
    heard = request.POST.get("heard") != "no" or face.part is None
    refused, written = "", list[str]()
    if request.method == "POST" and (form.is_valid() or not heard):
        try:
            fill_section(
                enrolment=enrolment,
                section=section,
                asked=request.POST.get("asked", ""),
                answers=form.answers if heard else {},
                heard=heard,
            )
        except SectionIncompleteError as refusal:
            for order in refusal.details["orders"]:  # type: ignore[attr-defined]
                form.add_error(f"q{order}", str(refusal))
        except EvaluationChangedError as refusal:
            # What was chosen answered other questions: chosen anew, or it would count for these.
            refused, written = str(refusal), _written(request)
            form = SectionForm(instrument=state.instrument, section=face.section)
        except CourseError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Saved: %(section)s.") % {"section": face.title})
            following = _following(state, filled | {face.key})
            if following is None:
                return redirect("courses:evaluation", code)
            return redirect("courses:evaluation_section", code, following.slug)
    place = state.sections.index(face) + 1
    context = {
        "batch": enrolment.batch,
        "enrolment": enrolment,
        "state": state,
        "face": face,
        "form": form,
        "refused": refused,
        "written": written,
        "place": place,
        "whole": len(state.sections),
        "subjects": _subjects(face),
    }
    return render(request, "courses/evaluation_section.html", context)


def _own(request: HttpRequest, code: str) -> Enrolment:
    own = Enrolment.objects.active().filter(member=member_behind(request)).exclude(batch__state=BatchState.DRAFT)
    return get_object_or_404(own.select_related("batch__course"), batch__code=code)


def _following(state: EvaluationState, filled: set[tuple[str, int | None]]) -> SectionFace | None:
    if not state.is_open:
        return None
    return next((face for face in state.sections if face.is_held and face.key not in filled), None)


def _written(request: HttpRequest) -> list[str]:
    """What was typed, so that nothing of it is lost; an answer on the scale is one figure."""
    said = (request.POST[name].strip() for name in request.POST if name.startswith("q"))
    return [words for words in said if words and not (words.isdecimal() and len(words) == 1)]


def _subjects(face: SectionFace) -> list[str]:
    """What the speaker taught: people remember a subject longer than a name."""
    if face.part is None:
        return []
    return list(face.part.sessions.exclude(state="cancelled").order_by("starts_at").values_list("subject", flat=True))
