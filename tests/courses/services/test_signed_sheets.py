"""The sheet that people signed: sent twice at once, and once its batch is closed."""

from pathlib import PurePath

import pytest
from django.core.files.base import ContentFile

from core import clock
from courses.choices import BatchState
from courses.errors import BatchClosedError
from courses.models import Batch, SignedSheet
from courses.services.signed_sheets import keep_signed_sheet, remove_signed_sheet
from tests.courses.services.test_door import picture
from tests.factories.courses import make_batch, make_course, make_session
from tests.factories.members import make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    return make_session(make_batch(make_course(organisers=[organiser], materials_target=None)))


def test_two_who_send_the_same_scan_at_once_get_the_same_sheet_and_leave_one_file(session, organiser):
    class Overtaken(ContentFile):
        """While this one is being written, another request sends the same and is done first."""

        def chunks(self, *arguments):
            first.append(keep_signed_sheet(session=session, file=picture(), actor=organiser))
            yield from super().chunks(*arguments)

    first = []
    sheet = keep_signed_sheet(session=session, file=Overtaken(picture().read(), name="scan.jpg"), actor=organiser)

    assert [sheet] == first == list(SignedSheet.objects.all())
    storage, folder = sheet.file.storage, str(PurePath(sheet.file.name).parent)
    assert [name for name in storage.listdir(folder)[1] if str(session.uid) in name] == [PurePath(sheet.file.name).name]


def test_the_signed_sheets_of_a_closed_batch_stay(session, organiser):
    sheet = keep_signed_sheet(session=session, file=picture(), actor=organiser)
    Batch.objects.filter(pk=session.batch_id).update(state=BatchState.CLOSED, closed_at=clock.now())

    with pytest.raises(BatchClosedError):
        remove_signed_sheet(sheet=sheet, actor=organiser)

    assert SignedSheet.objects.get() == sheet
    assert sheet.file.storage.exists(sheet.file.name)
