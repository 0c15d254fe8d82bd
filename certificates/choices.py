from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.TextChoices):
    PARTICIPANT = "participant", _("participant")
    SPEAKER = "speaker", _("speaker")
    COMMITTEE = "committee", _("committee")
    AWARD = "award", _("award")


class CertificateState(models.TextChoices):
    """reserved → issued → replaced | revoked | expired; a number that led to nothing stays as void."""

    RESERVED = "reserved", _("being made")
    ISSUED = "issued", _("valid")
    REPLACED = "replaced", _("replaced")
    REVOKED = "revoked", _("revoked")
    EXPIRED = "expired", _("expired")
    VOID = "void", _("void")


class RunPurpose(models.TextChoices):
    """What an issue run was asked for."""

    EVERYBODY = "everybody", _("for everybody who is complete")
    CHOSEN = "chosen", _("for chosen people")
    REPLACEMENT = "replacement", _("a corrected edition")
    AGAIN = "again", _("another try for those with problems")


class CorrectionSubject(models.TextChoices):
    """What a holder finds wrong."""

    NAME = "name", _("name or titles")
    NUMBER = "number", _("NIP or NI PPPK")
    RANK = "rank", _("rank or grade")
    POSITION = "position", _("position")
    OFFICE = "office", _("office")
    OTHER = "other", _("something else")


class CorrectionState(models.TextChoices):
    OPEN = "open", _("waits for an answer")
    ACCEPTED = "accepted", _("corrected")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")


class PackGrouping(models.TextChoices):
    """The folders of an archive of certificates."""

    OFFICE = "office", _("a folder for each office")
    PROVINCE = "province", _("a folder for each province, its offices within")


class Seal(models.TextChoices):
    """How a paper is signed. Its wording follows this, and never claims what is not so."""

    INTERNAL = "internal", _("internal electronic signature")
    BSRE = "bsre", _("electronic seal of the state (BSrE)")


# What was handed out once and can be looked up by its token for ever.
PUBLIC_STATES = (
    CertificateState.ISSUED,
    CertificateState.REPLACED,
    CertificateState.REVOKED,
    CertificateState.EXPIRED,
)
