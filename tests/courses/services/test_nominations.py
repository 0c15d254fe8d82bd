from datetime import timedelta

import pytest
from django.utils import timezone, translation

from core import clock
from core.models import AuditEntry
from courses.choices import EnrolmentState, SelfEnrolment
from courses.errors import (
    DeadlinePassedError,
    EnrolledElsewhereError,
    LetterMissingError,
    NotAllowedError,
    QuotaUsedError,
)
from courses.models import Enrolment, PlaceLink
from courses.selectors.nominators import heads_of
from courses.services import change_enrolment_state, enrol_member, withdraw_enrolment
from courses.services.joining import join_batch
from courses.services.nominations import decide_nominations, nominate_members, swap_nominee
from courses.services.place_asking import ask_again
from courses.services.quotas import remove_quota, set_quota
from members.choices import SiteRole
from members.models import Message
from tests.access.papers import appoint
from tests.factories.courses import make_batch, make_course
from tests.factories.members import make_member, make_office, make_province

pytestmark = pytest.mark.django_db

NOMINATED, WAITING, CONFIRMED, WITHDRAWN = (
    EnrolmentState.NOMINATED,
    EnrolmentState.WAITING,
    EnrolmentState.CONFIRMED,
    EnrolmentState.WITHDRAWN,
)


class Scene:
    def __init__(self, **fields):
        self.today = timezone.localdate()
        self.organiser = make_member("Ratna")
        fields = {"starts_on": self.today + timedelta(days=9), "nominations_until": self.today, **fields}
        self.batch = make_batch(make_course(organisers=[self.organiser]), **fields)
        self.bitung, self.manado = make_office(), make_office("KSOP Kelas III Manado")
        self.head = make_member("Eko", office=self.bitung, role=SiteRole.OFFICE_HEAD)

    def nominate(self, *members, by=None, number="KP.301/7"):
        return nominate_members(
            batch=self.batch, members=members, actor=by or self.head, letter_number=number, letter_date=self.today
        )

    def person(self, name, office=None):
        return make_member(name, office=office or self.bitung)


def make_coordinator(office):
    member = make_member("Citra Koordinator", office=office, role=SiteRole.COORDINATOR)
    appoint(member, office, office.province)
    return member


def states():
    rows = Enrolment.objects.order_by("pk").values_list("member__name", "state")
    return dict(rows)


def told(template):
    return list(Message.objects.filter(template=template).order_by("pk").values_list("recipient__name", flat=True))


def test_an_office_head_names_people_by_letter_and_they_are_asked_once():
    scene = Scene()
    budi = scene.person("Budi")

    [row] = scene.nominate(budi, number=" KP.301/7 ")
    [again] = scene.nominate(budi, number="KP.301/8")

    assert again == row
    row.refresh_from_db()
    assert (row.state, row.nominated_by, row.office) == (NOMINATED, scene.head, scene.bitung)
    assert (row.letter_number, row.letter_date) == ("KP.301/7", scene.today)
    assert told("place_asked") == ["Budi"]
    assert AuditEntry.objects.filter(action="enrolment.made").count() == 1


def test_nobody_names_people_of_others_without_a_letter_or_too_late():
    scene = Scene()
    elsewhere = make_office("KSOP Tanjung", province=make_province("34", "DI Yogyakarta", "Asia/Jakarta"))
    foreign, budi = make_member("Asing", office=elsewhere), scene.person("Budi")
    coordinator = make_coordinator(scene.bitung)

    for actor, member in ((scene.head, scene.person("Citra", scene.manado)), (coordinator, foreign), (budi, budi)):
        with pytest.raises(NotAllowedError):
            scene.nominate(member, by=actor)
    with pytest.raises(LetterMissingError):
        scene.nominate(budi, number=" ")
    scene.batch.nominations_until = scene.today - timedelta(days=1)
    scene.batch.save()
    with translation.override("en"), pytest.raises(DeadlinePassedError, match="ended on"):
        scene.nominate(budi)

    assert not Enrolment.objects.exists()


