from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberKind(models.TextChoices):
    NIP = "nip", _("NIP (civil servant)")
    NI_PPPK = "ni_pppk", _("NI PPPK (contract staff)")
    NONE = "none", _("No number (honorary staff, guest)")


class Zone(models.TextChoices):
    """Indonesia's three time zones; the value is the IANA name, the label what people say."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class OfficeKind(models.TextChoices):
    HEAD_OFFICE = "head_office", _("Head office")
    KSOP = "ksop", "KSOP"
    UPP = "upp", "UPP"
    NAVIGATION = "navigation", _("Navigation district")
    COAST_GUARD = "coast_guard", _("Sea and coast guard base")
    BALAI = "balai", _("Technical agency (Balai)")
    OTHER = "other", _("Other")


class SiteRole(models.TextChoices):
    """A role that holds on the whole site; each is one Wagtail group, named by its value.

    Participant, speaker of a session and organiser of a course are rows in courses; coordinator is an appointment.
    """

    ADMINISTRATOR = "administrator", _("Administrator")
    ORGANISER = "organiser", _("Organiser")
    SPEAKER = "speaker", _("Speaker")
    COORDINATOR = "coordinator", _("Coordinator")
    OFFICE_HEAD = "office_head", _("Office head")
    AUDITOR = "auditor", _("Auditor")


class MessageState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    COLLECTED = "collected", _("waiting for the daily mail")
    KEPT = "kept", _("in the inbox only")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class Delivery(models.TextChoices):
    """How the mails of a category come to a member; the inbox has them all."""

    AT_ONCE = "at_once", _("At once, each by e-mail")
    DAILY = "daily", _("Together, in one e-mail each morning")
    INBOX = "inbox", _("Only in the inbox, without e-mail")


class MessageCategory(models.TextChoices):
    """What a message is about; members choose for each how its mails come."""

    ACCOUNT = "account", _("Your account and its security")
    NOTICE = "notice", _("Urgent notices")
    CERTIFICATE = "certificate", _("Your certificates")
    ENROLMENT = "enrolment", _("Invitations and enrolment")
    TIMETABLE = "timetable", _("Changes of the timetable")
    REMINDER = "reminder", _("Reminders")
    RESULT = "result", _("Results of tests")
    MATERIAL = "material", _("Materials and their comments")
    QUESTION = "question", _("Questions and answers")
    TASK = "task", _("Work that waits for you")
    DIGEST = "digest", _("Daily mail")


class NoticeState(models.TextChoices):
    """How far an urgent notice came."""

    DRAFT = "draft", _("written, not sent")
    SENT = "sent", _("on the desks")
    WITHDRAWN = "withdrawn", _("withdrawn")
