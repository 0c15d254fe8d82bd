from core.errors import DomainError


class MemberError(DomainError):
    """A rule about people or offices was broken."""


class WrongPasswordError(MemberError):
    """Something that only the owner of an account may do was asked without the right password."""
