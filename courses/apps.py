from decimal import Decimal

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from core.made_files.kinds import register_file_kind
        from core.media_policy import register_seer
        from courses import import_jobs, jobs, place_links, receivers, requirements  # noqa: F401  models may be imported from here on, not before
        from courses.attendance_section import attendance_section
        from courses.batch_tools import PEOPLE, BatchTool, register_batch_tool
        from courses.check_in_closing import closing_notes_of_check_in
        from courses.choices import ATTENDANCE, EVALUATION, MANUAL, MATERIALS
        from courses.closing_notes import register_closing_note
        from courses.editor_comments import take_over_comment_mails
        from courses.evaluation_file import EVALUATION_SHEET
        from courses.invitation_links import TEMPLATE, link_for_message
        from courses.list_files import FILE_KINDS
        from courses.message_kinds import register_message_kinds
        from courses.packs.recordings import captions_for_pack, poster_for_pack, recording_for_pack
        from courses.packs.sources import (
            attachment_for_pack,
            light_file_for_pack,
            picture_for_pack,
            register_pack_source,
            slide_for_pack,
        )
        from courses.page_policy import keep_pages_apart
        from courses.personal_data import learning_data, organiser_data, speaker_data
        from courses.progress_entries import register_progress_entry
        from courses.selectors import describe_materials
        from courses.selectors.attendance import describe_attendance, foresee_attendance
        from courses.selectors.editing import sees_in_own_course
        from courses.selectors.evaluation_due import describe_evaluation, evaluation_section
        from courses.selectors.manual import describe_manual, manual_offered_in
        from courses.selectors.nominators import may_nominate
        from courses.services import record_opened_entry, record_watched, take_self_check, take_tick
        from courses.services.attendance_results import refresh_attendance_requirements
        from courses.services.erasure import forget_member
        from courses.services.evaluation import refresh_evaluation_requirements
        from courses.services.manual import refresh_manual_requirements
        from courses.services.progress import refresh_materials_requirements
        from courses.slots import register_course_section
        from members.delivery import register_link_maker
        from members.personal_data import forgets_personal_data, provides_personal_data

        register_message_kinds()
        for kind in FILE_KINDS:
            register_file_kind(kind)
        keep_pages_apart()
        register_batch_tool(PEOPLE, BatchTool(_("Nominate people"), "courses:batch_nominate", may_nominate))
        take_over_comment_mails()
        register_link_maker(TEMPLATE, link_for_message)
        for template in place_links.TEMPLATES:
            register_link_maker(template, place_links.link_for_message)
        register_file_kind(EVALUATION_SHEET)
        provides_personal_data("speaker", speaker_data)
        provides_personal_data("organises", organiser_data)
        provides_personal_data("learning", learning_data)
        forgets_personal_data("courses", forget_member)
        register_seer(sees_in_own_course)
        requirements.register(
            requirements.RequirementKind(
                name=MATERIALS,
                describe=describe_materials,
                default_target=lambda key: Decimal(100),
                offered_in=lambda course: [MATERIALS],
                meaning=_("How much of the published materials was opened."),
                may_gate=False,
                refresh=refresh_materials_requirements,
            )
        )
        requirements.register(
            requirements.RequirementKind(
                name=MANUAL,
                describe=describe_manual,
                default_target=lambda key: Decimal(100),
                offered_in=manual_offered_in,
                in_percent=False,
                refresh=refresh_manual_requirements,
            )
        )
        requirements.register(
            requirements.RequirementKind(
                name=EVALUATION,
                describe=describe_evaluation,
                default_target=lambda key: Decimal(100),
                offered_in=lambda course: [EVALUATION],
                meaning=_("How much of what is asked about speakers, organisers and course was filled in."),
                may_gate=False,
                refresh=refresh_evaluation_requirements,
            )
        )
        requirements.register(
            requirements.RequirementKind(
                name=ATTENDANCE,
                describe=describe_attendance,
                default_target=lambda key: Decimal(80),
                offered_in=lambda course: [ATTENDANCE],
                meaning=_(
                    "How much of the timetable was attended, counted by its JP. Cancelled sessions do not count."
                ),
                may_gate=False,
                refresh=refresh_attendance_requirements,
                foresee=foresee_attendance,
            )
        )

        register_closing_note(closing_notes_of_check_in)
        register_course_section(attendance_section, heading=_("Attendance"))
        register_course_section(evaluation_section, heading=_("Evaluation"))
        register_progress_entry("opened", record_opened_entry)
        register_progress_entry("ticked", take_tick)
        register_progress_entry("checked", take_self_check)
        register_progress_entry("watched", record_watched)
        register_pack_source("courses:file", attachment_for_pack)
        register_pack_source("courses:light_file", light_file_for_pack)
        register_pack_source("courses:picture", picture_for_pack)
        register_pack_source("courses:recording", recording_for_pack)
        register_pack_source("courses:poster", poster_for_pack)
        register_pack_source("courses:captions", captions_for_pack)
        register_pack_source("courses:slide_picture", slide_for_pack)

        # The last of the apps whose permissions are handed out: all of them exist when its turn comes.
        post_migrate.connect(
            receivers.prepare_editing, sender=apps.get_app_config("auth"), dispatch_uid="courses.prepare_editing"
        )
