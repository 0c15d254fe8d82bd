"""An imported sitting as it is read: question by question, in the reader's language where the words are ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import ImportedKind
from quizzes.formats.django_quiz.remarks import remark_from_json
from quizzes.models import ImportedSitting


@dataclass(frozen=True)
class Line:
    question: str
    answer: str
    verdict: str
    tone: str = ""


def outcome_of(row: ImportedSitting) -> str:
    if row.score is None or row.max_score is None:
        return str(_("unknown"))
    score = _("%(score)d of %(most)d") % {"score": row.score, "most": row.max_score}
    return score if row.is_complete else _("%(score)s, not finished") % {"score": score}


def lines_of(row: ImportedSitting) -> list[Line]:
    make = _total if row.kind == ImportedKind.PROGRESS else _line
    return [make(answer) for answer in row.answers]


def sentences_of(row: ImportedSitting) -> list[str]:
    return [sentence for stored in row.findings if (sentence := remark_from_json(stored))]


def _total(answer: dict[str, Any]) -> Line:
    score = _("%(score)d of %(most)d") % {"score": answer["score"], "most": answer["possible"]}
    return Line(answer["question"] or _("no category"), score, "")


def _line(answer: dict[str, Any]) -> Line:
    question = answer["question"] or _("question number %(key)s, whose text is lost") % {"key": answer["number"]}
    said = answer["answer"]
    if said is None:
        return Line(question, _("no answer"), "")
    if answer["kind"] == "true_false":
        said = {"true": _("True"), "false": _("False")}.get(said.lower(), said)
    verdict, tone = {
        True: (_("right"), "success"),
        False: (_("wrong"), "danger"),
        None: (_("not marked"), "") if answer["kind"] == "essay" else (_("unknown"), ""),
    }[answer["right"]]
    return Line(question, said or _("an option whose text is lost"), verdict, tone)