def test_an_office_names_no_more_than_its_quota_those_who_wait_counted_in():
    scene = Scene(capacity=1)
    coordinator = make_coordinator(scene.bitung)
    set_quota(batch=scene.batch, places=2, office=scene.bitung, actor=scene.organiser)
    set_quota(batch=scene.batch, places=1, actor=scene.organiser)
    set_quota(batch=scene.batch, places=4, province=scene.bitung.province, actor=scene.organiser)
    people = [scene.person(name) for name in ("Adi", "Budi", "Citra")]
    manado = [scene.person(name, scene.manado) for name in ("Dewi", "Eka")]

    with pytest.raises(QuotaUsedError):
        scene.nominate(*people)
    scene.nominate(*people[:2])
    with translation.override("en"), pytest.raises(QuotaUsedError, match="The quota of KSOP Kelas III Manado is 1"):
        scene.nominate(*manado, by=coordinator)
    scene.nominate(manado[0], by=coordinator)

    assert states() == {"Adi": NOMINATED, "Budi": WAITING, "Dewi": WAITING}
    assert (told("place_asked"), told("place_waiting")) == (["Adi"], ["Budi", "Dewi"])


def test_a_raised_or_removed_quota_lets_those_move_up_who_waited_for_it():
    scene = Scene(self_enrolment=SelfEnrolment.AT_ONCE)
    quota = set_quota(batch=scene.batch, places=0, office=scene.bitung, actor=scene.organiser)
    join_batch(batch=scene.batch, member=scene.person("Adi"))
    join_batch(batch=scene.batch, member=scene.person("Budi"))
    assert states() == {"Adi": WAITING, "Budi": WAITING}

    set_quota(batch=scene.batch, places=1, office=scene.bitung, actor=scene.organiser)
    assert states() == {"Adi": CONFIRMED, "Budi": WAITING}

    remove_quota(quota=quota, actor=scene.organiser)
    assert states() == {"Adi": CONFIRMED, "Budi": CONFIRMED}
    with pytest.raises(NotAllowedError):
        set_quota(batch=scene.batch, places=9, actor=scene.head)


def test_a_swap_keeps_the_place_and_the_turn_and_both_stay_on_record():
    scene = Scene(capacity=1)
    first, second, third = scene.nominate(*(scene.person(name) for name in ("Adi", "Budi", "Citra")))

    placed = swap_nominee(enrolment=first, member=scene.person("Pengganti Adi"), actor=scene.head)
    waits = swap_nominee(
        enrolment=second, member=scene.person("Pengganti Budi"), actor=scene.head, letter_number="KP.301/9"
    )
    again = swap_nominee(enrolment=second, member=waits.member, actor=scene.head)

    assert again == waits
    assert list(scene.batch.enrolments.waiting()) == [waits, third]
    assert (placed.state, placed.letter_number, waits.letter_number) == (NOMINATED, "KP.301/7", "KP.301/9")
    assert states()["Adi"] == states()["Budi"] == WITHDRAWN
    entry = AuditEntry.objects.filter(action="enrolment.swapped").earliest("pk")
    assert (entry.subject, entry.data["for"]) == (f"enrolment:{first.uid}", str(placed.uid))
    assert told("place_taken_back") == ["Adi", "Budi"]
    first.refresh_from_db()
    assert (first.left_as, first.left_reason) == ("swapped", "")


def test_a_swap_is_for_ones_own_people_until_its_day_and_who_was_confirmed_is_followed_by_a_nominee():
    scene = Scene(swaps_until=timezone.localdate())
    [row] = scene.nominate(scene.person("Adi"))
    other = scene.person("Budi", scene.manado)
    with pytest.raises(NotAllowedError):
        swap_nominee(enrolment=row, member=other, actor=scene.head)
    with pytest.raises(EnrolledElsewhereError):
        swap_nominee(enrolment=row, member=row.member, actor=scene.head)
    change_enrolment_state(enrolment=row, state=CONFIRMED, actor=scene.organiser)

    after = swap_nominee(enrolment=row, member=scene.person("Citra"), actor=scene.head)

    assert after.state == NOMINATED
    scene.batch.swaps_until = scene.batch.nominations_until = scene.today - timedelta(days=1)
    scene.batch.save()
    with pytest.raises(DeadlinePassedError):
        swap_nominee(enrolment=after, member=scene.person("Dewi"), actor=scene.head)
    assert swap_nominee(enrolment=after, member=other, actor=scene.organiser).state == NOMINATED


