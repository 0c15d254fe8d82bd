"""Who comes to the running batch by a letter, who asks for a place, and who waits for one."""

from __future__ import annotations

from datetime import timedelta

from courses.choices import SelfEnrolment
from courses.models import Batch
from courses.services.joining import join_batch
from courses.services.nominations import nominate_members
from courses.services.quotas import set_quota
from home.demo import sources
from members.models import Office, Province, User

SPARE = 2


def load_nominations(batch: Batch, people: dict[str, User]) -> int:
    """Sulawesi Utara has places left, the island of Java none yet: who asks from there waits. How many came so."""
    facts = sources.course()["nominations"]
    if batch.quotas.exists():
        return 0
    organiser, head = people["organiser"], people["office-head"]
    batch.nominations_until, batch.swaps_until = batch.ends_on, batch.ends_on
    batch.self_enrolment = SelfEnrolment.APPROVAL
    batch.save()
    home = Office.objects.select_related("province").get(code=facts["office"])
    near = batch.enrolments.occupying().filter(office__province=home.province).count()
    set_quota(batch=batch, places=near + SPARE, province=home.province, actor=organiser)
    set_quota(batch=batch, places=SPARE, office=home, actor=organiser)
    set_quota(batch=batch, places=SPARE, actor=organiser)
    for code in facts["later"]:
        set_quota(batch=batch, places=0, province=Province.objects.get(code=code), actor=organiser)
    named = nominate_members(
        batch=batch,
        members=[people[key] for key in facts["named"]],
        actor=head,
        letter_number=facts["letter"],
        letter_date=batch.starts_on - timedelta(days=facts["days_before"]),
    )
    waiting = [join_batch(batch=batch, member=people[key]) for key in facts["ask"]]
    return len(named) + len(waiting)
