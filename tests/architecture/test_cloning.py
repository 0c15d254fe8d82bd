"""Whatever hangs on a batch, a session or a course is cloned with it, or has a reason why not."""

import pytest
from django.apps import apps

CLONED = "cloned"
PEOPLE = "what people did, or are to do; the clone is without them"
OWN_BEGINNING = "begins anew with what happens in the clone"
SECRET = "leads somebody to one occasion"
WAGTAIL = "rights, privacy and work around one page"

FATES = {
    "courses.Batch": {
        "certificates.Achievement": OWN_BEGINNING,
        "certificates.BatchCertificateSetup": CLONED,
        "certificates.Certificate": PEOPLE,
        "certificates.IssueRun": OWN_BEGINNING,
        "certificates.PaperPack": OWN_BEGINNING,
        "certificates.PaperPart": PEOPLE,
        "courses.BatchEvaluation": PEOPLE,
        "courses.BatchPart": CLONED,
        "courses.BatchQuota": CLONED,
        "courses.BatchReminder": CLONED,
        "courses.CloneRecord": OWN_BEGINNING,
        "courses.Enrolment": PEOPLE,
        "courses.ParticipantImport": PEOPLE,
        "courses.Session": CLONED,
        "courses.SpeakerInvitation": SECRET,
        "courses.TimetableChange": OWN_BEGINNING,
        "quizzes.GroupAccommodation": PEOPLE,
        "quizzes.QuizSchedule": CLONED,
        "quizzes.RegradeRun": PEOPLE,
        "reports.ActivityReport": OWN_BEGINNING,
    },
    "courses.Session": {
        "certificates.PartSession": PEOPLE,
        "courses.Attendance": PEOPLE,
        "courses.AttendanceDevice": SECRET,
        "courses.DeliveredBy": OWN_BEGINNING,
        "courses.DoorRequest": PEOPLE,
        "courses.SessionMaterial": CLONED,
        "courses.SessionPack": "made of its materials when somebody asks",
        "courses.SessionQuestion": PEOPLE,
        "courses.SessionSpeaker": CLONED,
        "courses.SignedSheet": PEOPLE,
        "courses.SpeakerInvitation_sessions": SECRET,
    },
    "courses.CoursePage": {
        "courses.Batch": "one of them, where that is wanted",
        "courses.CloneRecord": OWN_BEGINNING,
        "courses.CompletionRule": CLONED,
        "courses.CourseOrganiser": CLONED,
        "courses.EvaluationInstrument": CLONED,
        "courses.ManualRequirement": CLONED,
        "quizzes.ImportedSitting": PEOPLE,
        "quizzes.QuestionBank": "both courses use it",
        "quizzes.QuizVersion": "frozen anew when the clone's test is published",
        "wagtailcore.Comment": WAGTAIL,
        "wagtailcore.GroupPagePermission": WAGTAIL,
        "wagtailcore.Page": WAGTAIL,
        "wagtailcore.PageLogEntry": WAGTAIL,
        "wagtailcore.PageSubscription": WAGTAIL,
        "wagtailcore.PageViewRestriction": WAGTAIL,
        "wagtailcore.Site": WAGTAIL,
        "wagtailcore.WorkflowPage": WAGTAIL,
    },
}


@pytest.mark.parametrize("label", FATES)
def test_what_hangs_on_it_is_cloned_or_has_a_reason(label: str) -> None:
    relations = apps.get_model(label)._meta.get_fields(include_hidden=True)
    found = {
        relation.related_model._meta.label
        for relation in relations
        if relation.auto_created and not relation.concrete and relation.related_model and not relation.many_to_many
    }

    assert found == set(FATES[label])
