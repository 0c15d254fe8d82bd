"""The demo goes only when nothing of a real member goes with it."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from core.models import Attachment
from courses.choices import EnrolmentState
from courses.models import Batch, CoursePage, Enrolment
from courses.services import withdraw_enrolment
from home.demo import removal, sources
from members.models import User
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(settings: Any) -> Batch:
    """The demo's course in small: one batch with one demo participant."""
    settings.DEMO = True
    found = make_batch(make_course(slug=sources.course()["slug"]))
    make_enrolment(found, invented("Peserta Contoh"))
    return found


def invented(name: str) -> User:
    member = make_member(name)
    User.objects.filter(pk=member.pk).update(is_demo=True)
    return member


def upload(owner: User) -> Attachment:
    content = ContentFile(b"%PDF-1.4", name="kartu.pdf")
    return Attachment.objects.create(title="Kartu saku respons cepat", file=content, uploaded_by_user=owner)


def test_nothing_goes_while_a_real_member_is_enrolled_in_a_demo_batch(batch: Batch) -> None:
    make_enrolment(batch, make_member("Orang Sungguhan"))
    card = upload(User.objects.get(is_demo=True))

    with pytest.raises(removal.RealMembersError, match=r"1 record .*Orang Sungguhan.*move or withdraw") as refused:
        removal.remove()

    assert refused.value.details == {"count": 1}
    assert Enrolment.objects.count() == 2
    assert User.objects.filter(is_demo=True).count() == 1
    assert CoursePage.objects.count() == 1
    assert Attachment.objects.filter(pk=card.pk).exists()


def test_a_real_speaker_of_a_demo_batch_is_counted_too(batch: Batch) -> None:
    real = make_member("Orang Sungguhan")
    make_enrolment(batch, real)
    make_part(batch, real)

    with pytest.raises(removal.RealMembersError, match="2 records"):
        removal.remove()


def test_who_has_withdrawn_is_not_in_the_way(batch: Batch) -> None:
    real = make_member("Orang Sungguhan")
    withdrawn = withdraw_enrolment(enrolment=make_enrolment(batch, real))
    assert withdrawn.state == EnrolmentState.WITHDRAWN

    removal.remove()

    assert list(User.objects.values_list("pk", flat=True)) == [real.pk]
    assert not Batch.objects.exists()


def test_files_of_the_same_title_stay_unless_a_demo_account_uploaded_them(batch: Batch) -> None:
    upload(User.objects.get(is_demo=True))
    real = upload(make_member("Orang Sungguhan"))

    removal.remove()

    assert list(Attachment.objects.values_list("pk", flat=True)) == [real.pk]
