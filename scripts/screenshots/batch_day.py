"""Screens of a batch that runs: its people, its timetable, its attendance, and what comes of it."""

from scripts.screenshots.screens import Screen


def batch_day() -> list[Screen]:
    from courses.models import Attendance, Batch, Session
    from home.demo import sources
    from members.models import UrgentNotice

    organiser, guide = sources.address_of("organiser"), sources.address_of("participant")
    coordinator, head = sources.address_of("coordinator"), sources.address_of("office-head")
    closed, _ready, running = Batch.objects.order_by("starts_on").values_list("code", flat=True)[:3]
    own = Session.objects.filter(batch__code=running).order_by("starts_at")
    today = own.exclude(delivered_starts_at=None).last() or own[0]
    held = Attendance.objects.filter(enrolment__member__email=guide).order_by("pk")[0]
    notice = UrgentNotice.objects.filter(sent_at__isnull=False).earliest("pk")
    batch = f"/batches/{running}"
    of_organiser = {
        "quotas": f"{batch}/quotas/",
        "nominations": f"{batch}/nominations/",
        "import": f"{batch}/import/",
        "timetable": f"{batch}/timetable/",
        "clashes": f"{batch}/clashes/",
        "attendance": f"{batch}/attendance/",
        "attendance-session": f"{batch}/attendance/{today.uid}/",
        "attendance-unusual": f"{batch}/attendance/{today.uid}/remarks/",
        "room": f"/sessions/{own.latest('starts_at').uid}/room/",
        "rule": f"/rules/{today.batch.course.slug}/",
        "reminders": f"{batch}/reminders/",
        "recap": f"/batches/{closed}/recap/",
        "course-history": f"/batches/{closed}/siasn/",
        "evaluation-results": f"/batches/{closed}/evaluation/results/",
        "activity-report": f"/batches/{closed}/report/",
        "jp": "/jp/",
        "notice": f"/notices/{notice.uid}/",
    }
    of_participant = {
        "own-attendance": f"/attendance/{held.enrolment.uid}/",
        "questions": f"/sessions/{today.uid}/questions/",
        "calendar": "/calendar/",
        "inbox": "/inbox/",
        "evaluation": f"{batch}/evaluation/",
        "evaluation-course": f"{batch}/evaluation/fill/course/",
    }
    return [
        *(Screen(name, path, organiser) for name, path in of_organiser.items()),
        *(Screen(name, path, guide) for name, path in of_participant.items()),
        Screen("nominate", f"{batch}/nominate/", head),
        Screen("comparison", "/desk/comparison/", coordinator),
    ]
