"""Who sat a test there: by number where accounts were dumped so, or by a natural key such as the user name."""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.formats.django_quiz.dump import Dump, Fields, key_of, text_in

LONGEST_NAME = 254


@dataclass(frozen=True)
class OldPerson:
    """`names`: user name and e-mail address, to find the account here; none where the dump has a number alone."""

    key: str
    name: str = ""
    names: tuple[str, ...] = ()


class People:
    def __init__(self, dump: Dump) -> None:
        self._by_key = {key: fields for key, fields in dump.people if key}
        self._by_name = {text_in(fields.get("username")).casefold(): fields for _key, fields in dump.people}

    def of(self, value: object) -> OldPerson:
        key = key_of(value)[:LONGEST_NAME] if value is not None else ""
        if isinstance(value, int) or (isinstance(value, str) and key.isdecimal() and key in self._by_key):
            return self._described(key, self._by_key.get(key))
        natural = [text_in(part) for part in value if isinstance(part, str)] if isinstance(value, list) else [key]
        account = self._by_name.get(natural[0].casefold()) if natural else None
        found = self._described(key, account)
        names = tuple(dict.fromkeys(name for name in (*natural, *found.names) if name))
        return OldPerson(key, found.name or " ".join(natural)[:LONGEST_NAME], names)

    def _described(self, key: str, account: Fields | None) -> OldPerson:
        if account is None:
            return OldPerson(key)
        names = tuple(name for name in (text_in(account.get("username")), text_in(account.get("email"))) if name)
        parts = (text_in(account.get("first_name")), text_in(account.get("last_name")))
        full = " ".join(part for part in parts if part)
        shown = f"{full} ({names[0]})" if full and names else full or (names[0] if names else "")
        return OldPerson(key, shown[:LONGEST_NAME], names)


def people_in(dump: Dump) -> People:
    return People(dump)
