from core.errors import DomainError


class MemberError(DomainError):
    """A rule about people or offices was broken."""


class WrongPasswordError(MemberError):
    """Something that only the owner of an account may do was asked without the right password."""


class InaugurationRefusedError(MemberError):
    """Nobody was appointed; `by_province` says why, by the province's code."""

    def __init__(self, by_province: dict[str, str]) -> None:
        super().__init__(" ".join(by_province.values()))
        self.by_province = by_province
