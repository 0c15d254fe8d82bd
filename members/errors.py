from core.errors import DomainError


class MemberError(DomainError):
    """A rule about people or offices was broken."""
