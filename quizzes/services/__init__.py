from quizzes.services.accommodating import grant_accommodation
from quizzes.services.answer_files import add_answer_file
from quizzes.services.authoring import (
    NewAttachment,
    NewCriterion,
    NewGap,
    NewOption,
    add_question,
    add_quiz,
    schedule_quiz,
)
from quizzes.services.blinding import file_for_markers
from quizzes.services.bulk import PastAttempt, write_attempts
from quizzes.services.closing import close_overdue_attempt, close_overdue_attempts, submit_attempt
from quizzes.services.correcting_marks import correct_mark
from quizzes.services.django_quiz import DumpImport, import_django_quiz
from quizzes.services.drills import start_drill
from quizzes.services.grouping import (
    Group,
    add_to_group,
    change_group_accommodation,
    grant_to_group,
    take_back_group_accommodation,
)
from quizzes.services.handing_over import HandedOver, hand_over_answers
from quizzes.services.imported_history import ImportedRow
from quizzes.services.intervening import (
    admit_late_answers,
    extend_attempt,
    extend_open_attempts,
    reopen_attempt,
    void_attempt,
)
from quizzes.services.marking import claim_next_task, claim_task, give_mark, release_task, save_marker_draft
from quizzes.services.outages import (
    GivenBack,
    give_back_claimed,
    give_back_to_several,
    hear_from,
    report_outages,
)
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
from quizzes.services.regrade_apply import apply_regrade
from quizzes.services.regrading import (
    RegradeScope,
    abandon_regrade,
    commit_regrade,
    make_preview,
    prepare_regrade,
    renew_preview,
)
from quizzes.services.releasing import release_results
from quizzes.services.saving import Incoming, SaveResult, save_answers, take_lease
from quizzes.services.seeing import note_learnt_in_practice, note_result_seen
from quizzes.services.starting import start_attempt

__all__ = [
    "DumpImport",
    "GivenBack",
    "Group",
    "HandedOver",
    "ImportedQuestion",
    "ImportedRow",
    "Incoming",
    "NewAttachment",
    "NewCriterion",
    "NewGap",
    "NewOption",
    "PastAttempt",
    "QuestionImport",
    "RegradeScope",
    "SaveResult",
    "abandon_regrade",
    "add_answer_file",
    "add_question",
    "add_quiz",
    "add_to_group",
    "admit_late_answers",
    "apply_regrade",
    "change_group_accommodation",
    "check_answer",
    "claim_next_task",
    "claim_task",
    "close_overdue_attempt",
    "close_overdue_attempts",
    "commit_regrade",
    "correct_mark",
    "delete_unused_question_media",
    "export_questions",
    "extend_attempt",
    "extend_open_attempts",
    "file_for_markers",
    "freeze_question",
    "freeze_quiz",
    "give_back_claimed",
    "give_back_to_several",
    "give_mark",
    "grant_accommodation",
    "grant_to_group",
    "hand_over_answers",
    "hear_from",
    "import_django_quiz",
    "import_questions",
    "make_preview",
    "note_learnt_in_practice",
    "note_result_seen",
    "pair_questions",
    "prepare_regrade",
    "record_result",
    "release_results",
    "release_task",
    "renew_preview",
    "reopen_attempt",
    "report_outages",
    "requirement_key",
    "save_answers",
    "save_marker_draft",
    "schedule_quiz",
    "start_attempt",
    "start_drill",
    "store_question_media",
    "stored_media_of",
    "submit_attempt",
    "take_back_group_accommodation",
    "take_lease",
    "void_attempt",
    "with_bytes",
    "write_attempts",
]
