"""The copy of the own data is whole: what names a member or an enrolment is asked for, or has a reason why not."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.selectors import personal_data_of
from tests.factories.members import make_member

DONE_IN_OFFICE = "says who on the staff did it: a deed of the office, in the audit trail under an opaque name"
PARENT_OF_OURS = "the table of a class that ours takes the place of; empty"
WRITING = "writing for the site in the course of duty, its history by revision; it says nothing about its author"
EDITOR = "a passing state of the editor's screen"

EXCEPTIONS = {
    "certificates.CertificateTemplate.locked_by": EDITOR,
    "certificates.CorrectionRequest.answered_by": DONE_IN_OFFICE,
    "certificates.IssueRun.requested_by": DONE_IN_OFFICE,
    "certificates.PaperPack.asked_by": "gone after a day; the papers within are those of the batch",
    "certificates.IssueRun.paused_by": DONE_IN_OFFICE,
    "certificates.Certificate.changed_by": DONE_IN_OFFICE,
    "certificates.NumbersUsedBefore.noted_by": DONE_IN_OFFICE,
    "certificates.RegisterPrint.asked_by": DONE_IN_OFFICE,
    "certificates.Certificate.enrolment": "found by its holder",
    "quizzes.Accommodation.given_by": DONE_IN_OFFICE,
    "quizzes.GroupAccommodation.given_by": DONE_IN_OFFICE,
    "quizzes.AttemptEvent.actor": "told with the attempt; another's deed at it is that person's office",
    "quizzes.Mark.marker": DONE_IN_OFFICE,
    "quizzes.MarkerDraft.marker": DONE_IN_OFFICE,
    "quizzes.MarkerMark.marker": DONE_IN_OFFICE,
    "quizzes.QuizVersion.published_by": DONE_IN_OFFICE,
    "quizzes.RegradeRun.by": DONE_IN_OFFICE,
    "quizzes.StagedImport.uploaded_by": DONE_IN_OFFICE,
    "courses.Attendance.recorded_by": DONE_IN_OFFICE,
    "courses.AttendanceChange.changed_by": DONE_IN_OFFICE,
    "courses.AttendanceDevice.member": DONE_IN_OFFICE,
    "courses.DoorRequest.answered_by": DONE_IN_OFFICE,
    "courses.SignedSheet.uploaded_by": DONE_IN_OFFICE,
    "courses.Batch.closed_by": DONE_IN_OFFICE,
    "courses.BatchEvaluation.closed_by": DONE_IN_OFFICE,
    "courses.EvaluationInstrument.created_by": DONE_IN_OFFICE,
    "courses.CloneRecord.made_by": DONE_IN_OFFICE,
    "courses.CompletionRule.created_by": DONE_IN_OFFICE,
    "courses.Enrolment.enrolled_by": DONE_IN_OFFICE,
    "courses.Enrolment.nominated_by": DONE_IN_OFFICE,
    "courses.PlaceLink.enrolment": "told with whom it asked; of a superior it says only what the office decided",
    "courses.ManualRequirement.created_by": DONE_IN_OFFICE,
    "courses.ManualTick.ticked_by": DONE_IN_OFFICE,
    "courses.ManualTick.undone_by": DONE_IN_OFFICE,
    "courses.MaterialChange.published_by": DONE_IN_OFFICE,
    "courses.ParticipantImport.uploaded_by": DONE_IN_OFFICE,
    "courses.SessionQuestion.answered_by": DONE_IN_OFFICE,
    "courses.SpeakerInvitation.invited_by": DONE_IN_OFFICE,
    "reports.ActivityReport.written_by": DONE_IN_OFFICE,
    "members.UrgentNotice.written_by": DONE_IN_OFFICE,
    "core.AuditEntry.actor": DONE_IN_OFFICE,
    "core.MadeFile.asked_by": "gone after a day; what is within is told with whose it is",
    "account.EmailAddress.user": "a copy of the account's own address that the sign-in keeps",
    "wagtailusers.UserProfile.user": "the look of the administration's screens",
    "wagtailadmin.EditingSession.user": EDITOR,
    "wagtailadmin.FormState.user": EDITOR,
    "wagtailcore.UploadedFile.uploaded_by_user": EDITOR,
    "wagtaildocs.Document.uploaded_by_user": PARENT_OF_OURS,
    "wagtailimages.Image.uploaded_by_user": PARENT_OF_OURS,
    "wagtailmedia.Media.uploaded_by_user": PARENT_OF_OURS,
    "wagtailcore.ModelLogEntry.user": DONE_IN_OFFICE,
    "wagtailcore.PageLogEntry.user": DONE_IN_OFFICE,
    "wagtailcore.Revision.user": WRITING,
    "wagtailcore.WorkflowState.requested_by": DONE_IN_OFFICE,
    "wagtailcore.TaskState.finished_by": DONE_IN_OFFICE,
    "wagtailcore.Page.locked_by": EDITOR,
    "wagtailcore.Page.owner": WRITING,
    "wagtailcore.Comment.user": WRITING,
    "wagtailcore.Comment.resolved_by": WRITING,
    "wagtailcore.CommentReply.user": WRITING,
    "wagtailcore.PageSubscription.user": EDITOR,
}


def relations() -> dict[str, tuple[str, str]]:
    """Every foreign key of every table to a member or an enrolment, as (table, column)."""
    targets = {"members.User", "courses.Enrolment"}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label == "members.User" or model._meta.label.startswith("members.User_"):
            continue  # the account itself, with its roles
        for field in model._meta.local_fields:
            if field.remote_field and field.related_model and field.related_model._meta.label in targets:
                found[f"{model._meta.label}.{field.name}"] = (model._meta.db_table, str(field.column))
    return found


@pytest.mark.django_db
def test_everything_that_names_a_member_is_in_the_copy_or_has_a_reason() -> None:
    member = make_member()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        personal_data_of(member)
    statements = [query["sql"] for query in asked.captured_queries]

    missing = {
        name
        for name, (table, column) in relations().items()
        if not any(asks_for(member.pk, f'"{table}"."{column}"', sql) for sql in statements)
    }

    assert missing == set(EXCEPTIONS)
    assert all(EXCEPTIONS.values())


def asks_for(member: int, column: str, sql: str) -> bool:
    """Whether the statement is limited to the member by this column, or by it through the member's enrolments."""
    through = f'({column} = "courses_enrolment"."id")' in sql
    limit = '"courses_enrolment"."member_id"' if through else column
    return re.search(rf"{re.escape(limit)} = {member}\b", sql) is not None
