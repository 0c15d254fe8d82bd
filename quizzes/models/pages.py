from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from core.identifiers import uuid7
from courses.models import CoursePage
from courses.page_permissions import DECIDES, NOTHING, WRITES, EditedByRules
from courses.rules import may_author_in_course, may_run_course
from quizzes.choices import Counting, LatePolicy, Paging, Practice, Purpose, ReviewMoment
from quizzes.draft import draft_paper, problems_of_quiz
from quizzes.errors import QuizNotReadyError
from quizzes.layout import new_seed
from quizzes.models.bank import TEXT_FEATURES
from quizzes.panels import QuizPageForm, edit_handler
from quizzes.policies import DEFAULT_REVIEW, Policies, review_from_json

if TYPE_CHECKING:
    from members.models import User

logger = logging.getLogger(__name__)
AT_ITS_HOUR = "wagtail.publish.scheduled"  # what publish_scheduled calls it


def review_during() -> list[str]:
    return list(DEFAULT_REVIEW["during"])


def review_just_after() -> list[str]:
    return list(DEFAULT_REVIEW["just_after"])


def review_while_open() -> list[str]:
    return list(DEFAULT_REVIEW["while_open"])


def review_after_close() -> list[str]:
    return list(DEFAULT_REVIEW["after_close"])


class QuizPage(EditedByRules, Page):
    """A test in a course's tree, as its author works on it; what takers get is its latest published QuizVersion."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.POST_TEST)
    instructions = RichTextField(
        _("instructions"), blank=True, features=TEXT_FEATURES, help_text=_("Read before the start.")
    )

    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    late_policy = models.CharField(
        _("who starts late"), max_length=15, choices=LatePolicy.choices, default=LatePolicy.FULL_TIME
    )
    outage_minutes = models.PositiveSmallIntegerField(
        _("minutes given back after outages"),
        default=15,
        help_text=_(
            "At most so many, by themselves, where the site was down or several participants lost their connection at "
            "the same time. What one participant alone reports waits for the organiser."
        ),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=1, help_text=_("0 means as many as one likes.")
    )
    wait_minutes = models.PositiveIntegerField(_("minutes to wait between attempts"), default=0)
    counting = models.CharField(
        _("which attempt counts"), max_length=10, choices=Counting.choices, default=Counting.BEST
    )
    pass_mark = models.DecimalField(
        _("pass mark in percent"),
        max_digits=8,
        decimal_places=5,
        default=70,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    shuffle_questions = models.BooleanField(_("shuffle the questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle the options"), default=True)
    paging = models.CharField(
        _("pages"),
        max_length=10,
        choices=Paging.choices,
        default=Paging.ONE,
        help_text=_("All questions are loaded at the start in any case, so turning pages needs no signal."),
    )
    practice = models.CharField(
        _("practice"),
        max_length=10,
        choices=Practice.choices,
        default=Practice.NONE,
        help_text=_("Practice has no time limit, may be repeated, and tells after each question what was right."),
    )
    asks_honesty = models.BooleanField(
        _("ask for an honesty statement before the start"),
        default=False,
        help_text=_("Whoever starts an attempt that counts must agree to it first. Practice does not ask."),
    )
    honesty_statement = models.TextField(
        _("honesty statement"),
        blank=True,
        max_length=1000,
        help_text=_(
            "Frozen with the test when it is published: whoever has agreed to these words has agreed to these, whatever"
            " you write later."
        ),
    )
    holds_results = models.BooleanField(
        _("results are shown when the organiser publishes them"),
        default=False,
        help_text=_(
            "Until then participants read that their work was received, and nothing of how it went; the course counts"
            " the test from then on, and materials that wait for it stay shut. The table below holds from then on, too."
            " Results of a pre-test are never kept back."
        ),
    )
    review_during = models.JSONField(_("shown in practice, after each question"), default=review_during, blank=True)
    review_just_after = models.JSONField(
        _("shown in the first 15 minutes after submitting"), default=review_just_after, blank=True
    )
    review_while_open = models.JSONField(
        _("shown later, while the test is open"), default=review_while_open, blank=True
    )
    review_after_close = models.JSONField(_("shown after the test has closed"), default=review_after_close, blank=True)

    base_form_class = QuizPageForm
    edit_handler = edit_handler()
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")

    @property
    def policies(self) -> Policies:
        return Policies(
            purpose=Purpose(self.purpose),
            time_limit_minutes=self.time_limit_minutes,
            late_policy=LatePolicy(self.late_policy),
            attempts_allowed=self.attempts_allowed,
            wait_minutes=self.wait_minutes,
            outage_minutes=self.outage_minutes,
            counting=Counting(self.counting),
            pass_mark=self.pass_mark,
            shuffle_questions=self.shuffle_questions,
            shuffle_options=self.shuffle_options,
            paging=Paging(self.paging),
            practice=Practice(self.practice),
            honesty_statement=self.honesty_statement.replace("\r\n", "\n").strip() if self.asks_honesty else "",
            holds_results=self.holds_results,
            review=review_from_json({moment.value: getattr(self, f"review_{moment.value}") for moment in ReviewMoment}),
        )

    def actions_of(self, user: User) -> frozenset[str]:
        """Who runs the course decides; its speakers write. A draft holds keys: nobody else's course sees it."""
        course = CoursePage.objects.filter(path=self.path[: -self.steplen]).first() if self.path else None
        if course is None:
            return NOTHING
        if may_run_course(user, course):
            return DECIDES
        return WRITES if may_author_in_course(user, course) else NOTHING

    exclude_fields_in_copy = ["uid"]  # a copy is a test of its own

    preview_modes = [("", _("As a participant"))]

    def get_url_parts(self, request: Any = None) -> Any:
        """The landing page, which asks who may sit the test, is this page's address everywhere."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], reverse("quizzes:landing", args=[self.uid]))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("quizzes:landing", uid=self.uid)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The paper as participants get it, from the draft; it cannot be answered."""
        from quizzes.sheets import sheets_to_preview  # it reads attempts, which point here

        sheets = sheets_to_preview(draft_paper(self), new_seed())
        context = {"page": self, "sheets": sheets, "version": {"question_count": len(sheets)}}
        return render(request, "quizzes/preview.html", context)

    def publish(self, revision: Any, **options: Any) -> Any:
        """Refuses a test that nobody could pass fairly; the page and its frozen version go live together or not.

        At its hour a scheduled one that was spoilt in the meantime stays a draft, and does not hold up other pages.
        """
        if problems := problems_of_quiz(revision.as_object()):
            if options.get("log_action") == AT_ITS_HOUR:
                logger.error("test %s was not published at its hour: %s", self.uid, " ".join(problems))
                revision.approved_go_live_at = None
                revision.save(update_fields=["approved_go_live_at"])
                return None
            raise QuizNotReadyError(problems)
        with transaction.atomic():
            return super().publish(revision, **options)
