"""Words by their Indonesian stems: who looks for “memeriksa” finds “pemeriksaan”. Pure.

The stems of a text stand in the order of its words, one for each, so that a place found by its stems is marked in the
text without stemming it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import local

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
PHRASE = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")
LONGEST_QUERY = 200
MOST_WORDS = 12
SHORTEST = 2
# Stand in nearly every sentence: they find nothing, unless nothing else is asked for.
STOPWORDS = frozenset(
    """
    ada adalah agar akan apa atau bagi bahwa bila dalam dan dari dengan di hal ini itu jika juga karena ke
    kepada lagi lah maka mana namun nya oleh pada para pun saat saja sebagai secara sehingga seperti serta
    setiap suatu sudah supaya telah tentang terhadap tersebut tidak untuk yaitu yakni yang a an and for in is
    of on or the to
    """.split()  # noqa: SIM905  read as a text
)
TIMES = 3  # mempercepat → percepat → cepat

_stemmers = local()  # a stemmer holds the word that it is at


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one word in lower case; the stemmer takes off one layer at a time, so it is asked until it rests."""
    if not hasattr(_stemmers, "indonesian"):
        _stemmers.indonesian = snowballstemmer.stemmer("indonesian")
    for _time in range(TIMES):
        shorter: str = _stemmers.indonesian.stemWord(word)
        if shorter == word or not shorter:
            break
        word = shorter
    return word


def words_of(text: str) -> Iterator[re.Match[str]]:
    return WORD.finditer(text)


def stems_of(text: str) -> str:
    """One for each word, in order, with a blank on either side of each."""
    found = " ".join(stem(word[0].lower()) for word in words_of(text))
    return f" {found} " if found else ""


@dataclass(frozen=True)
class SearchWords:
    stems: tuple[str, ...] = ()
    """Each to be found, without doubles, in the order in which they were asked."""
    phrases: tuple[str, ...] = ()
    """Stems that are to follow one another, with a blank on either side."""

    def __bool__(self) -> bool:
        return bool(self.stems)


def search_words(text: str) -> SearchWords:
    """What a query asks for: words in quotes follow one another; stopwords and single letters are passed over."""
    asked = text[:LONGEST_QUERY]
    phrases = [stems for found in PHRASE.findall(asked) if len(stems := _stems(found)) > 1]
    words = [word[0].lower() for word in words_of(asked)]
    telling = [word for word in words if len(word) >= SHORTEST and word not in STOPWORDS]
    if not telling:
        telling = [word for word in words if len(word) >= SHORTEST]
    stems = list(dict.fromkeys([stem(word) for word in telling] + [one for phrase in phrases for one in phrase]))
    return SearchWords(tuple(stems[:MOST_WORDS]), tuple(f" {' '.join(phrase)} " for phrase in phrases))


def _stems(text: str) -> Sequence[str]:
    return stems_of(text).split()
