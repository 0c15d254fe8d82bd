from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionType(models.TextChoices):
    SINGLE = "single", _("one right answer")
    MULTIPLE = "multiple", _("several right answers")
    TRUE_FALSE = "true_false", _("true or false")
    KPRIM = "kprim", _("four statements, each true or false")
    NUMERIC = "numeric", _("a number")
    SHORT_TEXT = "short_text", _("a short text")
    MATCHING = "matching", _("matching")
    ORDERING = "ordering", _("ordering")
    CLOZE = "cloze", _("text with gaps")
    ESSAY = "essay", _("essay")
    UPLOAD = "upload", _("file to hand in")
    DRILL = "drill", _("drill")


# What the clock and the key cannot mark alone.
MARKED_BY_PEOPLE = frozenset({QuestionType.ESSAY, QuestionType.UPLOAD, QuestionType.DRILL})


def authored_kinds() -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in QuestionType]


class FileKind(models.TextChoices):
    """What a question takes as a file, in the words of its author."""

    PICTURE = "picture", _("pictures (JPG, PNG, WebP)")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("text documents (Word, OpenDocument)")
    SHEET = "sheet", _("spreadsheets (Excel, OpenDocument, CSV)")
    SLIDES = "slides", _("slides (PowerPoint, OpenDocument)")
    AUDIO = "audio", _("sound (MP3, M4A)")
    VIDEO = "video", _("video (MP4)")


ENDINGS: dict[str, tuple[str, ...]] = {
    FileKind.PICTURE.value: ("jpg", "png", "webp"),
    FileKind.PDF.value: ("pdf",),
    FileKind.TEXT.value: ("docx", "odt"),
    FileKind.SHEET.value: ("xlsx", "ods", "csv"),
    FileKind.SLIDES.value: ("pptx", "odp"),
    FileKind.AUDIO.value: ("mp3", "m4a"),
    FileKind.VIDEO.value: ("mp4",),
}


class Markers(models.IntegerChoices):
    ONE = 1, _("one marker")
    TWO = 2, _("two markers, neither of whom sees the other's mark")


class TaskState(models.TextChoices):
    """Where one answer stands that people mark."""

    OPEN = "open", _("to mark")
    SETTLED = "settled", _("marked")
    DROPPED = "dropped", _("no longer asked for")


class PartMarking(models.TextChoices):
    """How matching and ordering are marked."""

    SHARE = "share", _("each right part earns its share")
    LONGEST_RUN = "longest_run", _("ordering: the longest run of parts in the right order")
    ALL_OR_NOTHING = "all_or_nothing", _("all right, or nothing")


class ToleranceKind(models.TextChoices):
    ABSOLUTE = "absolute", _("the same unit as the answer")
    RELATIVE = "relative", _("a share of the answer (0,05 is 5 %)")
    GEOMETRIC = "geometric", _("a factor (0,5 allows from ÷ 1,5 to × 1,5)")


class UnitUse(models.TextChoices):
    NONE = "none", _("a number without unit")
    IGNORED = "ignored", _("a unit may be written and does not count")
    REQUIRED = "required", _("a unit must be written")


class MediaPlace(models.TextChoices):
    """Where a picture or sound of a question stands."""

    QUESTION = "question", _("in the question")
    FEEDBACK = "feedback", _("in the explanation, after the test")


class GapKind(models.TextChoices):
    SHORT_TEXT = "short_text", _("a short text")
    NUMERIC = "numeric", _("a number")
    SINGLE = "single", _("a choice from a list")


class Marking(models.TextChoices):
    """How a choice turns into a fraction between 0 and 1."""

    ONE_RIGHT = "one_right", _("the fraction of the option chosen")
    ALL_OR_NOTHING = "all_or_nothing", _("all right options and no wrong one")
    SUM_OF_FRACTIONS = "sum_of_fractions", _("partial credit: the sum of the options' fractions")
    RIGHT_MINUS_WRONG = "right_minus_wrong", _("partial credit: right ones minus wrong ones")


class Purpose(models.TextChoices):
    PRE_TEST = "pre_test", _("pre-test")
    POST_TEST = "post_test", _("post-test")
    EXERCISE = "exercise", _("exercise")


class RowKind(models.TextChoices):
    """What a row of a test is."""

    QUESTION = "question", _("a question that everybody gets")
    DRAW = "draw", _("a draw: questions that differ from person to person")
    SECTION = "section", _("a new section begins here")


class Paging(models.TextChoices):
    """How a paper is read; without JavaScript it is one long page anyway."""

    ONE = "one", _("all questions on one page")
    SECTION = "section", _("each section on a page of its own")
    QUESTION = "question", _("each question on a page of its own")


