import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from core.jobs.embedded import _Worker
from core.jobs.tasks import run_job

pytestmark = pytest.mark.django_db


def make_message(path: str) -> DBTaskResult:
    message: DBTaskResult = DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": [0], "kwargs": {}},
        priority=0,
        queue_name="default",
        backend_name="default",
        run_after=get_date_max(),
    )
    return message


def test_only_one_thread_takes_tasks_of_others() -> None:
    foreign, own = make_message("modelsearch.tasks.insert_or_update_object_task"), make_message(run_job.module_path)

    def ready(takes_all: bool) -> set[object]:
        return set(_Worker(takes_all).tasks.ready().values_list("pk", flat=True))

    assert ready(takes_all=True) == {foreign.pk, own.pk}
    assert ready(takes_all=False) == {own.pk}
    assert _Worker(takes_all=False).work_one()
    assert not _Worker(takes_all=False).work_one()
    foreign.refresh_from_db()
    assert foreign.status == TaskResultStatus.READY
