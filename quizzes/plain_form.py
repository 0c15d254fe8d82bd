"""What the page of an attempt sends where no script runs: all that stands in it, answers and files, in one POST."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes import exchange
from quizzes.errors import FileRefusedError
from quizzes.forms import answer_file_name
from quizzes.models import Answer, Attempt
from quizzes.services import add_answer_file, save_answers


def answers_by_slot(attempt: Attempt) -> dict[int, tuple[int, list[str]]]:
    rows = Answer.objects.filter(attempt=attempt).values_list("slot", "rev", "value")
    return {slot: (rev, value) for slot, rev, value in rows}


@dataclass(frozen=True)
class FormSaved:
    """`anything`: something new is saved. `needs_look`: something was not taken as it was sent, and that was said."""

    anything: bool = False
    needs_look: bool = False


def save_form(request: HttpRequest, own: Attempt, *, but: int | None = None) -> FormSaved:
    """What needs a look is said at once. The file of the slot `but` is left to its own view. A script that sends one
    thing alone brings no answers, and costs no query."""
    if not exchange.brings_answers(request.POST):
        return FormSaved()
    parcel, conflicts = exchange.parcel_from_form(request.POST, answers_by_slot(own))
    saved = save_answers(attempt=own, answers=parcel.answers)
    if saved.late:
        messages.warning(request, _("The time was over. Your last answers are kept apart and not counted."))
    changed, crowded = [*conflicts, *saved.others], exchange.crowded_places(request.POST)
    tell_gone(request, own, saved.gone)
    _tell_numbers(request, own, changed, _conflicts_in_words)
    _tell_numbers(request, own, crowded, _crowded_in_words)
    with_file, refused = _save_files(request, own, but)
    return FormSaved(
        anything=(bool(saved.revs) and not saved.late) or with_file,
        needs_look=bool(saved.gone or changed or crowded or refused),
    )


def tell_saved(request: HttpRequest, saved: FormSaved) -> None:
    """Who goes on answering is told; whoever hands in gets a receipt instead."""
    if saved.anything:
        messages.success(request, _("Your answers are saved."))


def tell_gone(request: HttpRequest, own: Attempt, slots: Sequence[int]) -> None:
    _tell_numbers(request, own, slots, _gone_in_words)


def _save_files(request: HttpRequest, own: Attempt, but: int | None) -> tuple[bool, bool]:
    """Whether one was saved, and whether one was not taken. It holds up nothing else: the page comes back and says
    which and why."""
    saved = refused = False
    for number, place in enumerate(own.places, start=1):
        file = request.FILES.get(answer_file_name(place.slot))
        if place.slot == but or not isinstance(file, UploadedFile):
            continue
        try:
            result = add_answer_file(attempt=own, slot=place.slot, file=file)
        except (FileRefusedError, KeyError) as refusal:
            if isinstance(refusal, FileRefusedError):
                text = _("Question %(number)d: the file was not taken. %(reason)s")
                messages.error(request, text % {"number": number, "reason": refusal})
                refused = True
            continue
        if result.late:
            messages.warning(request, _("The time was over. Your file is kept apart and not counted."))
        tell_gone(request, own, result.gone)
        saved, refused = saved or bool(result.revs), refused or bool(result.gone)
    return saved, refused


def _tell_numbers(request: HttpRequest, own: Attempt, slots: Sequence[int], text: Callable[[int], str]) -> None:
    """A warning that names questions as they are numbered on the page."""
    if not slots:
        return
    numbers = {place.slot: number for number, place in enumerate(own.places, start=1)}
    if known := sorted(numbers[slot] for slot in slots if slot in numbers):
        messages.warning(request, text(len(known)) % {"list": ", ".join(str(number) for number in known)})


def _conflicts_in_words(number: int) -> str:
    return ngettext(
        "Question %(list)s was changed elsewhere since this page was loaded. Please check it below.",
        "Questions %(list)s were changed elsewhere since this page was loaded. Please check them below.",
        number,
    )


def _crowded_in_words(number: int) -> str:
    return ngettext(
        "In question %(list)s one place was given to two parts; the later one has no place now. Please check it.",
        "In questions %(list)s one place was given to two parts; the later one has no place now. Please check them.",
        number,
    )


def _gone_in_words(number: int) -> str:
    return ngettext(
        "Question %(list)s: the file chosen was replaced by a newer one since. The newer one is your answer.",
        "Questions %(list)s: the files chosen were replaced by newer ones since. The newer ones are your answers.",
        number,
    )