class Practice(models.TextChoices):
    """Whether a test may be sat without counting, as often as one likes and with feedback after each question."""

    NONE = "none", _("no practice: every attempt counts")
    BESIDE = "beside", _("participants may also practise; practice never counts")
    ONLY = "only", _("practice alone: nothing counts")


class LatePolicy(models.TextChoices):
    FULL_TIME = "full_time", _("late starters get the full time; the window limits the start")
    STRICT_CLOSE = "strict_close", _("everybody ends when the window closes")


class GroupKind(models.TextChoices):
    """Who of a batch gets rules of a group."""

    OFFICE = "office", _("everybody of one office")
    PROVINCE = "province", _("everybody of one province")
    PEOPLE = "people", _("people chosen from the list")


class Counting(models.TextChoices):
    """Which of several attempts gives the score."""

    BEST = "best", _("the best attempt")
    LAST = "last", _("the last attempt")
    FIRST = "first", _("the first attempt")
    AVERAGE = "average", _("the average of all attempts")


class AttemptKind(models.TextChoices):
    COUNTED = "counted", _("counted")
    PRACTICE = "practice", _("practice")


class AttemptState(models.TextChoices):
    OPEN = "open", _("in progress")
    SUBMITTED = "submitted", _("submitted")
    AWAITING_MARKING = "awaiting", _("waiting for marking")
    GRADED = "graded", _("marked")
    RELEASED = "released", _("released")
    VOID = "void", _("void")


# Attempts whose score stands.
SCORED = (AttemptState.GRADED, AttemptState.RELEASED)
# Attempts whose answers markers read: handed in, and neither opened again nor void.
HANDED_IN = (AttemptState.AWAITING_MARKING, *SCORED)


class ReviewMoment(models.TextChoices):
    DURING = "during", _("in practice, after each question")
    JUST_AFTER = "just_after", _("just after submitting")
    WHILE_OPEN = "while_open", _("later, while the test is open")
    AFTER_CLOSE = "after_close", _("after the test has closed")


class ReviewPart(models.TextChoices):
    ANSWERS = "answers", _("own answers")
    RIGHT_WRONG = "right_wrong", _("right or wrong")
    MARKS = "marks", _("marks")
    FEEDBACK = "feedback", _("feedback")
    KEY = "key", _("right answers")


class ImportedKind(models.TextChoices):
    SITTING = "sitting", _("sitting")
    PROGRESS = "progress", _("progress by category")


class StagedState(models.TextChoices):
    """Where a file of questions stands between its upload and its import."""

    WAITING = "waiting", _("being looked through")
    CHECKED = "checked", _("looked through")
    COMMITTING = "committing", _("being imported")
    COMMITTED = "committed", _("imported")
    FAILED = "failed", _("not readable")


class FileOutcome(models.TextChoices):
    """What comes of one question of a file."""

    ADDED = "added", _("new")
    RENEWED = "renewed", _("new version")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


class LiveState(models.TextChoices):
    """Where a participant of a test stands at this moment."""

    WRITING = "writing", _("writing")
    NOT_BEGUN = "not_begun", _("not begun")
    HANDED_IN = "handed_in", _("handed in")
    BY_CLOCK = "by_clock", _("closed by the clock")
    VOID = "void", _("void")


class RegradeAction(models.TextChoices):
    """How the marks of a question are corrected. “Only upward” goes with each of them."""

    APPLY_KEY = "apply_key", _("apply the key as the question has it now")
    ACCEPT = "accept", _("accept further answers")
    DROP = "drop", _("drop the question")
    FULL_MARKS = "full_marks", _("full marks to all")


class RegradeState(models.TextChoices):
    PREPARED = "prepared", _("preview")
    COMMITTED = "committed", _("applied")
    ABANDONED = "abandoned", _("given up")


class EventKind(models.TextChoices):
    EXPIRED = "expired", _("closed by the clock")
    EXTENDED = "extended", _("more time given")
    LEASE_TAKEN = "lease_taken", _("continued in another tab or on another device")
    REOPENED = "reopened", _("opened again")
    VOIDED = "voided", _("made void")
    LATE_ADMITTED = "late_admitted", _("late answers counted")
    UNREACHED = "unreached", _("could not save")
    TIME_RETURNED = "time_returned", _("time given back after an outage")
    FILE_HANDED_IN = "file_handed_in", _("answers handed in as a file")
    REGRADED = "regraded", _("marks corrected")
    RELEASED = "released", _("result published")
    REMARKED = "remarked", _("mark corrected by its marker")