def test_an_organiser_confirms_many_and_refuses_for_a_reason():
    scene = Scene(capacity=2)
    rows = scene.nominate(*(scene.person(name) for name in ("Adi", "Budi", "Citra")))

    with translation.override("en"):
        decided = decide_nominations(batch=scene.batch, enrolments=rows, confirms=True, actor=scene.organiser)
    assert ([row.member.name for row in decided.done], decided.refused) == (
        ["Adi", "Budi"],
        ["All 2 places of Angkatan I are taken."],
    )
    refused = decide_nominations(
        batch=scene.batch, enrolments=rows[2:], confirms=False, actor=scene.organiser, reason="Surat tidak sah"
    )

    assert [row.member.name for row in refused.done] == ["Citra"]
    assert states() == {"Adi": CONFIRMED, "Budi": CONFIRMED, "Citra": WITHDRAWN}
    assert (told("place_confirmed"), told("place_taken_back")) == (["Adi", "Budi"], ["Citra"])
    assert "Surat tidak sah" in Message.objects.get(template="place_taken_back").text


def test_who_leaves_before_the_batch_begins_makes_room_and_afterwards_asks_the_organiser():
    scene = Scene(capacity=1)
    mine, waits = scene.nominate(scene.person("Adi"), scene.person("Budi"))

    with pytest.raises(NotAllowedError):
        withdraw_enrolment(enrolment=mine, actor=waits.member)
    withdraw_enrolment(enrolment=mine, actor=mine.member)

    assert states() == {"Adi": WITHDRAWN, "Budi": NOMINATED}
    assert (told("place_free"), told("place_taken_back")) == (["Budi"], [])
    change_enrolment_state(enrolment=waits, state=CONFIRMED, actor=scene.organiser)
    scene.batch.starts_on = scene.today
    scene.batch.save()
    with pytest.raises(DeadlinePassedError):
        withdraw_enrolment(enrolment=Enrolment.objects.get(pk=waits.pk), actor=waits.member)


@pytest.mark.parametrize(
    ("allowed", "state", "asked"),
    [(SelfEnrolment.AT_ONCE, CONFIRMED, []), (SelfEnrolment.APPROVAL, NOMINATED, ["Eko"])],
)
def test_members_join_where_the_batch_lets_them(allowed, state, asked):
    scene = Scene(self_enrolment=allowed, capacity=1)
    budi, citra = scene.person("Budi"), scene.person("Citra")

    row, again = (join_batch(batch=scene.batch, member=budi) for _ in range(2))
    late = join_batch(batch=scene.batch, member=citra)

    assert (again, row.state, late.state) == (row, state, WAITING)
    assert told("place_approval") == asked
    withdraw_enrolment(enrolment=row, actor=budi)
    assert states() == {"Budi": WITHDRAWN, "Citra": state}
    assert told("place_free") == ["Citra"]
    assert told("place_approval") == asked * 2
    assert join_batch(batch=scene.batch, member=budi).awaits_approval is False  # waits first
    assert Enrolment.objects.get(member=budi).nominated_by == budi  # who comes back needs approval


def test_whoever_joins_and_leaves_and_joins_again_asks_each_head_once_while_a_link_is_open():
    scene = Scene(self_enrolment=SelfEnrolment.APPROVAL)
    budi = scene.person("Budi")
    for _ in range(3):
        row = join_batch(batch=scene.batch, member=budi)
        withdraw_enrolment(enrolment=row, actor=budi)
    join_batch(batch=scene.batch, member=budi)
    assert told("place_approval") == ["Eko"]

    with clock.at(clock.now() + timedelta(hours=2)):
        assert ask_again(batch=scene.batch, enrolments=[row], actor=scene.organiser) == [row]
    assert told("place_approval") == ["Eko", "Eko"]
    assert PlaceLink.objects.filter(expires_at__gt=clock.now() + timedelta(hours=3)).count() == 1


def test_heads_are_looked_up_once_however_many_ask(django_assert_num_queries):
    scene = Scene()
    others = [make_member(name, office=scene.manado, role=SiteRole.OFFICE_HEAD) for name in ("Fajar", "Gita")]

    with django_assert_num_queries(2):
        heads = heads_of([scene.bitung.pk, scene.manado.pk, 0])

    assert heads == {scene.bitung.pk: [scene.head], scene.manado.pk: others}


def test_nobody_joins_twice_in_a_course_or_where_it_is_not_open():
    scene = Scene()
    other = make_batch(scene.batch.course, self_enrolment=SelfEnrolment.AT_ONCE, name="Angkatan II")
    budi = scene.person("Budi")
    with pytest.raises(DeadlinePassedError):
        join_batch(batch=scene.batch, member=budi)
    enrol_member(batch=scene.batch, member=budi)

    with pytest.raises(EnrolledElsewhereError):
        join_batch(batch=other, member=budi)

    assert not PlaceLink.objects.exists()
