"""What the attempt page hands to its script: addresses, times, revisions, sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quizzes.kept import Kept
from quizzes.models import Attempt
from quizzes.sealing import public_key
from quizzes.selectors.answers import GivenAnswer

_texts: Kept[str | None, dict[str, str]] = Kept(8)


def attempt_page_data(attempt: Attempt, answers: Mapping[int, GivenAnswer], now: datetime) -> dict[str, object]:
    """Nothing here knows the key: it is built from the paper and the member's own answers."""
    urls = {
        name: reverse(f"quizzes:{name}", args=[attempt.uid])
        for name in ("answers", "lease", "clock", "contact", "submit", "result")
    }
    return {
        "attempt": str(attempt.uid),
        "urls": urls,
        "now": now.isoformat(),
        "deadline": attempt.deadline_at.isoformat() if attempt.deadline_at else None,
        "told": len(attempt.interventions),
        "opened": attempt.last_opening,
        "seal": key.to_json() if (key := public_key()) else None,
        "answers": {
            place.slot: {"rev": one.rev, "value": one.value}
            if (one := answers.get(place.slot))
            else {"rev": 0, "value": []}
            for place in attempt.places
        },
        "texts": _texts.get(get_language(), texts),
    }


def parcel_data(attempt: Attempt) -> dict[str, object]:
    """What the page of a result needs, where its device has answers that were never sent."""
    key = public_key()
    return {"seal": key.to_json() if key else None, "texts": parcel_texts()}


def parcel_texts() -> dict[str, str]:
    """For the file in which answers that cannot be sent are handed to the organiser."""
    return {
        "parcel_one": _(
            "{count} answer waits on this device. You can save it as a file and give that to your organiser, by any "
            "way. It is locked: only this site can read it."
        ),
        "parcel_other": _(
            "{count} answers wait on this device. You can save them as a file and give that to your organiser, by any "
            "way. It is locked: only this site can read it."
        ),
        "parcel_saved": _(
            "Saved as {name} among the downloads. Leave this page open all the same: answers are sent by themselves "
            "once there is a signal."
        ),
        "parcel_failed": _("The file could not be made. Your answers are still on this device."),
        "parcel_impossible": _(
            "This browser can lock no file here. Your answers stay on this device: keep it, and tell your organiser."
        ),
    }


def unsent_texts() -> dict[str, str]:
    """For the page without network, which tells of all tests that this device has something of."""
    return parcel_texts() | {
        "unsent_one": _(
            "{count} answer waits on this device and is sent once there is a signal and this site is open."
        ),
        "unsent_other": _(
            "{count} answers wait on this device and are sent once there is a signal and this site is open."
        ),
        "since": _("Waiting since {day}."),
        "wish": _("The test is not handed in yet: that happens once there is a signal and its page is open."),
        "untitled": _("A test"),
        "parcel_one": _(
            "You can also save it as a file and give that to your organiser, by any way. It is locked: only this site "
            "can read it."
        ),
        "parcel_other": _(
            "You can also save them as a file and give that to your organiser, by any way. It is locked: only this "
            "site can read it."
        ),
        "parcel_saved": _("Saved as {name} among the downloads. Your answers stay on this device as well."),
    }


def texts() -> dict[str, str]:
    """`one` and `other` are plural forms; names in braces are filled in by the script."""
    return {
        "saved": _("Saved {time}"),
        "nothing": _("Everything is saved as you answer"),
        "saving": _("Saving…"),
        "waiting_one": _("{count} answer is waiting for signal, since {time}"),
        "waiting_other": _("{count} answers are waiting for signal, the oldest since {time}"),
        "kept": _("kept on this device"),
        "session": _("You are logged out. Log in again in another tab; your answers are kept on this device."),
        "closed": _("The time is over. Your saved answers are being handed in."),
        "late": _("The time is over. What arrived after it is kept apart and not counted."),
        "elsewhere": _("This page is read-only now."),
        "elsewhere_unreached": _(
            "You cannot continue here now: there is no signal, or you are logged out. Nothing is lost. Try again in a "
            "moment."
        ),
        "elsewhere_one": _(
            "{count} answer of this page is not sent yet. It stays on this device and is sent once you continue here."
        ),
        "elsewhere_other": _(
            "{count} answers of this page are not sent yet. They stay on this device and are sent once you continue "
            "here."
        ),
        "refused": _("An answer could not be taken. Please reload the page."),
        "gone": _(
            "A file that was your answer here was replaced on another device or in another tab. The newer one counts; "
            "reload the page to see it."
        ),
        "left_hours": _("{hours} h {minutes} min left"),
        "left_minutes": _("{minutes} min left"),
        "left_seconds": _("{minutes}:{seconds} left"),
        "over": _("Time is over"),
        "maybe_over": _("Time may be over"),
        "about": _("about {left}"),
        "over_one": _(
            "The time is over, {count} answer waits for signal. What arrives too late is kept apart and not counted."
        ),
        "over_other": _(
            "The time is over, {count} answers wait for signal. What arrives too late is kept apart and not counted."
        ),
        "no_signal": _("no signal; what you answer is kept on this device"),
        "copy": _("It has your answers. What you answer now is kept on this device and sent once there is a signal."),
        "newer": _("A newer answer was saved on another device. Reload the page to see it."),
        "given_up_one": _(
            "The test ended more than 24 hours ago. {count} answer could not be sent and is not tried any more."
        ),
        "given_up_other": _(
            "The test ended more than 24 hours ago. {count} answers could not be sent and are not tried any more."
        ),
        **parcel_texts(),
        "wish_one": _(
            "Not handed in yet: there is no signal. Once there is, {count} answer is sent and then the test is handed "
            "in. Leave this page open, or open it again later."
        ),
        "wish_other": _(
            "Not handed in yet: there is no signal. Once there is, {count} answers are sent and then the test is "
            "handed in. Leave this page open, or open it again later."
        ),
        "wish_saved": _(
            "Not handed in yet: there is no signal. All answers are saved; once there is a signal, the test is handed "
            "in. Leave this page open, or open it again later."
        ),
        "wish_session": _(
            "Not handed in yet: you are logged out. Log in again in another tab; then your answers are sent and the "
            "test is handed in. Nothing is lost."
        ),
        "wish_over": _(
            "You had pressed “Hand in” on this device before the test was opened again. That does not count any more: "
            "hand in when you are done."
        ),
        "announce_one": _("{count} minute left"),
        "announce_other": _("{count} minutes left"),
        "unanswered_one": _("{count} question has no answer yet."),
        "unanswered_other": _("{count} questions have no answer yet."),
        "all_answered": _("All questions are answered."),
        "submitting": _("Handing in…"),
        "unchecked": _("This could not be checked: there is no signal. Try again in a moment."),
        "page": _("Page {page} of {pages}"),
        "answered": _("answered"),
        "not_answered": _("not answered"),
        "hide_timer": _("Hide the time"),
        "show_timer": _("Show the time"),
    }
