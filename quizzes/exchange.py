"""How answers arrive: as JSON from the page's script, or as the plain form where no script runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict

from quizzes.services import Incoming

MOST_ANSWERS = 500


class UnreadableError(ValueError):
    """The body is not what our page sends."""


@dataclass(frozen=True)
class Parcel:
    answers: dict[int, Incoming] = field(default_factory=dict)
    lease: str = ""


def wants_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


def parcel_from_json(body: bytes) -> Parcel:
    try:
        data = json.loads(body)
        rows = data["answers"].items()
        if len(rows) > MOST_ANSWERS:
            raise UnreadableError("too many answers")
        answers = {int(slot): Incoming(_whole(row["rev"]), _texts(row["value"])) for slot, row in rows}
        return Parcel(answers, str(data.get("lease", ""))[:40])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableError("not a parcel of answers") from error


def brings_answers(form: QueryDict) -> bool:
    """Whether the page's own form was sent, and not one thing of it by a script."""
    return any(name.startswith("rev-") for name in form)


def parcel_from_form(form: QueryDict, stored: Mapping[int, tuple[int, list[str]]]) -> tuple[Parcel, list[int]]:
    """What the form changes against what is stored, and the slots that were changed elsewhere since it was drawn."""
    answers, conflicts = {}, []
    for name in form:
        number = str(form[name])
        if not (name.startswith("rev-") and _is_small(name[4:]) and _is_small(number)):
            continue
        slot, drawn = int(name[4:]), int(number)
        rev, value = stored.get(slot, (0, []))
        sent = _sent(form, slot)
        if (sorted(sent) == sorted(value) and not _is_placed(form, slot)) or sent == value:
            continue
        if drawn < rev:
            conflicts.append(slot)
        else:
            answers[slot] = Incoming(drawn + 1, sent)
    return Parcel(answers), conflicts


def _sent(form: QueryDict, slot: int) -> list[str]:
    """Controls by their names (`quizzes.controls`): values as they are, parts as `key:value`, places as a list."""
    plain = [text for text in form.getlist(f"q-{slot}") if text.strip()]
    parts = [f"{name}:{text}" for name, text in _parts(form, f"q-{slot}-") if text.strip()]
    return [_storable(text) for text in (*plain, *parts)] + _places(form, slot)


def _parts(form: QueryDict, prefix: str) -> list[tuple[str, str]]:
    return [(name.removeprefix(prefix), str(form[name])) for name in form if name.startswith(prefix)]


def _is_placed(form: QueryDict, slot: int) -> bool:
    return any(name.startswith(f"o-{slot}-") for name in form)


def _places(form: QueryDict, slot: int) -> list[str]:
    """Each part at the place chosen for it; of two at one place the first stays and the other has none."""
    at: dict[int, str] = {}
    for name, text in _parts(form, f"o-{slot}-"):
        if text.isdecimal() and 0 < len(text) <= 2:
            at.setdefault(int(text), name)
    return [at.get(place, "") for place in range(1, max(at, default=0) + 1)]


def crowded_places(form: QueryDict) -> list[int]:
    """Slots in which one place was chosen for two parts: the later of them has none now."""
    taken: dict[int, list[str]] = {}
    for name in form:
        kind, _dash, rest = name.partition("-")
        slot, _dash, _part = rest.partition("-")
        if kind == "o" and _is_small(slot) and str(form[name]).strip():
            taken.setdefault(int(slot), []).append(str(form[name]).strip())
    return sorted(slot for slot, places in taken.items() if len(set(places)) < len(places))


def _is_small(text: str) -> bool:
    """A number that a slot or a revision may have; Python refuses to read one of thousands of digits."""
    return text.isdecimal() and len(text) <= 10


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a revision is a whole number")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > 100 or not all(isinstance(text, str) for text in value):
        raise TypeError("an answer is a list of texts")
    return [_storable(text) for text in value]


def _storable(text: str) -> str:
    """JSON may spell out zeros and halves of letters, which no database takes: one would hold up all that waits. A form
    ends lines in its own way."""
    text = text.replace("\r\n", "\n")
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
