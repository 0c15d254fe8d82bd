from quizzes.services.authoring import (
    NewAttachment,
    NewGap,
    NewOption,
    add_question,
    add_quiz,
    grant_accommodation,
    schedule_quiz,
)
from quizzes.services.bulk import PastAttempt, write_attempts
from quizzes.services.closing import close_overdue_attempt, close_overdue_attempts, submit_attempt
from quizzes.services.django_quiz import DumpImport, import_django_quiz
from quizzes.services.handing_over import HandedOver, hand_over_answers
from quizzes.services.imported_history import ImportedRow
from quizzes.services.intervening import (
    admit_late_answers,
    extend_attempt,
    extend_open_attempts,
    reopen_attempt,
    void_attempt,
)
from quizzes.services.outages import give_back_claimed, hear_from, report_outages
from quizzes.services.pairing import pair_questions
from quizzes.services.practising import check_answer
from quizzes.services.publishing import freeze_question, freeze_quiz
from quizzes.services.question_files import ImportedQuestion, QuestionImport, export_questions, import_questions
from quizzes.services.question_media import (
    delete_unused_question_media,
    store_question_media,
    stored_media_of,
    with_bytes,
)
from quizzes.services.recording import record_result, requirement_key
from quizzes.services.saving import Incoming, SaveResult, save_answers, take_lease
from quizzes.services.starting import start_attempt

__all__ = [
    "DumpImport",
    "HandedOver",
    "ImportedQuestion",
    "ImportedRow",
    "Incoming",
    "NewAttachment",
    "NewGap",
    "NewOption",
    "PastAttempt",
    "QuestionImport",
    "SaveResult",
    "add_question",
    "add_quiz",
    "admit_late_answers",
    "check_answer",
    "close_overdue_attempt",
    "close_overdue_attempts",
    "delete_unused_question_media",
    "export_questions",
    "extend_attempt",
    "extend_open_attempts",
    "freeze_question",
    "freeze_quiz",
    "give_back_claimed",
    "grant_accommodation",
    "hand_over_answers",
    "hear_from",
    "import_django_quiz",
    "import_questions",
    "pair_questions",
    "record_result",
    "reopen_attempt",
    "report_outages",
    "requirement_key",
    "save_answers",
    "schedule_quiz",
    "start_attempt",
    "store_question_media",
    "stored_media_of",
    "submit_attempt",
    "take_lease",
    "void_attempt",
    "with_bytes",
    "write_attempts",
]
