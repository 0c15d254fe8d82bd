class MemberError(Exception):
    """A rule about people or offices was broken; the message is a translated sentence for people."""
