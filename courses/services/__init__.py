from courses.services.batch import cancel_session, close_batch, deliver_session, open_batch, take_up_session
from courses.services.completion import (
    complete_who_meet,
    evaluate_completion,
    record_requirement,
    record_requirements,
    withdraw_requirement,
)
from courses.services.editing import set_up_editing
from courses.services.enrolment import change_enrolment_state, enrol_member, withdraw_enrolment
from courses.services.evaluation import close_evaluation, fill_section, hide_remark
from courses.services.instrument import set_instrument
from courses.services.judging import judge_pending
from courses.services.pack import (
    keep_pack,
    make_pack,
    note_pack_used,
    prepare_pack,
    remove_unused_packs,
    renew_packs,
)
from courses.services.programme import give_part, plan_session, take_part_back
from courses.services.progress import (
    TakenEntries,
    moment_told,
    record_material_opened,
    record_opened_entry,
    record_progress,
    refresh_materials_requirement,
)
from courses.services.questions import answer_question, ask_question, hide_question, merge_questions, vote_for
from courses.services.reading import keep_tick, keep_ticks, record_self_check, take_self_check, take_tick
from courses.services.rule import set_completion_rule
from courses.services.waiting_list import promote_waiting
from courses.services.watching import record_watched

__all__ = [
    "TakenEntries",
    "answer_question",
    "ask_question",
    "cancel_session",
    "change_enrolment_state",
    "close_batch",
    "close_evaluation",
    "complete_who_meet",
    "deliver_session",
    "enrol_member",
    "evaluate_completion",
    "fill_section",
    "give_part",
    "hide_question",
    "hide_remark",
    "judge_pending",
    "keep_pack",
    "keep_tick",
    "keep_ticks",
    "make_pack",
    "merge_questions",
    "moment_told",
    "note_pack_used",
    "open_batch",
    "plan_session",
    "prepare_pack",
    "promote_waiting",
    "record_material_opened",
    "record_opened_entry",
    "record_progress",
    "record_requirement",
    "record_requirements",
    "record_self_check",
    "record_watched",
    "refresh_materials_requirement",
    "remove_unused_packs",
    "renew_packs",
    "set_completion_rule",
    "set_instrument",
    "set_up_editing",
    "take_part_back",
    "take_self_check",
    "take_tick",
    "take_up_session",
    "vote_for",
    "withdraw_enrolment",
    "withdraw_requirement",
]
