"""The author's form of a test: tabs, fields, and the checks that stop a test which is not ready."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.models import Page

from quizzes.draft import problems_of_quiz
from quizzes.honesty import offered_statement
from quizzes.review_panel import ReviewGridPanel, review_field
from quizzes.structure_panel import RowsPanel

LEAVES_THE_DRAFT = ("action-publish", "action-submit")


class QuizPageForm(WagtailAdminPageForm):
    """A draft may be unfinished; publishing, scheduling and handing in for approval are refused with what to mend."""

    class Media:
        css = {"all": ("css/test-form.css",)}
        js = ("js/test-form.js",)

    review_during = review_field()
    review_just_after = review_field()
    review_while_open = review_field()
    review_after_close = review_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "honesty_statement" in self.fields and not self.instance.honesty_statement:
            self.initial["honesty_statement"] = offered_statement()

    def clean(self) -> dict[str, Any]:
        """Questions of banks that the author may not see cannot be slipped in by their number."""
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("asks_honesty") and cleaned.get("honesty_statement") == offered_statement():
            cleaned["honesty_statement"] = ""  # offered, not taken: the next author gets it in the own language
        for row in self.formsets["slots"].forms if "slots" in self.formsets else []:
            question = row.cleaned_data.get("question") if row.is_valid() else None
            if question is None or "question" not in row.changed_data:
                continue
            if not type(question).objects.visible_to(self.for_user).filter(pk=question.pk).exists():
                row.add_error("question", ValidationError(_("Choose a question from a bank of your own courses.")))
        return cleaned

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if valid and any(action in self.data for action in LEAVES_THE_DRAFT):
            problems = problems_of_quiz(self.save(commit=False))
            if problems:
                self.add_error(None, ValidationError(problems))
                return False
        return valid


class AdvicePanel(Panel):
    """What the test comes to, what still stops it, and what gives answers away: as saved, and anew as one types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/panels/advice.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from quizzes.checks import checks_of  # its words read attempts, which read tests

            context: dict[str, Any] = super().get_context_data(parent_context)
            context["checks"] = checks_of(self.instance)
            context["address"] = reverse("quizzes_checks", args=[self.instance.pk])
            return context

        def is_shown(self) -> bool:
            return bool(self.instance.pk)


def edit_handler() -> TabbedInterface:
    content = [
        *Page.content_panels,
        FieldPanel("purpose"),
        FieldPanel("instructions"),
        AdvicePanel(heading=_("Before you publish")),
        RowsPanel("slots", heading=_("Questions, draws and sections"), label=_("row")),
        HelpPanel(
            content=_(
                "Publishing freezes the questions: who has started keeps the paper as it was, and later changes to a"
                " question reach participants when this page is published again."
            ),
            heading=_("How questions get into the test"),
        ),
    ]
    rules = [
        MultiFieldPanel(
            [FieldPanel("time_limit_minutes"), FieldPanel("late_policy"), FieldPanel("outage_minutes")],
            heading=_("Time"),
        ),
        MultiFieldPanel(
            [FieldPanel("attempts_allowed"), FieldPanel("wait_minutes"), FieldPanel("counting")], heading=_("Attempts")
        ),
        MultiFieldPanel([FieldPanel("asks_honesty"), FieldPanel("honesty_statement")], heading=_("Honesty")),
        FieldPanel("practice"),
        FieldPanel(
            "pass_mark",
            help_text=_("A pre-test is done once it is handed in, whatever the score; 0 says so of another test."),
        ),
        MultiFieldPanel(
            [FieldPanel("shuffle_questions"), FieldPanel("shuffle_options"), FieldPanel("paging")],
            heading=_("Order and pages"),
        ),
        FieldPanel("holds_results"),
        ReviewGridPanel(heading=_("What participants see afterwards")),
        InlinePanel(
            "bands",
            heading=_("What is said about the score"),
            label=_("sentence"),
            help_text=_("Shown with the result wherever feedback is. Each holds from its percentage up to the next."),
        ),
    ]
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Questions")),
            ObjectList(rules, heading=_("Rules")),
            ObjectList(Page.promote_panels, heading=_("Address")),
            ObjectList(Page.settings_panels, heading=_("Publication")),
        ]
    )
