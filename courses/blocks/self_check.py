from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from courses.blocks.worded import WordedBooleanBlock, WordedChoiceBlock
from courses.choices import CheckKind
from courses.self_checks import self_check_from

TRUTH = [("true", gettext_lazy("True")), ("false", gettext_lazy("False"))]


class CheckOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("answer"), max_length=250)
    is_right = WordedBooleanBlock(label=gettext_lazy("this answer is right"), required=False)
    feedback = blocks.CharBlock(
        label=gettext_lazy("feedback"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("What you would say to somebody who chose this."),
    )


class SelfCheckBlock(blocks.StructBlock):
    """A question in the flow, for the reader alone: no marks, and no question of a quiz."""

    question = blocks.TextBlock(label=gettext_lazy("question"), rows=2, max_length=500)
    kind = WordedChoiceBlock(
        label=gettext_lazy("kind"),
        choices=CheckKind.choices,
        default=CheckKind.SINGLE,
        help_text=gettext_lazy("For true or false leave the answers empty and say below which it is."),
    )
    options = blocks.ListBlock(
        CheckOptionBlock(label=gettext_lazy("answer")), label=gettext_lazy("answers"), max_num=8, default=[]
    )
    truth = WordedChoiceBlock(label=gettext_lazy("true or false"), choices=TRUTH, required=False)
    explanation = blocks.TextBlock(
        label=gettext_lazy("explanation"),
        required=False,
        rows=3,
        max_length=1000,
        help_text=gettext_lazy("Shown after the answer, right or not."),
    )

    class Meta:
        icon = "help"
        label = gettext_lazy("Self-check")
        template = "courses/blocks/self_check.html"

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        right = sum(bool(option["is_right"]) for option in result["options"])
        problem = _problem(result["kind"], len(result["options"]), right)
        if problem:
            raise blocks.StructBlockValidationError(non_block_errors=[ValidationError(problem)])
        if result["kind"] == CheckKind.TRUE_FALSE and not result["truth"]:
            raise blocks.StructBlockValidationError(
                block_errors={"truth": ValidationError(_("Say whether the sentence is true or false."))}
            )
        return result

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "check": self_check_from(str(context.get("block_id", "")), self.get_prep_value(value))}


def _problem(kind: str, options: int, right: int) -> str:
    if kind == CheckKind.TRUE_FALSE:
        return _("True or false has no answers of its own: remove them.") if options else ""
    if options < 2:
        return _("Give at least two answers.")
    if kind == CheckKind.SINGLE and right != 1:
        return _("Tick exactly one answer as right, or choose the kind with several.")
    return _("Tick at least one answer as right.") if not right else ""
