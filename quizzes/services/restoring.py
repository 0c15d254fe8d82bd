from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from quizzes import rules
from quizzes.errors import ShelvingRefusedError
from quizzes.items import item_from_parts
from quizzes.models import Question, QuestionMedia, QuestionVersion
from quizzes.services.question_media import StoredMedia
from quizzes.services.question_shelf import fill
from quizzes.stored import rows_of

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def restore_version(*, version: QuestionVersion, by: User) -> Question:
    """The author's draft becomes what the version says. Tests change when they are published again; code, topic and
    pair stay."""
    question = Question.objects.editable_by(by).select_for_update(of=("self",)).filter(pk=version.question_id).first()
    if question is None or not rules.may_edit_question(by, question):
        raise ShelvingRefusedError(_("Only who edits the bank can bring back a version."))
    item = item_from_parts(version.body, version.key)
    names = [file.sha256 for file in item.media]
    files = {row.sha256: row for row in QuestionMedia.objects.filter(sha256__in=names)}
    about, topic = question.about, question.topic
    fill(question, rows_of(item), item, topic, StoredMedia(item, files), by_keys=True)
    question.about = about
    question.save()
    return question
