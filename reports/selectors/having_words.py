"""How people are searched for in reports: as in the list of members (`UserQuerySet.search`)."""

from __future__ import annotations

from django.db.models import Q

from members import nip


def having_words(text: str, number: str, *fields: str) -> Q:
    """Every word stands in one of `fields`. A whole number, however it is grouped, finds its owner, and three digits
    the end of one, which is what a mask shows: more would let people guess it digit by digit."""
    if nip.looks_like_number(text):
        return Q(**{number: nip.normalise(text)})
    found = Q()
    for word in text.split():
        match = Q()
        for field in fields:
            match |= Q(**{f"{field}__icontains": word})
        if word.isascii() and word.isdigit() and len(word) == 3:
            match |= Q(**{f"{number}__endswith": word})
        found &= match
    return found
