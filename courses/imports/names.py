"""Names of people: taken apart into titles and name, and compared in spite of slips of the pen."""

from __future__ import annotations

import re
import unicodedata

TITLES = frozenset(
    ("prof", "dr", "drs", "dra", "ir", "h", "hj", "capt", "kapt", "kapten", "letkol", "kolonel", "mayor", "pdt", "kh")
)
# One person writes it in full, the next does not.
SAME = dict.fromkeys(
    ("m", "moh", "mohd", "muh", "muhd", "mohamad", "mohammad", "muhamad", "mochamad", "mochammad", "mohammed"),
    "muhammad",
)
SHORT = 5  # letters; shorter names differ by one from too many


def split_name(text: str) -> tuple[str, str, str]:
    """Title before, name, title after: `Capt. Budi Santoso, S.E., M.Mar.`"""
    name, _comma, after = " ".join(text.split()).partition(",")
    words = name.split()
    before: list[str] = []
    while len(words) > 1 and words[0].rstrip(".").lower() in TITLES:
        before.append(words.pop(0))
    return " ".join(before), " ".join(words), after.strip(" ,")


def name_key(name: str) -> str:
    """What two ways of writing one name have in common."""
    return " ".join(_words(name))


def alike(one: str, other: str) -> bool:
    """Whether two names may well be one person's: but for order, for a first letter, for one slip, for what follows."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    if first == second or sorted(first) == sorted(second):
        return True
    if min(len(first), len(second)) > 1 and all(_fits(*pair) for pair in zip(first, second, strict=False)):
        return True
    left, right = "".join(first), "".join(second)
    return left == right or (min(len(left), len(right)) >= SHORT and _is_one_slip(left, right))


def traces(name: str) -> tuple[set[str], set[str]]:
    """What a name leaves, and what another is looked for by: two that are alike have one of these in common, so that
    each need be compared with few."""
    words = _words(name)
    if not words:
        return set(), set()
    whole = "".join(words)
    left = {"=" + " ".join(sorted(words)), whole}
    if len(whole) >= SHORT:
        left |= {whole[:place] + whole[place + 1 :] for place in range(len(whole))}
    looked_for = set(left)
    if len(words) > 1:
        letters, has_initial = f"{words[0][0]} {words[1][0]}", 1 in (len(words[0]), len(words[1]))
        both = " ".join(words[:2])
        left |= {f"2{both}", f"{'i' if has_initial else 'f'}{letters}"}
        looked_for |= {f"2{both}", f"i{letters}", *([f"f{letters}"] if has_initial else [])}
    return left, looked_for


def _fits(word: str, other: str) -> bool:
    """The same word, or its first letter."""
    return word == other or (min(len(word), len(other)) == 1 and word[0] == other[0])


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return [SAME.get(word, word) for word in re.sub(r"[^a-z]+", " ", plain.replace("'", "")).split()]


def _is_one_slip(one: str, other: str) -> bool:
    """One letter more, less or changed, or two swapped."""
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(one) - len(other)) == 1
    one, other = one[start:], other[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[1::-1] == other[:2] and one[2:] == other[2:])
    )
